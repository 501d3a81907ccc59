/** Starting and stopping a campaign. */
import { useState } from "preact/hooks";
import { sentence } from "../api";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { Confirm, Icon, Note } from "../parts";
import type { CampaignLine, CampaignSheet, Mode, RunAction } from "../wire";
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
  const [asks, setAsks] = useState(false);
  const tell = async (action: RunAction): Promise<void> => {
    const path = `/manage/api/campaigns/${campaign.campaign_id}/run`;
    put(await api.post<CampaignSheet>(path, { action }));
    say(copy.run.done[action]);
  };
  const run = (action: RunAction): void => {
    if (action === "start" && dials(campaign.mode)) setAsks(true);
    else
      void doing.run(() =>
        tell(action).catch((error: unknown) => {
          say(sentence(error), "warn");
          throw error;
        }),
      );
  };
  const dialog = asks && (
    <Confirm
      title={copy.start.heading(campaign.name)}
      yes={copy.start.yes}
      run={() => tell("start")}
      close={() => setAsks(false)}
    >
      <p>{copy.start.dials(copy.modes[campaign.mode].toLowerCase(), campaign.team_name)}</p>
      {campaign.cautions.length > 0 && (
        <Note tone="warn">
          <b>{copy.start.cautions}</b>
          {cautionList(campaign.cautions)}
        </Note>
      )}
    </Confirm>
  );
  return { run, busy: doing.busy, dialog };
}

/** The one thing that is done most: start, or pause. */
export function RunButton(props: {
  readonly campaign: CampaignLine;
  readonly put: (sheet: CampaignSheet) => void;
  /** Only its icon: in a row. */
  readonly small?: boolean;
}) {
  const { campaign, small = false } = props;
  const { run, busy, dialog } = useRun(campaign, props.put);
  const action: RunAction = campaign.state === "running" ? "pause" : "start";
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
        <Icon name={action === "pause" ? "pause" : "play"} size="s" />
        {small ? "" : word}
      </button>
      {dialog}
    </>
  );
}
