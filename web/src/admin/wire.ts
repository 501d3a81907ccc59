// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

export interface AccountChanged {
  readonly success: boolean;
  readonly due: string;
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

export interface PasswordAgain {
  readonly password: string;
}

export interface PasswordChange {
  readonly current_password: string;
  readonly password: string;
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
