/** What the figures mean: pure readings for the board's pages. */
import type { LiveAgent, LiveCampaign, MonitorMode, Trend } from "../wire";
import type { AgentRow, Figures, TeamRow } from "./state";

/** What a card, a chip and a count call an agent's state: hue, silhouette and word. */
export type Look =
  "talking" | "held" | "ringing" | "ready" | "chatting" | "wrapup" | "paused" | "offline";

/** In the order in which a supervisor looks for them. */
export const LOOKS: readonly Look[] = [
  "talking",
  "held",
  "ringing",
  "ready",
  "chatting",
  "wrapup",
  "paused",
];

/** Chips and tallies: on hold counts as talking, as the API's own status does. */
export type Kind = Exclude<Look, "held" | "offline">;
export const KINDS: readonly Kind[] = [
  "ready",
  "talking",
  "ringing",
  "chatting",
  "wrapup",
  "paused",
];

export type Level = "normal" | "near" | "over";

/** A service level under its target by less than this is near it, not far from it. */
const NEAR_SERVICE = 0.05;

const STATE_LOOKS: Readonly<Record<string, Look>> = {
  talking: "talking",
  held: "held",
  ringing: "ringing",
  dialling: "ringing",
  wrap_up: "wrapup",
  paused: "paused",
  ready: "ready",
};

/** Who has chats and nothing else is chatting. */
export function lookOf(agent: LiveAgent): Look {
  if (agent.state === "ready" && agent.chatting.active) return "chatting";
  return STATE_LOOKS[agent.state] ?? "offline";
}

/** Since when an agent looks like this. */
export function since(row: AgentRow): number {
  return lookOf(row.agent) === "chatting" ? row.chatsSince : row.stateSince;
}

export function kindOf(agent: LiveAgent): Kind | null {
  const look = lookOf(agent);
  if (look === "offline") return null;
  return look === "held" ? "talking" : look;
}

export function counts(rows: readonly AgentRow[]): Readonly<Record<Kind, number>> {
  const found: Record<Kind, number> = {
    ready: 0,
    talking: 0,
    ringing: 0,
    chatting: 0,
    wrapup: 0,
    paused: 0,
  };
  for (const { agent } of rows) {
    const kind = kindOf(agent);
    if (kind) found[kind] += 1;
  }
  return found;
}

/** They are in a conversation that a supervisor may come into. */
export function canHear(agent: LiveAgent): boolean {
  return agent.call !== null && (agent.state === "talking" || agent.state === "held");
}

const NAMES = new Intl.Collator("en", { numeric: true });

/** Agents of a team (null: all), by state and then by name. */
export function agentsOf(agents: Figures["agents"], teamName: string | null): AgentRow[] {
  return [...agents.values()]
    .filter(({ agent }) => teamName === null || agent.teams.includes(teamName))
    .sort(
      (one, other) =>
        LOOKS.indexOf(lookOf(one.agent)) - LOOKS.indexOf(lookOf(other.agent)) ||
        NAMES.compare(one.agent.agent_name, other.agent.agent_name) ||
        NAMES.compare(one.agent.agent_id, other.agent.agent_id),
    );
}

export function teamsOf(figures: Figures, teamName: string | null): TeamRow[] {
  return [...figures.teams.values()].filter(
    ({ team }) => teamName === null || team.team_name === teamName,
  );
}

export function campaignsOf(figures: Figures, teamName: string | null): LiveCampaign[] {
  return [...figures.campaigns.values()].filter(
    (one) => teamName === null || one.team_name === teamName,
  );
}

/** A figure is near its limit from this share of it on. */
const NEAR_LIMIT = 0.8;

export interface TeamLevels {
  readonly calls: Level;
  readonly wait: Level;
  /** Of how many wait, or of how long the first of them does. */
  readonly chats: Level;
  readonly service: Level;
}

