// Made by tools/wire_types.py from the Python structs of the dock's wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

export type AgentState =
  | "offline"
  | "ready"
  | "paused"
  | "ringing"
  | "dialling"
  | "talking"
  | "held"
  | "wrap_up";

/** How an attempt ended: a call's outcomes, and what only a dialer knows. */
export type AttemptOutcome =
  | "answered"
  | "busy"
  | "no_answer"
  | "rejected"
  | "invalid_number"
  | "carrier_failure"
  | "cancelled"
  | "machine"
  | "abandoned"
  | "interrupted"
  | "cut_off";

export type CallKind =
  | "click_to_call"
  | "manual"
  | "preview"
  | "dialer"
  | "inbound"
  | "callback";

export type CallPhase =
  | "queued"
  | "waiting"
  | "dialling"
  | "ringing"
  | "talking"
  | "held"
  | "ended";

export type ChatAuthor =
  | "visitor"
  | "agent"
  | "system";

export type ChatState =
  | "queued"
  | "open"
  | "ended";

/** The agent's own leg, as the dock shows it. */
export type LegState =
  | "none"
  | "ringing"
  | "up"
  | "lost";

export type MonitorMode =
  | "listen"
  | "whisper"
  | "barge";

export type Outcome =
  | "answered"
  | "busy"
  | "no_answer"
  | "rejected"
  | "invalid_number"
  | "carrier_failure"
  | "cancelled"
  | "abandoned"
  | "turned_away";

export type RecordingState =
  | "off"
  | "on"
  | "not_allowed";

export type TransferPhase =
  | "asking"
  | "ringing"
  | "talking"
  | "away"
  | "joined";

/** Dial the lead on the card. */
export interface AcceptCard {
  readonly type: "accept_card";
  readonly lead_id: string;
}

export interface Activity {
  readonly active: boolean;
  readonly duration: number;
}

/** Which chats an agent has that have not ended, and since when they have any. */
export interface AgentChatsChanged {
  readonly type: "agent_chats_changed";
  readonly agent_id: string;
  readonly chats: readonly string[];
  readonly chatting_since: number | null;
}

/** The agent's own leg rings, is up, or is lost; ``rejoin_until`` when it is lost. */
export interface AgentLegChanged {
  readonly type: "agent_leg_changed";
  readonly call_id: string;
  readonly agent_leg: LegState;
  readonly rejoin_until: number | null;
}

/** The dock's socket or phone came or went. */
export interface AgentLinkChanged {
  readonly type: "agent_link_changed";
  readonly agent_id: string;
  readonly linked: boolean;
  readonly phone: boolean;
}

/** An agent came onto the floor; ``agent`` is all that is known of them. */
export interface AgentSignedIn {
  readonly type: "agent_signed_in";
  readonly agent: AgentView;
  readonly reseated: boolean;
}

export interface AgentStateChanged {
  readonly type: "agent_state_changed";
  readonly agent_id: string;
  readonly state: AgentState;
  readonly since: number;
  readonly pause_reason: string;
  readonly until: number | null;
  readonly call_id: string | null;
}

/** The phone of an agent is kept connected for the dialer's calls, or no more. */
export interface AgentStoodBy {
  readonly type: "agent_stood_by";
  readonly agent_id: string;
  readonly standby: boolean;
}

export interface AgentView {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly teams: readonly string[];
  readonly state: AgentState;
  readonly since: number;
  readonly pause_reason: string;
  readonly until: number | null;
  readonly linked: boolean;
  readonly phone: boolean;
  readonly call_id: string | null;
  readonly standby: boolean;
  readonly chats: readonly string[];
  readonly chatting_since: number | null;
}

/** Take a call this agent is asked into. */
export interface AnswerOffer {
  readonly type: "answer";
  readonly call_id: string;
}

export interface Ask {
  readonly type: "ask";
  readonly ref: number;
  readonly order: DockOrder;
}

export interface AttachmentShown {
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly url: string;
}

export interface AttachmentView {
  readonly attachment_id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
}

/** Each second. Three seconds without one and the socket counts as lost. */
export interface Beat {
  readonly type: "beat";
  readonly sent: number;
}

export interface BeatBack {
  readonly type: "beat";
  readonly sent: number;
  readonly now: number;
}

export interface BoardAsk {
  readonly type: "ask";
  readonly ref: number;
  readonly order: BoardOrders;
}

export interface BoardHello {
  readonly type: "hello";
  readonly page_id: string;
  readonly phone_id?: string | null;
}

export interface BoardWelcome {
  readonly type: "welcome";
  readonly now: number;
  readonly cloud_id: string;
  readonly space_name: string;
  readonly user_id: string;
  readonly name: string;
  readonly role: string;
  readonly teams: readonly string[];
  readonly runs_campaigns: boolean;
  readonly monitor: MonitorView | null;
  readonly phone: Phone | null;
}

