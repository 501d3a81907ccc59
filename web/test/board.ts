/** Frames of the live stream as a server sends them, for the board's tests. */
import type { Change, LiveAgent, LiveCampaign, LiveTeam, Snapshot } from "../src/wire";

export const AT = "2026-11-26T15:24:31.400+00:00";

/** `AT`, so many seconds later. */
export function later(seconds: number): string {
  return new Date(Date.parse(AT) + seconds * 1000).toISOString();
}

export function agent(name: string, changed: Partial<LiveAgent> = {}): LiveAgent {
  return {
    agent_id: `a-${name}`,
    agent_name: name,
    username: name,
    teams: ["Support"],
    status: "Online",
    duration: 60,
    talking: { active: false, duration: 0 },
    chatting: { active: false, duration: 0, count: 0 },
    online: { active: true, duration: 60 },
    state: "ready",
    state_duration: 19,
    pause_reason: "",
    call: null,
    rejoining: false,
    alerts: [],
    limit: null,
    ...changed,
  };
}

export function talking(name: string, duration: number, callId = "c-1"): LiveAgent {
  return agent(name, {
    status: "Talking",
    state: "talking",
    state_duration: duration,
    talking: { active: true, duration },
    call: {
      call_id: callId,
      kind: "inbound",
      direction: "inbound",
      number: "12025550143",
      team_name: "Support",
      campaign: "",
      duration,
      monitored_by: [],
    },
  });
}

export function team(name: string, changed: Partial<LiveTeam> = {}): LiveTeam {
  return {
    team_id: `t-${name}`,
    team_name: name,
    call_queue_count: 0,
    chat_queue_count: 0,
    longest_call_wait: 0,
    longest_chat_wait: 0,
    agents_online: 1,
    agents_ready: 1,
    callbacks_waiting: 0,
    calls_offered: 0,
    calls_answered: 0,
    calls_abandoned: 0,
    service_level: null,
    service_seconds: 20,
    service_target: 0.8,
    alerts: [],
    limits: { calls_waiting: 5, call_wait: 60, chats_waiting: 5, chat_wait: 120 },
    ...changed,
  };
}

export function campaign(name: string, changed: Partial<LiveCampaign> = {}): LiveCampaign {
  return {
    campaign_id: `k-${name}`,
    campaign: name,
    team_name: "Support",
    mode: "predictive",
    run_state: "running",
    lines: 4,
    connected: 1,
    dials: 100,
    answers: 24,
    abandoned: 1,
    dials_per_contact: 4.1,
    answer_rate: 0.24,
    abandon_rate: 0.021,
    abandon_cap: 0.03,
    window_days: 30,
    leads_left: 1204,
    explain: "",
    alerts: [],
    ...changed,
  };
}

export function snapshot(changed: Partial<Snapshot> = {}): Snapshot {
  return {
    as_of: AT,
    agents: [agent("rishi")],
    teams: [team("Support")],
    campaigns: [campaign("Fibre winback")],
    lines: { in_use: 4, in_setup: 2, most_in_setup: 60 },
    engine_up: true,
    trends: [],
    ...changed,
  };
}

/** A change as it is on the wire: every field is there. */
export function change(asOf: string, changed: Partial<Change> = {}): Change {
  return {
    as_of: asOf,
    agents: [],
    gone: [],
    teams: [],
    campaigns: [],
    campaigns_gone: [],
    lines: null,
    engine_up: null,
    trends: [],
    ...changed,
  };
}
