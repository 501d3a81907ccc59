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
  readonly pause_reasons: readonly string[];
  readonly dispositions: readonly string[];
}

/** Every space, by name. */
export interface SpacesAnswer {
  readonly success: boolean;
  readonly spaces: readonly SpaceRow[];
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
