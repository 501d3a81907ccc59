/** What agents choose from after a call, and what happens next. */
import { Field, Icon, Scrolling, Select } from "../parts";
import type { AttemptOutcome, Disposition, NextStep } from "../wire";
import * as copy from "./copy";
import type { Draft } from "./draft";
import { SettingForm } from "./settingfields";
import { codeOf } from "./words";

const PATH = "leads.dispositions";
const words = copy.settings.dispositions;
/** As `fresh` gives it, before there is a name. */
const GIVEN = /^disposition-\d+$/;

export function DispositionsTab({ draft }: { draft: Draft }) {
  const all = draft.get<readonly Disposition[]>(PATH);
  const kept = new Set(draft.sheet.settings.leads.dispositions.map((one) => one.code));
  const set = (changed: readonly Disposition[]): void => draft.set(PATH, changed);
  const change = (at: number, part: Partial<Disposition>): void =>
    set(all.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const move = (at: number): void => {
    const moved = [...all];
    const [one] = moved.splice(at, 1);
    if (one) moved.splice(at - 1, 0, one);
    set(moved);
  };
  return (
    <SettingForm draft={draft} shown={[PATH, "leads.undisposed"]}>
      <p class="sm muted">
        {words.under} {words.codeHint}
      </p>
      <Scrolling label={copy.settings.tabs.dispositions}>
        <table class="table dispositions">
          <caption class="sr">{copy.settings.tabs.dispositions}</caption>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.code}</th>
              <th scope="col">{words.next}</th>
              <th scope="col">{words.success}</th>
              <th scope="col">
                <span class="sr">{copy.run.more}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((one, at) => (
              <Line
                key={at}
                one={one}
                at={at}
                kept={kept.has(one.code)}
                fault={draft.doing.fault(`${PATH}[${at}]`)}
                readOnly={draft.readOnly}
                change={(part) => change(at, part)}
                up={at > 0 ? () => move(at) : null}
                remove={() => set(all.filter((_, place) => place !== at))}
              />
            ))}
          </tbody>
        </table>
      </Scrolling>
      {!draft.readOnly && (
        <div>
          <button type="button" class="btn line sm" onClick={() => set([...all, fresh(all)])}>
            <Icon name="plus" size="s" />
            {words.add}
          </button>
        </div>
      )}
      <Field label={words.undisposed} error={draft.doing.fault("leads.undisposed") ?? whole(draft)}>
        <Select
          value={draft.get<string>("leads.undisposed")}
          set={(code) => draft.set("leads.undisposed", code)}
          disabled={draft.readOnly}
          options={all
            .filter((one) => one.next_step !== "callback")
            .map((one) => ({ value: one.code, label: one.name || one.code }))}
        />
      </Field>
    </SettingForm>
  );
}

/** What is wrong with them together, and not with one of them. */
function whole(draft: Draft): string | undefined {
  return draft.doing.faults[PATH];
}

function fresh(all: readonly Disposition[]): Disposition {
  const codes = new Set(all.map((one) => one.code));
  let count = all.length + 1;
  while (codes.has(`disposition-${count}`)) count += 1;
  return {
    code: `disposition-${count}`,
    name: "",
    next_step: "done",
    retry_as: "no_answer",
    success: false,
  };
}

interface LineProps {
  readonly one: Disposition;
  readonly at: number;
  /** Whether its code is saved: reports and the API say it by now. */
  readonly kept: boolean;
  readonly fault: string | undefined;
  readonly readOnly: boolean;
  readonly change: (part: Partial<Disposition>) => void;
  readonly up: (() => void) | null;
  readonly remove: () => void;
}

function Line({ one, at, kept, fault, readOnly, change, up, remove }: LineProps) {
  const name = one.name || words.one(at + 1);
  // Until it is saved, or somebody wrote a code, the code says what the name says.
  const rename = (name: string): void => {
    const follows = !kept && (one.code === codeOf(one.name) || GIVEN.test(one.code));
    change(follows && codeOf(name) ? { name, code: codeOf(name) } : { name });
  };
  return (
    <tr>
      <td>
        <input
          class="input sm"
          aria-label={words.nameOf(at + 1)}
          maxLength={64}
          value={one.name}
          disabled={readOnly}
          onInput={(event) => rename(event.currentTarget.value)}
        />
        {fault && (
          <span class="xs bad-text row g1" role="alert">
            <Icon name="alert" size="s" />
            {fault}
          </span>
        )}
      </td>
      <td>
        <input
          class="input sm mono"
          aria-label={words.codeOf(at + 1)}
          maxLength={64}
          value={one.code}
          disabled={readOnly}
          onInput={(event) => change({ code: event.currentTarget.value })}
        />
      </td>
      <td>
        <div class="row g1">
          <Select
            small
            label={words.nextOf(name)}
            value={one.next_step}
            set={(next) => change({ next_step: next as NextStep })}
            options={copy.nextSteps.map(([value, label]) => ({ value, label }))}
            disabled={readOnly}
          />
          {one.next_step === "retry" && (
            <Select
              small
              label={words.asOf(name)}
              value={one.retry_as}
              set={(outcome) => change({ retry_as: outcome as AttemptOutcome })}
              options={Object.entries(copy.outcomes)
                .filter(([value]) => value !== "answered")
                .map(([value, label]) => ({ value, label: `${words.as} ${label.toLowerCase()}` }))}
              disabled={readOnly}
            />
          )}
        </div>
      </td>
      <td>
        <label class="check sm">
          <input
            type="checkbox"
            aria-label={words.successOf(name)}
            checked={one.success}
            disabled={readOnly}
            onChange={(event) => change({ success: event.currentTarget.checked })}
          />
        </label>
      </td>
      <td class="right nowrap">
        {!readOnly && (
          <>
            <button
              type="button"
              class="btn quiet icon sm flip"
              aria-label={words.upOf(name)}
              disabled={up === null}
              onClick={() => up?.()}
            >
              <Icon name="down" size="s" />
            </button>
            <button
              type="button"
              class="btn quiet icon sm"
              aria-label={words.removeOf(name)}
              onClick={remove}
            >
              <Icon name="x" size="s" />
            </button>
          </>
        )}
      </td>
    </tr>
  );
}
