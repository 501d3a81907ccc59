/** The week's hours: calling hours, opening hours. */
import { Icon } from "../../ui/parts";
import * as copy from "../copy";

export interface Opening {
  /** `HH:MM` */
  readonly opens: string;
  /** `HH:MM`, 24:00 at most. */
  readonly closes: string;
}

/** Seven days, Monday first; a day without openings is closed. */
export type Week = readonly (readonly Opening[])[];

const USUAL: Opening = { opens: "09:00", closes: "17:00" };

interface HoursProps {
  readonly week: Week;
  readonly set: (week: Week) => void;
  readonly error?: string | undefined;
}

export function Hours({ week, set, error }: HoursProps) {
  const day = (at: number, openings: readonly Opening[]): void =>
    set(week.map((one, place) => (place === at ? openings : one)));
  const monday = week[0] ?? [];
  return (
    <div class="stack g1">
      <ul class="hours">
        {copy.parts.hours.days.map((name, at) => (
          <Day key={name} name={name} openings={week[at] ?? []} set={(all) => day(at, all)} />
        ))}
      </ul>
      {error && (
        <span class="xs bad-text row g1" role="alert">
          <Icon name="alert" size="s" />
          {error}
        </span>
      )}
      <div class="row">
        <button
          type="button"
          class="btn line sm"
          onClick={() => set(week.map((one, at) => (at < 5 ? monday : one)))}
        >
          {copy.parts.hours.weekdays}
        </button>
        <button type="button" class="btn line sm" onClick={() => set(week.map(() => monday))}>
          {copy.parts.hours.copy}
        </button>
      </div>
    </div>
  );
}

interface DayProps {
  readonly name: string;
  readonly openings: readonly Opening[];
  readonly set: (openings: readonly Opening[]) => void;
}

function Day({ name, openings, set }: DayProps) {
  const words = copy.parts.hours;
  const change = (at: number, part: Partial<Opening>): void =>
    set(openings.map((one, place) => (place === at ? { ...one, ...part } : one)));
  return (
    <li class="hours-day">
      <label class="check sm">
        <input
          type="checkbox"
          aria-label={words.open(name)}
          checked={openings.length > 0}
          onChange={(event) => set(event.currentTarget.checked ? [USUAL] : [])}
        />
        <span class="medium">{name}</span>
      </label>
      <div class="hours-openings">
        {openings.length === 0 && <span class="sm faint">{words.closed}</span>}
        {openings.map((one, at) => (
          <span key={at} class="row g1">
            <Clock
              label={words.opens(name, at + 1)}
              value={one.opens}
              set={(opens) => change(at, { opens })}
            />
            <span class="sm muted">{words.to}</span>
            <Clock
              label={words.closes(name, at + 1)}
              value={one.closes}
              set={(closes) => change(at, { closes })}
            />
            {openings.length > 1 && (
              <button
                type="button"
                class="btn quiet icon sm"
                aria-label={words.remove(name, at + 1)}
                onClick={() => set(openings.filter((_, place) => place !== at))}
              >
                <Icon name="x" size="s" />
              </button>
            )}
          </span>
        ))}
        {openings.length > 0 && openings.length < 4 && (
          <button
            type="button"
            class="btn quiet icon sm"
            aria-label={words.add(name)}
            onClick={() => set([...openings, { opens: "", closes: "" }])}
          >
            <Icon name="plus" size="s" />
          </button>
        )}
      </div>
    </li>
  );
}

interface ClockProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
}

/** Not a time field of the browser's: those know no 24:00. `930` and `9` are understood. */
function Clock({ label, value, set }: ClockProps) {
  return (
    <input
      class="input sm num clock-field"
      aria-label={label}
      aria-invalid={value !== "" && !CLOCK.test(value)}
      inputMode="numeric"
      placeholder="09:00"
      autocomplete="off"
      value={value}
      onInput={(event) => set(event.currentTarget.value)}
      onBlur={(event) => set(clockOf(event.currentTarget.value))}
    />
  );
}

const CLOCK = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** `9`, `930`, `9.30` as `HH:MM`; what is no time stays as it was typed. */
export function clockOf(text: string): string {
  const parts = /^\s*(\d{1,2})(?:[:.h]?(\d{2}))?\s*$/.exec(text);
  if (!parts) return text.trim();
  const told = `${parts[1]!.padStart(2, "0")}:${parts[2] ?? "00"}`;
  return CLOCK.test(told) ? told : text.trim();
}
