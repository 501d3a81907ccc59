/** Call records: found by their filters, opened beside the list. */
import { useMemo, useState } from "preact/hooks";
import { clock, phoneNumber } from "../../state/format";
import { useAdmin, useQuery } from "../here";
import { useLoad } from "../load";
import { Card, Icon, PageHead, SearchInput, type Column } from "../parts";
import type { PageProps } from "../registry";
import type { CallChoices, CallRow } from "../wire";
import { CallDrawer } from "./call";
import { calls as copy, directions, kinds, outcomes } from "./copy";
import { OneFilter, optionsOf, PeriodFilter, useFilters } from "./filters";
import { CallList } from "./list";
import { OutcomeBadge } from "./outcome";
import { zoneOf, type Zone } from "./when";

const FILTERS = [
  "period",
  "from",
  "to",
  "team",
  "agent",
  "direction",
  "outcome",
  "kind",
  "disposition",
  "number",
  "recorded",
  "text",
] as const;

export function CallsPage({ rest }: PageProps) {
  const { api, me, router } = useAdmin();
  const { query, set } = useFilters();
  const [turn, setTurn] = useState(0);
  const zone = useMemo(() => zoneOf(me.time_zone), [me.time_zone]);
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query[name] ?? ""]));
  const filtered = FILTERS.some((name) => asked[name]);
  const at = (path: string): void => router.replace(path + location.search);
  return (
    <>
      <PageHead title={copy.title} under={copy.under}>
        <a class="btn line sm" href={api.url("/manage/api/calls.csv", asked)} download>
          <Icon name="down-tray" size="s" />
          {copy.export}
        </a>
      </PageHead>
      <Card>
        <div class="filters" role="search" aria-label={copy.filters}>
          <Filters />
          {filtered && (
            <button
              type="button"
              class="btn quiet sm"
              onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, ""])))}
            >
              <Icon name="x" size="s" />
              {copy.clear}
            </button>
          )}
        </div>
      </Card>
      <CallList
        label={copy.list}
        query={asked}
        columns={columnsOf(zone)}
        selected={rest}
        turn={turn}
        count={({ total, total_more }) =>
          total_more ? copy.countMore(total ?? 0) : copy.count(total ?? 0)
        }
        empty={
          filtered
            ? { icon: "search", title: copy.none, under: copy.noneUnder }
            : { icon: "history", title: copy.empty, under: copy.emptyUnder }
        }
        rowActions={(row) => (
          <button
            type="button"
            class="btn quiet icon sm"
            aria-label={copy.open(zone.full(row.started_at))}
            onClick={() => at(`/admin/calls/${encodeURIComponent(row.call_id)}`)}
          >
            <Icon name="right" size="s" />
          </button>
        )}
      />
      {rest && (
        <CallDrawer
          key={rest}
          callId={rest}
          close={() => at("/admin/calls")}
          changed={() => setTurn(turn + 1)}
        />
      )}
    </>
  );
}

function Filters() {
  const { api } = useAdmin();
  const [number, setNumber] = useQuery("number");
  const [text, setText] = useQuery("text");
  const [recorded, setRecorded] = useQuery("recorded");
  const choices = useLoad((stop) => api.get<CallChoices>("/manage/api/call-choices", {}, stop), []);
  const named = (list: CallChoices["teams"] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const told = choices.data;
  return (
    <>
      <PeriodFilter usual="" />
      <OneFilter
        name="team"
        label={copy.team}
        every={copy.everyTeam}
        options={named(told?.teams)}
      />
      <OneFilter
        name="agent"
        label={copy.agent}
        every={copy.everyAgent}
        options={named(told?.agents)}
      />
      <OneFilter
        name="direction"
        label={copy.direction}
        every={copy.everyDirection}
        options={optionsOf(directions)}
      />
      <OneFilter
        name="outcome"
        label={copy.outcome}
        every={copy.everyOutcome}
        options={optionsOf(outcomes).filter(({ value }) => OUTCOMES.has(value))}
      />
      <OneFilter name="kind" label={copy.kind} every={copy.everyKind} options={optionsOf(kinds)} />
      <OneFilter
        name="disposition"
        label={copy.disposition}
        every={copy.everyDisposition}
        options={(told?.dispositions ?? []).map((name) => ({ value: name, label: name }))}
      />
      <SearchInput
        label={copy.number}
        value={number}
        set={setNumber}
        placeholder={copy.numberHint}
      />
      <SearchInput label={copy.text} value={text} set={setText} />
      <label class="check sm">
        <input
          type="checkbox"
          checked={recorded === "true"}
          onChange={(event) => setRecorded(event.currentTarget.checked ? "true" : "")}
        />
        {copy.recorded}
      </label>
    </>
  );
}

/** Of calls; the others are of attempts alone. */
const OUTCOMES = new Set([
  "ongoing",
  "answered",
  "busy",
  "no_answer",
  "rejected",
  "invalid_number",
  "carrier_failure",
  "cancelled",
  "abandoned",
  "turned_away",
]);

export function columnsOf(zone: Zone): Column<CallRow>[] {
  return [
    {
      key: "when",
      label: copy.columns.when,
      look: "num nowrap",
      cell: (row) => zone.brief(row.started_at),
    },
    {
      key: "customer",
      label: copy.columns.customer,
      look: "nowrap",
      cell: (row) => (
        <span class="row g1 num">
          <Icon name={row.direction === "inbound" ? "in" : "out"} size="s" />
          <span class="sr">{directions[row.direction]}</span>
          <span class="called">
            {row.name && <span class="block cut medium">{row.name}</span>}
            <span class={row.name ? "block xs muted" : "block"}>
              {phoneNumber(row.number) ||
                (row.direction === "inbound" ? copy.withheld : copy.erased)}
            </span>
          </span>
        </span>
      ),
    },
    {
      key: "who",
      label: copy.columns.who,
      cell: (row) => (
        <>
          <span class="block">{row.agent_name || copy.nobody}</span>
          <span class="block xs muted">{row.team}</span>
        </>
      ),
    },
    {
      key: "outcome",
      label: copy.columns.outcome,
      cell: (row) => <OutcomeBadge outcome={row.outcome} />,
    },
    {
      key: "talk",
      label: copy.columns.talk,
      number: true,
      cell: (row) => (row.answered_at === null ? "–" : clock(row.talk_seconds)),
    },
    {
      key: "said",
      label: copy.columns.said,
      cell: (row) => (
        <div class="said">
          <span class="block">{row.disposition}</span>
          <span class="block xs muted cut">{row.note}</span>
        </div>
      ),
    },
    {
      key: "recording",
      label: copy.columns.recording,
      silent: true,
      cell: (row) =>
        row.recorded ? (
          <span title={copy.hasRecording}>
            <Icon name="wave" size="s" />
            <span class="sr">{copy.hasRecording}</span>
          </span>
        ) : null,
    },
  ];
}
