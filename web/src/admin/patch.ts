/** What a form changed, as a JSON merge patch (RFC 7396). */

/** As typed: a number may be nothing yet. */
export type Typed<T> = T extends number
  ? number | null
  : T extends readonly (infer Item)[]
    ? readonly Item[]
    : T extends object
      ? { readonly [Key in keyof T]: Typed<T[Key]> }
      : T;

type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The patch from one to the other: objects are merged, lists replaced, what is gone is null. */
export function patchOf(before: Plain, after: Plain): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const name of Object.keys(before)) if (!(name in after)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    const was = before[name];
    if (isPlain(was) && isPlain(value)) {
      const inner = patchOf(was, value);
      if (Object.keys(inner).length > 0) patch[name] = inner;
    } else if (JSON.stringify(was) !== JSON.stringify(value)) patch[name] = value;
  }
  return patch;
}

/** The path of the first value that is nothing where it was something; null: there is none. */
export function firstNothing(before: Plain, after: Plain, path = ""): string | null {
  for (const [name, value] of Object.entries(after)) {
    const where = path ? `${path}.${name}` : name;
    const was = before[name];
    if (value === null && was !== null) return where;
    if (isPlain(value)) {
      const found = firstNothing(isPlain(was) ? was : {}, value, where);
      if (found) return found;
    }
  }
  return null;
}
