// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

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

export interface SpaceName {
  readonly cloud_id: string;
  readonly name: string;
}