export interface CallAnswered {
  readonly type: "call_answered";
  readonly call_id: string;
  readonly phase: CallPhase;
  readonly answered_at: number;
  readonly early_media: boolean;
}

/** Do not dial it now, but then. */
export interface CallBackCard {
  readonly type: "call_back_card";
  readonly lead_id: string;
  readonly callback: CallbackWish;
}

/** A supervisor came into the call, or left it (empty). */
export interface CallBarged {
  readonly type: "call_barged";
  readonly call_id: string;
  readonly barged: string;
}

/** The strip is over; the number is being dialled. */
export interface CallDialling {
  readonly type: "call_dialling";
  readonly call_id: string;
  readonly phase: CallPhase;
  readonly dials_at: number | null;
}

export interface CallEnded {
  readonly type: "call_ended";
  readonly call_id: string;
  readonly phase: CallPhase;
  readonly ended_at: number;
  readonly outcome: Outcome;
  readonly ended_by: string;
  readonly cause: string;
  readonly sip_status: number | null;
  readonly held_since: number | null;
  readonly hold_seconds: number;
  readonly agent_leg: LegState;
  readonly rejoin_until: number | null;
  readonly transfer: TransferView | null;
}

/** The call is another agent's now (or, for a transfer to a number, nobody's here). */
export interface CallHandedOver {
  readonly type: "call_handed_over";
  readonly call_id: string;
  readonly agent_id: string;
  readonly transfer: TransferView | null;
  readonly agent_leg: LegState;
  readonly muted: boolean;
  readonly call: CallView;
}

export interface CallHeld {
  readonly type: "call_held";
  readonly call_id: string;
  readonly phase: CallPhase;
  readonly held_since: number;
}

export interface CallMuted {
  readonly type: "call_muted";
  readonly call_id: string;
  readonly muted: boolean;
}

/** What an agent wrote about the call. */
export interface CallNoted {
  readonly type: "call_noted";
  readonly call_id: string;
  readonly note: string;
  readonly notes: readonly NoteView[];
  readonly disposition: string;
}

/** Do not wait for the end of the strip. */
export interface CallNow {
  readonly type: "call_now";
  readonly call_id: string;
}

/** An agent is asked into a call; they see all of it. For the asked agent only. */
export interface CallOffered {
  readonly type: "call_offered";
  readonly agent_id: string;
  readonly call: CallView;
}

/** A call waits in a team's queue. For no dock. */
export interface CallQueued {
  readonly type: "call_queued";
  readonly call: CallView;
}

export interface CallResumed {
  readonly type: "call_resumed";
  readonly call_id: string;
  readonly phase: CallPhase;
  readonly held_since: number | null;
  readonly hold_seconds: number;
}

export interface CallRinging {
  readonly type: "call_ringing";
  readonly call_id: string;
  readonly phase: CallPhase;
  readonly ringing_at: number;
  readonly early_media: boolean;
}

/** One of the agent's own past calls, as GET /dock/history lists them, newest first. */
export interface CallRow {
  readonly call_id: string;
  readonly kind: string;
  readonly number: string;
  readonly name: string;
  readonly team: string;
  readonly agent_name: string;
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly talk_seconds: number;
  readonly outcome: string;
  readonly ended_by: string;
  readonly disposition: string;
  readonly note: string;
}

/** The call event: who is being called, and what the CRM said of them. */
export interface CallStarted {
  readonly type: "call_started";
  readonly call: CallView;
}

/** An agent has it from here on: they talk, or (a callback) the number is dialled now. */
export interface CallTaken {
  readonly type: "call_taken";
  readonly call_id: string;
  readonly agent_id: string;
  readonly phase: CallPhase;
  readonly answered_at: number | null;
  readonly queue: QueueView;
  readonly call: CallView;
}

export interface CallView {
  readonly call_id: string;
  readonly kind: CallKind;
  readonly agent_id: string;
  readonly team: string;
  readonly number: string;
  readonly caller_id: string;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly phase: CallPhase;
  readonly started_at: number;
  readonly dials_at: number | null;
  readonly ringing_at: number | null;
  readonly early_media: boolean;
  readonly answered_at: number | null;
  readonly held_since: number | null;
  readonly hold_seconds: number;
  readonly agent_leg: LegState;
  readonly rejoin_until: number | null;
  readonly muted: boolean;
  readonly recording: RecordingState;
  readonly digits_sent: string;
  readonly digits_received: string;
  readonly transfer: TransferView | null;
  readonly transfer_failed: string;
  readonly note: string;
  readonly notes: readonly NoteView[];
  readonly disposition: string;
  readonly ended_at: number | null;
  readonly outcome: Outcome | null;
  readonly ended_by: string;
  readonly cause: string;
  readonly sip_status: number | null;
  readonly lead: LeadView | null;
  readonly queue: QueueView | null;
  readonly caller_name: string;
  readonly barged: string;
}

