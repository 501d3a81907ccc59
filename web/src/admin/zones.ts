/** Time zones and countries, as people choose them. */
import { getCountries, getCountryCallingCode, type CountryCode } from "libphonenumber-js/min";
import type { Option } from "./parts";

/** Every time zone the browser knows; with the one that is set, should it not know that. */
export function zoneOptions(now: string): readonly Option[] {
  const known = Intl.supportedValuesOf("timeZone");
  const all = new Set(["UTC", ...known, now]);
  return [...all].sort().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

function nameOf(country: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(country) ?? country;
}

/** Countries by name, with the calling code. */
export function countryOptions(): readonly Option[] {
  return getCountries()
    .map((country) => ({
      value: country as string,
      label: `${nameOf(country)} (+${getCountryCallingCode(country)})`,
    }))
    .sort((one, other) => one.label.localeCompare(other.label));
}

/** The countries behind each calling code: `44` is of the United Kingdom and its islands. */
export function codeOptions(): readonly Option[] {
  const named = new Map<string, CountryCode[]>();
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    named.set(code, [...(named.get(code) ?? []), country]);
  }
  return [...named]
    .map(([code, countries]) => ({ value: code, label: `+${code} ${namesOf(countries)}` }))
    .sort((one, other) => one.label.slice(1).localeCompare(other.label.slice(1)));
}

const MAIN: Readonly<Record<string, string>> = {
  "1": "United States, Canada and their neighbours",
  "44": "United Kingdom",
  "39": "Italy",
  "7": "Russia, Kazakhstan",
  "47": "Norway",
  "61": "Australia",
  "212": "Morocco",
  "262": "Réunion, Mayotte",
  "290": "St Helena, Tristan da Cunha",
  "358": "Finland",
  "590": "Guadeloupe",
  "599": "Curaçao, Caribbean Netherlands",
};

function namesOf(countries: readonly string[]): string {
  const [first = ""] = countries;
  const code = getCountryCallingCode(first as CountryCode);
  return MAIN[code] ?? countries.map(nameOf).join(", ");
}
