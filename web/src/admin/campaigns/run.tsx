/** Starting and stopping a campaign. */
import { useState } from "preact/hooks";
import { sentence } from "../api";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { Confirm, Icon, Note } from "../parts";
import type { CampaignLine, CampaignSheet, Mode, RunAction, RunState } from "../wire";
import * as copy from "./copy";

export const dials = (mode: Mode): boolean => mode !== "preview";

export function cautionList(cautions: CampaignLine["cautions"]) {
  return (
    <ul class="stack g1">
      {cautions.map((one) => (
        <li key={`${one.field} ${one.message}`}>{one.message}</li>
      ))}
    </ul>
  );
}

/** Tells the server, and the page what is true then. */
export function useRun(campaign: CampaignLine, put: (sheet: CampaignSheet) => void) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const [asks, setAsks] = useState<"start" | "archive" | null>(null);
  const tell = async (action: RunAction): Promise<void> => {
    const path = `/manage/api/campaigns/${campaign.campaign_id}/run`;
    put(await api.post<CampaignSheet>(path, { action }));
    say(copy.run.done[action]);
  };
  const run = (action: RunAction): void => {
    if (action === "archive") setAsks(action);
    else if (action === "start" && dials(campaign.mode)) setAsks(action);
    else
      void doing.run(() =>
        tell(action).catch((error: unknown) => {
          say(sentence(error), "warn");
          throw error;
        }),
      );
  };
  const close = (): void => setAsks(null);
  const dialog =
    asks === "archive" ? (
      <Confirm
        title={copy.archive.heading(campaign.name)}
        yes={copy.archive.yes}
        run={() => tell("archive")}
        close={close}
      >
        <p>{copy.archive.under}</p>
      </Confirm>
    ) : (
      asks && (
        <Confirm
          title={copy.start.heading(campaign.name)}
          yes={copy.start.yes}
          run={() => tell("start")}
          close={close}
        >
          <p>{copy.start.dials(copy.modes[campaign.mode].toLowerCase(), campaign.team_name)}</p>
          {campaign.cautions.length > 0 && (
            <Note tone="warn">
              <b>{copy.start.cautions}</b>
              {cautionList(campaign.cautions)}
            </Note>
          )}
        </Confirm>
      )
    );
  return { run, busy: doing.busy, dialog };
}

const NEXT: Readonly<Record<RunState, "start" | "pause" | "restore">> = {
  running: "pause",
  paused: "start",
  draining: "start",
  stopped: "start",
  archived: "restore",
};
const ICONS = { start: "play", pause: "pause", restore: "refresh" } as const;

/** The one thing that is done most: start, or pause; of what is archived, restore. */
export function RunButton(props: {
  readonly campaign: CampaignLine;
  readonly put: (sheet: CampaignSheet) => void;
  /** Only its icon: in a row. */
  readonly small?: boolean;
}) {
  const { campaign, small = false } = props;
  const { run, busy, dialog } = useRun(campaign, props.put);
  const action = NEXT[campaign.state];
  const word = copy.run[action];
  return (
    <>
      <button
        type="button"
        class={small ? "btn quiet icon sm" : "btn sm"}
        disabled={busy}
        {...(small ? { "aria-label": copy.run.of(word, campaign.name) } : {})}
        onClick={() => run(action)}
      >
        <Icon name={ICONS[action]} size="s" />
        {small ? "" : word}
      </button>
      {dialog}
    </>
  );
}
