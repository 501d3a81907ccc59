/** How a team's queue for calls behaves. */
import { Card, Field, Icon, NumberInput, Segments, Select, Switch, TextInput } from "../parts";
import { Hours } from "../parts";
import { zoneOptions } from "../zones";
import type { NumberRoute, QueueSettings } from "../wire";
import { team as copy } from "./copy";
import type { Form } from "./teamform";

const USUAL_WEEK = [
  ...Array.from({ length: 5 }, () => [{ opens: "09:00", closes: "17:00" }]),
  [],
  [],
];

export function CallsPart({ form }: { form: Form }) {
  return (
    <>
      <NumbersCard form={form} />
      <HoursCard form={form} />
      <WaitingCard form={form} />
      <ElsewhereCard form={form} />
      <RingingCard form={form} />
    </>
  );
}

function NumbersCard({ form }: { form: Form }) {
  const { queue: set, draft, doing } = form;
  const { numbers } = draft.settings.queue;
  const words = copy.numbers;
  const change = (at: number, part: Partial<NumberRoute>): void =>
    set({ numbers: numbers.map((one, place) => (place === at ? { ...one, ...part } : one)) });
  const wrong = doing.fault("queue.numbers");
  return (
    <Card title={words.title} under={words.under}>
      <div class="stack g2">
        {numbers.length === 0 && <p class="sm muted">{words.none}</p>}
        {numbers.map((one, at) => (
          <div class="number-row" key={at}>
            <Field label={words.number}>
              <TextInput
                small
                mono
                value={one.number}
                set={(number) => change(at, { number })}
                placeholder="442079460200"
              />
            </Field>
            <Field label={words.name}>
              <TextInput small value={one.name} set={(name) => change(at, { name })} />
            </Field>
            <Field label={words.skills}>
              <TextInput
                small
                value={one.skills.join(", ")}
                set={(text) => change(at, { skills: skillsOf(text) })}
                placeholder={words.skillsHint}
              />
            </Field>
            <Field label={words.priority}>
              <NumberInput
                value={one.priority}
                least={-99}
                most={99}
                set={(priority) => change(at, { priority: priority ?? 0 })}
              />
            </Field>
            <button
              type="button"
              class="btn quiet icon sm"
              aria-label={words.remove(one.number)}
              onClick={() => set({ numbers: numbers.filter((_, place) => place !== at) })}
            >
              <Icon name="x" size="s" />
            </button>
          </div>
        ))}
        {wrong && (
          <p class="xs bad-text row g1" role="alert">
            <Icon name="alert" size="s" />
            {wrong}
          </p>
        )}
        <div>
          <button
            type="button"
            class="btn line sm"
            onClick={() =>
              set({ numbers: [...numbers, { number: "", name: "", skills: [], priority: 0 }] })
            }
          >
            <Icon name="plus" size="s" />
            {words.add}
          </button>
        </div>
      </div>
    </Card>
  );
}

/** While one types, an empty skill at the end is where the next one goes. */
function skillsOf(text: string): string[] {
  const parts = text.split(",").map((part) => part.trimStart());
  return parts.filter((part, at) => part !== "" || (at > 0 && at === parts.length - 1));
}

function HoursCard({ form }: { form: Form }) {
  const { queue: set, draft, doing, team } = form;
  const { queue } = draft.settings;
  const words = copy.hours;
  return (
    <Card title={words.title}>
      <div class="stack g3">
        <div class="row">
          <Segments<"always" | "hours">
            label={words.mode}
            value={queue.hours === null ? "always" : "hours"}
            set={(mode) => set({ hours: mode === "always" ? null : { days: USUAL_WEEK } })}
            choices={[
              { value: "always", label: words.always },
              { value: "hours", label: words.byHours },
            ]}
          />
        </div>
        {queue.hours && (
          <>
            <Hours
              week={queue.hours.days}
              set={(days) => set({ hours: { days } })}
              error={doing.fault("queue.hours")}
            />
            <div class="form-grid">
              <Field
                label={words.zone}
                hint={words.zoneHint(team.time_zone)}
                error={doing.fault("queue.time_zone")}
              >
                <Select
                  value={queue.time_zone}
                  set={(time_zone) => set({ time_zone })}
                  options={[{ value: "", label: team.time_zone }, ...zoneOptions(queue.time_zone)]}
                />
              </Field>
              <OtherTeam form={form} name="closed_team" label={words.closed_team} />
              <Recording form={form} name="closed_message" label={words.closed_message} />
            </div>
          </>
        )}
      </div>
    </Card>
  );
}

interface NamedProps<Name> {
  readonly form: Form;
  readonly name: Name;
  readonly label: string;
  readonly hint?: string;
}

type TeamField = "closed_team" | "overflow_team";

