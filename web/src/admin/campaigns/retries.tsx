/** The retry plan: after each outcome how long to rest, how often, and what then. */
import { useEffect, useState } from "preact/hooks";
import { Icon, NumberInput, Scrolling, Select } from "../parts";
import type { AfterLast, AttemptOutcome, RetryRule } from "../wire";
import * as copy from "./copy";

const words = copy.settings.attempts;

interface RetryProps {
  /** What holds where nothing is changed. */
  readonly usual: Readonly<Record<AttemptOutcome, RetryRule>>;
  /** As set or changed; null: taken back to the default. */
  readonly rule: (outcome: AttemptOutcome) => RetryRule | null | undefined;
  readonly set: (outcome: AttemptOutcome, rule: RetryRule | null) => void;
  readonly fault: (outcome: AttemptOutcome) => string | undefined;
  readonly readOnly: boolean;
}

export function RetryTable(props: RetryProps) {
  const outcomes = Object.keys(props.usual) as readonly AttemptOutcome[];
  return (
    <Scrolling label={words.plan}>
      <table class="table retry-table">
        <caption class="sr">{words.plan}</caption>
        <thead>
          <tr>
            <th scope="col">{words.outcome}</th>
            <th scope="col">{words.delays}</th>
            <th scope="col">{words.times}</th>
            <th scope="col">{words.then}</th>
            <th scope="col">
              <span class="sr">{words.usual}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map((outcome) => (
            <Line key={outcome} outcome={outcome} {...props} />
          ))}
        </tbody>
      </table>
      <p class="xs faint inset-s">{words.delaysHint}</p>
    </Scrolling>
  );
}

function Line({
  outcome,
  usual,
  rule,
  set,
  fault,
  readOnly,
}: RetryProps & { outcome: AttemptOutcome }) {
  const own = rule(outcome);
  const now = own ?? usual[outcome];
  const name = copy.outcomes[outcome] ?? outcome;
  const wrong = fault(outcome);
  const change = (part: Partial<RetryRule>): void => set(outcome, { ...now, ...part });
  return (
    <tr>
      <th scope="row" class="medium">
        {name}
        {wrong && (
          <span class="xs bad-text row g1 regular" role="alert">
            <Icon name="alert" size="s" />
            {wrong}
          </span>
        )}
      </th>
      <td>
        <Delays
          label={words.delaysOf(name)}
          seconds={now.delays}
          set={(delays) => change({ delays })}
          readOnly={readOnly}
        />
      </td>
      <td>
        <NumberInput
          label={words.timesOf(name)}
          value={now.most}
          set={(most) => most !== null && change({ most })}
          least={0}
          most={100}
          disabled={readOnly}
        />
      </td>
      <td>
        <Select
          small
          label={words.thenOf(name)}
          value={now.then}
          set={(then) => change({ then: then as AfterLast })}
          options={copy.afterLast.map(([value, label]) => ({ value, label }))}
          disabled={readOnly}
        />
      </td>
      <td class="right">
        {own && !readOnly && (
          <button
            type="button"
            class="btn quiet sm"
            aria-label={words.usualOf(name)}
            onClick={() => set(outcome, null)}
          >
            {words.usual}
          </button>
        )}
      </td>
    </tr>
  );
}

interface DelaysProps {
  readonly label: string;
  readonly seconds: readonly number[];
  readonly set: (seconds: readonly number[]) => void;
  readonly readOnly: boolean;
}

/** Minutes with commas between; what is typed stays until it is left. */
function Delays({ label, seconds, set, readOnly }: DelaysProps) {
  const told = seconds.map((one) => Math.round((one / 60) * 100) / 100).join(", ");
  const [text, setText] = useState(told);
  useEffect(() => setText(told), [told]);
  const take = (): void => {
    // A default that is only looked at is not the campaign's own from then on.
    if (text === told) return;
    const minutes = text
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map(Number);
    if (minutes.every((one) => Number.isFinite(one) && one >= 0)) {
      set(minutes.map((one) => Math.round(one * 60)));
    } else setText(told);
  };
  return (
    <input
      class="input sm num"
      aria-label={label}
      value={text}
      disabled={readOnly}
      onInput={(event) => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || text === told) return;
        // Else the form would be saved without it.
        event.preventDefault();
        take();
      }}
    />
  );
}