/** A callback that this agent has promised in person. */
export interface CallbackToday {
  readonly lead_id: string;
  readonly number: string;
  readonly name: string;
  readonly campaign: string;
  readonly at: number;
}

/** When a lead is to be called back. */
export interface CallbackWish {
  readonly at: string;
  readonly personal?: boolean;
  readonly note?: string;
}

/** A campaign that runs for this agent, and how many leads of it are left to call. */
export interface CampaignLeft {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly leads_left: number;
}

export interface CannedReply {
  readonly name: string;
  readonly text: string;
}

/** The card is off the agent's dock. */
export interface CardGone {
  readonly type: "card_gone";
  readonly agent_id: string;
  readonly lead_id: string;
  readonly why: string;
}

/** A lead is shown to an agent; nothing is dialled before they accept. */
export interface CardShown {
  readonly type: "card_shown";
  readonly agent_id: string;
  readonly card: CardView;
}

/** A lead shown to an agent, who decides. */
export interface CardView {
  readonly lead: LeadView;
  readonly shown_at: number;
  readonly until: number;
  readonly own: boolean;
  readonly skip_reasons: readonly string[];
}

/** What is new since the event before; what is empty or null is as it was. */
export interface Change {
  readonly as_of: string;
  readonly agents: readonly LiveAgent[];
  readonly gone: readonly string[];
  readonly teams: readonly LiveTeam[];
  readonly campaigns: readonly LiveCampaign[];
  readonly campaigns_gone: readonly string[];
  readonly lines: LiveLines | null;
  readonly engine_up: boolean | null;
  readonly trends: readonly Trend[];
}

export interface ChatActivity {
  readonly active: boolean;
  readonly duration: number;
  readonly count: number;
}

/** Off the agent's dock: closed after its end, or somebody else's now. */
export interface ChatClosed {
  readonly type: "chat_closed";
  readonly chat_id: string;
  readonly agent_id: string;
}

/** It stays on the agent's dock until they close it. */
export interface ChatEnded {
  readonly type: "chat_ended";
  readonly chat_id: string;
  readonly state: ChatState;
  readonly ended_at: number;
  readonly ended_by: string;
  readonly waiting_since: number | null;
  readonly visitor_typing: boolean;
  readonly agent_typing: boolean;
}

/**
 * GET /dock/chat-history?limit=: the agent's own chats, newest first. A file of a line is read
 * at ``/chat/attachments/<chat_id>/<attachment_id>``.
 */
export interface ChatHistory {
  readonly chats: readonly ChatRow[];
}

/** One message. */
export interface ChatLine {
  readonly line_id: string;
  readonly seq: number;
  readonly author: ChatAuthor;
  readonly agent_id: string | null;
  readonly name: string;
  readonly text: string;
  readonly attachments: readonly AttachmentView[];
  readonly at: number;
}

/** Its state, its agent, its place, who types, what is read: all of it but the lines. */
export interface ChatNews {
  readonly type: "chat";
  readonly chat: ChatShown;
}

export interface ChatNoted {
  readonly type: "chat_noted";
  readonly chat_id: string;
  readonly note: string;
}

/** An agent has it from here on; ``chat`` is all of it, for their dock. */
export interface ChatOpened {
  readonly type: "chat_opened";
  readonly chat_id: string;
  readonly state: ChatState;
  readonly agent_id: string;
  readonly agent: string;
  readonly opened_at: number;
  readonly chat: ChatView;
}

/** A new chat waits for an agent. For no dock. */
export interface ChatQueued {
  readonly type: "chat_queued";
  readonly chat: ChatView;
}

export interface ChatRead {
  readonly type: "chat_read";
  readonly chat_id: string;
  readonly visitor_read: number;
  readonly agent_read: number;
}

/**
 * It waits in a queue again: handed to a team, or its agent is away or did not answer. It goes
 * off the dock of the agent who had it.
 */
export interface ChatReturned {
  readonly type: "chat_returned";
  readonly chat_id: string;
  readonly state: ChatState;
  readonly agent_id: string | null;
  readonly agent: string;
  readonly team_id: string;
  readonly team: string;
  readonly queued_at: number;
  readonly opened_at: number | null;
  readonly agent_typing: boolean;
  readonly why: string;
}

/** One of the agent's own past chats, with all that was said. */
export interface ChatRow {
  readonly chat_id: string;
  readonly team: string;
  readonly channel: string;
  readonly visitor: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly started_at: number;
  readonly opened_at: number | null;
  readonly ended_at: number | null;
  readonly ended_by: string;
  readonly note: string;
  readonly lines: readonly ChatLine[];
}

