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

export type TokenScope =
  | "voice"
  | "campaign"
  | "live"
  | "chat"
  | "analytics";

/** How often one person is rung at most. A call that no telephone rang for does not count. */
export interface AttemptLimits {
  readonly most_attempts: number;
  readonly most_a_day: number;
  readonly most_a_week: number;
  readonly minimum_gap: number;
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

export interface LettersDone {
  readonly success: boolean;
  readonly count: number;
}

/** POST /manage/api/webhooks/{id}/dead-letters/retry, /drop */
export interface LettersWish {
  readonly seq?: number | null;
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

/** POST /manage/api/tokens */
export interface NewToken {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
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

export interface ReplayAnswer {
  readonly success: boolean;
  readonly from_seq: number;
  readonly to_seq: number;
}

/** POST /manage/api/webhooks/{id}/replay */
export interface ReplayWish {
  readonly from_seq: number;
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
  readonly chat: ChatPolicy;
  readonly sso: SingleSignOn;
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
}

/** Every space, by name. */
export interface SpacesAnswer {
  readonly success: boolean;
  readonly spaces: readonly SpaceRow[];
}

export interface TeamName {
  readonly team_id: string;
  readonly name: string;
}

/** What came of it, now. */
export interface Tested {
  readonly success: boolean;
  readonly taken: boolean;
  readonly status: number | null;
  readonly seconds: number;
  readonly answer: string;
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
