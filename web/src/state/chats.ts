/** What the chats of a view mean: pure readings, for the pages and the sounds alike. */
import type { ChatLine, ChatView, DockSettings, DockView } from "../wire";

/** Lines of the visitor that the agent has not seen. */
export function unreadOf(chat: ChatView): number {
  return chat.lines.filter((line) => line.author === "visitor" && line.seq > chat.agent_read)
    .length;
}

export function unreadInAll(view: DockView): number {
  return view.chats.reduce((count, chat) => count + unreadOf(chat), 0);
}

/** That the chats are what the agent is busy with: there is no call, and no pause. */
export function chatting(view: DockView): boolean {
  return view.me.state === "ready" && view.me.chats.length > 0;
}

/** The last two signs of a name tell "Web visitor 2" from "Web visitor 3". */
export function badgeOf(visitor: string): string {
  const words = visitor.trim().split(/\s+/);
  const last = words.at(-1) ?? "";
  if (/^\d{2,}$/.test(last)) return last.slice(0, 2);
  if (words.length > 1) return (words[0]?.[0] ?? "") + (last[0] ?? "");
  return last.slice(0, 2) || "?";
}

/** The last thing said, as the list of work shows it. */
export function lastWords(chat: Pick<ChatView, "lines">, you: string): string {
  const line = chat.lines.findLast((one) => one.author !== "system") ?? chat.lines.at(-1);
  if (!line) return "";
  const text = line.text || line.attachments.map((one) => one.name).join(", ");
  return line.author === "agent" ? `${you}: ${text}` : text;
}

/** The last of the agents' lines that the visitor has seen. */
export function lastRead(chat: ChatView): number {
  return (
    chat.lines.findLast((line) => line.author === "agent" && line.seq <= chat.visitor_read)?.seq ??
    0
  );
}

/** The number of the last line, up to which an agent who sees the chat has read. */
export function lastSeq(chat: ChatView): number {
  return chat.lines.at(-1)?.seq ?? 0;
}

export interface Canned {
  readonly name: string;
  readonly text: string;
}

/** What a slash and some letters may stand for; null: nothing of the kind is being typed. */
export function cannedFor(
  chat: ChatView,
  settings: DockSettings | null,
  typed: string,
): readonly Canned[] | null {
  const asked = /^\/([a-z0-9-]*)$/i.exec(typed)?.[1]?.toLowerCase();
  if (asked === undefined) return null;
  const canned = settings?.canned[chat.team_id] ?? [];
  return canned.filter((one) => one.name.startsWith(asked));
}

/** Whoever wrote it, where that is not plain from its side. */
export function authorOf(line: ChatLine, me: string): "me" | "other-agent" | "visitor" | "system" {
  if (line.author !== "agent") return line.author;
  return line.agent_id === me ? "me" : "other-agent";
}

/** Which chat is next, where the one on the screen is gone. */
export function chosenChat(view: DockView, wanted: string): ChatView | null {
  return view.chats.find((one) => one.chat_id === wanted) ?? view.chats[0] ?? null;
}

/** Attributes as rows of text: they come from the visitor's page, so nothing of it is a link. */
export function attributeRows(
  attributes: Readonly<Record<string, unknown>>,
): readonly (readonly [string, string])[] {
  return Object.entries(attributes).map(([key, value]) => [
    key.replaceAll("_", " "),
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}
