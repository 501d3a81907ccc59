/** Chats that come, speak and go: what the page makes of it, and what is said of it. */
import * as copy from "../copy";
import type { Sounds } from "../phone/sounds";
import { chosenChat, lastSeq, unreadOf } from "../state/chats";
import type { AnyFact, ChatView, DockView } from "../wire";
import { readChats, writeChats } from "./kept";
import type { AppState, Notice, PendingLine } from "./state";
import type { Store } from "./store";

/** As much of the dock as this needs. */
interface Page {
  readonly store: Store<AppState>;
  readonly sounds: Sounds;
  notify(title: string): void;
  say(text: string): void;
  notice(tone: Notice["tone"], icon: string, text: readonly [string, string]): void;
}

/** Whether the agent looks at this chat now. */
export function looksAt(state: AppState, chatId: string, hidden: boolean): boolean {
  return !hidden && state.tab === "chats" && state.chatId === chatId;
}

/** The view's chats changed: sounds, words, and what was waiting to be there. */
export function chatsChanged(dock: Page, view: DockView, before: DockView | null): void {
  if (view.chats === before?.chats) return;
  const { state } = dock.store;
  const work = before === null ? readChats(sessionStorage) : state.chatWork;
  const there = new Set(view.chats.flatMap((chat) => chat.lines.map((line) => line.line_id)));
  const pending = work.pending.filter(({ lineId }) => !there.has(lineId));
  const known = new Set(view.chats.map((chat) => chat.chat_id));
  const chatId = chosenChat(view, before === null ? work.chosen : state.chatId)?.chat_id ?? "";
  const after = {
    chosen: chatId,
    // What was typed in a chat that went stays as long as the page: it may come back.
    drafts: work.drafts,
    notes: work.notes,
    pending: pending.map((one) => (known.has(one.chatId) ? one : stopped(one))),
  };
  writeChats(sessionStorage, after);
  // Who wrote in a chat is in it again after a reload, where no call wants them first.
  const back = before === null && !view.call && !view.card && known.has(work.chosen);
  if (back) dock.store.set({ tab: "chats" });
  dock.store.set({ chatId, chatWork: after, ...(known.has(state.chatId) ? {} : closed) });
  for (const one of pending) {
    if (!known.has(one.chatId) && !one.refused) tellUnsent(dock, one, before);
  }
  if (before) for (const chat of view.chats) tellOf(dock, chat, before);
}

/** Its chat is not here to take it: it is not sent by itself when the chat comes back. */
function stopped(line: PendingLine): PendingLine {
  return line.refused ? line : { ...line, refused: copy.chat.wentOff };
}

/** A notice has room for so much of a reply. */
const TOLD = 200;

function tellUnsent(dock: Page, line: PendingLine, before: DockView | null): void {
  const chat = before?.chats.find((one) => one.chat_id === line.chatId);
  const text = line.text || line.files.join(", ");
  const told = text.length > TOLD ? `${text.slice(0, TOLD)}…` : text;
  dock.notice("bad", "chat", copy.chat.mayLack(chat?.visitor ?? "", told));
}

const closed = { chatPanel: "none" } as const;

function tellOf(dock: Page, chat: ChatView, before: DockView): void {
  const was = before.chats.find((one) => one.chat_id === chat.chat_id);
  if (was === chat) return;
  const { state } = dock.store;
  const seen = looksAt(state, chat.chat_id, document.hidden);
  if (!was) {
    dock.say(copy.chat.saidNew(chat.visitor, chat.team));
    dock.sounds.tick();
    dock.notify(copy.chat.title(chat.visitor));
    return;
  }
  if (chat.state === "ended" && was.state !== "ended" && chat.ended_by !== "agent") {
    dock.say(copy.chat.saidEnded(chat.visitor, chat.ended_by));
  }
  const spoke = lastSeq(chat) > lastSeq(was) && chat.lines.at(-1)?.author === "visitor";
  if (!spoke || seen) return;
  dock.notify(copy.chat.title(chat.visitor));
  // One tick for a chat; then its count tells of the others.
  if (unreadOf(was) > 0) return;
  dock.sounds.tick();
  dock.say(copy.chat.saidWrote(chat.visitor));
}

/** Why a chat went off the dock, where that was not the agent's own doing. */
export function returnedWords(fact: AnyFact, view: DockView): readonly [string, string] | null {
  if (fact.type !== "chat_returned") return null;
  const chat = view.chats.find((one) => one.chat_id === fact.chat_id);
  const words = copy.chat.returned[fact.why];
  return chat && words ? words(chat.visitor) : null;
}
