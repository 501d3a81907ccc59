/** What calls cost, as it is typed. */
import { refused } from "../api";
import { dialling as copy, settings } from "./copy";

/** A rate as it is typed: two lines may have the same beginning until it is saved. */
export interface RateLine {
  readonly prefix: string;
  readonly rate: number | null;
}

export function linesOf(rates: Readonly<Record<string, number | null>>): readonly RateLine[] {
  return Object.entries(rates)
    .map(([prefix, rate]) => ({ prefix, rate }))
    .sort((one, other) => one.prefix.localeCompare(other.prefix));
}

/** As the settings have them; throws for a beginning that is there twice. */
export function ratesOf(lines: readonly RateLine[]): Record<string, number | null> {
  const rates: Record<string, number | null> = {};
  for (const { prefix, rate } of lines) {
    const digits = prefix.replace(/[\s+]/g, "");
    if (!digits && rate === null) continue;
    if (digits in rates) throw refused("dial_policy.minute_rates", copy.twice(digits));
    if (rate === null) throw refused(`dial_policy.minute_rates.${digits}`, settings.needsNumber);
    rates[digits] = rate;
  }
  return rates;
}
