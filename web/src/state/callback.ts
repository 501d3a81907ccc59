/** A callback as the agent fills it in: a wall time where the lead is, who calls, and a note. */
import type { CallbackWish, LeadView } from "../wire";
import {
  cityOf,
  dateOf,
  dayLater,
  isZone,
  momentOf,
  ownZone,
  timeOf,
  wallAt,
  wallsAt,
  wallWord,
} from "./zones";

export type Quick = "hour" | "tomorrow" | "pick";

export interface CallbackDraft {
  readonly quick: Quick | null;
  /** `YYYY-MM-DD` and `HH:MM` where the lead is; empty: not chosen. */
  readonly date: string;
  readonly time: string;
  readonly personal: boolean;
  readonly note: string;
}

export const noCallback: CallbackDraft = {
  quick: null,
  date: "",
  time: "",
  personal: true,
  note: "",
};

/** The longest note that goes with a callback. */
export const CALLBACK_NOTE = 400;

const HOUR = 3_600;
const FIVE_MINUTES = 300;

export interface LeadPlace {
  /** By whose clock a callback is set, here as on the server: the first the lead may be in. */
  readonly zone: string;
  /** New York, or empty where nobody can tell. */
  readonly city: string;
  readonly known: boolean;
  /** The number may be in others, whose clocks show something else now. */
  readonly several: boolean;
}

export function placeOf(lead: Pick<LeadView, "zones">, now: number): LeadPlace {
  const [zone = ""] = lead.zones;
  if (!isZone(zone)) return { zone: ownZone(), city: "", known: false, several: false };
  const several = wallsAt(now, lead.zones).length > 1;
  // A number of all of Britain is also one of Guernsey, whose name would only puzzle.
  const city = several || lead.zones.length === 1 ? cityOf(zone) : "";
  return { zone, city, known: true, several };
}

/** What the quick choices mean now, where the lead is. */
export interface QuickTimes {
  readonly hour: { readonly date: string; readonly time: string };
  readonly tomorrow: { readonly date: string; readonly time: string };
}

/**
 * In an hour, to the next five minutes; and tomorrow at the time of the callback that was promised,
 * else at this time of day, to the nearest half hour.
 */
export function quickTimes(zone: string, now: number, promised: number | null): QuickTimes {
  const soon = wallAt(Math.ceil((now + HOUR) / FIVE_MINUTES) * FIVE_MINUTES, zone);
  const half = HOUR / 2;
  const likely = promised ?? Math.round(now / half) * half;
  return {
    hour: { date: dateOf(soon), time: timeOf(soon) },
    tomorrow: {
      date: dayLater(dateOf(wallAt(now, zone)), 1),
      time: timeOf(wallAt(likely, zone)),
    },
  };
}

export type CallbackFault = "missing" | "past";

export interface CallbackReading {
  /** Why it cannot be asked for as it stands. */
  readonly fault: CallbackFault | null;
  /**
   * What the lead's clock will show, with its day unless that is today; and what the agent's own
   * shows then, where that is another time.
   */
  readonly there: string;
  readonly here: string | null;
  readonly how: "once" | "twice" | "skipped";
}

export function readCallback(
  draft: CallbackDraft,
  zone: string,
  now: number,
  own = ownZone(),
): CallbackReading {
  const moment = momentOf(`${draft.date}T${draft.time}`, zone);
  if (!moment) return { fault: "missing", there: "", here: null, how: "once" };
  const there = wallAt(moment.at, zone);
  const here = wallAt(moment.at, own);
  return {
    fault: moment.at <= now ? "past" : null,
    there: wallWord(there, dateOf(wallAt(now, zone))),
    here: here === there ? null : wallWord(here, dateOf(there)),
    how: moment.how,
  };
}

/** What is sent; `note`: another than the form's own. */
export function callbackWish(draft: CallbackDraft, note = draft.note): CallbackWish {
  return {
    at: `${draft.date}T${draft.time}`,
    personal: draft.personal,
    note: note.trim().slice(0, CALLBACK_NOTE),
  };
}

/** Of a disposition's code: whether it needs a time. */
export function needsCallback(lead: LeadView | null, code: string): boolean {
  return lead?.dispositions.find((one) => one.code === code)?.callback ?? false;
}
