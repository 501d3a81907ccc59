/** Figures and times of campaigns as people read them. */
import { timeOfDay, whenOf } from "../../state/format";
import { cityOf, timeOf, wallAt } from "../../state/zones";
import type { LeadProgress } from "../wire";

const WHOLE = new Intl.NumberFormat("en-GB");

export const whole = (count: number): string => WHOLE.format(count);

/** A share of 1, as 2.1. */
export const percent = (share: number, digits = 1): string => (share * 100).toFixed(digits);

/** Leads that need no call any more, in whole percent; 100 only where all are. */
export function donePercent(leads: LeadProgress): number {
  if (leads.total === 0) return 0;
  return Math.floor(((leads.done + leads.never) / leads.total) * 100);
}

/** 720 h are 30 days. */
export function windowWord(startsAt: number, endsAt: number): string {
  const hours = Math.round((endsAt - startsAt) / 3600);
  return hours >= 48 ? `${Math.round(hours / 24)} days` : `${hours} h`;
}

export function daysWord(days: number): string {
  if (days < 1) return "less than a day";
  const count = Math.round(days);
  return count === 1 ? "1 day" : `${whole(count)} days`;
}

/** Today 11:20, Thu 16:02, 12 Nov. */
export function lastWord(at: number, now: number): string {
  const word = whenOf(at, now);
  return /^\d\d:\d\d$/.test(word) ? `Today ${word}` : word;
}

/** 17:00 today, Fri 09:00 within a week, else 3 Dec 09:00. */
export function nextWord(at: number, now: number): string {
  const day = (time: number): string => new Date(time * 1000).toDateString();
  const clock = timeOfDay(at);
  if (day(at) === day(now)) return clock;
  const then = new Date(at * 1000);
  if (at - now < 6 * 86_400) {
    return `${then.toLocaleDateString("en-GB", { weekday: "short" })} ${clock}`;
  }
  return `${then.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock}`;
}

/** The same by the clock of another place; "" where the zone is none we know. */
export function nextThere(at: number, now: number, zone: string): string {
  try {
    const wall = wallAt(at, zone);
    const clock = timeOf(wall);
    if (wall.slice(0, 10) === wallAt(now, zone).slice(0, 10)) return clock;
    const then = new Date(`${wall.slice(0, 10)}T12:00:00Z`);
    const day = then.toLocaleDateString("en-GB", { weekday: "short", timeZone: "UTC" });
    return `${day} ${clock}`;
  } catch {
    return "";
  }
}

export const placeOf = (zone: string): string => cityOf(zone);

/** 1 h 36 min, 12 min, 3 days. */
export function spanWord(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}

/** A name as a code: `Send brochure` as `send-brochure`; "" where nothing of it can be one. */
export function codeOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
