/** What the agent can do in chats. */
import * as copy from "../copy";
import { AskRefused } from "../link/link";
import { cannedFor, chosenChat, lastSeq } from "../state/chats";
import { fileFault } from "../state/files";
import type { ChatView, DockOrder, Uploaded } from "../wire";
import { looksAt } from "./chatnews";
import type { Dock } from "./dock";
import { uploadFile } from "./http";
import { writeChats } from "./kept";
import type { Orders } from "./orders";
import type { AppState, ChatPanel, ChatWork, PendingLine } from "./state";

/** A typing that was told holds so long; then it is told again. */
const TYPING_TOLD = 3_000;
const TYPING_ENDS = 5_000;

export class ChatActions {
  private typing: { chatId: string; at: number } | null = null;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  /** How far each chat was told to be read. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly dock: Dock,
    private readonly orders: Orders,
    private readonly newId: () => string = () => crypto.randomUUID(),
  ) {
    dock.store.watch((after, before) => this.follow(after, before));
  }

  private get state(): AppState {
    return this.dock.store.state;
  }

  private get chat(): ChatView | null {
    const { view, chatId } = this.state;
    return view && chosenChat(view, chatId);
  }

  choose(chatId: string): void {
    this.stopTyping();
    this.dock.store.set({ chatId, tab: "chats", chatPanel: "none" });
    this.keep({ chosen: chatId });
    this.read();
  }

  /** The one at this place in the list, from 1. */
  chooseNth(nth: number): boolean {
    const chat = this.state.view?.chats[nth - 1];
    if (chat) this.choose(chat.chat_id);
    return chat !== undefined;
  }

  show(panel: ChatPanel): void {
    this.dock.store.set({ chatPanel: this.state.chatPanel === panel ? "none" : panel });
  }

  // --- writing --------------------------------------------------------------------------------

  write(text: string): void {
    const { chat } = this;
    if (!chat) return;
    this.keep({ drafts: { ...this.state.chatWork.drafts, [chat.chat_id]: text } });
    const speaks = text.trim() !== "" && cannedFor(chat, this.settings, text) === null;
    if (speaks) this.types(chat.chat_id);
    else this.stopTyping();
  }

  /** A slash in an empty reply; what is typed already is not thrown away. */
  beginCanned(): boolean {
    const { chat } = this;
    if (!chat || chat.state === "ended") return false;
    if (!this.state.chatWork.drafts[chat.chat_id]) this.write("/");
    return true;
  }

  send(): void {
    const { chat } = this;
    const text = (chat && this.state.chatWork.drafts[chat.chat_id]?.trim()) ?? "";
    if (!chat || !text || chat.state === "ended") return;
    this.typing = null;
    clearTimeout(this.typingTimer);
    this.write("");
    this.say({ chatId: chat.chat_id, lineId: this.newId(), text, attachments: [], files: [] });
  }

  retry(lineId: string): void {
    const line = this.state.chatWork.pending.find((one) => one.lineId === lineId);
    if (!line) return;
    this.change(lineId, { refused: "" });
    void this.deliver(line);
  }

  discard(lineId: string): void {
    const { pending } = this.state.chatWork;
    this.keep({ pending: pending.filter((one) => one.lineId !== lineId) });
  }

  attach(files: readonly File[]): void {
    for (const file of files) void this.attachOne(file);
  }

  // --- the chat itself ------------------------------------------------------------------------

  async transfer(kind: "agent" | "team", target: string, name: string): Promise<void> {
    const { chat } = this;
    if (!chat) return;
    const order = {
      type: "transfer_chat",
      chat_id: chat.chat_id,
      target_kind: kind,
      target,
    } as const;
    if (await this.done(order)) this.dock.say(copy.chat.saidTransferred(chat.visitor, name));
  }

  end = async (): Promise<void> => {
    const { chat } = this;
    if (!chat) return;
    if (await this.done({ type: "end_chat", chat_id: chat.chat_id })) {
      this.dock.say(copy.chat.saidEnded(chat.visitor, "agent"));
    }
  };

  close = async (): Promise<void> => {
    const { chat } = this;
    if (!chat) return;
    if (await this.done({ type: "close_chat", chat_id: chat.chat_id })) {
      const { drafts, notes, pending } = this.state.chatWork;
      this.keep({
        drafts: without(drafts, chat.chat_id),
        notes: without(notes, chat.chat_id),
        pending: pending.filter((one) => one.chatId !== chat.chat_id),
      });
    }
  };

  /** Kept until it is saved, whatever else comes onto the screen. */
  writeNote(note: string): void {
    const { chat } = this;
    if (chat) this.keep({ notes: { ...this.state.chatWork.notes, [chat.chat_id]: note } });
  }

  note = async (): Promise<void> => {
    const { chat } = this;
    if (!chat) return;
    const note = this.state.chatWork.notes[chat.chat_id] ?? chat.note;
    if (!(await this.done({ type: "note_chat", chat_id: chat.chat_id, note }))) return;
    const { notes } = this.state.chatWork;
    if (notes[chat.chat_id] === note) this.keep({ notes: without(notes, chat.chat_id) });
    this.dock.say(copy.said.saved);
  };

