const WATCHERS: ReadonlySet<string> = new Set(["supervisor", "manager", "admin"]);

/** Whether this role may look at the board; the server has the last word. */
export function mayWatch(role: string): boolean {
  return WATCHERS.has(role);
}

/** Whether any of the admin pages is for this role. */
export function mayManage(role: string): boolean {
  return WATCHERS.has(role);
}