/** How a team's figures stand to its limits now, seconds since 1970. */
export function teamLevels(row: TeamRow, now: number): TeamLevels {
  const { alerts, limits, call_queue_count: calls, chat_queue_count: chats } = row.team;
  const level = (alert: string, value: number, limit: number | null): Level => {
    if (alerts.includes(alert)) return "over";
    return limit !== null && value > 0 && value >= NEAR_LIMIT * limit ? "near" : "normal";
  };
  const waited = (since: number | null): number => (since === null ? 0 : now - since);
  return {
    calls: level("calls-waiting", calls, limits.calls_waiting),
    wait: level("call-wait", waited(row.callsSince), limits.call_wait),
    chats: worst([
      level("chats-waiting", chats, limits.chats_waiting),
      level("chat-wait", waited(row.chatsSince), limits.chat_wait),
    ]),
    service: serviceLevel(row),
  };
}

export function worst(levels: readonly Level[]): Level {
  if (levels.includes("over")) return "over";
  return levels.includes("near") ? "near" : "normal";
}

/** How the service level stands to its target. */
export function serviceLevel({ team }: TeamRow): Level {
  const { service_level: share, service_target: target } = team;
  const alert = team.alerts.includes("service-level");
  if (share === null || (share >= target && !alert)) return "normal";
  return share < target - NEAR_SERVICE || share >= target ? "over" : "near";
}

/** How the abandoned calls stand to their cap. */
export function capLevel({ alerts }: LiveCampaign): Level {
  if (alerts.includes("cap-over")) return "over";
  return alerts.includes("cap-near") ? "near" : "normal";
}

/**
 * Campaigns whose callers can be left without an agent, those at their cap first. Preview dials
 * nothing by itself.
 */
export function dialling(all: readonly LiveCampaign[]): LiveCampaign[] {
  const order: readonly Level[] = ["over", "near", "normal"];
  return all
    .filter((one) => one.mode !== "preview" && one.run_state !== "stopped")
    .sort((one, other) => order.indexOf(capLevel(one)) - order.indexOf(capLevel(other)));
}

/** The gauge ends a third beyond the cap; widths of value and mark in per cent of it. */
export function capGauge({ abandon_rate: rate, abandon_cap: cap }: LiveCampaign) {
  const end = cap > 0 ? (cap * 4) / 3 : Math.max(rate ?? 0, 0.01);
  return {
    end,
    width: Math.min(100, (100 * (rate ?? 0)) / end),
    mark: (100 * cap) / end,
  };
}

/** A share as whole per cent (62), or with a decimal (2.1), without the sign. */
export function percent(share: number, decimals = 0): string {
  return (share * 100).toFixed(decimals);
}

/** Which agents stay where: the order is the one of before, new ones last. */
export function keptOrder(before: readonly string[], wanted: readonly string[]): string[] {
  const now = new Set(wanted);
  const known = new Set(before);
  return [...before.filter((id) => now.has(id)), ...wanted.filter((id) => !known.has(id))];
}

/** So many plots can be told apart. */
export const MOST_PLOTS = 3;

/** The trends to draw: of those that are too many, the ones with the longest lines. */
export function trendsOf(figures: Figures, teamName: string | null): Trend[] {
  const all = teamsOf(figures, teamName)
    .map(({ team }) => figures.trends.get(team.team_name))
    .filter((trend) => trend !== undefined);
  if (all.length <= MOST_PLOTS) return all;
  const peak = (trend: Trend): number => Math.max(0, ...trend.waiting);
  const longest = [...all].sort((one, other) => peak(other) - peak(one)).slice(0, MOST_PLOTS);
  return all.filter((trend) => longest.includes(trend));
}

/** Who hears a supervisor, by what they do. */
export const HEARD_BY: Readonly<Record<MonitorMode, "nobody" | "agent" | "both">> = {
  listen: "nobody",
  whisper: "agent",
  barge: "both",
};

/** Of a list that is too long for one page, the page whose turn it is; turns go on for ever. */
export function pageAt<Item>(all: readonly Item[], size: number, turn: number) {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const at = turn % pages;
  return { shown: all.slice(at * size, (at + 1) * size), page: at + 1, pages };
}
