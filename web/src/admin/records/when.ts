/** Times where the space is, whatever clock the reader has. */

export interface Zone {
  /** 15 Jan 2026, 09:30:05 */
  readonly full: (at: number) => string;
  /** 15 Jan, 09:30 */
  readonly brief: (at: number) => string;
  /** 09:30 */
  readonly time: (at: number) => string;
  /** 09:30:05 */
  readonly exact: (at: number) => string;
  /** 15 Jan */
  readonly day: (at: number) => string;
  /** 2026-01-15, as date fields have it. */
  readonly date: (at: number) => string;
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DAY = { day: "numeric", month: "short" } as const;

/** `timeZone`: IANA's name. */
export function zoneOf(timeZone: string): Zone {
  const said = (how: Intl.DateTimeFormatOptions, locale = "en-GB") => {
    const format = new Intl.DateTimeFormat(locale, { ...how, timeZone });
    return (at: number): string => format.format(at * 1000);
  };
  return {
    full: said({ ...DAY, year: "numeric", ...CLOCK, second: "2-digit" }),
    brief: said({ ...DAY, ...CLOCK }),
    time: said(CLOCK),
    exact: said({ ...CLOCK, second: "2-digit" }),
    day: said(DAY),
    // In Swedish a date is written as ISO 8601 has it.
    date: said({ year: "numeric", month: "2-digit", day: "2-digit" }, "sv-SE"),
  };
}

/** A length: 45 s, 12 min, 3 h 05 min. */
export function lengthOf(seconds: number): string {
  const whole = Math.round(Math.max(0, seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const two = String(minutes % 60).padStart(2, "0");
  return `${Math.floor(minutes / 60)} h ${two} min`;
}
