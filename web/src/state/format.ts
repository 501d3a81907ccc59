/** Numbers, times and the CRM's data as people read them. */
import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** Digits of E.164 without the plus, as +1 202 555 0143. What is no number stays as it is. */
export function phoneNumber(digits: string): string {
  if (!/^\+?\d{4,15}$/.test(digits)) return digits;
  const written = digits.startsWith("+") ? digits : `+${digits}`;
  return parsePhoneNumberFromString(written)?.formatInternational() ?? written;
}

/** Seconds as 1:24, or 1:02:07 from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** 1,204 */
export function count(many: number): string {
  return many.toLocaleString("en-GB");
}

/** A time of day, 15:24. */
export function timeOfDay(at: number, seconds = false): string {
  return new Date(at * 1000).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
  });
}

/** When a past call was: 15:24 today, Thu 16:02 within a week, else 9 Nov. */
export function whenOf(at: number, now: number): string {
  const then = new Date(at * 1000);
  const days = (midnight(now) - midnight(at)) / 86_400;
  if (days < 0.5) return timeOfDay(at);
  if (days < 6.5)
    return `${then.toLocaleDateString("en-GB", { weekday: "short" })} ${timeOfDay(at)}`;
  return then.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

function midnight(at: number): number {
  const date = new Date(at * 1000);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / 1000;
}

/** Two letters for the round badge. */
export function initials(name: string): string {
  const parts = name
    .trim()
    .split(/[\s._@-]+/)
    .filter(Boolean);
  const [first = "", second = ""] = parts;
  return (second ? `${first[0]}${second[0]}` : first.slice(0, 2)).toLowerCase();
}

/** An address that may be opened: http and https only. */
export function safeAddress(value: unknown): string | null {
  if (typeof value !== "string" || !/^https?:\/\//i.test(value.trim())) return null;
  try {
    const address = new URL(value.trim());
    return address.protocol === "http:" || address.protocol === "https:" ? address.href : null;
  } catch {
    return null;
  }
}

const RECORD_KEYS = ["record_url", "url", "link", "record"];

/** The customer's record in the CRM, where the payload carries its address. */
export function recordAddress(custom: Readonly<Record<string, unknown>>): string | null {
  for (const wanted of RECORD_KEYS) {
    for (const [key, value] of Object.entries(custom)) {
      if (key.toLowerCase() === wanted) {
        const address = safeAddress(value);
        if (address) return address;
      }
    }
  }
  return null;
}

export interface PayloadRow {
  readonly key: string;
  readonly text: string;
  readonly link: string | null;
}

/**
 * The CRM's data as rows of text. Nested objects become `outer · inner` rows, lists are joined;
 * what is nested deeper than four levels is written as JSON.
 */
export function payloadRows(
  custom: Readonly<Record<string, unknown>>,
  words: { yes: string; no: string; none: string },
  prefix = "",
  depth = 0,
): PayloadRow[] {
  return Object.entries(custom).flatMap(([key, value]): PayloadRow[] => {
    const label = prefix + key.replaceAll("_", " ");
    if (isObject(value) && depth < 4 && Object.keys(value).length > 0) {
      return payloadRows(value, words, `${label} · `, depth + 1);
    }
    if (Array.isArray(value) && depth < 4 && value.some(isObject)) {
      const numbered = Object.fromEntries(
        value.map((item, at) => [String(at + 1), item as unknown]),
      );
      return payloadRows(numbered, words, `${label} · `, depth + 1);
    }
    return [{ key: label, text: plainText(value, words), link: safeAddress(value) }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function plainText(value: unknown, words: { yes: string; no: string; none: string }): string {
  if (value === null || value === undefined || value === "") return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value) && !value.some((item) => typeof item === "object" && item !== null)) {
    return value.length ? value.map((item) => plainText(item, words)).join(", ") : words.none;
  }
  return JSON.stringify(value);
}
