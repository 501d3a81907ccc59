// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

/** What becomes of the lead when a rule is used up. */
export type AfterLast =
  | "exhausted"
  | "done"
  | "do_not_call";

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

export type LeadState =
  | "new"
  | "scheduled"
  | "dialling"
  | "connected"
  | "wrap_up"
  | "retry"
  | "callback"
  | "done"
  | "do_not_call"
  | "expired"
  | "exhausted";

/** What is done with an answering machine that was detected. */
export type MachineTreatment =
  | "hang_up"
  | "leave_message";

/** Who dials: a person, from the lead's card, or the dialer, at one of three paces. */
export type Mode =
  | "preview"
  | "progressive"
  | "power"
  | "predictive";

export type NextStep =
  | "done"
  | "retry"
  | "callback"
  | "do_not_call_campaign"
  | "do_not_call_space";

export type Role =
  | "agent"
  | "supervisor"
  | "manager"
  | "admin";

export type RunAction =
  | "start"
  | "pause"
  | "drain"
  | "stop"
  | "archive"
  | "restore";

/** What a supervisor has told the campaign to do. */
export type RunState =
  | "running"
  | "paused"
  | "draining"
  | "stopped"
  | "archived";

/** Who must have a second factor beside their password. */
export type SecondFactorFor =
  | "optional"
  | "admins"
  | "everyone";

export type Standing =
  | "next"
  | "waiting"
  | "resting"
  | "callback"
  | "held_back"
  | "stuck"
  | "card"
  | "ringing"
  | "talking"
  | "wrapping_up"
  | "done"
  | "do_not_call"
  | "expired"
  | "used_up";

export type TokenScope =
  | "voice"
  | "campaign"
  | "live"
  | "chat"
  | "analytics";

export interface AccountChanged {
  readonly success: boolean;
  readonly due: string;
}

export interface AgentHandling {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly total: Handling;
}

/**
 * One agent's time; the states are those of the timeline, and ``chatting``: ready, with
 * chats.
 */
export interface AgentTime {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly teams: readonly string[];
  readonly signed_in_seconds: number;
  readonly states: Readonly<Record<string, number>>;
  readonly pauses: Readonly<Record<string, number>>;
  readonly occupancy: number | null;
  readonly calls: number;
  readonly answered: number;
}

export interface AgentsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: AgentsTold;
}

export interface AgentsTold {
  readonly agents: readonly AgentTime[];
}

/** From when on the board shows a figure as over its limit; None: never. */
export interface AlertSettings {
  readonly calls_waiting: number | null;
  readonly call_wait: number | null;
  readonly chats_waiting: number | null;
  readonly chat_wait: number | null;
  readonly wrap_up: number | null;
  readonly paused: number | null;
}

/** How often one person is rung at most. A call that no telephone rang for does not count. */
export interface AttemptLimits {
  readonly most_attempts: number;
  readonly most_a_day: number;
  readonly most_a_week: number;
  readonly minimum_gap: number;
}

export interface AttemptRow {
  readonly attempt_id: string;
  readonly call_id: string;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly agent_name: string;
  readonly dialled_at: number;
  readonly outcome: string;
  readonly judged: string;
  readonly disposition: string;
}

export interface AttemptsBy {
  readonly key: string;
  readonly name: string;
  readonly attempts: number;
}

/** How far the chain has been looked at. */
export interface AuditChain {
  readonly success: boolean;
  readonly verified_to: number;
  readonly newest: number;
  readonly done: boolean;
  readonly fault: AuditFault | null;
  readonly before_chain: number;
  readonly erased: number;
}

/** The first entry that is not as it was written. */
export interface AuditFault {
  readonly seq: number;
  readonly entry_id: number | null;
  readonly why: string;
}

/** One entry. */
export interface AuditRow {
  readonly entry_id: number;
  readonly seq: number | null;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string | null;
  readonly erased_at: number | null;
}

/** Newest first. */
export interface AuditRows {
  readonly success: boolean;
  readonly entries: readonly AuditRow[];
  readonly next_before: number | null;
}

/** What an agent may be given beside what they have. */
export interface Blending {
  readonly calls_while_chatting: boolean;
  readonly chats_while_talking: boolean;
}

export interface CallChoice {
  readonly id: string;
  readonly name: string;
}

/** What calls may be searched by. */
export interface CallChoices {
  readonly success: boolean;
  readonly teams: readonly CallChoice[];
  readonly agents: readonly CallChoice[];
  readonly dispositions: readonly string[];
}

/** How many calls there were, and how those fared that came in. */
export interface CallCounts {
  readonly calls: number;
  readonly inbound: number;
  readonly outbound: number;
  readonly reached: number;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly turned_away: number;
  readonly called_back: number;
  readonly missed: number;
}

/** One recording of a call. */
export interface CallFile {
  readonly place: number;
  readonly there: boolean;
}

