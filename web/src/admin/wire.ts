// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

export type Role =
  | "agent"
  | "supervisor"
  | "manager"
  | "admin";

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

/** The body of every error answer, and of a call that was not made. */
export interface Failure {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
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

/** Whose account of the provider is to be forgotten. */
export interface Untie {
  readonly login: string;
}

export interface Untied {
  readonly success: boolean;
  readonly accounts: number;
}
