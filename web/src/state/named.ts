/** Who somebody is, by what a CRM sends or a table's columns are called. The server tells call
 * records' names by the same fields (`dockline.api.call_rows`). */
type Custom = Readonly<Record<string, unknown>>;

const WHOLE = ["name", "fullname", "customername", "contactname", "contact"];
const FIRST = ["firstname", "givenname", "forename"];
const LAST = ["lastname", "surname", "familyname"];
const COMPANY = ["company", "companyname"];
/** Fields that are looked at: what has thousands has its name among the first. */
const MOST = 100;

export interface Named {
  readonly name: string;
  readonly company: string;
  /** The fields that these are of. */
  readonly fields: ReadonlySet<string>;
}

/** `First Name` is `firstName` is `first_name`. */
const folded = (field: string): string => field.toLowerCase().replace(/[^a-z0-9]/g, "");

export function namedIn(custom: Custom): Named {
  const found = new Map<string, readonly [string, string]>();
  for (const [field, value] of Object.entries(custom).slice(0, MOST)) {
    const text = typeof value === "string" ? value.trim() : "";
    const key = folded(field);
    // A contact may be a number, and is nobody's name then.
    const says = key === "name" ? text !== "" : /\p{L}/u.test(text);
    if (says && !found.has(key)) found.set(key, [field, text]);
  }
  const one = (fields: readonly string[]): readonly [string, string] | undefined =>
    fields.map((field) => found.get(field)).find((pair) => pair !== undefined);
  const whole = one(WHOLE);
  const names = (whole ? [whole] : [one(FIRST), one(LAST)]).filter((pair) => pair !== undefined);
  const company = one(COMPANY);
  return {
    name: names.map(([, text]) => text).join(" "),
    company: company?.[1] ?? "",
    fields: new Set([...names, ...(company ? [company] : [])].map(([field]) => field)),
  };
}