/** ``line`` is added to the lines. */
export interface ChatSaid {
  readonly type: "chat_said";
  readonly chat_id: string;
  readonly line: ChatLine;
  readonly waiting_since: number | null;
  readonly visitor_typing: boolean;
  readonly agent_typing: boolean;
}

export interface ChatShown {
  readonly chat_id: string;
  readonly state: string;
  readonly agent: string;
  readonly place: number | null;
  readonly lines: readonly LineShown[];
  readonly agent_typing: boolean;
  readonly agent_read: number;
  readonly ended_by: string;
}

export interface ChatStarted {
  readonly type: "started";
  readonly chat_id: string;
  readonly secret: string;
}

/** A team that a chat may be handed to. */
export interface ChatTeam {
  readonly team_id: string;
  readonly name: string;
}

export interface ChatTyping {
  readonly type: "chat_typing";
  readonly chat_id: string;
  readonly visitor_typing: boolean;
  readonly agent_typing: boolean;
}

export interface ChatView {
  readonly chat_id: string;
  readonly team_id: string;
  readonly team: string;
  readonly channel: string;
  readonly visitor: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly state: ChatState;
  readonly started_at: number;
  readonly queued_at: number;
  readonly agent_id: string | null;
  readonly agent: string;
  readonly opened_at: number | null;
  readonly waiting_since: number | null;
  readonly lines: readonly ChatLine[];
  readonly visitor_here: boolean;
  readonly visitor_typing: boolean;
  readonly agent_typing: boolean;
  readonly visitor_read: number;
  readonly agent_read: number;
  readonly note: string;
  readonly ended_at: number | null;
  readonly ended_by: string;
}

export interface ChatVisitorHere {
  readonly type: "chat_visitor_here";
  readonly chat_id: string;
  readonly visitor_here: boolean;
  readonly visitor_typing: boolean;
}

/** Take a chat that has ended off the dock. */
export interface CloseChat {
  readonly type: "close_chat";
  readonly chat_id: string;
}

export interface DeclineOffer {
  readonly type: "decline";
  readonly call_id: string;
}

/** A manual call from the dial pad. */
export interface Dial {
  readonly type: "dial";
  readonly number: string;
  readonly caller_id?: string;
}

export interface DigitReceived {
  readonly type: "digit_received";
  readonly call_id: string;
  readonly digits_received: string;
}

export interface DigitsSent {
  readonly type: "digits_sent";
  readonly call_id: string;
  readonly digits_sent: string;
}

/** One of those a campaign's agents choose from. */
export interface DispositionView {
  readonly code: string;
  readonly name: string;
  readonly callback: boolean;
}

/** What the dock needs to know of its space. */
export interface DockSettings {
  readonly cloud_id: string;
  readonly space_name: string;
  readonly strip_seconds: number;
  readonly rejoin_seconds: number;
  readonly wrap_up_seconds: number;
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
  readonly caller_ids: readonly string[];
  readonly recording: string;
  readonly chat_limit: number;
  readonly canned: Readonly<Record<string, readonly CannedReply[]>>;
  readonly chat_teams: readonly ChatTeam[];
  readonly attachments: boolean;
  readonly attachment_bytes: number;
  readonly attachment_types: readonly string[];
}

/** All that one dock shows. ``call`` is the call of ``me.call_id``. */
export interface DockView {
  readonly space_id: string;
  readonly me: AgentView;
  readonly call: CallView | null;
  readonly engine_up: boolean;
  readonly card: CardView | null;
  readonly chats: readonly ChatView[];
}

export interface Done {
  readonly type: "done";
  readonly ref: number;
}

/** End the asking, and be with the customer again. */
export interface DropTarget {
  readonly type: "drop_target";
  readonly call_id: string;
}

export interface EndChat {
  readonly type: "end_chat";
  readonly chat_id: string;
}

/** The voice engine went away or came back; told to every dock of the space. */
export interface EngineChanged {
  readonly type: "engine_changed";
  readonly engine_up: boolean;
}

/** One minute more. */
export interface ExtendWrapUp {
  readonly type: "extend";
}

export interface FactFrame {
  readonly type: "fact";
  readonly seq: number;
  readonly at: number;
  readonly fact: AnyFact;
}

export interface FinishWrapUp {
  readonly type: "finish";
  readonly call_id: string;
  readonly note?: string;
  readonly disposition?: string;
  readonly callback?: CallbackWish | null;
  readonly then?: "paused" | "ready";
  readonly pause_reason?: string;
}

/** Ready for work; from a pause, or from wrap-up before its time. */
export interface GoReady {
  readonly type: "ready";
}

/** Attended transfer: leave customer and target to each other. */
export interface HandOver {
  readonly type: "hand_over";
  readonly call_id: string;
}

