/**
 * The board's figures: a snapshot of the stream, then changes. Pure: no clock, no browser.
 *
 * Durations become moments (seconds since 1970, by the server's clock), so that they tick here by
 * themselves and an event that repeats one moves nothing.
 */
import type {
  Change,
  LiveAgent,
  LiveCampaign,
  LiveLines,
  LiveTeam,
  Snapshot,
  Trend,
} from "../wire";

export interface AgentRow {
  readonly agent: LiveAgent;
  /** Since when they are in this state, and have had chats. */
  readonly stateSince: number;
  readonly chatsSince: number;
}

export interface TeamRow {
  readonly team: LiveTeam;
  /** Since when the first in line waits; null: nobody does. */
  readonly callsSince: number | null;
  readonly chatsSince: number | null;
}

export interface Figures {
  /** When the server last said something, by its own clock. */
  readonly asOf: number;
  readonly agents: ReadonlyMap<string, AgentRow>;
  readonly teams: ReadonlyMap<string, TeamRow>;
  readonly campaigns: ReadonlyMap<string, LiveCampaign>;
  readonly lines: LiveLines;
  readonly engineUp: boolean;
  /** By the team's name. */
  readonly trends: ReadonlyMap<string, Trend>;
}

/** How long a trend shows, seconds. */
export const TREND_SECONDS = 7_200;

/** Two tellings of one moment differ by less than a second, and a hair for their milliseconds. */
const SAME = 1.002;

/** RFC 3339 as seconds since 1970. */
export function moment(asOf: string): number {
  return Date.parse(asOf) / 1000;
}

/**
 * Since when something lasts. Whole seconds are cut off, so each telling of one and the same
 * moment lies up to a second after it: the earliest is the closest.
 */
export function startOf(asOf: number, duration: number, known: number | null): number {
  const start = asOf - duration;
  if (known === null || Math.abs(start - known) > SAME) return start;
  return Math.min(start, known);
}

/** All anew. What was known of the same agents keeps its moments. */
export function fromSnapshot(snapshot: Snapshot, before: Figures | null): Figures {
  const asOf = moment(snapshot.as_of);
  return {
    asOf,
    agents: new Map(
      snapshot.agents.map((agent) => [
        agent.agent_id,
        agentRow(agent, asOf, before?.agents.get(agent.agent_id)),
      ]),
    ),
    teams: new Map(
      snapshot.teams.map((team) => [
        team.team_id,
        teamRow(team, asOf, before?.teams.get(team.team_id)),
      ]),
    ),
    campaigns: new Map(snapshot.campaigns.map((one) => [one.campaign_id, one])),
    lines: snapshot.lines,
    engineUp: snapshot.engine_up,
    trends: new Map(snapshot.trends.map((trend) => [trend.team_name, trend])),
  };
}

/** The figures after a change; what it does not name is the very same object as before. */
export function applyChange(figures: Figures, change: Change): Figures {
  const asOf = moment(change.as_of);
  return {
    asOf,
    agents: merged(
      figures.agents,
      change.agents.map((agent) => [
        agent.agent_id,
        agentRow(agent, asOf, figures.agents.get(agent.agent_id)),
      ]),
      change.gone,
    ),
    teams: merged(
      figures.teams,
      change.teams.map((team) => [
        team.team_id,
        teamRow(team, asOf, figures.teams.get(team.team_id)),
      ]),
    ),
    campaigns: merged(
      figures.campaigns,
      change.campaigns.map((one) => [one.campaign_id, one]),
      change.campaigns_gone,
    ),
    lines: change.lines ?? figures.lines,
    engineUp: change.engine_up ?? figures.engineUp,
    trends: trendsAfter(figures, change),
  };
}

/** What a team is called now; as before where it is not there any more. */
export function nameNow(team: string, before: Figures, after: Figures): string {
  for (const [teamId, row] of before.teams) {
    if (row.team.team_name === team) return after.teams.get(teamId)?.team.team_name ?? team;
  }
  return team;
}

/** Trends bear the names of their teams, which may be others now. */
function trendsAfter(figures: Figures, change: Change): Figures["trends"] {
  let { trends } = figures;
  for (const { team_id, team_name } of change.teams) {
    const before = figures.teams.get(team_id)?.team.team_name ?? team_name;
    const trend = trends.get(before);
    if (before === team_name || !trend) continue;
    trends = merged(trends, [[team_name, { ...trend, team_name }]], [before]);
  }
  const known = trends;
  return merged(
    known,
    change.trends.map((trend) => [trend.team_name, appended(known.get(trend.team_name), trend)]),
  );
}

/** Nothing is new, but the server is there. */
export function beaten(figures: Figures, asOf: string): Figures {
  return { ...figures, asOf: moment(asOf) };
}

function agentRow(agent: LiveAgent, asOf: number, known: AgentRow | undefined): AgentRow {
  const same = known?.agent.state === agent.state && callOf(known.agent) === callOf(agent);
  const chatting = known?.agent.chatting.active === true && agent.chatting.active;
  return {
    agent,
    stateSince: startOf(asOf, agent.state_duration, same ? known.stateSince : null),
    chatsSince: startOf(asOf, agent.chatting.duration, chatting ? known.chatsSince : null),
  };
}

function callOf(agent: LiveAgent): string {
  return agent.call?.call_id ?? "";
}

function teamRow(team: LiveTeam, asOf: number, known: TeamRow | undefined): TeamRow {
  return {
    team,
    callsSince:
      team.call_queue_count > 0
        ? startOf(asOf, team.longest_call_wait, known?.callsSince ?? null)
        : null,
    chatsSince:
      team.chat_queue_count > 0
        ? startOf(asOf, team.longest_chat_wait, known?.chatsSince ?? null)
        : null,
  };
}

/** A trend with the samples of a change behind its own, cut to what is shown. */
function appended(known: Trend | undefined, more: Trend): Trend {
  if (!known || known.step_seconds !== more.step_seconds) return more;
  const later = Math.round((moment(more.ends_at) - moment(known.ends_at)) / more.step_seconds);
  if (later <= 0) return known;
  const fresh = more.waiting.slice(-later);
  const most = Math.floor(TREND_SECONDS / more.step_seconds) + 1;
  return { ...more, waiting: [...known.waiting, ...fresh].slice(-most) };
}

function merged<Value>(
  known: ReadonlyMap<string, Value>,
  fresh: readonly (readonly [string, Value])[],
  gone: readonly string[] = [],
): ReadonlyMap<string, Value> {
  if (fresh.length === 0 && gone.length === 0) return known;
  const all = new Map(known);
  for (const key of gone) all.delete(key);
  for (const [key, value] of fresh) all.set(key, value);
  return all;
}
