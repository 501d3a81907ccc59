import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import {
  Cancel,
  Badge,
  Card,
  Dialog,
  Field,
  Icon,
  Note,
  PageHead,
  Segments,
  Select,
  Table,
  TextInput,
  type Column,
} from "../parts";
import type { CampaignLine, CampaignLines, CampaignSheet, CampaignTeam, Mode } from "../wire";
import * as copy from "./copy";
import { SmallBar } from "./progress";
import { RunButton } from "./run";
import { percent, whole } from "./words";

export const PLACE = "/admin/campaigns";
export const API = "/manage/api/campaigns";
const MODES: readonly Mode[] = ["preview", "progressive", "power", "predictive"];
export const MODE_CHOICES = MODES.map((value) => ({ value, label: copy.modes[value] }));

export function CampaignList() {
  const { api, can } = useAdmin();
  const loading = useLoad((stop) => api.get<CampaignLines>(API, {}, stop), [], { every: 5 });
  const [making, setMaking] = useState(false);
  const [archived, setArchived] = useState(false);
  const runs = can("run_operation");
  const put = (sheet: CampaignSheet): void => {
    const { data } = loading;
    if (!data) return;
    const changed = data.campaigns.map((one) =>
      one.campaign_id === sheet.campaign_id ? sheet : one,
    );
    loading.put({ ...data, campaigns: changed });
  };
  const words = copy.campaigns;
  const make = runs && (
    <button type="button" class="btn primary sm" onClick={() => setMaking(true)}>
      <Icon name="plus" size="s" />
      {words.make}
    </button>
  );
  return (
    <>
      <PageHead title={words.title}>{make}</PageHead>
      <Loaded of={loading}>
        {(data) => (
          <>
            <Card
              flush
              {...(out(data.campaigns) > 0
                ? {
                    toolbar: (
                      <label class="check sm">
                        <input
                          type="checkbox"
                          checked={archived}
                          onChange={(event) => setArchived(event.currentTarget.checked)}
                        />
                        {words.archived(out(data.campaigns))}
                      </label>
                    ),
                  }
                : {})}
            >
              <Table
                label={words.table}
                columns={COLUMNS}
                rows={data.campaigns.filter((one) => archived || one.state !== "archived")}
                rowKey={(one) => one.campaign_id}
                {...(runs
                  ? {
                      rowActions: (one: CampaignLine) => (
                        <RunButton campaign={one} put={put} small />
                      ),
                    }
                  : {})}
                empty={{
                  icon: "campaign",
                  ...(data.campaigns.length > 0
                    ? words.allArchived
                    : runs
                      ? words.empty
                      : words.emptySeen),
                }}
              />
            </Card>
            {making && <MakeCampaign teams={data.teams} close={() => setMaking(false)} />}
          </>
        )}
      </Loaded>
    </>
  );
}

/** How many are out of the way: they are shown when they are asked for. */
function out(campaigns: readonly CampaignLine[]): number {
  return campaigns.filter((one) => one.state === "archived").length;
}

const COLUMNS: readonly Column<CampaignLine>[] = [
  {
    key: "name",
    label: copy.campaigns.columns.name,
    cell: (one) => (
      <>
        <a class="plain-link" href={`${PLACE}/${one.campaign_id}`}>
          <b class="medium">{one.name}</b>
        </a>
        <span class="xs muted block">{copy.modes[one.mode]}</span>
      </>
    ),
  },
  { key: "team", label: copy.campaigns.columns.team, look: "muted", cell: (one) => one.team_name },
  {
    key: "leads",
    label: copy.campaigns.columns.leads,
    number: true,
    cell: (one) => whole(one.leads.total),
  },
  {
    key: "progress",
    label: copy.campaigns.columns.progress,
    look: "wide-cell",
    cell: (one) => <SmallBar leads={one.leads} />,
  },
  {
    key: "abandoned",
    label: copy.campaigns.abandoned,
    number: true,
    cell: (one) => <Abandoned campaign={one} />,
  },
  {
    key: "state",
    label: copy.campaigns.columns.state,
    cell: (one) => (
      <span class="row g1">
        <StateBadge campaign={one} />
        {one.cautions.length > 0 && (
          <span class="warn-text" title={copy.campaigns.cautions(one.cautions.length)}>
            <Icon name="alert" size="s" />
            <span class="sr">{copy.campaigns.cautions(one.cautions.length)}</span>
          </span>
        )}
      </span>
    ),
  },
];

export function StateBadge({ campaign }: { campaign: Pick<CampaignLine, "state"> }) {
  const [word, tone] = copy.states[campaign.state];
  return (
    <Badge tone={tone} dot={campaign.state === "running"}>
      {word}
    </Badge>
  );
}

/** The share of the window, in red where it is over the cap. */
function Abandoned({ campaign }: { campaign: CampaignLine }) {
  const { window } = campaign;
  if (window.answers === 0) return <span class="faint">–</span>;
  const over = window.abandoned_share > window.cap;
  return (
    <span class={over ? "bad-text" : ""}>
      {percent(window.abandoned_share)} % <span class="faint">/ {percent(window.cap)}</span>
    </span>
  );
}

function MakeCampaign(props: {
  readonly teams: readonly CampaignTeam[];
  readonly close: () => void;
}) {
  const { api, go } = useAdmin();
  const doing = useDoing();
  const [name, setName] = useState("");
  const [team, setTeam] = useState(props.teams.length === 1 ? props.teams[0]!.name : "");
  const [mode, setMode] = useState<Mode>("preview");
  const words = copy.make;
  const save = (): void =>
    void doing.run(async () => {
      const made = await api.post<CampaignSheet>(API, { name, team_name: team, mode });
      go(`${PLACE}/${made.campaign_id}`);
    });
  const teams = [
    ...(team ? [] : [{ value: "", label: words.chooseTeam }]),
    ...props.teams.map((one) => ({ value: one.name, label: one.name })),
  ];
  const rest = doing.rest(["name", "campaign", "team_name"]);
  return (
    <Dialog
      title={words.heading}
      close={props.close}
      wide
      submit={save}
      footer={
        <>
          <Cancel close={props.close} />
          <button class="btn primary" disabled={doing.busy || !name.trim() || !team}>
            {words.button}
          </button>
        </>
      }
    >
      {props.teams.length === 0 && <Note tone="warn">{words.noTeams}</Note>}
      <Field label={words.name} error={doing.fault("name") ?? doing.fault("campaign")}>
        <TextInput value={name} set={setName} longest={120} />
      </Field>
      <Field label={words.team} error={doing.fault("team_name")}>
        <Select value={team} set={setTeam} options={teams} />
      </Field>
      <Field label={words.mode} group hint={copy.modeUnder[mode]}>
        <Segments label={words.mode} value={mode} set={setMode} choices={MODE_CHOICES} />
      </Field>
      <p class="sm muted">{words.under}</p>
      {rest && (
        <Note tone="bad" alert>
          {rest}
        </Note>
      )}
    </Dialog>
  );
}