/** End the call, or cancel it before its answer; an agent who was asked in leaves. */
export interface HangUpCall {
  readonly type: "hang_up";
  readonly call_id: string;
}

export interface Hello {
  readonly type: "hello";
  readonly page_id: string;
  readonly epoch?: string;
  readonly after?: number;
  readonly phone_id?: string | null;
  readonly leg_up?: boolean;
  readonly paused?: string | null;
  readonly wrap_up?: WrapUp | null;
}

/** GET /dock/history?number=&limit=: with a number, everybody's calls with it. */
export interface History {
  readonly calls: readonly CallRow[];
}

export interface Hold {
  readonly type: "hold";
  readonly call_id: string;
}

/** A conversation of three. */
export interface JoinAll {
  readonly type: "join_all";
  readonly call_id: string;
}

/** GET /dock/known?number=: the leads with a number, and the last calls with it. */
export interface Known {
  readonly leads: readonly KnownLead[];
  readonly calls: readonly CallRow[];
}

export interface KnownLead {
  readonly lead_id: string;
  readonly campaign: string;
  readonly source: string;
  readonly state: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly external_id: string;
  readonly attempts: number;
  readonly updated_at: number;
}

/** A lead as an agent sees it, on its card and in its call. */
export interface LeadView {
  readonly lead_id: string;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly source: string;
  readonly number: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly external_id: string;
  readonly zones: readonly string[];
  readonly attempts: number;
  readonly last_outcome: AttemptOutcome | null;
  readonly last_at: number | null;
  readonly last_disposition: string;
  readonly callback_at: number | null;
  readonly callback_note: string;
  readonly dispositions: readonly DispositionView[];
}

/**
 * No agent was free in time, or the person hung up waiting. Its end follows, after the
 * message where one is played; but not of a line of before a restart that nobody knows any more.
 */
export interface LineAbandoned {
  readonly type: "line_abandoned";
  readonly call_id: string;
}

/** A person answered, and waits for an agent. */
export interface LineAnswered {
  readonly type: "line_answered";
  readonly call_id: string;
}

/** The person has an agent; the line is a call from here on (CallStarted follows). */
export interface LineConnected {
  readonly type: "line_connected";
  readonly call_id: string;
  readonly agent_id: string;
}

export interface LineDialled {
  readonly type: "line_dialled";
  readonly line: LineView;
}

/** It ended, and no agent was in it. */
export interface LineEnded {
  readonly type: "line_ended";
  readonly call_id: string;
  readonly outcome: AttemptOutcome;
  readonly cause: string;
  readonly sip_status: number | null;
}

/** Answered; it is listened to for an answering machine. */
export interface LineListening {
  readonly type: "line_listening";
  readonly call_id: string;
}

/** A machine answered. Its end follows, after the message where one is left. */
export interface LineMachine {
  readonly type: "line_machine";
  readonly call_id: string;
}

/** A line of anybody's, the visitor's own (now durable) among them. */
export interface LineNews {
  readonly type: "line";
  readonly line: LineShown;
}

export interface LineRinging {
  readonly type: "line_ringing";
  readonly call_id: string;
}

export interface LineShown {
  readonly line_id: string;
  readonly seq: number;
  readonly author: string;
  readonly name: string;
  readonly text: string;
  readonly attachments: readonly AttachmentShown[];
  readonly at: number;
}

export interface LineView {
  readonly call_id: string;
  readonly lead_id: string;
  readonly campaign_id: string;
  readonly team_id: string;
  readonly number: string;
  readonly caller_id: string;
  readonly started_at: number;
}

/**
 * Come into the call that an agent is in; the page's phone is rung. In it already, only the
 * mode changes.
 */
export interface Listen {
  readonly type: "listen";
  readonly agent_id: string;
  readonly mode: MonitorMode;
}

export interface LiveAgent {
  readonly agent_id: string;
  readonly agent_name: string;
  readonly username: string;
  readonly teams: readonly string[];
  readonly status: string;
  readonly duration: number;
  readonly talking: Activity;
  readonly chatting: ChatActivity;
  readonly online: Activity;
  readonly state: string;
  readonly state_duration: number;
  readonly pause_reason: string;
  readonly call: LiveCall | null;
  readonly rejoining: boolean;
  readonly alerts: readonly string[];
  readonly limit: number | null;
}

export interface LiveBeat {
  readonly as_of: string;
}

/** The call that an agent is in, or is rung for, or wraps up. */
export interface LiveCall {
  readonly call_id: string;
  readonly kind: string;
  readonly direction: string;
  readonly number: string;
  readonly team_name: string;
  readonly campaign: string;
  readonly duration: number;
  readonly monitored_by: readonly string[];
}

