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

export type RunAction =
  | "start"
  | "pause"
  | "drain"
  | "stop";

/** What a supervisor has told the campaign to do. */
export type RunState =
  | "running"
  | "paused"
  | "draining"
  | "stopped";

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

/** How often one person is rung at most. A call that no telephone rang for does not count. */
export interface AttemptLimits {
  readonly most_attempts: number;
  readonly most_a_day: number;
  readonly most_a_week: number;
  readonly minimum_gap: number;
}

/** What an agent may be given beside what they have. */
export interface Blending {
  readonly calls_while_chatting: boolean;
  readonly chats_while_talking: boolean;
}

export interface CallbackOwed {
  readonly at: number;
  readonly username: string;
  readonly note: string;
}

export interface CallingHours {
  readonly days: readonly (readonly Opening[])[];
}

export interface CampaignAgent {
  readonly username: string;
  readonly name: string;
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

export interface ChangeCampaign {
  readonly settings: Readonly<Record<string, unknown>>;
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

/** Who may use make_call without a token (api.md). */
export interface ClickToCall {
  readonly policy: "network" | "open" | "token";
  readonly networks: readonly string[];
}

export interface ColumnTaken {
  readonly column: string;
  readonly field: string;
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

/** The body of every error answer, and of a call that was not made. */
export interface Failure {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
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

/** POST /manage/api/spaces */
export interface NewSpace {
  readonly cloud_id: string;
  readonly name: string;
  readonly time_zone?: string;
  readonly default_country?: string;
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

export interface PromiseCallback {
  readonly at: number;
  readonly username?: string;
  readonly note?: string;
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
  readonly chat: ChatPolicy;
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
}

/** Every space, by name. */
export interface SpacesAnswer {
  readonly success: boolean;
  readonly spaces: readonly SpaceRow[];
}
