// Made by tools/wire_types.py from the Python structs of the admin pages' wire. Do not edit.
// Times are seconds since 1970 (UTC); numbers are the digits of E.164 without the plus.

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