/** The lead a call was made for. */
export interface CallLead {
  readonly lead_id: string;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly external_id: string;
  readonly state: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface CallPage {
  readonly success: boolean;
  readonly calls: readonly CallRow[];
  readonly next: string;
  readonly total: number | null;
  readonly total_more: boolean;
  readonly hint: string;
}

export interface CallRow {
  readonly call_id: string;
  readonly kind: string;
  readonly direction: string;
  readonly agent_id: string;
  readonly agent_name: string;
  readonly agent_login: string;
  readonly team: string;
  readonly number: string;
  readonly name: string;
  readonly caller_id: string;
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly wait_seconds: number | null;
  readonly talk_seconds: number;
  readonly hold_seconds: number;
  readonly outcome: string;
  readonly ended_by: string;
  readonly cause: string;
  readonly disposition: string;
  readonly note: string;
  readonly recorded: boolean;
}

/** What an agent was in a call. */
export interface CallStateRow {
  readonly agent_id: string;
  readonly agent_name: string;
  readonly state: string;
  readonly begins_at: number;
  readonly ends_at: number | null;
}

/** All that is kept of a call. */
export interface CallWhole {
  readonly success: boolean;
  readonly call: CallRow;
  readonly ringing_at: number | null;
  readonly sip_status: number | null;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly states: readonly CallStateRow[];
  readonly lead: CallLead | null;
  readonly attempts: readonly AttemptRow[];
  readonly recordings: readonly CallFile[];
  readonly deleted: RecordingEnd | null;
}

export interface CallbackOwed {
  readonly at: number;
  readonly username: string;
  readonly note: string;
}

export interface CallingHours {
  readonly days: readonly (readonly Opening[])[];
}

export interface CallsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: CallsTold;
}

export interface CallsTold {
  readonly total: CallCounts;
  readonly by_bucket: readonly CallCounts[];
  readonly teams: readonly TeamCalls[];
}

export interface CampaignAgent {
  readonly username: string;
  readonly name: string;
}

export interface CampaignCap {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly team: string;
  readonly cap: number;
  readonly window_hours: number;
  readonly points: readonly CapPoint[];
}

export interface CampaignCaution {
  readonly field: string;
  readonly message: string;
}

export interface CampaignLine {
  readonly campaign_id: string;
  readonly name: string;
  readonly team_id: string;
  readonly team_name: string;
  readonly mode: Mode;
  readonly state: RunState;
  readonly created_at: number;
  readonly leads: LeadProgress;
  readonly lists: readonly DialListShown[];
  readonly window: CampaignWindow;
  readonly cautions: readonly CampaignCaution[];
}

export interface CampaignLines {
  readonly success: boolean;
  readonly campaigns: readonly CampaignLine[];
  readonly teams: readonly CampaignTeam[];
}

export interface CampaignOutcome {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly team: string;
  readonly total: Tries;
  readonly connect_rate: number | null;
  readonly outcomes: readonly AttemptsBy[];
  readonly dispositions: readonly AttemptsBy[];
  readonly finished: readonly LeadsBy[];
  readonly by_bucket: readonly Tries[];
  readonly by_hour: readonly Tries[];
}

export interface CampaignSettings {
  readonly mode: Mode;
  readonly state: RunState;
  readonly requeue_finished: boolean;
  readonly leads: LeadSettings;
  readonly dialer: DialerSettings;
  readonly skip_reasons: readonly string[];
  readonly script: string;
}

/** One campaign with all that is set. */
export interface CampaignSheet {
  readonly campaign_id: string;
  readonly name: string;
  readonly team_id: string;
  readonly team_name: string;
  readonly mode: Mode;
  readonly state: RunState;
  readonly created_at: number;
  readonly leads: LeadProgress;
  readonly lists: readonly DialListShown[];
  readonly window: CampaignWindow;
  readonly cautions: readonly CampaignCaution[];
  readonly success: boolean;
  readonly settings: CampaignSettings;
  readonly retry_rules: Readonly<Record<AttemptOutcome, RetryRule>>;
  readonly messages: readonly string[];
  readonly time_zone: string;
  readonly agents: readonly CampaignAgent[];
}

export interface CampaignTeam {
  readonly team_id: string;
  readonly name: string;
}

/** The window that runs, in which abandoned calls are counted against the cap. */
export interface CampaignWindow {
  readonly starts_at: number;
  readonly ends_at: number;
  readonly attempts: number;
  readonly answers: number;
  readonly abandons: number;
  readonly machines: number;
  readonly abandoned_share: number;
  readonly cap: number;
}

export interface CampaignsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: CampaignsTold;
}

export interface CampaignsTold {
  readonly campaigns: readonly CampaignOutcome[];
}

export interface CannedReply {
  readonly name: string;
  readonly text: string;
}

/** At the end of a bucket, or now. */
export interface CapPoint {
  readonly at: number;
  readonly answers: number;
  readonly abandons: number;
  readonly window_answers: number;
  readonly window_abandons: number;
  readonly share: number;
}

export interface CapsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: CapsTold;
}

export interface CapsTold {
  readonly campaigns: readonly CampaignCap[];
}

export interface ChangeCampaign {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly name?: string | null;
}

/** What is left out, or null, stays. */
export interface ChangeDialList {
  readonly name?: string | null;
  readonly paused?: boolean | null;
  readonly weight?: number | null;
}

/** What is left out, or null, stays. */
export interface ChangeLead {
  readonly username?: string | null;
  readonly timezone?: string | null;
  readonly priority?: number | null;
  readonly data?: Readonly<Record<string, unknown>> | null;
}

export interface ChatCounts {
  readonly chats: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly in_time: number;
  readonly level: number | null;
  readonly wait_seconds: number | null;
  readonly longest_seconds: number;
  readonly duration_seconds: number | null;
}

