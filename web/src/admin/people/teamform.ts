/** A team as it is typed, and what of it is sent. */
import type { Doing } from "../load";
import { patchOf } from "../patch";
import type {
  AlertSettings,
  ChatQueueSettings,
  QueueSettings,
  TeamRow,
  TeamSettings,
  TeamView,
} from "../wire";

export interface TeamDraft {
  readonly name: string;
  readonly caller_id: string;
  readonly settings: TeamSettings;
}

export function teamDraftOf(team: TeamView): TeamDraft {
  return { name: team.name, caller_id: team.caller_id, settings: team.settings };
}

type Plain = Readonly<Record<string, unknown>>;

export interface TeamWish {
  readonly name?: string;
  readonly caller_id?: string;
  readonly settings?: Plain;
}

/** A number that was emptied is null there: the server puts its usual one in its place. */
export function teamPatch(before: TeamDraft, after: TeamDraft): TeamWish {
  const settings = patchOf(before.settings as unknown as Plain, after.settings as unknown as Plain);
  return {
    ...(after.name.trim() === before.name ? {} : { name: after.name.trim() }),
    ...(after.caller_id.trim() === before.caller_id ? {} : { caller_id: after.caller_id.trim() }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  };
}

export type TeamPart = "people" | "calls" | "chats" | "alerts" | "team";

/** Where the field is that was refused. */
export function partOf(path: string): TeamPart | null {
  if (path.startsWith("queue")) return "calls";
  if (path.startsWith("chat")) return "chats";
  if (path.startsWith("alerts")) return "alerts";
  return ["name", "team_name", "caller_id"].includes(path) ? "team" : null;
}

/** What the parts of the form have at hand. */
export interface Form {
  readonly draft: TeamDraft;
  readonly team: TeamView;
  /** The others of the space. */
  readonly others: readonly TeamRow[];
  readonly doing: Doing;
  readonly set: (part: Partial<Omit<TeamDraft, "settings">>) => void;
  readonly queue: (part: Partial<QueueSettings>) => void;
  readonly chat: (part: Partial<ChatQueueSettings>) => void;
  readonly alerts: (part: Partial<AlertSettings>) => void;
}
