/** The board on a wall: readable from five metres, nothing to press, nothing to scroll. */
import type { ComponentChildren } from "preact";
import { timeOfDay } from "../state/format";
import { Glyph, Icon } from "../ui/parts";
import type { LiveCampaign } from "../wire";
import { useBoard, useHere, useTick } from "./context";
import * as copy from "./copy";
import { Gauge, Since, useLevels, Wait } from "./parts";
import {
  agentsOf,
  campaignsOf,
  capGauge,
  capLevel,
  counts,
  dialling,
  KINDS,
  pageAt,
  percent,
  teamsOf,
  type Level,
} from "./read";
import type { Figures, TeamRow } from "./state";

const TEAMS_A_PAGE = 4;
const CAMPAIGNS_A_PAGE = 2;
const PAGE_SECONDS = 15;

export function Wall() {
  const { figures, stale, who, team, failed } = useBoard();
  return (
    <main class={stale === null ? "tv" : "tv stale"}>
      <header>
        <span class="mark tv-mark">
          <Icon name="mark" />
        </span>
        <h1 class="cut">{team ?? who?.space_name}</h1>
        <Live stale={stale} waits={figures === null} />
        {figures && !figures.engineUp && (
          <span class="live bad">
            <Icon name="alert" />
            {copy.board.engineAway}
          </span>
        )}
        <span class="grow" />
        <Clock />
      </header>
      {figures ? (
        <Figures figures={figures} />
      ) : (
        failed && <p class="tv-failed">{`${copy.failed.title} ${copy.failed.under}`}</p>
      )}
    </main>
  );
}

function Live({ stale, waits }: { stale: number | null; waits: boolean }) {
  if (waits) return <span class="live muted">{copy.board.connecting}</span>;
  return (
    <span class={stale === null ? "live" : "live bad num"}>
      <span class="dot tv-dot" />
      {stale === null ? copy.board.live : copy.board.stale(stale)}
    </span>
  );
}

function Clock() {
  const { board } = useHere();
  const { figures } = useBoard();
  const text = useTick(() => (figures ? timeOfDay(board.now()) : ""), [figures === null]);
  return <span class="clock">{text}</span>;
}

function Figures({ figures }: { figures: Figures }) {
  const { team } = useBoard();
  const turn = useTick(() => Math.floor(performance.now() / 1000 / PAGE_SECONDS), []);
  const teams = pageAt(teamsOf(figures, team), TEAMS_A_PAGE, turn);
  const campaigns = pageAt(dialling(campaignsOf(figures, team)), CAMPAIGNS_A_PAGE, turn);
  return (
    <>
      <section class="grid" aria-label={copy.tv.teams}>
        <span class="h">
          {copy.tv.team}
          {teams.pages > 1 && <span class="num"> {copy.tv.page(teams.page, teams.pages)}</span>}
        </span>
        <span class="h">{copy.tv.waiting}</span>
        <span class="h">{copy.tv.wait}</span>
        <span class="h">{copy.tv.level}</span>
        <span class="h">{copy.tv.ready}</span>
        {teams.shown.map((row) => (
          <TeamRowCells key={row.team.team_id} row={row} />
        ))}
      </section>
      <Tally figures={figures} />
      {campaigns.shown.length > 0 && (
        <div class={campaigns.shown.length === 1 ? "camps one" : "camps"}>
          {campaigns.shown.map((one) => (
            <Campaign key={one.campaign_id} one={one} />
          ))}
        </div>
      )}
    </>
  );
}

function TeamRowCells({ row }: { row: TeamRow }) {
  const { team } = row;
  const levels = useLevels(row);
  const { limits } = team;
  return (
    <>
      <div class="cell name">
        <div>
          <span class={team.team_name.length > 14 ? "long" : ""}>{team.team_name}</span>
          {row.chatsSince !== null && (
            <small class={LEVEL_TEXT[levels.chats]}>
              {copy.tv.chats(team.chat_queue_count)} <Since at={row.chatsSince} />
            </small>
          )}
        </div>
      </div>
      <Cell level={levels.calls} over={limits.calls_waiting}>
        <b>{team.call_queue_count}</b>
      </Cell>
      <Cell level={levels.wait}>
        <b>
          <Wait at={row.callsSince} />
        </b>
      </Cell>
      <Cell level={levels.service}>
        {team.service_level === null ? (
          <b class="muted">–</b>
        ) : (
          <b>
            {percent(team.service_level)}
            <span class="unit"> %</span>
          </b>
        )}
      </Cell>
      <Cell>
        <b>{team.agents_ready}</b>
        <small>{copy.tv.of(team.agents_online)}</small>
      </Cell>
    </>
  );
}

interface CellProps {
  readonly level?: Level;
  /** The limit, where there is room to say it. */
  readonly over?: number | null;
  readonly children: ComponentChildren;
}

function Cell({ level = "normal", over = null, children }: CellProps) {
  return (
    <div class={level === "normal" ? "cell" : `cell ${level}`}>
      {children}
      {level !== "normal" && <Icon name="alert" />}
      {level !== "normal" && over !== null && <small>{copy.tv.limit(over)}</small>}
    </div>
  );
}

function Tally({ figures }: { figures: Figures }) {
  const { team } = useBoard();
  const found = counts(agentsOf(figures.agents, team));
  return (
    <section class="tally" aria-label={copy.tv.tally}>
      {KINDS.map((kind) => (
        <div key={kind} class={`st-${kind}`}>
          <Glyph state={kind} />
          <b>{found[kind]}</b>
          <span>{copy.looks[kind]}</span>
        </div>
      ))}
    </section>
  );
}

const LEVEL_TEXT = { normal: "", near: "warn-text", over: "bad-text" } as const;

function Campaign({ one }: { one: LiveCampaign }) {
  const level = capLevel(one);
  const gauge = capGauge(one);
  return (
    <div>
      <div class="line">
        <span class="cut">{one.campaign}</span>
        <span class="nowrap">
          {one.abandon_rate === null ? (
            <span class="muted">{copy.tv.noAnswers}</span>
          ) : (
            <>
              <b class={LEVEL_TEXT[level]}>{percent(one.abandon_rate, 1)} %</b>{" "}
              <span class="muted">{copy.tv.abandoned(capWord(one))}</span>
            </>
          )}
        </span>
      </div>
      <Gauge level={level} value={0} end={0} width={gauge.width} mark={gauge.mark} />
    </div>
  );
}

function capWord({ abandon_cap: cap }: LiveCampaign): string {
  return String(Number(percent(cap, 1)));
}