/** What visitors may do. */
export interface ChatPolicy {
  readonly origins: readonly string[];
  readonly chats_per_address: number;
  readonly lines_per_minute: number;
  readonly attachments: boolean;
  readonly attachment_bytes: number;
  readonly attachment_types: readonly string[];
  readonly webhook_private: boolean;
}

/** A team's queue for chats. */
export interface ChatQueueSettings {
  readonly open: boolean;
  readonly hours: CallingHours | null;
  readonly time_zone: string;
  readonly welcome: string;
  readonly closed_text: string;
  readonly most_waiting: number;
  readonly chats_per_agent: number;
  readonly unanswered_seconds: number;
  readonly idle_seconds: number;
  readonly canned: readonly CannedReply[];
  readonly service_seconds: number;
  readonly service_target: number;
}

export interface ChatsReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: ChatsTold;
}

export interface ChatsTold {
  readonly total: ChatCounts;
  readonly by_bucket: readonly ChatCounts[];
  readonly teams: readonly TeamChats[];
}

/** Who may use make_call without a token (api.md). */
export interface ClickToCall {
  readonly policy: "network" | "open" | "token";
  readonly networks: readonly string[];
}

export interface ColumnTaken {
  readonly column: string;
  readonly field: string;
}

export interface DayOfAgent {
  readonly agent_id: string;
  readonly login: string;
  readonly name: string;
  readonly segments: readonly DaySegment[];
}

export interface DaySegment {
  readonly state: string;
  readonly pause_reason: string;
  readonly begins_at: number;
  readonly ends_at: number;
  readonly call_id: string;
  readonly chats: number;
}

