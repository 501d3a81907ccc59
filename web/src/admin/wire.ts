// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

export type TokenScope =
  | "voice"
  | "campaign"
  | "live"
  | "chat"
  | "analytics";

/** What an agent may be given beside what they have. */
export interface Blending {
  readonly calls_while_chatting: boolean;
  readonly chats_while_talking: boolean;
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
  readonly retention: Retention;
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
}

/** Every space, by name. */
export interface SpacesAnswer {
  readonly success: boolean;
  readonly spaces: readonly SpaceRow[];
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

export interface UsageAnswer {
  readonly success: boolean;
  readonly since: string;
  readonly whole_hour: boolean;
  readonly leads_stored: number;
  readonly leads_refused: number;
  readonly click_to_call: number;
  readonly wrong_token: number;
}