function OtherTeam({ form, name, label, hint }: NamedProps<TeamField>) {
  const nobody = name === "closed_team" ? copy.hours.closedNobody : copy.elsewhere.nobody;
  return (
    <Field label={label} hint={hint} error={form.doing.fault(`queue.${name}`)}>
      <Select
        value={form.draft.settings.queue[name] ?? ""}
        set={(team) => form.queue({ [name]: team || null })}
        options={[
          { value: "", label: nobody },
          ...form.others.map((one) => ({ value: one.team_id, label: one.name })),
        ]}
      />
    </Field>
  );
}

type RecordingField = "greeting" | "closed_message" | "full_message" | "callback_message";

function Recording({ form, name, label, hint }: NamedProps<RecordingField>) {
  return (
    <Field
      label={label}
      hint={hint ?? copy.waiting.ownWords}
      error={form.doing.fault(`queue.${name}`)}
    >
      <TextInput
        mono
        value={form.draft.settings.queue[name]}
        set={(value) => form.queue({ [name]: value.trim() })}
      />
    </Field>
  );
}

type NumberField = {
  [Name in keyof QueueSettings]: QueueSettings[Name] extends number | null ? Name : never;
}[keyof QueueSettings];

interface AmountProps extends NamedProps<NumberField> {
  readonly unit?: string;
}

function Amount({ form, name, label, hint, unit = copy.seconds }: AmountProps) {
  return (
    <Field label={label} hint={hint} error={form.doing.fault(`queue.${name}`)}>
      <NumberInput
        value={form.draft.settings.queue[name]}
        unit={unit}
        // Emptied, the server puts the usual there; a callback is switched off by its switch.
        set={(value) => {
          if (value === null && name === "callback_after") return;
          form.queue({ [name]: value } as Partial<QueueSettings>);
        }}
      />
    </Field>
  );
}

function WaitingCard({ form }: { form: Form }) {
  const { queue } = form.draft.settings;
  const words = copy.waiting;
  return (
    <Card title={words.title}>
      <div class="form-grid">
        <Recording form={form} name="greeting" label={words.greeting} hint={words.recordingHint} />
        <Recording form={form} name="full_message" label={words.full_message} />
        <Amount form={form} name="say_every" label={words.say_every} hint={words.sayHint} />
        <Amount form={form} name="longest_wait" label={words.longest_wait} />
        <Amount form={form} name="most_waiting" label={words.most_waiting} unit={copy.callers} />
      </div>
      <Switch
        label={words.say_place}
        on={queue.say_place}
        set={(say_place) => form.queue({ say_place })}
      />
      <Switch
        label={words.say_wait}
        on={queue.say_wait}
        set={(say_wait) => form.queue({ say_wait })}
      />
    </Card>
  );
}

function ElsewhereCard({ form }: { form: Form }) {
  const { queue } = form.draft.settings;
  const words = copy.elsewhere;
  return (
    <Card title={words.title}>
      <div class="form-grid">
        <OtherTeam
          form={form}
          name="overflow_team"
          label={words.overflow_team}
          hint={words.overflowHint}
        />
        {queue.overflow_team && (
          <Amount form={form} name="overflow_after" label={words.overflow_after} />
        )}
      </div>
      <Switch
        label={words.callback}
        hint={words.callbackHint}
        on={queue.callback_after !== null}
        set={(on) => form.queue({ callback_after: on ? 60 : null })}
      />
      {queue.callback_after !== null && (
        <div class="form-grid">
          <Amount form={form} name="callback_after" label={words.callback_after} />
          <Recording form={form} name="callback_message" label={words.callback_message} />
        </div>
      )}
    </Card>
  );
}

function RingingCard({ form }: { form: Form }) {
  const { queue } = form.draft.settings;
  const words = copy.ring;
  return (
    <Card title={words.title}>
      <div class="form-grid">
        <Amount form={form} name="ring_seconds" label={words.ring_seconds} />
        <Amount
          form={form}
          name="wrap_up_seconds"
          label={words.wrap_up_seconds}
          hint={words.wrapHint}
        />
        <Amount
          form={form}
          name="service_seconds"
          label={copy.service.seconds}
          hint={copy.service.under}
        />
        <Percent
          value={queue.service_target}
          set={(service_target) => form.queue({ service_target })}
          error={form.doing.fault("queue.service_target")}
        />
      </div>
      <Switch
        label={words.miss_pauses}
        on={queue.miss_pauses}
        set={(miss_pauses) => form.queue({ miss_pauses })}
      />
    </Card>
  );
}

interface PercentProps {
  readonly value: number;
  readonly set: (share: number) => void;
  readonly error: string | undefined;
}

/** A share from 0 to 1, shown as a percentage. */
export function Percent({ value, set, error }: PercentProps) {
  return (
    <Field label={copy.service.target} error={error}>
      <NumberInput
        value={Math.round(value * 1000) / 10}
        unit={copy.percent}
        most={100}
        set={(percent) => set((percent ?? 80) / 100)}
      />
    </Field>
  );
}