  /** The agent sees the chat on the screen: the visitor is told. */
  read(): void {
    const { chat, state } = this;
    if (!chat || state.link.phase !== "open") return;
    if (!looksAt(state, chat.chat_id, document.hidden)) return;
    const seq = lastSeq(chat);
    if (seq <= Math.max(chat.agent_read, this.told.get(chat.chat_id) ?? 0)) return;
    this.told.set(chat.chat_id, seq);
    this.quietly({ type: "read_chat", chat_id: chat.chat_id, seq });
  }

  // --------------------------------------------------------------------------------------------

  private get settings() {
    return this.state.settings;
  }

  private follow(after: AppState, before: AppState): void {
    const linked = after.link.phase === "open" && before.link.phase !== "open";
    if (linked) this.told.clear();
    // What was under way when the connection went, or the page; one that did arrive is kept once.
    // The dock has read by now what a page before this one left, and not before the first view.
    if (linked || (after.view && !before.view)) {
      for (const line of this.state.chatWork.pending) if (!line.refused) void this.deliver(line);
    }
    const keys = ["view", "tab", "link", "hidden"] as const;
    if (keys.some((key) => after[key] !== before[key])) this.read();
  }

  private say(line: Omit<PendingLine, "refused" | "at">): void {
    const whole = { ...line, refused: "", at: this.dock.now() };
    this.keep({ pending: [...this.state.chatWork.pending, whole] });
    void this.deliver(whole);
  }

  private async deliver({ chatId, lineId, text, attachments }: PendingLine): Promise<void> {
    const order: DockOrder = {
      type: "send_chat",
      chat_id: chatId,
      line_id: lineId,
      text,
      attachments,
    };
    try {
      await this.dock.link.ask(order);
    } catch (error) {
      if (!(error instanceof AskRefused)) throw error;
      // A lost connection refuses nothing: the line goes when it is back.
      if (error.code !== "link-lost") this.change(lineId, { refused: error.message });
    }
  }

  private async attachOne(file: File): Promise<void> {
    const { chat, settings } = this;
    if (!chat || !settings?.attachments || chat.state === "ended") return;
    const fault = fileFault(file, settings);
    if (fault) return this.dock.notice("bad", "upload", [copy.chat.notSent, fault]);
    const key = this.newId();
    this.uploads({ [key]: { chatId: chat.chat_id, name: file.name, share: 0 } });
    try {
      const path = `/dock/attachments/${encodeURIComponent(chat.chat_id)}`;
      const told = await uploadFile<Uploaded>(path, file, (share) =>
        this.uploads({ [key]: { chatId: chat.chat_id, name: file.name, share } }),
      );
      this.say({
        chatId: chat.chat_id,
        lineId: this.newId(),
        text: "",
        attachments: [told.attachment_id],
        files: [told.name],
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : "";
      this.dock.notice("bad", "upload", [copy.chat.notUploaded(file.name), why]);
    } finally {
      this.uploads({}, key);
    }
  }

  private uploads(changed: AppState["uploads"], without = ""): void {
    const { [without]: _gone, ...others } = this.state.uploads;
    this.dock.store.set({ uploads: { ...others, ...changed } });
  }

  private types(chatId: string): void {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), TYPING_ENDS);
    const now = this.dock.now() * 1000;
    const fresh = this.typing?.chatId === chatId && now - this.typing.at < TYPING_TOLD;
    if (fresh) return;
    if (this.typing && this.typing.chatId !== chatId) this.stopTyping();
    this.typing = { chatId, at: now };
    this.quietly({ type: "type_chat", chat_id: chatId, typing: true });
  }

  private stopTyping(): void {
    clearTimeout(this.typingTimer);
    const { typing } = this;
    this.typing = null;
    if (typing) this.quietly({ type: "type_chat", chat_id: typing.chatId, typing: false });
  }

  /** Nobody misses it where it does not arrive. */
  private quietly(order: DockOrder): void {
    this.dock.link.ask(order).catch(() => undefined);
  }

  private async done(order: DockOrder): Promise<boolean> {
    const done = await this.orders.run(order);
    if (done) this.dock.store.set({ chatPanel: "none" });
    return done;
  }

  private change(lineId: string, changed: Partial<PendingLine>): void {
    const { pending } = this.state.chatWork;
    this.keep({
      pending: pending.map((one) => (one.lineId === lineId ? { ...one, ...changed } : one)),
    });
  }

  private keep(changed: Partial<ChatWork>): void {
    const chatWork = { ...this.state.chatWork, ...changed };
    writeChats(sessionStorage, chatWork);
    this.dock.store.set({ chatWork });
  }
}

function without(texts: Readonly<Record<string, string>>, key: string): Record<string, string> {
  const { [key]: _gone, ...others } = texts;
  return others;
}