export interface LiveCampaign {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly team_name: string;
  readonly mode: string;
  readonly run_state: string;
  readonly lines: number;
  readonly connected: number;
  readonly dials: number;
  readonly answers: number;
  readonly abandoned: number;
  readonly dials_per_contact: number | null;
  readonly answer_rate: number | null;
  readonly abandon_rate: number | null;
  readonly abandon_cap: number;
  readonly window_days: number;
  readonly leads_left: number;
  readonly explain: string;
  readonly alerts: readonly string[];
}

/** From where on a team's figures are over (`AlertSettings`); None: never. */
export interface LiveLimits {
  readonly calls_waiting: number | null;
  readonly call_wait: number | null;
  readonly chats_waiting: number | null;
  readonly chat_wait: number | null;
}

/** The trunk, all spaces together. */
export interface LiveLines {
  readonly in_use: number;
  readonly in_setup: number;
  readonly most_in_setup: number | null;
}

export interface LiveTeam {
  readonly team_id: string;
  readonly team_name: string;
  readonly call_queue_count: number;
  readonly chat_queue_count: number;
  readonly longest_call_wait: number;
  readonly longest_chat_wait: number;
  readonly agents_online: number;
  readonly agents_ready: number;
  readonly callbacks_waiting: number;
  readonly calls_offered: number;
  readonly calls_answered: number;
  readonly calls_abandoned: number;
  readonly service_level: number | null;
  readonly service_seconds: number;
  readonly service_target: number;
  readonly alerts: readonly string[];
  readonly limits: LiveLimits;
}

/** One began, was connected, or changed its mode. For no dock. */
export interface MonitorChanged {
  readonly type: "monitor_changed";
  readonly monitor: MonitorView;
}

export interface MonitorEnded {
  readonly type: "monitor_ended";
  readonly supervisor_id: string;
  readonly call_id: string;
  readonly why: string;
}

/** Whom they listen to now; None: nobody, and why. */
export interface MonitorFrame {
  readonly type: "monitor";
  readonly monitor: MonitorView | null;
  readonly why: string;
}

export interface MonitorView {
  readonly supervisor_id: string;
  readonly supervisor: string;
  readonly agent_id: string;
  readonly call_id: string;
  readonly mode: MonitorMode;
  readonly up: boolean;
  readonly since: number;
}

export interface MuteCall {
  readonly type: "mute";
  readonly call_id: string;
  readonly muted: boolean;
}

/**
 * Put the number on the do-not-call list of the space: of the call this agent is in or wraps
 * up, or of the lead on the card, which goes.
 */
export interface NeverCall {
  readonly type: "never_call";
  readonly call_id?: string | null;
  readonly lead_id?: string | null;
}

export interface NoteChat {
  readonly type: "note_chat";
  readonly chat_id: string;
  readonly note: string;
}

/** What one agent wrote about a call. */
export interface NoteView {
  readonly agent_id: string;
  readonly name: string;
  readonly note: string;
}

/** The dock rings no more, and the call is not this agent's. For that agent only. */
export interface OfferEnded {
  readonly type: "offer_ended";
  readonly call_id: string;
  readonly agent_id: string;
  readonly why: string;
}

/** In a call it takes effect after it (and its wrap-up). */
export interface Pause {
  readonly type: "pause";
  readonly reason: string;
}

/** Credentials of one dock session's phone; they die with the session. */
export interface Phone {
  readonly phone_id: string;
  readonly uri: string;
  readonly username: string;
  readonly password: string;
}

/** The engine forgot the phone (it was started again): register with these. */
export interface PhoneFrame {
  readonly type: "phone";
  readonly phone: Phone;
}

/** The page's phone registered, or lost its registration. */
export interface PhoneState {
  readonly type: "phone_state";
  readonly phone_id: string;
  readonly registered: boolean;
}

export interface PressDigits {
  readonly type: "digits";
  readonly call_id: string;
  readonly digits: string;
}

export interface Provider {
  readonly label: string;
  readonly address: string;
}

/**
 * It is offered to an agent, or no more; it went to another team; or its caller hung up and is
 * to be called back.
 */
export interface QueueChanged {
  readonly type: "queue_changed";
  readonly call_id: string;
  readonly team: string;
  readonly queue: QueueView;
}

/** A call's wait for an agent; it stays with the call after that. */
export interface QueueView {
  readonly team_id: string;
  readonly team: string;
  readonly since: number;
  readonly line_name: string;
  readonly priority: number;
  readonly skills: readonly string[];
  readonly offered_to: string | null;
  readonly offered_at: number | null;
  readonly missed: number;
  readonly callback: boolean;
}

/** The agent has seen its lines up to this one. */
export interface ReadChat {
  readonly type: "read_chat";
  readonly chat_id: string;
  readonly seq: number;
}

export interface RecordingChanged {
  readonly type: "recording_changed";
  readonly call_id: string;
  readonly recording: RecordingState;
}

