/** A team as it is typed, and what of it is sent. */
import type { Doing } from "../load";
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

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A merge patch (RFC 7396): what is another than before. Lists are sent whole. null where something
 * was taken away, or the field was emptied: the server puts its default there.
 */
export function patchOf(before: Plain, after: Plain): Plain {
  const patch: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (JSON.stringify(value) === JSON.stringify(old)) continue;
    patch[name] = isPlain(value) && isPlain(old) ? patchOf(old, value) : value;
  }
  return patch;
}

export interface TeamWish {
  readonly name?: string;
  readonly caller_id?: string;
  readonly settings?: Plain;
}

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
