/** What the columns of a table of leads become. */
import { Field, Select } from "../parts";
import type { LeadsTaken } from "../wire";
import * as copy from "./copy";

/** By column; "": it is left out. */
export type Mapping = Readonly<Record<string, string>>;
const words = copy.add;

interface ColumnsProps {
  readonly told: LeadsTaken;
  readonly mapping: Mapping;
  readonly set: (mapping: Mapping) => void;
}

/** What each column becomes; a change is checked once more. */
export function Columns({ told, mapping, set }: ColumnsProps) {
  const taken = new Map(told.columns.map((one) => [one.column, one.field]));
  return (
    <Field label={words.columns} group>
      <ul class="columns-list">
        {told.head
          .filter((column) => column.trim())
          .map((column) => {
            const now = mapping[column] ?? taken.get(column) ?? "";
            return (
              <li key={column} class="row between">
                <span class="medium cut">{column}</span>
                <Select
                  small
                  label={`${column}: ${words.becomes}`}
                  value={now}
                  set={(field) => set({ ...mapping, [column]: field })}
                  options={choices(column, now)}
                />
              </li>
            );
          })}
      </ul>
    </Field>
  );
}

function choices(column: string, now: string) {
  const own = `data.${column.trim()}`;
  const data = now.startsWith("data.") && now !== own ? [own, now] : [own];
  return [
    ...Object.entries(words.fields).map(([value, label]) => ({ value, label })),
    ...data.map((value) => ({ value, label: words.data(value.slice("data.".length)) })),
    { value: "", label: words.leave },
  ];
}
