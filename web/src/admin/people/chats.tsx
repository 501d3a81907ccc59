/** How a team's queue for chats behaves, and when the board says that something is over its limit. */
import {
  Card,
  Field,
  Hours,
  Icon,
  NumberInput,
  Segments,
  Select,
  Switch,
  TextInput,
} from "../parts";
import type { AlertSettings, CannedReply, ChatQueueSettings } from "../wire";
import { zoneOptions } from "../zones";
import { Percent } from "./calls";
import { team as copy } from "./copy";
import type { Form } from "./teamform";

const USUAL_WEEK = [
  ...Array.from({ length: 5 }, () => [{ opens: "09:00", closes: "17:00" }]),
  [],
  [],
];

export function ChatsPart({ form }: { form: Form }) {
  return (
    <>
      <QueueCard form={form} />
      {form.draft.settings.chat.open && (
        <>
          <ChatHours form={form} />
          <CannedCard form={form} />
        </>
      )}
    </>
  );
}

type NumberField = {
  [Name in keyof ChatQueueSettings]: ChatQueueSettings[Name] extends number ? Name : never;
}[keyof ChatQueueSettings];

interface AmountProps {
  readonly form: Form;
  readonly name: NumberField;
  readonly label: string;
  readonly hint?: string;
  readonly unit?: string;
}

function Amount({ form, name, label, hint, unit = copy.seconds }: AmountProps) {
  return (
    <Field label={label} hint={hint} error={form.doing.fault(`chat.${name}`)}>
      <NumberInput
        value={form.draft.settings.chat[name]}
        unit={unit}
        // Emptied, the server puts the usual there.
        set={(value) => form.chat({ [name]: value } as Partial<ChatQueueSettings>)}
      />
    </Field>
  );
}

function QueueCard({ form }: { form: Form }) {
  const { chat } = form.draft.settings;
  const words = copy.chat;
  return (
    <Card title={words.title}>
      <Switch
        label={words.open}
        hint={words.openHint}
        on={chat.open}
        set={(open) => form.chat({ open })}
      />
      {chat.open && (
        <div class="form-grid mt2">
          <Field label={words.welcome} error={form.doing.fault("chat.welcome")}>
            <TextInput
              lines={2}
              longest={400}
              value={chat.welcome}
              set={(welcome) => form.chat({ welcome })}
            />
          </Field>
          <Field label={words.closed_text} error={form.doing.fault("chat.closed_text")}>
            <TextInput
              lines={2}
              longest={400}
              value={chat.closed_text}
              set={(closed_text) => form.chat({ closed_text })}
            />
          </Field>
          <Amount form={form} name="chats_per_agent" label={words.chats_per_agent} unit="" />
          <Amount form={form} name="most_waiting" label={words.most_waiting} unit={copy.visitors} />
          <Amount
            form={form}
            name="unanswered_seconds"
            label={words.unanswered_seconds}
            hint={words.never}
          />
          <Amount form={form} name="idle_seconds" label={words.idle_seconds} hint={words.never} />
          <Amount
            form={form}
            name="service_seconds"
            label={copy.service.seconds}
            hint={words.serviceUnder}
          />
          <Percent
            value={chat.service_target}
            set={(service_target) => form.chat({ service_target })}
            error={form.doing.fault("chat.service_target")}
          />
        </div>
      )}
    </Card>
  );
}

function ChatHours({ form }: { form: Form }) {
  const { chat } = form.draft.settings;
  const words = copy.hours;
  return (
    <Card title={words.title}>
      <div class="stack g3">
        <div class="row">
          <Segments<"always" | "hours">
            label={words.mode}
            value={chat.hours === null ? "always" : "hours"}
            set={(mode) => form.chat({ hours: mode === "always" ? null : { days: USUAL_WEEK } })}
            choices={[
              { value: "always", label: words.always },
              { value: "hours", label: words.byHours },
            ]}
          />
        </div>
        {chat.hours && (
          <>
            <Hours
              week={chat.hours.days}
              set={(days) => form.chat({ hours: { days } })}
              error={form.doing.fault("chat.hours")}
            />
            <Field
              label={words.zone}
              hint={words.zoneHint(form.team.time_zone)}
              error={form.doing.fault("chat.time_zone")}
            >
              <Select
                value={chat.time_zone}
                set={(time_zone) => form.chat({ time_zone })}
                options={[
                  { value: "", label: form.team.time_zone },
                  ...zoneOptions(chat.time_zone),
                ]}
              />
            </Field>
          </>
        )}
      </div>
    </Card>
  );
}

function CannedCard({ form }: { form: Form }) {
  const { canned } = form.draft.settings.chat;
  const words = copy.canned;
  const change = (at: number, part: Partial<CannedReply>): void =>
    form.chat({ canned: canned.map((one, place) => (place === at ? { ...one, ...part } : one)) });
  const wrong = form.doing.fault("chat.canned");
  return (
    <Card title={words.title} under={words.under}>
      <div class="stack g3">
        {canned.length === 0 && <p class="sm muted">{words.none}</p>}
        {canned.map((one, at) => (
          <div class="canned-row" key={at}>
            <Field label={words.name}>
              <TextInput
                small
                mono
                value={one.name}
                set={(name) => change(at, { name })}
                longest={30}
                placeholder="opening-hours"
              />
            </Field>
            <Field label={words.text}>
              <TextInput
                lines={2}
                value={one.text}
                set={(text) => change(at, { text })}
                longest={2000}
              />
            </Field>
            <button
              type="button"
              class="btn quiet icon sm"
              aria-label={words.remove(one.name)}
              onClick={() => form.chat({ canned: canned.filter((_, place) => place !== at) })}
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
            onClick={() => form.chat({ canned: [...canned, { name: "", text: "" }] })}
          >
            <Icon name="plus" size="s" />
            {words.add}
          </button>
        </div>
      </div>
    </Card>
  );
}

const ALERTS = [
  "calls_waiting",
  "call_wait",
  "chats_waiting",
  "chat_wait",
  "wrap_up",
  "paused",
] as const satisfies readonly (keyof AlertSettings)[];

export function AlertsPart({ form }: { form: Form }) {
  const { alerts } = form.draft.settings;
  const units = { calls_waiting: copy.callers, chats_waiting: copy.visitors };
  return (
    <Card title={copy.alerts.title} under={copy.alerts.under}>
      <div class="form-grid">
        {ALERTS.map((name) => (
          <Field key={name} label={copy.alerts[name]} error={form.doing.fault(`alerts.${name}`)}>
            <NumberInput
              value={alerts[name]}
              unit={(units as Partial<Record<string, string>>)[name] ?? copy.seconds}
              set={(value) => form.alerts({ [name]: value })}
            />
          </Field>
        ))}
      </div>
    </Card>
  );
}