export interface Refused {
  readonly type: "refused";
  readonly ref: number;
  readonly code: string;
  readonly message: string;
}

/** Signed in elsewhere; this dock is closed and must not come back by itself. */
export interface Replaced {
  readonly type: "replaced";
}

export interface Resume {
  readonly type: "resume";
  readonly call_id: string;
}

/** The page's state still holds; the facts it missed follow. */
export interface Resumed {
  readonly type: "resumed";
  readonly seq: number;
  readonly now: number;
  readonly phone: Phone | null;
}

/** For those who may run the operation. */
export interface RunCampaign {
  readonly type: "run_campaign";
  readonly campaign_id: string;
  readonly run: "pause" | "start";
}

/** GET /dock/script?campaign_id=: what an agent says to the leads of a campaign. */
export interface Script {
  readonly text: string;
}

/** A line of the agent's. One sent twice (the same ``line_id``) is kept once. */
export interface SendChat {
  readonly type: "send_chat";
  readonly chat_id: string;
  readonly line_id: string;
  readonly text: string;
  readonly attachments?: readonly string[];
}

export interface SetRecording {
  readonly type: "recording";
  readonly call_id: string;
  readonly on: boolean;
}

/** They were changed, or may have been while the page was away. */
export interface SettingsFrame {
  readonly type: "settings";
  readonly settings: DockSettings;
}

/** POST /dock/sign-in */
export interface SignInForm {
  readonly login: string;
  readonly password: string;
  readonly code?: string | null;
}

/** How one may sign in. */
export interface SignInWays {
  readonly success: boolean;
  readonly password: boolean;
  readonly provider: Provider | null;
}

/** Answer to POST /dock/sign-in and GET /dock/session. */
export interface SignedIn {
  readonly success: boolean;
  readonly cloud_id: string;
  readonly space_name: string;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly due: string;
}

/** Pass the lead on; it rests a while. */
export interface SkipCard {
  readonly type: "skip_card";
  readonly lead_id: string;
  readonly reason: string;
}

export interface Snapshot {
  readonly as_of: string;
  readonly agents: readonly LiveAgent[];
  readonly teams: readonly LiveTeam[];
  readonly campaigns: readonly LiveCampaign[];
  readonly lines: LiveLines;
  readonly engine_up: boolean;
  readonly trends: readonly Trend[];
}

export interface StopListening {
  readonly type: "stop_listening";
}

/** Talk to the other of the two; the first hears music. */
export interface Swap {
  readonly type: "swap";
  readonly call_id: string;
}

/** The call goes to the supervisor's own dock. */
export interface TakeCallOver {
  readonly type: "take_over";
  readonly agent_id: string;
}

export interface Target {
  readonly agent_id: string;
  readonly name: string;
  readonly login: string;
  readonly teams: readonly string[];
  readonly state: string;
  readonly since: number;
}

/** GET /dock/targets: the other agents of the space who are signed in. */
export interface Targets {
  readonly agents: readonly Target[];
}

/** GET /dock/today: this agent's own figures since midnight in the space's time zone. */
export interface Today {
  readonly calls: number;
  readonly answered: number;
  readonly talk_seconds: number;
}

/** Hand the call on. Blind: at once, and come back here if it fails. Otherwise ask first. */
export interface Transfer {
  readonly type: "transfer";
  readonly call_id: string;
  readonly blind: boolean;
  readonly target_kind: "agent" | "number";
  readonly target: string;
}

/** A transfer began, moved on (``transfer.phase``), or came to nothing (None, and why). */
export interface TransferChanged {
  readonly type: "transfer_changed";
  readonly call_id: string;
  readonly transfer: TransferView | null;
  readonly transfer_failed: string;
}

/** To an agent at once, or to a team's queue, first in its line. Raises TargetUnavailable. */
export interface TransferChat {
  readonly type: "transfer_chat";
  readonly chat_id: string;
  readonly target_kind: "agent" | "team";
  readonly target: string;
}

export interface TransferView {
  readonly blind: boolean;
  readonly target_kind: string;
  readonly target: string;
  readonly target_name: string;
  readonly phase: TransferPhase;
  readonly since: number;
}

/** Calls that waited in a team's queue, sampled. */
export interface Trend {
  readonly team_name: string;
  readonly step_seconds: number;
  readonly ends_at: string;
  readonly waiting: readonly number[];
}

export interface TypeChat {
  readonly type: "type_chat";
  readonly chat_id: string;
  readonly typing: boolean;
}

export interface Uploaded {
  readonly success: boolean;
  readonly attachment_id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
}

/**
 * Each 20 seconds, a hidden page's each minute; 150 seconds without any message, and the socket
 * is closed.
 */
export interface VisitorBeat {
  readonly type: "beat";
}

export interface VisitorBye {
  readonly type: "end";
}

