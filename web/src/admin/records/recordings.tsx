/** Recorded calls, played beside the list. */
import { useMemo, useState } from "preact/hooks";
import { clock } from "../../state/format";
import { useAdmin, useQuery } from "../here";
import { useLoad } from "../load";
import { Card, Icon, PageHead, SearchInput } from "../parts";
import type { PageProps } from "../registry";
import type { CallChoices } from "../wire";
import { CallDrawer } from "./call";
import { columnsOf } from "./calls";
import { calls, recordings as copy } from "./copy";
import { OneFilter, PeriodFilter, useFilters } from "./filters";
import { CallList } from "./list";
import { zoneOf } from "./when";

const FILTERS = ["period", "from", "to", "team", "agent", "number"] as const;

export function RecordingsPage({ rest }: PageProps) {
  const { api, me, router } = useAdmin();
  const { query, set } = useFilters();
  const [turn, setTurn] = useState(0);
  const [played, setPlayed] = useState("");
  const [number, setNumber] = useQuery("number");
  const zone = useMemo(() => zoneOf(me.time_zone), [me.time_zone]);
  const choices = useLoad((stop) => api.get<CallChoices>("/manage/api/call-choices", {}, stop), []);
  const named = (list: CallChoices["teams"] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query[name] ?? ""]));
  const filtered = FILTERS.some((name) => asked[name]);
  const at = (path: string): void => router.replace(path + location.search);
  const columns = columnsOf(zone)
    .filter(({ key }) => ["when", "customer", "who", "said"].includes(key))
    .concat({
      key: "length",
      label: calls.columns.length,
      number: true,
      cell: (row) => clock(row.talk_seconds + row.hold_seconds),
    });
  return (
    <>
      <PageHead title={copy.title} under={copy.under} />
      {/* The card of how long recordings are kept stands here. */}
      <Card>
        <div class="filters" role="search" aria-label={calls.filters}>
          <PeriodFilter usual="" />
          <OneFilter
            name="team"
            label={calls.team}
            every={calls.everyTeam}
            options={named(choices.data?.teams)}
          />
          <OneFilter
            name="agent"
            label={calls.agent}
            every={calls.everyAgent}
            options={named(choices.data?.agents)}
          />
          <SearchInput
            label={calls.number}
            value={number}
            set={setNumber}
            placeholder={calls.numberHint}
          />
          {filtered && (
            <button
              type="button"
              class="btn quiet sm"
              onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, ""])))}
            >
              <Icon name="x" size="s" />
              {calls.clear}
            </button>
          )}
        </div>
      </Card>
      <CallList
        label={copy.list}
        query={{ ...asked, recorded: "true" }}
        columns={columns}
        selected={rest}
        turn={turn}
        count={({ total, total_more }) =>
          total_more ? copy.countMore(total ?? 0) : copy.count(total ?? 0)
        }
        empty={
          filtered
            ? { icon: "search", title: calls.none, under: calls.noneUnder }
            : { icon: "wave", title: copy.empty, under: copy.emptyUnder }
        }
        rowActions={(row) => (
          <button
            type="button"
            class="btn line icon sm"
            aria-label={copy.play(zone.full(row.started_at))}
            onClick={() => {
              setPlayed(row.call_id);
              at(`/admin/recordings/${encodeURIComponent(row.call_id)}`);
            }}
          >
            <Icon name="play" size="s" />
          </button>
        )}
      />
      {rest && (
        <CallDrawer
          key={rest}
          callId={rest}
          play={rest === played}
          close={() => at("/admin/recordings")}
          changed={() => setTurn(turn + 1)}
        />
      )}
    </>
  );
}
