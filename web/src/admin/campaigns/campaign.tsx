/** One campaign: how it goes, its dial lists, its leads. */
import { useState } from "preact/hooks";
import { sentence } from "../api";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad, type Loading } from "../load";
import {
  Cancel,
  Confirm,
  Dialog,
  Field,
  Icon,
  Menu,
  Note,
  PageHead,
  Segments,
  TextInput,
  type MenuItem,
} from "../parts";
import type { CampaignSheet, Mode, PacingShown } from "../wire";
import { AddLeads } from "./addleads";
import * as copy from "./copy";
import { LeadsCard } from "./leads";
import { API, MODE_CHOICES, PLACE, StateBadge } from "./list";
import { ListsCard } from "./lists";
import { ProgressCard } from "./progress";
import { cautionList, dials, RunButton, useRun } from "./run";
import { percent, windowWord } from "./words";

export function CampaignPage({ id }: { id: string }) {
  const { api } = useAdmin();
  const loading = useLoad((stop) => api.get<CampaignSheet>(`${API}/${id}`, {}, stop), [id], {
    every: 5,
  });
  return (
    <>
      {!loading.data && <PageHead title={copy.campaigns.title} crumb={CRUMB} />}
      <Loaded of={loading}>{(sheet) => <Shown sheet={sheet} loading={loading} />}</Loaded>
    </>
  );
}

export const CRUMB = { label: copy.campaigns.title, href: PLACE };

function Shown({ sheet, loading }: { sheet: CampaignSheet; loading: Loading<CampaignSheet> }) {
  const { api, can } = useAdmin();
  const place = `${API}/${sheet.campaign_id}`;
  const pacing = useLoad((stop) => api.get<PacingShown>(`${place}/pacing`, {}, stop), [place], {
    every: 2,
  });
  const [adding, setAdding] = useState(false);
  // Leads that were added or moved are looked at again.
  const [turn, setTurn] = useState(0);
  const again = (): void => {
    loading.again();
    setTurn((before) => before + 1);
  };
  const put = (changed: CampaignSheet): void => {
    loading.put(changed);
    setTurn((before) => before + 1);
  };
  const runs = can("run_operation");
  return (
    <>
      <PageHead title={sheet.name} crumb={CRUMB} badge={<StateBadge campaign={sheet} />}>
        {runs && sheet.state !== "archived" && (
          <button type="button" class="btn line sm" onClick={() => setAdding(true)}>
            <Icon name="upload" size="s" />
            {copy.add.button}
          </button>
        )}
        {runs && <RunButton campaign={sheet} put={put} />}
        <More sheet={sheet} put={put} runs={runs} />
      </PageHead>
      {sheet.cautions.length > 0 && <Note tone="warn">{cautionList(sheet.cautions)}</Note>}
      <section class="card" aria-label={copy.campaigns.columns.progress}>
        <Meta sheet={sheet} pacing={pacing.data} put={put} runs={runs} />
        <ProgressCard leads={sheet.leads} days={pacing.data?.days_left ?? null} />
      </section>
      <ListsCard sheet={sheet} put={put} runs={runs} />
      <LeadsCard sheet={sheet} turn={turn} changed={again} runs={runs} />
      {adding && <AddLeads sheet={sheet} close={() => setAdding(false)} done={again} />}
    </>
  );
}

interface MetaProps {
  readonly sheet: CampaignSheet;
  readonly pacing: PacingShown | null;
  readonly put: (sheet: CampaignSheet) => void;
  readonly runs: boolean;
}

function Meta({ sheet, pacing, put, runs }: MetaProps) {
  const words = copy.meta;
  const share = pacing?.abandoned_share ?? sheet.window.abandoned_share;
  const answers = pacing?.answers ?? sheet.window.answers;
  const used = pacing ? pacing.ringing + pacing.waiting + pacing.talking : 0;
  return (
    <>
      <div class="meta">
        <div>
          <span class="k">{words.mode}</span>
          {runs ? <ModeSegments sheet={sheet} put={put} /> : <b>{copy.modes[sheet.mode]}</b>}
        </div>
        <div>
          <span class="k">{words.team}</span>
          <b>{sheet.team_name}</b>
        </div>
        <div>
          <span class="k">{words.lines}</span>
          <b class="num">
            {pacing === null
              ? "–"
              : pacing.most_lines === null
                ? words.noTrunk
                : words.linesOf(used, pacing.most_lines)}
          </b>
        </div>
        <div>
          <span class="k">{words.agents}</span>
          <b class="num">
            {pacing ? words.agentsOf(pacing.agents_ready, pacing.agents_here) : "–"}
          </b>
        </div>
        <div>
          <span class="k">
            {words.abandoned(windowWord(sheet.window.starts_at, sheet.window.ends_at))}
          </span>
          {answers > 0 ? (
            <b class={share > sheet.window.cap ? "num bad-text" : "num"}>
              {words.share(percent(share))}{" "}
              <span class="faint">{words.cap(percent(sheet.window.cap))}</span>
            </b>
          ) : (
            <span class="faint sm">{words.noAnswers}</span>
          )}
        </div>
      </div>
      {pacing?.explain && (
        <p class="sm muted dialer-now">
          <span class="sr">{words.now}: </span>
          {pacing.explain}
        </p>
      )}
    </>
  );
}