export interface VisitorHello {
  readonly type: "hello";
  readonly cloud_id: string;
  readonly team: string;
  readonly name?: string;
  readonly page?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly chat_id?: string | null;
  readonly secret?: string | null;
}

/** One sent twice (the same ``line_id``, after a lost connection) is kept once. */
export interface VisitorLine {
  readonly type: "line";
  readonly line_id: string;
  readonly text: string;
  readonly attachments?: readonly string[];
}

export interface VisitorRefused {
  readonly type: "refused";
  readonly line_id: string;
  readonly code: string;
  readonly message: string;
}

export interface VisitorSeen {
  readonly type: "read";
  readonly seq: number;
}

export interface VisitorTyping {
  readonly type: "typing";
  readonly typing: boolean;
}

export interface VisitorWelcome {
  readonly type: "welcome";
  readonly now: number;
  readonly team: string;
  readonly open: boolean;
  readonly text: string;
  readonly chat: ChatShown | null;
  readonly attachments: boolean;
  readonly attachment_bytes: number;
  readonly attachment_types: readonly string[];
}

export interface Welcome {
  readonly type: "welcome";
  readonly epoch: string;
  readonly seq: number;
  readonly now: number;
  readonly view: DockView;
  readonly settings: DockSettings;
  readonly phone: Phone | null;
}

/**
 * GET /dock/work: what waits for this agent. Campaigns by name; callbacks that are due until
 * midnight in the space's time zone, the earliest first, 50 at most.
 */
export interface Work {
  readonly campaigns: readonly CampaignLeft[];
  readonly callbacks: readonly CallbackToday[];
}

export interface WrapUp {
  readonly call_id: string;
  readonly until: number;
}

/**
 * Kept with the call; the last one of each agent counts. What was chosen by then counts where
 * the wrap-up ends without `FinishWrapUp`.
 */
export interface WriteNote {
  readonly type: "note";
  readonly call_id: string;
  readonly note: string;
  readonly disposition?: string;
  readonly callback?: CallbackWish | null;
}

export type AnyFact =
  | AgentChatsChanged
  | AgentLegChanged
  | AgentLinkChanged
  | AgentSignedIn
  | AgentStateChanged
  | AgentStoodBy
  | CallAnswered
  | CallBarged
  | CallDialling
  | CallEnded
  | CallHandedOver
  | CallHeld
  | CallMuted
  | CallNoted
  | CallOffered
  | CallQueued
  | CallResumed
  | CallRinging
  | CallStarted
  | CallTaken
  | CardGone
  | CardShown
  | ChatClosed
  | ChatEnded
  | ChatNoted
  | ChatOpened
  | ChatQueued
  | ChatRead
  | ChatReturned
  | ChatSaid
  | ChatTyping
  | ChatVisitorHere
  | DigitReceived
  | DigitsSent
  | EngineChanged
  | LineAbandoned
  | LineAnswered
  | LineConnected
  | LineDialled
  | LineEnded
  | LineListening
  | LineMachine
  | LineRinging
  | MonitorChanged
  | MonitorEnded
  | OfferEnded
  | QueueChanged
  | RecordingChanged
  | TransferChanged;

export type DockOrder =
  | AcceptCard
  | AnswerOffer
  | CallBackCard
  | CallNow
  | CloseChat
  | DeclineOffer
  | Dial
  | DropTarget
  | EndChat
  | ExtendWrapUp
  | FinishWrapUp
  | GoReady
  | HandOver
  | HangUpCall
  | Hold
  | JoinAll
  | MuteCall
  | NeverCall
  | NoteChat
  | Pause
  | PressDigits
  | ReadChat
  | Resume
  | SendChat
  | SetRecording
  | SkipCard
  | Swap
  | Transfer
  | TransferChat
  | TypeChat
  | WriteNote;

export type FromDockMessage =
  | Ask
  | Beat
  | Hello
  | PhoneState;

export type ToDockMessage =
  | BeatBack
  | Done
  | FactFrame
  | PhoneFrame
  | Refused
  | Replaced
  | Resumed
  | SettingsFrame
  | Welcome;

export type BoardOrders =
  | Listen
  | RunCampaign
  | StopListening
  | TakeCallOver;

export type FromBoardMessage =
  | Beat
  | BoardAsk
  | BoardHello
  | PhoneState;

export type ToBoardMessage =
  | BeatBack
  | BoardWelcome
  | Done
  | MonitorFrame
  | PhoneFrame
  | Refused
  | Replaced;

export type FromVisitor =
  | VisitorBeat
  | VisitorBye
  | VisitorHello
  | VisitorLine
  | VisitorSeen
  | VisitorTyping;

export type ToVisitor =
  | ChatNews
  | ChatStarted
  | LineNews
  | VisitorRefused
  | VisitorWelcome;
