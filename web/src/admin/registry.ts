/** The pages there are, in the order of the menu. One line each, below the comment of its place. */
import type { ComponentType } from "preact";
import { AccountPage } from "./account/page";
import { AuditPage } from "./audit/page";
import { CampaignsPage } from "./campaigns";
import { DoNotCallPage } from "./campaigns/donotcall";
import { CarePage } from "./care/page";
import { EngineMark } from "./engine/mark";
import { EnginePage } from "./engine/page";
import { CallsPage } from "./records/calls";
import { RecordingsPage } from "./records/recordings";
import { ReportsPage } from "./reports/page";
import { PeoplePage } from "./people/page";
import type { Right } from "./rights";
import { SignOnPage } from "./sign-on/page";
import { ApiPage } from "./tokens/page";
import { SettingsPage } from "./settings/page";
import { SpacesPage } from "./spaces/page";
import { WebhooksPage } from "./webhooks/page";

export interface PageProps {
  /** What follows the page's own path, such as `rishi` of `/admin/users/rishi`; else "". */
  readonly rest: string;
}

export interface PageSpec {
  readonly path: string;
  readonly label: string;
  readonly icon: string;
  /** Where it stands in the menu; "none": found by other ways. */
  readonly group: "run" | "setup" | "none";
  /** What one must be allowed to see it. */
  readonly right: Right;
  readonly view: ComponentType<PageProps>;
  /** A dot beside the name in the menu, such as whether all is well. */
  readonly mark?: ComponentType;
}

export const PAGES: readonly PageSpec[] = [
  // Run: Campaigns
  {
    path: "/admin/campaigns",
    label: "Campaigns",
    icon: "campaign",
    group: "run",
    right: "watch_own_teams",
    view: CampaignsPage,
  },

  // Run: Do not call
  {
    path: "/admin/do-not-call",
    label: "Do not call",
    icon: "ban",
    group: "run",
    right: "run_operation",
    view: DoNotCallPage,
  },

  // Run: Call records
  {
    path: "/admin/calls",
    label: "Call records",
    icon: "history",
    group: "run",
    right: "read_team_calls",
    view: CallsPage,
  },

  // Run: Recordings
  {
    path: "/admin/recordings",
    label: "Recordings",
    icon: "wave",
    group: "run",
    right: "read_team_calls",
    view: RecordingsPage,
  },

  // Run: Reports
  {
    path: "/admin/reports",
    label: "Reports",
    icon: "chart",
    group: "run",
    right: "watch_own_teams",
    view: ReportsPage,
  },

  // Set up: Users and teams
  {
    path: "/admin/users",
    label: "Users and teams",
    icon: "users",
    group: "setup",
    right: "keep_users",
    view: PeoplePage,
  },

  // Set up: API
  {
    path: "/admin/api",
    label: "API",
    icon: "api",
    group: "setup",
    right: "keep_tokens",
    view: ApiPage,
  },

  // Set up: Webhooks
  {
    path: "/admin/webhooks",
    label: "Webhooks",
    icon: "send",
    group: "setup",
    right: "change_settings",
    view: WebhooksPage,
  },

  // Set up: Trunks and engine
  {
    path: "/admin/engine",
    label: "Trunks and engine",
    icon: "trunk",
    group: "setup",
    right: "change_settings",
    view: EnginePage,
    mark: EngineMark,
  },

  // Set up: Retention
  {
    path: "/admin/retention",
    label: "Retention",
    icon: "clock",
    group: "setup",
    right: "change_settings",
    view: CarePage,
  },

  // Set up: Spaces, Space settings
  {
    path: "/admin/spaces",
    label: "Spaces",
    icon: "space",
    group: "setup",
    right: "keep_spaces",
    view: SpacesPage,
  },
  {
    path: "/admin/settings",
    label: "Space settings",
    icon: "settings",
    group: "setup",
    right: "change_settings",
    view: SettingsPage,
  },

  // Set up: Single sign-on
  {
    path: "/admin/sign-on",
    label: "Single sign-on",
    icon: "lock",
    group: "setup",
    right: "change_settings",
    view: SignOnPage,
  },

  // Set up: Audit log
  {
    path: "/admin/audit",
    label: "Audit log",
    icon: "audit",
    group: "setup",
    right: "read_audit",
    view: AuditPage,
  },

  // In the person's menu: Your account
  {
    path: "/admin/account",
    label: "Your account",
    icon: "user",
    group: "none",
    right: "use_dock",
    view: AccountPage,
  },
];

/** The page of an address, and what follows its path. */
export function pageAt(
  path: string,
  pages: readonly PageSpec[] = PAGES,
): { readonly page: PageSpec; readonly rest: string } | null {
  let found: PageSpec | null = null;
  for (const page of pages) {
    const inside = path === page.path || path.startsWith(`${page.path}/`);
    if (inside && page.path.length > (found?.path.length ?? 0)) found = page;
  }
  return found && { page: found, rest: decoded(path.slice(found.path.length + 1)) };
}

function decoded(rest: string): string {
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}
