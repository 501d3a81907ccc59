import type {
  AgentView,
  CallView,
  CardView,
  ChatLine,
  ChatView,
  DockSettings,
  DockView,
  LeadView,
  QueueView,
} from "../src/wire";

export const chatSettings = {
  chat_limit: 4,
  canned: {
    t1: [
      { name: "home", text: "Someone over 18 has to be home." },
      { name: "hours", text: "We are open 08:00 to 20:00." },
    ],
  },
  chat_teams: [
    { team_id: "t1", name: "Support team" },
    { team_id: "t2", name: "Billing" },
  ],
  attachments: true,
  attachment_bytes: 5_000_000,
  attachment_types: ["image/png", "text/plain"],
} satisfies Partial<DockSettings>;

export function chatLine(seq: number, changed: Partial<ChatLine> = {}): ChatLine {
  return {
    line_id: `line-${seq}`,
    seq,
    author: "visitor",
    agent_id: null,
    name: "Web visitor 2",
    text: `line ${seq}`,
    attachments: [],
    at: 100 + seq,
    ...changed,
  };
}

export function chatView(changed: Partial<ChatView> = {}): ChatView {
  return {
    chat_id: "h1",
    team_id: "t1",
    team: "Support team",
    channel: "widget",
    visitor: "Web visitor 2",
    attributes: {},
    state: "open",
    started_at: 100,
    queued_at: 100,
    agent_id: "a",
    agent: "rishi",
    opened_at: 110,
    waiting_since: null,
    lines: [],
    visitor_here: true,
    visitor_typing: false,
    agent_typing: false,
    visitor_read: 0,
    agent_read: 0,
    note: "",
    ended_at: null,
    ended_by: "",
    ...changed,
  };
}

export function queueView(changed: Partial<QueueView> = {}): QueueView {
  return {
    team_id: "t1",
    team: "Support team",
    since: 8,
    line_name: "Sales line",
    priority: 0,
    skills: [],
    offered_to: "a",
    offered_at: 12,
    missed: 0,
    callback: false,
    ...changed,
  };
}

export function callView(changed: Partial<CallView>): CallView {
  return {
    call_id: "c1",
    kind: "click_to_call",
    agent_id: "a",
    team: "Support team",
    number: "12025550143",
    caller_id: "442079460100",
    custom: { name: "sumeet" },
    phase: "talking",
    started_at: 10,
    dials_at: null,
    ringing_at: 12,
    early_media: false,
    answered_at: 20,
    held_since: null,
    hold_seconds: 0,
    agent_leg: "up",
    rejoin_until: null,
    muted: false,
    recording: "off",
    digits_sent: "",
    digits_received: "",
    transfer: null,
    transfer_failed: "",
    note: "",
    notes: [],
    disposition: "",
    ended_at: null,
    outcome: null,
    ended_by: "",
    cause: "",
    sip_status: null,
    lead: null,
    queue: null,
    caller_name: "",
    barged: "",
    ...changed,
  };
}

export function leadView(changed: Partial<LeadView> = {}): LeadView {
  return {
    lead_id: "l1",
    campaign_id: "k1",
    campaign: "Fibre winback",
    source: "september list",
    number: "12025550143",
    data: { name: "sumeet", company: "novanet" },
    external_id: "",
    zones: ["America/New_York"],
    attempts: 2,
    last_outcome: "no_answer",
    last_at: 5,
    last_disposition: "",
    callback_at: null,
    callback_note: "",
    dispositions: [
      { code: "sold", name: "Sold", callback: false },
      { code: "callback", name: "Callback", callback: true },
    ],
    ...changed,
  };
}

export function cardView(lead: Partial<LeadView> = {}): CardView {
  return {
    lead: leadView(lead),
    shown_at: 10,
    until: 130,
    own: false,
    skip_reasons: ["Called already", "Wrong time"],
  };
}

export function dockView(
  me: Partial<AgentView>,
  call: CallView | null,
  card: CardView | null = null,
): DockView {
  return {
    space_id: "leap",
    me: {
      agent_id: "a",
      login: "rishi",
      name: "rishi",
      teams: ["Support team"],
      state: "ready",
      since: 0,
      pause_reason: "",
      until: null,
      linked: true,
      phone: true,
      call_id: null,
      standby: false,
      chats: [],
      chatting_since: null,
      ...me,
    },
    call,
    engine_up: true,
    card,
    chats: [],
  };
}