function ModeSegments({ sheet, put }: { sheet: CampaignSheet; put: MetaProps["put"] }) {
  const { api, say } = useAdmin();
  const [wanted, setWanted] = useState<Mode | null>(null);
  const change = async (mode: Mode): Promise<void> => {
    const path = `${API}/${sheet.campaign_id}`;
    put(await api.patch<CampaignSheet>(path, { settings: { mode } }));
    say(copy.changeMode.done(copy.modes[mode]));
  };
  const choose = (mode: Mode): void => {
    if (mode === sheet.mode) return;
    if (dials(mode) && !dials(sheet.mode) && sheet.state === "running") setWanted(mode);
    else void change(mode).catch((error: unknown) => say(sentence(error), "warn"));
  };
  return (
    <>
      <Segments label={copy.meta.mode} value={sheet.mode} set={choose} choices={MODE_CHOICES} />
      {wanted && (
        <Confirm
          title={copy.changeMode.heading(copy.modes[wanted])}
          yes={copy.changeMode.yes(copy.modes[wanted])}
          run={() => change(wanted)}
          close={() => setWanted(null)}
        >
          <p>
            {copy.modeUnder[wanted]} {copy.changeMode.dials}
          </p>
        </Confirm>
      )}
    </>
  );
}

interface MoreProps {
  readonly sheet: CampaignSheet;
  readonly put: MetaProps["put"];
  readonly runs: boolean;
}

function More({ sheet, put, runs }: MoreProps) {
  const { api, go } = useAdmin();
  const { run, dialog } = useRun(sheet, put);
  const [renames, setRenames] = useState(false);
  const items: MenuItem[] = [
    {
      key: "settings",
      label: copy.run.settings,
      icon: "settings",
      run: () => go(`${PLACE}/${sheet.campaign_id}/settings`),
    },
  ];
  if (runs) {
    items.push({
      key: "rename",
      label: copy.run.rename,
      run: () => setRenames(true),
    });
    items.push({
      key: "export",
      label: copy.run.export,
      icon: "down-tray",
      run: () => location.assign(api.url(`${API}/${sheet.campaign_id}/leads/export`)),
    });
    if (sheet.state === "running" || sheet.state === "paused") {
      items.push({
        key: "drain",
        label: copy.run.drain,
        hint: copy.run.drainHint,
        run: () => run("drain"),
      });
    }
    if (sheet.state === "stopped") {
      items.push({ key: "archive", label: copy.run.archive, run: () => run("archive") });
    } else if (sheet.state !== "archived") {
      items.push({
        key: "stop",
        label: copy.run.stop,
        hint: copy.run.stopHint,
        run: () => run("stop"),
      });
    }
  }
  return (
    <>
      <Menu
        buttonClass="btn quiet icon sm"
        label={copy.run.more}
        menuLabel={copy.run.more}
        side="to-right"
        items={items}
      >
        <Icon name="more" size="s" />
      </Menu>
      {dialog}
      {renames && <Rename sheet={sheet} put={put} close={() => setRenames(false)} />}
    </>
  );
}

interface RenameProps {
  readonly sheet: CampaignSheet;
  readonly put: MetaProps["put"];
  readonly close: () => void;
}

function Rename({ sheet, put, close }: RenameProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [name, setName] = useState(sheet.name);
  const words = copy.rename;
  const save = (): void =>
    void doing.run(async () => {
      const path = `${API}/${sheet.campaign_id}`;
      const renamed = await api.patch<CampaignSheet>(path, { name });
      put(renamed);
      say(words.done(renamed.name));
      close();
    });
  const rest = doing.rest(["name"]);
  return (
    <Dialog
      title={words.heading(sheet.name)}
      close={close}
      submit={save}
      footer={
        <>
          <Cancel close={close} />
          <button class="btn primary" disabled={doing.busy || !name.trim() || name === sheet.name}>
            {words.yes}
          </button>
        </>
      }
    >
      <Field label={words.name} error={doing.fault("name")}>
        <TextInput value={name} set={setName} longest={120} />
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
