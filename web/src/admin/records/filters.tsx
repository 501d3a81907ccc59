/** Filters that stand in the address, shared by call records and reports. */
import { useAdmin, usePath, useQuery } from "../here";
import { Select, TextInput, type Option } from "../parts";
import { periods as copy } from "./copy";
import { zoneOf } from "./when";

const NAMES = ["today", "yesterday", "7d", "30d", "custom"] as const;

/** What the address says, and a way to change several filters at once. */
export function useFilters(): {
  readonly query: Readonly<Record<string, string>>;
  readonly set: (changes: Readonly<Record<string, string>>) => void;
} {
  const { router } = useAdmin();
  usePath(router);
  const set = (changes: Readonly<Record<string, string>>): void => {
    const query = router.query;
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const text = query.toString();
    router.replace(text ? `${router.path}?${text}` : router.path);
  };
  return { query: Object.fromEntries(router.query), set };
}

interface PeriodProps {
  /** What is asked for where the address says nothing; "" for any time. */
  readonly usual: "" | "today" | "7d";
}

/** The period, and its days where they are chosen one by one. */
export function PeriodFilter({ usual }: PeriodProps) {
  const { me, now } = useAdmin();
  const { query, set } = useFilters();
  const chosen = query["period"] ?? usual;
  const choose = (value: string): void => {
    const today = zoneOf(me.time_zone).date(now());
    const days = value === "custom" ? { from: today, to: today } : { from: "", to: "" };
    // The usual is not written.
    set({ period: value === usual ? "" : value, ...days });
  };
  const options: Option[] = NAMES.map((name) => ({ value: name, label: copy[name] }));
  if (usual === "") options.unshift({ value: "", label: copy.all });
  return (
    <>
      <Select small label={copy.label} value={chosen} set={choose} options={options} />
      {chosen === "custom" && (
        <>
          <DayField name="from" label={copy.from} />
          <DayField name="to" label={copy.to} />
        </>
      )}
    </>
  );
}

interface DayProps {
  readonly name: string;
  readonly label: string;
  /** What is asked for while nothing is chosen. */
  readonly usual?: string;
}

export function DayField({ name, label, usual = "" }: DayProps) {
  const [value, set] = useQuery(name);
  return <TextInput small kind="date" label={label} value={value || usual} set={set} />;
}

interface OneProps {
  readonly name: string;
  readonly label: string;
  /** What no choice is called. */
  readonly every: string;
  readonly options: readonly Option[];
}

/** One of many, or all of them. */
export function OneFilter({ name, label, every, options }: OneProps) {
  const [value, set] = useQuery(name);
  const all = [{ value: "", label: every }, ...options];
  return <Select small label={label} value={value} set={set} options={all} />;
}

/** Of a table of names. */
export function optionsOf(names: Readonly<Record<string, string>>): Option[] {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}
