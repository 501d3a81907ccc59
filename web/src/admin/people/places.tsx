/** Where the pages of people and teams are, and where they ask. */
import { Tabs } from "../parts";
import { people as copy } from "./copy";

export const HOME = "/admin/users";
export const USERS = "/manage/api/users";
export const TEAMS = "/manage/api/teams";

export function PeopleTabs({ at }: { at: "users" | "teams" }) {
  return (
    <Tabs
      label={copy.tabs}
      at={at}
      tabs={[
        { key: "users", label: copy.title, href: HOME },
        { key: "teams", label: copy.teamsTitle, href: `${HOME}/teams` },
      ]}
    />
  );
}
