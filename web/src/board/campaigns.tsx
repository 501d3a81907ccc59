import { Empty, Icon } from "../ui/parts";
import type { LiveCampaign, LiveLines } from "../wire";
import { useBoard, useHere } from "./context";
import * as copy from "./copy";
import { Fig, Gauge } from "./parts";
import { campaignsOf, capGauge, capLevel, percent } from "./read";
import type { Figures } from "./state";

export function Campaigns({ figures }: { figures: Figures }) {
  const { team } = useBoard();
  const all = campaignsOf(figures, team);
  return (
    <aside aria-label={copy.campaigns.heading}>
      <div class="sec up">
        <h2>{copy.campaigns.heading}</h2>
      </div>
      {all.length === 0 && (
        <Empty icon="campaign" title={copy.campaigns.empty} under={copy.campaigns.emptyUnder} />
      )}
      {all.map((one) => (
        <CampaignCard key={one.campaign_id} one={one} />
      ))}
      <LinesCard lines={figures.lines} />
    </aside>
  );
}

const LEVEL_TEXT = { normal: "", near: "warn-text", over: "bad-text" } as const;

function CampaignCard({ one }: { one: LiveCampaign }) {
  const level = capLevel(one);
  const gauge = capGauge(one);
  const words = copy.campaigns;
  const dials = one.mode !== "preview";
  const tone = level === "normal" ? "" : level;
  return (
    <article class={`card camp ${tone}`.trim()} aria-label={one.campaign}>
      <div class="row between">
        <h3 class="cut">{one.campaign}</h3>
        <span class="row g6">
          {one.connected > 0 && <span class="badge num">{words.talking(one.connected)}</span>}
          <span class="badge">{words.modes[one.mode] ?? one.mode}</span>
          {one.run_state !== "running" && (
            <span class="badge warn">{words.runs[one.run_state] ?? one.run_state}</span>
          )}
          <Run one={one} />
        </span>
      </div>
      <div class="figs">
        <Fig label={words.lines}>{one.lines}</Fig>
        <Fig label={words.contact}>{one.dials_per_contact?.toFixed(1) ?? NONE}</Fig>
        <Fig label={words.rate}>
          {one.answer_rate === null ? NONE : `${percent(one.answer_rate)} %`}
        </Fig>
        <Fig level={one.alerts.includes("no-leads") ? "near" : "normal"} label={words.leads}>
          {one.leads_left.toLocaleString("en-GB")}
        </Fig>
      </div>
      {dials && (
        <div>
          <div class="row sm mb2">
            <span class="muted">{words.abandoned(one.window_days)}</span>
            {one.abandon_rate === null ? (
              <span class="faint push">{words.noAnswers}</span>
            ) : (
              <b class={`num push ${LEVEL_TEXT[level]}`.trim()}>{percent(one.abandon_rate, 1)} %</b>
            )}
            <span class="faint num">{words.cap(percent(one.abandon_cap, 1))}</span>
          </div>
          <Gauge
            level={level}
            value={Number(percent(one.abandon_rate ?? 0, 1))}
            end={Number(percent(gauge.end, 1))}
            width={gauge.width}
            mark={gauge.mark}
            {...(one.abandon_rate === null ? {} : { label: words.meter(one.campaign) })}
          />
        </div>
      )}
      {one.explain && <p class="xs muted">{one.explain}</p>}
    </article>
  );
}

/** Nothing is known yet. */
const NONE = "–";

/** Pause and start, for those who run the operation. */
function Run({ one }: { one: LiveCampaign }) {
  const { actions } = useHere();
  const { welcome, busy } = useBoard();
  if (!welcome?.runs_campaigns) return null;
  const runs = one.run_state === "running";
  const label = (runs ? copy.campaigns.pause : copy.campaigns.start)(one.campaign);
  return (
    <button
      type="button"
      class="btn quiet icon sm"
      aria-label={label}
      title={label}
      disabled={busy.has("run_campaign")}
      onClick={() => void actions.run(one, runs ? "pause" : "start")}
    >
      <Icon name={runs ? "pause" : "play"} />
    </button>
  );
}

function LinesCard({ lines }: { lines: LiveLines }) {
  const most = lines.most_in_setup;
  return (
    <article class="card camp" aria-label={copy.lines.heading}>
      <div class="row between">
        <h3>{copy.lines.heading}</h3>
        <span class="xs muted">{copy.lines.under}</span>
      </div>
      {most === null ? (
        <p class="sm muted">{copy.lines.noTrunk}</p>
      ) : (
        <>
          <div class="row sm">
            <span class="muted">{copy.lines.inUse}</span>
            <b class="num push">{lines.in_use}</b>
          </div>
          <div class="row sm">
            <span class="muted">{copy.lines.inSetup}</span>
            <b class="num push">{lines.in_setup}</b>
            <span class="faint num">{copy.lines.of(most)}</span>
          </div>
          <Gauge
            plain
            label={copy.lines.meter}
            value={lines.in_setup}
            end={most}
            width={most > 0 ? Math.min(100, (100 * lines.in_setup) / most) : 0}
          />
        </>
      )}
    </article>
  );
}
