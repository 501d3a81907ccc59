// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

export type Role =
  | "agent"
  | "supervisor"
  | "manager"
  | "admin";

/** Who must have a second factor beside their password. */
export type SecondFactorFor =
  | "optional"
  | "admins"
  | "everyone";

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

/** From when on the board shows a figure as over its limit; None: never. */
export interface AlertSettings {
  readonly calls_waiting: number | null;
  readonly call_wait: number | null;
  readonly chats_waiting: number | null;
  readonly chat_wait: number | null;
  readonly wrap_up: number | null;
  readonly paused: number | null;
}

/** What an agent may be given beside what they have. */
export interface Blending {
  readonly calls_while_chatting: boolean;
  readonly chats_while_talking: boolean;
}

export interface CallingHours {
  readonly days: readonly (readonly Opening[])[];
}

export interface CannedReply {
  readonly name: string;
  readonly text: string;
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

/** Who may use make_call without a token (api.md). */
export interface ClickToCall {
  readonly policy: "network" | "open" | "token";
  readonly networks: readonly string[];
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

export interface Member {
  readonly user_id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly skills: Readonly<Record<string, number>>;
  readonly state: string;
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

/** A number of ours that leads to a team's queue; it leads to one team on the whole server. */
export interface NumberRoute {
  readonly number: string;
  readonly name: string;
  readonly skills: readonly string[];
  readonly priority: number;
}

/** From ``opens`` on, until just before ``closes``, of the same day. */
export interface Opening {
  readonly opens: string;
  readonly closes: string;
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
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
}

/** Every space, by name. */
export interface SpacesAnswer {
  readonly success: boolean;
  readonly spaces: readonly SpaceRow[];
}

export interface TeamAnswer {
  readonly success: boolean;
  readonly team: TeamView;
}

export interface TeamGone {
  readonly success: boolean;
}

export interface TeamList {
  readonly success: boolean;
  readonly teams: readonly TeamRow[];
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