export interface DeadLetter {
  readonly seq: number;
  readonly event_id: string;
  readonly type: string;
  readonly at: string;
  readonly attempts: number;
  readonly replayed: boolean;
  readonly first_at: string;
  readonly last_at: string | null;
  readonly last_status: number | null;
  readonly last_answer: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** By number. */
export interface DeadLettersAnswer {
  readonly success: boolean;
  readonly total: number;
  readonly dead_letters: readonly DeadLetter[];
  readonly next_after: number | null;
}

/**
 * What waits, by number; then the last 200 attempts since the server started, the newest
 * first.
 */
export interface DeliveriesAnswer {
  readonly success: boolean;
  readonly deliveries: readonly DeliveryRow[];
}

export interface DeliveryRow {
  readonly state: string;
  readonly seq: number;
  readonly event_id: string;
  readonly type: string;
  readonly at: string;
  readonly attempt: number;
  readonly replayed: boolean;
  readonly tried_at: string | null;
  readonly next_at: string | null;
  readonly seconds: number | null;
  readonly status: number | null;
  readonly answer: string;
}

export interface DialListShown {
  readonly list_id: string;
  readonly name: string;
  readonly weight: number;
  readonly paused: boolean;
  readonly leads: LeadProgress;
}

/** Which numbers a space may dial at all (`dockline.domain.dialrules`): the toll-fraud guard. */
export interface DialPolicy {
  readonly countries: readonly string[];
  readonly blocked_prefixes: readonly string[];
  readonly allow_premium: boolean;
  readonly calls_per_minute: number;
  readonly agent_calls_per_minute: number;
  readonly address_calls_per_minute: number;
  readonly spend_cap: number;
  readonly minute_rates: Readonly<Record<string, number>>;
}

/** How the dialer dials. Raises ValueError naming the field that is wrong. */
export interface DialerSettings {
  readonly ratio: number;
  readonly most_lines: number | null;
  readonly ring_seconds: number;
  readonly wait_seconds: number;
  readonly cap: number;
  readonly emergency_cancels: boolean;
  readonly window_hours: number;
  readonly window_starts_at: number | null;
  readonly caller_ids: readonly string[];
  readonly local_presence: boolean;
  readonly amd: boolean;
  readonly machine: MachineTreatment;
  readonly machine_message: string;
  readonly amd_mistaken: number;
  readonly abandon_message: string;
}

export interface Disposition {
  readonly code: string;
  readonly name: string;
  readonly next_step: NextStep;
  readonly retry_as: AttemptOutcome;
  readonly success: boolean;
}

/** POST /manage/api/samples/dry_run */
export interface DryRun {
  readonly sample: "add" | "add_multiple";
}

export interface DryRunAnswer {
  readonly success: boolean;
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

export interface EngineAnswer {
  readonly success: boolean;
  readonly name: string;
  readonly version: string;
  readonly up: boolean;
  readonly up_since: string | null;
  readonly detail: string;
  readonly legs: number;
  readonly rooms: number;
  readonly calls_in_setup: number | null;
  readonly restarts: number;
  readonly trunk: TrunkView | null;
  readonly trunk_known: boolean;
  readonly failures: readonly FailureView[];
  readonly caller_ids: readonly string[];
  readonly test_call: TestCallView | null;
}

export interface EraseAnswer {
  readonly success: boolean;
  readonly erased: boolean;
  readonly number: string;
  readonly fingerprint: string;
  readonly leads: number;
  readonly attempts: number;
  readonly calls: number;
  readonly recordings: number;
  readonly chats: number;
  readonly chat_files: number;
  readonly mentions: number;
  readonly answers: number;
  readonly do_not_call: number;
  readonly held_calls: number;
  readonly never_call: boolean;
  readonly scrubbed: boolean;
}

/** POST /manage/api/erase */
export interface EraseBody {
  readonly number: string;
  readonly confirm?: string;
  readonly never_call?: boolean;
}

export interface EventGroup {
  readonly group: string;
  readonly name: string;
  readonly types: readonly EventTypeRow[];
}

export interface EventTypeRow {
  readonly type: string;
  readonly about: string;
  readonly durable: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly sample: Readonly<Record<string, unknown>>;
}

/** The body of every error answer, and of a call that was not made. */
export interface Failure {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
}

export interface FailureView {
  readonly sip_status: number | null;
  readonly reason: string;
  readonly words: string;
  readonly count: number;
  readonly last_at: string;
}

/** What would go now. */
export interface GoingAnswer {
  readonly success: boolean;
  readonly recordings: number;
  readonly recording_bytes: number;
  readonly calls: number;
  readonly attempts: number;
  readonly chats: number;
  readonly files: number;
  readonly leads: number;
  readonly agent_states: number;
  readonly unsent_files: number;
  readonly more: boolean;
}

/** What was worked on the calls that were answered. */
export interface Handling {
  readonly answered: number;
  readonly talk_seconds: number;
  readonly hold_seconds: number;
  readonly wrap_up_seconds: number;
  readonly handle_seconds: number | null;
}

export interface ImportAnswer {
  readonly success: boolean;
  readonly dry_run: boolean;
  readonly lines: number;
  readonly made: number;
  readonly rows: readonly ImportRow[];
  readonly errors: readonly ImportFault[];
  readonly passwords: string;
}

export interface ImportFault {
  readonly line: number;
  readonly column: string;
  readonly message: string;
}

export interface ImportRow {
  readonly line: number;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly teams: readonly string[];
  readonly password_made: boolean;
}

/** POST /manage/api/calls/{call_id}/keep */
export interface KeepBody {
  readonly reason: string;
}

export interface KeptAnswer {
  readonly success: boolean;
  readonly kept: boolean;
}

export interface KeptCallView {
  readonly call_id: string;
  readonly kept_at: string;
  readonly kept_by: string;
  readonly reason: string;
}

export interface LeadLine {
  readonly lead_id: string;
  readonly number: string;
  readonly external_id: string;
  readonly list_id: string;
  readonly list_name: string;
  readonly username: string;
  readonly state: LeadState;
  readonly standing: Standing;
  readonly tries: number;
  readonly most_tries: number;
  readonly last_at: number | null;
  readonly next_at: number | null;
}

export interface LeadLines {
  readonly success: boolean;
  readonly leads: readonly LeadLine[];
  readonly total: number | null;
  readonly next_after: string | null;
  readonly narrow: boolean;
}

/** Leads by how far they are; together they are all. */
export interface LeadProgress {
  readonly total: number;
  readonly done: number;
  readonly fresh: number;
  readonly again: number;
  readonly callbacks: number;
  readonly never: number;
}

export interface LeadRule {
  readonly rule: string;
  readonly allowed: boolean;
  readonly sentence: string;
  readonly next_at: number | null;
}

/** Raises ValueError naming the field that is wrong. */
export interface LeadSettings {
  readonly calling_hours: CallingHours;
  readonly unknown_zone: string;
  readonly limits: AttemptLimits;
  readonly retry_plan: RetryPlan;
  readonly dispositions: readonly Disposition[];
  readonly undisposed: string;
  readonly wrap_up_seconds: number;
  readonly card_seconds: number;
  readonly skip_seconds: number;
  readonly most_skips: number;
  readonly callback_days: number;
  readonly agent_seconds: number | null;
  readonly weights: Readonly<Record<string, number>>;
  readonly paused: readonly string[];
  readonly retries_wait_most: number;
}

/** One lead with all that is known of it, and why it is or is not dialled now. */
export interface LeadSheet {
  readonly success: boolean;
  readonly lead: LeadLine;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly priority: number;
  readonly timezone: string;
  readonly zones: readonly string[];
  readonly expires_at: number | null;
  readonly not_before: number | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly callback: CallbackOwed | null;
  readonly reason: string;
  readonly allowed: boolean;
  readonly next_at: number | null;
  readonly sentence: string;
  readonly rules: readonly LeadRule[];
  readonly attempts: readonly LeadTry[];
}

/** One attempt to reach it. */
export interface LeadTry {
  readonly attempt_id: string;
  readonly call_id: string;
  readonly dialled_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly outcome: string | null;
  readonly disposition: string;
  readonly username: string;
  readonly caller_id: string;
}

export interface LeadsBy {
  readonly state: string;
  readonly leads: number;
}

/** What became of a table of leads, or would. */
export interface LeadsTaken {
  readonly success: boolean;
  readonly dry_run: boolean;
  readonly added: number;
  readonly updated: number;
  readonly failed: number;
  readonly warned: number;
  readonly columns: readonly ColumnTaken[];
  readonly head: readonly string[];
  readonly errors: readonly RowFault[];
  readonly warnings: readonly RowFault[];
  readonly rejected: string;
}

export interface LettersDone {
  readonly success: boolean;
  readonly count: number;
}

/** POST /manage/api/webhooks/{id}/dead-letters/retry, /drop */
export interface LettersWish {
  readonly seq?: number | null;
}

export interface LimitsView {
  readonly calls_in_setup: number;
  readonly calls_per_second: number;
}

/** Who asks, and what they may do in the space they act in. */
export interface Me {
  readonly success: boolean;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly operator: boolean;
  readonly rights: readonly string[];
  readonly cloud_id: string;
  readonly space_name: string;
  readonly time_zone: string;
  readonly own_cloud_id: string;
  readonly spaces: readonly SpaceName[];
}

export interface Member {
  readonly user_id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly skills: Readonly<Record<string, number>>;
  readonly state: string;
}

export interface NeverCallLead {
  readonly everywhere?: boolean;
  readonly reason?: string;
}

export interface NeverCallNumbers {
  readonly numbers: readonly unknown[];
  readonly campaign_id?: string;
  readonly reason?: string;
}

export interface NeverCalled {
  readonly number: string;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly at: number;
  readonly reason: string;
}

export interface NeverCalledPage {
  readonly success: boolean;
  readonly entries: readonly NeverCalled[];
  readonly next_after: string | null;
}

/** It is made stopped: nothing is dialled before somebody starts it. */
export interface NewCampaign {
  readonly name: string;
  readonly team_name: string;
  readonly mode?: Mode;
}

/** POST /manage/api/webhooks/{id}/secret */
export interface NewSecret {
  readonly overlap_hours?: number;
}

/** POST /manage/api/spaces */
export interface NewSpace {
  readonly cloud_id: string;
  readonly name: string;
  readonly time_zone?: string;
  readonly default_country?: string;
}

export interface NewTeamForm {
  readonly name: string;
  readonly caller_id?: string;
  readonly members?: readonly string[];
}

/** POST /manage/api/tokens */
export interface NewToken {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
}

export interface NewUserForm {
  readonly login: string;
  readonly name?: string;
  readonly role?: Role;
  readonly teams?: readonly string[];
  readonly password?: string;
  readonly password_due?: boolean;
  readonly skills?: Readonly<Record<string, number>>;
  readonly chat_limit?: number | null;
  readonly operator?: boolean;
}

/** POST /manage/api/webhooks */
export interface NewWebhook {
  readonly name: string;
  readonly url: string;
  readonly types?: readonly string[] | null;
}

export interface NumberChecked {
  readonly success: boolean;
  readonly number: string;
  readonly listed: boolean;
  readonly entries: readonly NeverCalled[];
}

export interface NumberDropped {
  readonly success: boolean;
  readonly removed: boolean;
}

export interface NumberFault {
  readonly index: number;
  readonly number: string;
  readonly code: string;
  readonly message: string;
}

/** A number of ours that leads to a team's queue; it leads to one team on the whole server. */
export interface NumberRoute {
  readonly number: string;
  readonly name: string;
  readonly skills: readonly string[];
  readonly priority: number;
}

export interface NumbersImported {
  readonly success: boolean;
  readonly added: number;
  readonly known: number;
  readonly failed: number;
  readonly errors: readonly RowFault[];
  readonly rejected: string;
}

export interface NumbersTaken {
  readonly success: boolean;
  readonly added: number;
  readonly known: number;
  readonly failed: number;
  readonly errors: readonly NumberFault[];
}

/** From ``opens`` on, until just before ``closes``, of the same day. */
export interface Opening {
  readonly opens: string;
  readonly closes: string;
}

/** PATCH /manage/api/me */
export interface OwnName {
  readonly name: string;
}

/** How a campaign goes at this moment. */
export interface PacingShown {
  readonly success: boolean;
  readonly state: RunState;
  readonly mode: Mode;
  readonly ringing: number;
  readonly waiting: number;
  readonly talking: number;
  readonly most_lines: number | null;
  readonly agents_here: number;
  readonly agents_ready: number;
  readonly explain: string;
  readonly answers: number;
  readonly abandoned_share: number;
  readonly cap: number;
  readonly leads_left: number;
  readonly finished_today: number;
  readonly days_left: number | null;
}

export interface PasswordAgain {
  readonly password: string;
}

export interface PasswordChange {
  readonly current_password: string;
  readonly password: string;
}

export interface PasswordReset {
  readonly password?: string;
  readonly password_due?: boolean;
}

export interface PasswordTold {
  readonly success: boolean;
  readonly password: string;
}

export interface PromiseCallback {
  readonly at: number;
  readonly username?: string;
  readonly note?: string;
}

/** A team's queue for calls. */
export interface QueueSettings {
  readonly numbers: readonly NumberRoute[];
  readonly greeting: string;
  readonly say_place: boolean;
  readonly say_wait: boolean;
  readonly say_every: number;
  readonly hours: CallingHours | null;
  readonly time_zone: string;
  readonly closed_message: string;
  readonly closed_team: string | null;
  readonly overflow_team: string | null;
  readonly overflow_after: number;
  readonly most_waiting: number;
  readonly longest_wait: number;
  readonly full_message: string;
  readonly callback_after: number | null;
  readonly callback_message: string;
  readonly ring_seconds: number;
  readonly miss_pauses: boolean;
  readonly wrap_up_seconds: number | null;
  readonly service_seconds: number;
  readonly service_target: number;
}

export interface ReadySample {
  readonly name: string;
  readonly title: string;
  readonly curl: string;
  readonly python: string;
  readonly apex: string;
  readonly status: number;
  readonly told: string;
  readonly answer: string;
  readonly needs_token: boolean;
  readonly scope: TokenScope | null;
  readonly dry_run: boolean;
}

/** A recording that was deleted. */
export interface RecordingEnd {
  readonly at: number;
  readonly actor: string;
  readonly files: number;
}

export interface RecordingGone {
  readonly success: boolean;
}

/** Each lets one in once in the place of the app's code. They are told once. */
export interface RecoveryCodes {
  readonly success: boolean;
  readonly codes: readonly string[];
  readonly due: string;
}

export interface ReplayAnswer {
  readonly success: boolean;
  readonly from_seq: number;
  readonly to_seq: number;
}

/** POST /manage/api/webhooks/{id}/replay */
export interface ReplayWish {
  readonly from_seq: number;
}

export interface ReportChoice {
  readonly id: string;
  readonly name: string;
}

/** What reports may be asked for. */
export interface ReportChoices {
  readonly success: boolean;
  readonly teams: readonly ReportChoice[];
  readonly campaigns: readonly ReportChoice[];
}

/** The time that is told of, cut into buckets. */
export interface ReportTime {
  readonly since: number;
  readonly until: number;
  readonly time_zone: string;
  readonly bucket: string;
  readonly edges: readonly number[];
  readonly as_of: number;
}

/**
 * After how many days what is kept of people goes, counted from when it began; None: it is
 * kept.
 */
export interface Retention {
  readonly recordings: number | null;
  readonly calls: number | null;
  readonly chats: number | null;
  readonly leads: number | null;
  readonly agent_states: number | null;
}

export interface RetentionAnswer {
  readonly success: boolean;
  readonly retention: RetentionView;
  readonly kept_calls: readonly KeptCallView[];
}

/**
 * PATCH /manage/api/retention, and its preview. Days; null: it is kept. What is left out
 * stays.
 */
export interface RetentionBody {
  readonly recordings?: number | null;
  readonly calls?: number | null;
  readonly chats?: number | null;
  readonly leads?: number | null;
  readonly agent_states?: number | null;
}

/** Days; null: it is kept. */
export interface RetentionView {
  readonly recordings: number | null;
  readonly calls: number | null;
  readonly chats: number | null;
  readonly leads: number | null;
  readonly agent_states: number | null;
}

export interface RetryPlan {
  readonly rules: Readonly<Record<AttemptOutcome, RetryRule>>;
}

export interface RetryRule {
  readonly delays: readonly number[];
  readonly most: number;
  readonly then: AfterLast;
}

/** What is wrong, or odd, with one row of a table. */
export interface RowFault {
  readonly row: number;
  readonly number: string;
  readonly code: string;
  readonly message: string;
}

export interface RunCampaignBody {
  readonly action: RunAction;
}

export interface SamplesAnswer {
  readonly success: boolean;
  readonly address: string;
  readonly cluster_id: string;
  readonly cloud_id: string;
  readonly leads_per_body: number;
  readonly body_mib: number;
  readonly samples: readonly ReadySample[];
  readonly missing: readonly string[];
}

export interface SecondFactorCode {
  readonly code: string;
}

/** What an authenticator app needs. It is told once. */
export interface SecondFactorSetUp {
  readonly success: boolean;
  readonly secret: string;
  readonly address: string;
  readonly picture: string;
}

export interface SecondFactorState {
  readonly success: boolean;
  readonly on: boolean;
  readonly required: boolean;
  readonly recovery_codes_left: number;
  readonly since: number | null;
}

/** How long those who called had to wait. */
export interface ServiceFigures {
  readonly offered: number;
  readonly answered: number;
  readonly in_time: number;
  readonly lost: number;
  readonly level: number | null;
  readonly answer_seconds: number | null;
  readonly longest_seconds: number;
  readonly abandon_rate: number | null;
}

export interface ServiceReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: ServiceTold;
}

export interface ServiceTold {
  readonly total: ServiceFigures;
  readonly by_bucket: readonly ServiceFigures[];
  readonly teams: readonly TeamService[];
}

export interface SessionList {
  readonly success: boolean;
  readonly sessions: readonly SessionRow[];
}

/** A browser that is signed in. */
export interface SessionRow {
  readonly session_id: string;
  readonly current: boolean;
  readonly address: string;
  readonly browser: string;
  readonly created_at: number;
  readonly seen_at: number;
  readonly expires_at: number;
}

export interface SessionsEnded {
  readonly success: boolean;
  readonly ended: number;
}

/** The space, as it is set now. */
export interface SettingsAnswer {
  readonly success: boolean;
  readonly cloud_id: string;
  readonly name: string;
  readonly settings: SpaceSettings;
  readonly usual: SpaceSettings;
}

/** PATCH /manage/api/settings: what is left out stays. */
export interface SettingsChange {
  readonly name?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What is left out stays. */
export interface SignOnChange {
  readonly issuer?: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly label?: string;
  readonly login_claim?: string;
  readonly domains?: readonly string[];
  readonly unverified_email?: boolean;
  readonly newcomers?: boolean;
  readonly newcomer_role?: Role;
  readonly newcomer_teams?: readonly string[];
  readonly passwords?: boolean;
  readonly private?: boolean;
}

/** The space's provider of identities, by OpenID Connect. */
export interface SignOnShown {
  readonly success: boolean;
  readonly issuer: string;
  readonly client_id: string;
  readonly has_secret: boolean;
  readonly label: string;
  readonly login_claim: string;
  readonly domains: readonly string[];
  readonly unverified_email: boolean;
  readonly newcomers: boolean;
  readonly newcomer_role: Role;
  readonly newcomer_teams: readonly string[];
  readonly passwords: boolean;
  readonly private: boolean;
  readonly may_set_private: boolean;
  readonly redirect_uri: string;
  readonly sign_in_page: string;
  readonly teams: readonly TeamName[];
}

/** A provider that is to be tried, whether it is set or not. */
export interface SignOnTest {
  readonly issuer: string;
  readonly private?: boolean;
}

export interface SignOnTested {
  readonly success: boolean;
  readonly works: boolean;
  readonly why: string;
  readonly keys: number;
  readonly algorithms: readonly string[];
}

/** Signing in with an account of another provider (OpenID Connect). */
export interface SingleSignOn {
  readonly issuer: string;
  readonly client_id: string;
  readonly label: string;
  readonly login_claim: string;
  readonly domains: readonly string[];
  readonly unverified_email: boolean;
  readonly newcomers: boolean;
  readonly newcomer_role: Role;
  readonly newcomer_teams: readonly string[];
  readonly passwords: boolean;
  readonly private: boolean;
}

export interface SpaceAnswer {
  readonly success: boolean;
  readonly space: SpaceRow;
}

export interface SpaceName {
  readonly cloud_id: string;
  readonly name: string;
}

/** PATCH /manage/api/spaces/{cloud_id} */
export interface SpaceRename {
  readonly name: string;
}

export interface SpaceRow {
  readonly cloud_id: string;
  readonly name: string;
  readonly users: number;
  readonly teams: number;
  readonly calls_today: number;
  readonly time_zone: string;
}

export interface SpaceSettings {
  readonly time_zone: string;
  readonly default_country: string;
  readonly caller_id: string;
  readonly caller_ids: readonly string[];
  readonly click_to_call: ClickToCall;
  readonly dial_policy: DialPolicy;
  readonly strip_seconds: number;
  readonly ring_seconds: number;
  readonly agent_ring_seconds: number;
  readonly transfer_ring_seconds: number;
  readonly rejoin_seconds: number;
  readonly dock_grace_seconds: number;
  readonly wrap_up_seconds: number;
  readonly recording: "always" | "off" | "on_demand";
  readonly blending: Blending;
  readonly second_factor: SecondFactorFor;
  readonly chat: ChatPolicy;
  readonly sso: SingleSignOn;
  readonly retention: Retention;
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
}

/** Every space, by name. */
export interface SpacesAnswer {
  readonly success: boolean;
  readonly spaces: readonly SpaceRow[];
}

export interface TalkReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly report: TalkTold;
}

export interface TalkTold {
  readonly total: Handling;
  readonly by_bucket: readonly Handling[];
  readonly teams: readonly TeamHandling[];
  readonly agents: readonly AgentHandling[];
}

export interface TeamAnswer {
  readonly success: boolean;
  readonly team: TeamView;
}

export interface TeamCalls {
  readonly team: string;
  readonly total: CallCounts;
  readonly by_bucket: readonly CallCounts[];
}

export interface TeamChats {
  readonly team: string;
  readonly target_seconds: number;
  readonly total: ChatCounts;
  readonly by_bucket: readonly ChatCounts[];
}

export interface TeamGone {
  readonly success: boolean;
}

export interface TeamHandling {
  readonly team: string;
  readonly total: Handling;
}

export interface TeamList {
  readonly success: boolean;
  readonly teams: readonly TeamRow[];
}

export interface TeamName {
  readonly team_id: string;
  readonly name: string;
}

/** What is left out stays. */
export interface TeamPatch {
  readonly name?: string;
  readonly caller_id?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

export interface TeamRow {
  readonly team_id: string;
  readonly name: string;
  readonly caller_id: string;
  readonly members: number;
  readonly signed_in: number;
  readonly numbers: readonly string[];
  readonly always_open: boolean;
  readonly chat_open: boolean;
}

export interface TeamService {
  readonly team: string;
  readonly target_seconds: number;
  readonly target_level: number;
  readonly total: ServiceFigures;
  readonly by_bucket: readonly ServiceFigures[];
}

export interface TeamSettings {
  readonly queue: QueueSettings;
  readonly chat: ChatQueueSettings;
  readonly alerts: AlertSettings;
}

export interface TeamView {
  readonly team_id: string;
  readonly name: string;
  readonly caller_id: string;
  readonly settings: TeamSettings;
  readonly members: readonly Member[];
  readonly needed_for: readonly string[];
  readonly time_zone: string;
}

export interface TestCallAnswer {
  readonly success: boolean;
  readonly test_call: TestCallView | null;
}

/** POST /manage/api/engine/test-call */
export interface TestCallBody {
  readonly number: string;
  readonly caller_id?: string;
}

export interface TestCallView {
  readonly call_id: string;
  readonly number: string;
  readonly caller_id: string;
  readonly actor: string;
  readonly state: string;
  readonly dialled_at: string;
  readonly ring_seconds: number | null;
  readonly early_media: boolean;
  readonly answer_seconds: number | null;
  readonly ended_at: string | null;
  readonly sip_status: number | null;
  readonly reason: string;
  readonly far_end_hung_up: boolean;
  readonly packets_sent: number | null;
  readonly packets_received: number | null;
  readonly good: boolean;
  readonly words: string;
}

/** What came of it, now. */
export interface Tested {
  readonly success: boolean;
  readonly taken: boolean;
  readonly status: number | null;
  readonly seconds: number;
  readonly answer: string;
}

/** Who was what, when, on one day. */
export interface TimelineReport {
  readonly success: boolean;
  readonly time: ReportTime;
  readonly agents: readonly DayOfAgent[];
  readonly more: boolean;
}

export interface TokenAnswer {
  readonly success: boolean;
  readonly token: TokenRow;
}

export interface TokenMade {
  readonly success: boolean;
  readonly auth_token: string;
  readonly token: TokenRow;
}

/** PATCH /manage/api/tokens/{token_id}; what is left out stays. */
export interface TokenPatch {
  readonly name?: string;
  readonly scopes?: readonly TokenScope[];
}

/** POST /manage/api/tokens/{token_id}/reset */
export interface TokenRenewal {
  readonly grace_seconds?: number;
}

export interface TokenRevoked {
  readonly success: boolean;
}

export interface TokenRow {
  readonly token_id: string;
  readonly name: string;
  readonly begins: string;
  readonly scopes: readonly TokenScope[];
  readonly created_at: string;
  readonly created_by: string;
  readonly last_used_at: string | null;
  readonly last_used_for: string;
  readonly ends_at: string | null;
}

export interface TokensAnswer {
  readonly success: boolean;
  readonly tokens: readonly TokenRow[];
}

export interface Tries {
  readonly attempts: number;
  readonly connected: number;
}

/** The line to the carrier: as the server's settings have it, and as it is. */
export interface TrunkView {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly registers: boolean;
  readonly caller_id: string;
  readonly prefix: string;
  readonly limits: LimitsView;
  readonly registration: string;
  readonly answered_at: string | null;
  readonly renews_in: number | null;
  readonly reachable: boolean | null;
  readonly round_trip_ms: number | null;
}

export interface TypesAnswer {
  readonly success: boolean;
  readonly version: number;
  readonly groups: readonly EventGroup[];
  readonly test: EventTypeRow;
}

/** Whose account of the provider is to be forgotten. */
export interface Untie {
  readonly login: string;
}

export interface Untied {
  readonly success: boolean;
  readonly accounts: number;
}

export interface UsageAnswer {
  readonly success: boolean;
  readonly since: string;
  readonly whole_hour: boolean;
  readonly leads_stored: number;
  readonly leads_refused: number;
  readonly click_to_call: number;
  readonly wrong_token: number;
}

export interface UserAnswer {
  readonly success: boolean;
  readonly user: UserRow;
}

export interface UserList {
  readonly success: boolean;
  readonly users: readonly UserRow[];
  readonly total: number;
  readonly limit: number;
  readonly skip: number;
}

export interface UserMade {
  readonly success: boolean;
  readonly user: UserRow;
  readonly password: string;
}

/** What is left out stays. */
export interface UserPatch {
  readonly login?: string;
  readonly name?: string;
  readonly role?: Role;
  readonly teams?: readonly string[];
  readonly active?: boolean;
  readonly skills?: Readonly<Record<string, number>>;
  readonly chat_limit?: number | null;
  readonly operator?: boolean;
}

export interface UserRow {
  readonly user_id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly operator: boolean;
  readonly teams: readonly string[];
  readonly active: boolean;
  readonly skills: Readonly<Record<string, number>>;
  readonly chat_limit: number | null;
  readonly second_factor: boolean;
  readonly password_due: boolean;
  readonly locked_until: number | null;
  readonly state: string;
  readonly state_since: number | null;
}

export interface WebhookAnswer {
  readonly success: boolean;
  readonly webhook: WebhookRow;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly keep_hours: number;
}

/** PATCH /manage/api/webhooks/{id}: what is left out stays. */
export interface WebhookChange {
  readonly name?: string;
  readonly url?: string;
  readonly types?: readonly string[] | null;
  readonly active?: boolean;
}

export interface WebhookGone {
  readonly success: boolean;
}

export interface WebhookMade {
  readonly success: boolean;
  readonly webhook: WebhookRow;
  readonly secret: string;
}

export interface WebhookRow {
  readonly webhook_id: string;
  readonly name: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly active: boolean;
  readonly health: string;
  readonly created_at: string;
  readonly succeeded_at: string | null;
  readonly failing_since: string | null;
  readonly last_status: number | null;
  readonly last_error: string;
  readonly waiting: number;
  readonly dead_letters: number;
  readonly behind: number;
  readonly old_secret_until: string | null;
}

/** The oldest first. */
export interface WebhooksAnswer {
  readonly success: boolean;
  readonly webhooks: readonly WebhookRow[];
  readonly first_seq: number;
  readonly last_seq: number;
  readonly keep_hours: number;
}
