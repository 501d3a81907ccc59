/** Clocks on the wall in other places: IANA zones by the browser's own tables. */

/** Day and minute as a clock shows them, `YYYY-MM-DDTHH:MM`; nothing says where. */
export type Wall = string;

const DAY = 86_400;
const WALL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/;

/** Where this browser is. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether the browser knows it; a server may have newer tables. */
export function isZone(zone: string): boolean {
  try {
    return zone !== "" && Boolean(new Intl.DateTimeFormat("en-GB", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** What the clock there shows at a moment (Unix seconds). */
export function wallAt(at: number, zone: string): Wall {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(new Date(at * 1000));
  const of = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

/** The same digits read as UTC, in Unix seconds; null: no such day or time. */
function asUtc(wall: Wall): number | null {
  const found = WALL.exec(wall);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute) / 1000;
  // 31 April, or 24:00, is another day's.
  return new Date(at * 1000).toISOString().slice(0, 16) === wall ? at : null;
}

/** Seconds that the clock there is ahead of UTC, to the minute. */
function offsetAt(at: number, zone: string): number {
  const whole = Math.floor(at / 60) * 60;
  return (asUtc(wallAt(whole, zone)) ?? whole) - whole;
}

export interface Moment {
  /** Unix seconds. */
  readonly at: number;
  /** `skipped`: the clocks go forward over it; `twice`: they go back, and it comes again. */
  readonly how: "once" | "twice" | "skipped";
}

/**
 * The moment at which the clock there shows this, as the server reckons it
 * (`dockline.domain.callinghours.unix_time`): of two, the earlier; a time that the clocks skip is
 * as much later (RFC 5545, 3.3.5). Null: no such day or time.
 */
export function momentOf(wall: Wall, zone: string): Moment | null {
  const utc = asUtc(wall);
  if (utc === null) return null;
  const before = offsetAt(utc - DAY, zone);
  const after = offsetAt(utc + DAY, zone);
  const right = [...new Set([before, after])]
    .map((offset) => utc - offset)
    .filter((at) => wallAt(at, zone) === wall);
  if (right.length === 0) return { at: utc - before, how: "skipped" };
  return { at: Math.min(...right), how: right.length > 1 ? "twice" : "once" };
}

/** What the clocks of several zones show, each once and the earliest first. */
export function wallsAt(at: number, zones: readonly string[]): readonly Wall[] {
  return [...new Set(zones.filter(isZone).map((zone) => wallAt(at, zone)))].sort();
}

/** New York, of America/New_York. */
export function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

export const timeOf = (wall: Wall): string => wall.slice(11);
export const dateOf = (wall: Wall): string => wall.slice(0, 10);

/** Tue 24 Nov. */
export function dayWord(date: string): string {
  const day = new Date(`${date}T12:00:00Z`);
  const word = (options: Intl.DateTimeFormatOptions): string =>
    day.toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
  return `${word({ weekday: "short" })} ${word({ day: "numeric", month: "short" })}`;
}

/** 10:30 when that is today by the clock that shows it, else Tue 24 Nov 10:30. */
export function wallWord(wall: Wall, today: string): string {
  return dateOf(wall) === today ? timeOf(wall) : `${dayWord(dateOf(wall))} ${timeOf(wall)}`;
}

/** So many days later, `YYYY-MM-DD`. */
export function dayLater(date: string, days: number): string {
  const at = Date.parse(`${date}T12:00:00Z`) + days * DAY * 1000;
  return new Date(at).toISOString().slice(0, 10);
}

export interface Clocks {
  readonly first: string;
  /** Where the zones do not agree: the latest of them. */
  readonly last: string | null;
}

/** What it is o'clock there, with the day where that is not the agent's own; null: no zone. */
export function clocksAt(at: number, zones: readonly string[], own = ownZone()): Clocks | null {
  const walls = wallsAt(at, zones);
  const [first] = walls;
  const last = walls.at(-1);
  if (first === undefined || last === undefined) return null;
  const today = dateOf(wallAt(at, own));
  const word = (wall: Wall): string =>
    dateOf(wall) === today ? timeOf(wall) : `${dayWord(dateOf(wall)).slice(0, 3)} ${timeOf(wall)}`;
  return { first: word(first), last: last === first ? null : word(last) };
}
