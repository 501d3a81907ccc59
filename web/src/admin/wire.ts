// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

export type Role =
  | "agent"
  | "supervisor"
  | "manager"
  | "admin";

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

export interface CallingHours {
  readonly days: readonly readonly Opening[][];
}

export interface CannedReply {
  readonly name: string;
  readonly text: string;
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

export interface NewTeamForm {
  readonly name: string;
  readonly caller_id?: string;
  readonly members?: readonly string[];
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

/** Each lets one in once in the place of the app's code. They are told once. */
export interface RecoveryCodes {
  readonly success: boolean;
  readonly codes: readonly string[];
  readonly due: string;
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

export interface SpaceName {
  readonly cloud_id: string;
  readonly name: string;
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
