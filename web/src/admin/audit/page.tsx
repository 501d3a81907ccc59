/** The audit log: found, looked at, verified, exported. */
import { useState } from "preact/hooks";
import { useAdmin, useQuery } from "../here";
import { Loaded, useLoad } from "../load";
import {
  Card,
  Field,
  Icon,
  PageHead,
  Pager,
  SearchInput,
  Select,
  Table,
  TextInput,
} from "../parts";
import type { AuditRow, AuditRows } from "../wire";
import { ChainState } from "./chain";
import { actionOf, actorOf, audit as copy, GROUPS } from "./copy";
import { Details } from "./details";
import { about, dayBounds, momentOf } from "./words";

export const PATH = "/manage/api/audit";
const ROWS = 50;

export function AuditPage() {
  const { api, me } = useAdmin();
  const [actor, setActor] = useQuery("who");
  const [action, setAction] = useQuery("what");
  const [text, setText] = useQuery("text");
  const [from, setFrom] = useQuery("from");
  const [to, setTo] = useQuery("to");
  /** Where each page that was turned began; the last is the one that is shown. */
  const [places, setPlaces] = useState<readonly (number | null)[]>([null]);
  const [shown, setShown] = useState<AuditRow | null>(null);
  const which = { actor, action, text, ...dayBounds(from, to, me.time_zone) };
  const filtered = [actor, action, text, from, to].some(Boolean);
  const before = places[places.length - 1];
  const rows = useLoad(
    (stop) => api.get<AuditRows>(PATH, { ...which, before, limit: ROWS }, stop),
    [actor, action, text, from, to, before],
  );
  const change = (set: (value: string) => void) => (value: string) => {
    setPlaces([null]);
    setShown(null);
    set(value);
  };
  const clear = (): void => {
    for (const set of [setActor, setAction, setText, setFrom, setTo]) change(set)("");
  };
  const first = (places.length - 1) * ROWS;
  return (
    <>
      <PageHead title={copy.title} under={copy.under}>
        <span class="sm muted">{copy.exportAs}</span>
        {(["csv", "jsonl"] as const).map((format) => (
          <a
            key={format}
            class="btn line sm"
            href={api.url(`${PATH}/export`, { ...which, format })}
            download
          >
            <Icon name="down-tray" size="s" />
            {format === "csv" ? copy.csv : copy.lines}
          </a>
        ))}
      </PageHead>
      <ChainState />
      <div class="audit-filters">
        <Field label={copy.actor}>
          <SearchInput label={copy.actor} value={actor} set={change(setActor)} />
        </Field>
        <Field label={copy.action}>
          <Select
            small
            value={action}
            set={change(setAction)}
            options={[{ value: "", label: copy.everything }, ...GROUPS]}
          />
        </Field>
        <Field label={copy.text}>
          <SearchInput label={copy.text} value={text} set={change(setText)} />
        </Field>
        <Field label={copy.since}>
          <TextInput small kind="date" value={from} set={change(setFrom)} />
        </Field>
        <Field label={copy.until}>
          <TextInput small kind="date" value={to} set={change(setTo)} />
        </Field>
        {filtered && (
          <button type="button" class="btn quiet sm" onClick={clear}>
            {copy.clear}
          </button>
        )}
      </div>
      <Loaded of={rows}>
        {({ entries, next_before }) => (
          <div class={shown ? "with-drawer" : ""}>
            <Card flush>
              <Table
                label={copy.title}
                rows={entries}
                rowKey={(row) => String(row.entry_id)}
                selected={(row) => row.entry_id === shown?.entry_id}
                empty={{
                  icon: "audit",
                  title: filtered ? copy.none : copy.empty,
                  under: filtered ? copy.noneUnder : copy.emptyUnder,
                }}
                columns={[
                  {
                    key: "when",
                    label: copy.columns.when,
                    look: "num nowrap",
                    cell: (row) => momentOf(row.at, me.time_zone),
                  },
                  { key: "who", label: copy.columns.who, cell: (row) => actorOf(row.actor) },
                  {
                    key: "what",
                    label: copy.columns.what,
                    cell: (row) => <b class="medium">{actionOf(row.action)}</b>,
                  },
                  {
                    key: "about",
                    label: copy.columns.about,
                    look: "muted audit-about",
                    cell: (row) => about(row),
                  },
                  { key: "seq", label: copy.columns.seq, number: true, cell: (row) => row.seq },
                ]}
                rowActions={(row) => (
                  <button
                    type="button"
                    class="btn quiet sm"
                    aria-label={copy.open(actionOf(row.action), momentOf(row.at, me.time_zone))}
                    onClick={() => setShown(row)}
                  >
                    {copy.details}
                  </button>
                )}
              />
              <Pager
                from={first + 1}
                to={first + entries.length}
                total={null}
                back={places.length > 1 ? () => setPlaces(places.slice(0, -1)) : null}
                next={next_before === null ? null : () => setPlaces([...places, next_before])}
              />
            </Card>
          </div>
        )}
      </Loaded>
      {shown && <Details key={shown.entry_id} row={shown} close={() => setShown(null)} />}
    </>
  );
}
