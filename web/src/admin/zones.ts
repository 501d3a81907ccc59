/** Time zones and countries, as people choose them. */
import { getCountries, getCountryCallingCode } from "libphonenumber-js/min";
import { useMemo } from "preact/hooks";
import type { Option } from "./parts";

/** Browsers keep old names of places; these are the ones that people look for. */
const NAMES_NOW: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** Where this browser is. */
export function zoneHere(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  return NAMES_NOW[zone] ?? zone;
}

/** Every time zone the browser knows; with the one that is set, should it not know that. */
export function zoneOptions(now: string): readonly Option[] {
  const known = Intl.supportedValuesOf("timeZone").map((zone) => NAMES_NOW[zone] ?? zone);
  const all = new Set(["UTC", ...known, now]);
  return [...all].sort().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

function namer(): (country: string) => string {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  return (country) => names.of(country) ?? country;
}

/** Countries by name, with the calling code. */
export function countryOptions(): readonly Option[] {
  const nameOf = namer();
  const { compare } = new Intl.Collator("en");
  return getCountries()
    .map((country) => ({
      value: country as string,
      label: `${nameOf(country)} (+${getCountryCallingCode(country)})`,
    }))
    .sort((one, other) => compare(one.label, other.label));
}

/** The countries behind each calling code: `44` is of the United Kingdom and its islands. */
export function codeOptions(): readonly Option[] {
  const nameOf = namer();
  const { compare } = new Intl.Collator("en");
  const named = new Map<string, string[]>();
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    named.set(code, [...(named.get(code) ?? []), country]);
  }
  const told = (code: string, countries: readonly string[]): string =>
    MAIN[code] ?? countries.map(nameOf).join(", ");
  return [...named]
    .map(([code, countries]) => ({ value: code, name: told(code, countries) }))
    .sort((one, other) => compare(one.name, other.name))
    .map(({ value, name }) => ({ value, label: `${name} (+${value})` }));
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

/** The lists are long: made once where a form is shown, and not with each key that is typed. */
export function useZones(now: string): readonly Option[] {
  return useMemo(() => zoneOptions(now), [now]);
}

export function useCountries(): readonly Option[] {
  return useMemo(countryOptions, []);
}
