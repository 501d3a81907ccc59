import { Empty } from "../ui/parts";
import { useBoard } from "./context";
import * as copy from "./copy";
import { Fig, Gauge, Since, useLevels, Wait } from "./parts";
import { percent, teamsOf, worst } from "./read";
import type { Figures, TeamRow } from "./state";

export function Teams({ figures }: { figures: Figures }) {
  const { team } = useBoard();
  const rows = teamsOf(figures, team);
  return (
    <section aria-label={copy.teams.heading}>
      {rows.length === 0 ? (
        <div class="mb3">
          <Empty icon="users" title={copy.teams.empty} under={copy.teams.emptyUnder} />
        </div>
      ) : (
        <div class={rows.length === 1 ? "teams one" : "teams"}>
          {rows.map((row) => (
            <TeamCard key={row.team.team_id} row={row} />
          ))}
        </div>
      )}
    </section>
  );
}

function TeamCard({ row }: { row: TeamRow }) {
  const { team } = row;
  const levels = useLevels(row);
  const level = levels.service;
  const tone = worst(Object.values(levels));
  const target = percent(team.service_target);
  return (
    <article
      class={tone === "normal" ? "card team" : `card team ${tone}`}
      aria-label={team.team_name}
    >
      <div class="row between">
        <h2 class="cut">{team.team_name}</h2>
        <span class="sm muted num nowrap">
          {copy.teams.ready(team.agents_ready, team.agents_online)}
        </span>
      </div>
      <div class="figs">
        <Fig level={levels.calls} label={copy.teams.calls}>
          {team.call_queue_count}
        </Fig>
        <Fig level={levels.wait} label={copy.teams.wait}>
          <Wait at={row.callsSince} />
        </Fig>
        <Fig level={levels.chats} label={copy.teams.chats}>
          {team.chat_queue_count}
          {row.chatsSince !== null && (
            <small>
              <Since at={row.chatsSince} />
            </small>
          )}
        </Fig>
      </div>
      <div class="row sm">
        <span class="muted">{copy.teams.level}</span>
        {team.service_level === null ? (
          <span class="faint push">{copy.teams.noLevel}</span>
        ) : (
          <>
            <b class={`num push ${level === "normal" ? "" : LEVEL_TEXT[level]}`.trim()}>
              {percent(team.service_level)} %
            </b>
            <span class="faint num">{copy.teams.levelOf(target)}</span>
          </>
        )}
      </div>
      <div class="mt2">
        {team.service_level === null ? (
          <Gauge value={0} end={100} width={0} mark={team.service_target * 100} />
        ) : (
          <Gauge
            level={level}
            label={copy.teams.meter(team.team_name)}
            value={Number(percent(team.service_level))}
            end={100}
            width={team.service_level * 100}
            mark={team.service_target * 100}
          />
        )}
      </div>
      <p class="xs muted num team-day">
        {copy.teams.today(team.calls_offered, team.calls_answered, team.calls_abandoned)}
        {team.callbacks_waiting > 0 && ` · ${copy.teams.callbacks(team.callbacks_waiting)}`}
      </p>
    </article>
  );
}

const LEVEL_TEXT = { near: "warn-text", over: "bad-text" } as const;
