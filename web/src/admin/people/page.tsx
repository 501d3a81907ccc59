/** Users and teams: the page, its two lists, and a team's own page. */
import type { PageProps } from "../registry";
import { TeamPage } from "./team";
import { TeamList } from "./teams";
import { UserList } from "./users";

export function PeoplePage({ rest }: PageProps) {
  const [part = "", teamId = ""] = rest.split("/");
  if (part === "teams" && teamId) return <TeamPage key={teamId} teamId={teamId} />;
  return part === "teams" ? <TeamList /> : <UserList />;
}
