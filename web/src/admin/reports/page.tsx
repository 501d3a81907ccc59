/** Reports: a tab each, with period and team in the address. */
import type { ComponentChildren } from "preact";
import { useAdmin, useNow, useQuery } from "../here";
import { Loaded, useLoad } from "../load";
import { Missing } from "../missing";
import { Card, Icon, PageHead, Select, Tabs } from "../parts";
import type { PageProps } from "../registry";
import type { ReportChoices } from "../wire";
import { DayField, OneFilter, PeriodFilter, useFilters } from "../records/filters";
import { zoneOf } from "../records/when";
import { Agents } from "./agents";
import { Calls } from "./calls";
import { Campaigns } from "./campaigns";
import { Caps } from "./caps";
import { Chats } from "./chats";
import { reports as copy } from "./copy";
import { Service } from "./service";
import { Talk } from "./talk";
import { Timeline } from "./timeline";

const VIEWS: Readonly<Record<string, (props: { answer: never }) => ComponentChildren>> = {
  calls: Calls,
  service: Service,
  talk: Talk,
  agents: Agents,
  timeline: Timeline,
  campaigns: Campaigns,
  caps: Caps,
  chats: Chats,
};

type Name = keyof typeof copy.tab;

const FILTERS = ["period", "from", "to", "team", "bucket"];
const ASKED: Readonly<Record<string, readonly string[]>> = {
  timeline: ["day", "team"],
  campaigns: [...FILTERS, "campaign"],
  caps: [...FILTERS, "campaign"],
};

export function ReportsPage({ rest }: PageProps) {
  const { api, me } = useAdmin();
  const { query } = useFilters();
  const name = rest || "calls";
  if (!(name in VIEWS)) return <Missing />;
  const names = ASKED[name] ?? FILTERS;
  const asked = Object.fromEntries(names.map((one) => [one, query[one] ?? ""]));
  const path = `/manage/api/reports/${name}`;
  return (
    <>
      <PageHead title={copy.title} under={copy.under(me.time_zone)}>
        <button type="button" class="btn quiet sm no-print" onClick={() => window.print()}>
          {copy.print}
        </button>
        <a class="btn line sm no-print" href={api.url(`${path}.csv`, asked)} download>
          <Icon name="down-tray" size="s" />
          {copy.csv}
        </a>
      </PageHead>
      <Tabs
        label={copy.tabs}
        at={name}
        tabs={(Object.keys(copy.tab) as Name[]).map((tab) => ({
          key: tab,
          label: copy.tab[tab],
          href: `${tab === "calls" ? "/admin/reports" : `/admin/reports/${tab}`}${location.search}`,
        }))}
      />
      <Card>
        <div class="filters" role="search" aria-label={copy.tab[name as Name]}>
          <Filters name={name} />
        </div>
      </Card>
      <Report key={name} name={name} path={path} asked={asked} />
    </>
  );
}

function Filters({ name }: { name: string }) {
  const { api, me } = useAdmin();
  const today = zoneOf(me.time_zone).date(useNow());
  const [bucket, setBucket] = useQuery("bucket");
  const choices = useLoad(
    (stop) => api.get<ReportChoices>("/manage/api/report-choices", {}, stop),
    [],
  );
  const named = (list: ReportChoices["teams"] | undefined) =>
    (list ?? []).map((one) => ({ value: one.id, label: one.name }));
  const names = ASKED[name] ?? FILTERS;
  return (
    <>
      {names.includes("period") && <PeriodFilter usual="today" />}
      {names.includes("day") && <DayField name="day" label={copy.day} usual={today} />}
      <OneFilter
        name="team"
        label={copy.team}
        every={copy.everyTeam}
        options={named(choices.data?.teams)}
      />
      {names.includes("campaign") && (
        <OneFilter
          name="campaign"
          label={copy.campaign}
          every={copy.everyCampaign}
          options={named(choices.data?.campaigns)}
        />
      )}
      {names.includes("bucket") && name !== "agents" && (
        <Select
          small
          label={copy.bucket}
          value={bucket}
          set={setBucket}
          options={Object.entries(copy.buckets).map(([value, label]) => ({ value, label }))}
        />
      )}
    </>
  );
}

interface ReportProps {
  readonly name: string;
  readonly path: string;
  readonly asked: Readonly<Record<string, string>>;
}

function Report({ name, path, asked }: ReportProps) {
  const { api } = useAdmin();
  const report = useLoad(
    (stop) => api.get<never>(path, asked, stop),
    [path, JSON.stringify(asked)],
  );
  const View = VIEWS[name]!;
  return (
    <div class={report.loading && report.data !== null ? "stack g4 older" : "stack g4"}>
      <Loaded of={report}>{(answer) => <View answer={answer} />}</Loaded>
    </div>
  );
}
