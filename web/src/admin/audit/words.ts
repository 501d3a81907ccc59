/** What an entry says, in short. */
import type { AuditRow } from "../wire";

/** `26 Nov 2026, 09:30:05`, where the space is. */
export function momentOf(at: number, zone: string): string {
  return new Date(at * 1000).toLocaleString("en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** Days as they begin and end where the space is, in seconds since 1970. */
export function dayBounds(
  from: string,
  to: string,
  zone: string,
): { readonly since?: number; readonly until?: number } {
  const since = midnight(from, 0, zone);
  const until = midnight(to, 1, zone);
  return { ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) };
}

function midnight(day: string, later: number, zone: string): number | null {
  const told = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!told) return null;
  const wanted = Date.UTC(Number(told[1]), Number(told[2]) - 1, Number(told[3]) + later) / 1000;
  // What the clocks show there at a moment, less the moment, is how far they are ahead. Looked at
  // twice: they may have been put forward or back on the way.
  let at = wanted - ahead(wanted, zone);
  at = wanted - ahead(at, zone);
  return at < 0 ? null : at;
}

function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(at * 1000);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return shown / 1000 - Math.floor(at);
}

const NAMES = [
  ...["name", "login", "campaign", "team_name", "username", "number", "file", "email"],
  ...["webhook", "call_id"],
];
const LISTS = ["numbers", "logins"];
const MOST_LISTED = 3;

/** What it is about, in one line: the names in its detail, and what was changed of them. */
export function about(row: AuditRow): string {
  const { detail } = row;
  const changed = detail["changed"];
  const named = NAMES.map((name) => detail[name]).filter(
    (value): value is string => typeof value === "string" && value !== "",
  );
  if (changed !== null && typeof changed === "object") {
    const what = Object.keys(changed).join(", ");
    return named.length > 0 ? `${named.join(", ")}: ${what}` : what;
  }
  if (named.length > 0) return named.join(", ");
  const list = LISTS.map((name) => detail[name]).find(Array.isArray);
  if (list) return listed(list);
  const { address } = detail;
  return typeof address === "string" ? address : "";
}

function listed(all: readonly unknown[]): string {
  const shown = all.slice(0, MOST_LISTED).map(String).join(", ");
  return all.length > MOST_LISTED ? `${shown}, …` : shown;
}

/** Each thing in a detail by its path, as text. */
export function facts(detail: Readonly<Record<string, unknown>>): readonly [string, string][] {
  return Object.entries(detail)
    .filter(([name]) => name !== "changed")
    .map(([name, value]) => [name.replaceAll("_", " "), shown(value)]);
}

export interface Change {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** What settings were and are, where an entry tells it. */
export function changes(detail: Readonly<Record<string, unknown>>): readonly Change[] {
  const changed = detail["changed"];
  if (changed === null || typeof changed !== "object") return [];
  return Object.entries(changed).map(([path, value]) => {
    const [from, to] = Array.isArray(value) ? value : [undefined, value];
    return { path, from: shown(from), to: shown(to) };
  });
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "—";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return JSON.stringify(value);
}
