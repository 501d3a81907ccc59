/** What a role may allow, by the names the server has for it; the server has the last word. */
export type Right =
  | "use_dock"
  | "read_own_calls"
  | "read_number_history"
  | "watch_own_teams"
  | "read_team_calls"
  | "watch_space"
  | "read_space_calls"
  | "run_operation"
  | "change_settings"
  | "keep_users"
  | "keep_tokens"
  | "delete_recordings"
  | "read_audit"
  | "keep_spaces";
