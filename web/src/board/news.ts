/** What is worth saying aloud: a team's figure that went over its limit, and the engine. */
import * as copy from "./copy";
import type { Figures } from "./state";

/** A sentence, or none. Only what a screen reader's owner would miss: timers and counts are not. */
export function news(before: Figures | null, after: Figures, team: string | null): string {
  if (!before) return "";
  const said: string[] = [];
  if (after.engineUp !== before.engineUp) {
    said.push(after.engineUp ? copy.said.engineBack : copy.banners.engine.join(" "));
  }
  if (after.teams !== before.teams) {
    for (const [teamId, row] of after.teams) {
      if (team !== null && row.team.team_name !== team) continue;
      const known = before.teams.get(teamId)?.team.alerts ?? row.team.alerts;
      for (const alert of row.team.alerts) {
        const what = copy.said.alerts[alert];
        if (what && !known.includes(alert)) said.push(`${row.team.team_name}: ${what}`);
      }
    }
  }
  return said.join(" ");
}
