/** One visitor's chat as the page knows it: what was said, what is on its way, how it stands. */
import type { ChatShown, FromVisitor, LineShown, ToVisitor, VisitorWelcome } from "../wire";
import type { Keeping, Unsent } from "./kept";
import type { Options } from "./options";

export interface Pending extends Unsent {
  /** Why the server did not take it; empty while it is on its way. */
  readonly refused: string;
}

interface Around {
  /** Sends a frame; false: there is no connection now. */
  readonly send: (frame: FromVisitor) => boolean;
  readonly changed: () => void;
  /** A line of somebody else's, while the page is there. */
  readonly heard: (line: LineShown) => void;
  /** Something was refused that is no line. */
  readonly told: (message: string) => void;
  readonly id: () => string;
  readonly now: () => number;
}

export class Conversation {
  welcome: VisitorWelcome | null = null;
  /** Without its lines; null: none has begun. */
  chat: ChatShown | null = null;
  lines: readonly LineShown[] = [];
  pending: readonly Pending[];
  /** It was named, and is not there any more. */
  gone = false;
  /** The welcome of this connection has come. */
  ready = false;
  /** The server does not want this page. */
  barred = false;
  /** The visitor has ended the chat, and the server is to be told yet. */
  private ending = false;

  constructor(
    private readonly options: Options,
    private readonly keeping: Keeping,
    private readonly around: Around,
  ) {
    this.pending = keeping.kept.unsent.map((one) => ({ ...one, refused: "" }));
  }

  get ended(): boolean {
    return this.chat?.state === "ended";
  }

  get begun(): boolean {
    return this.keeping.kept.chat_id !== "" || this.pending.length > 0;
  }

  get lastSeq(): number {
    return this.lines.at(-1)?.seq ?? 0;
  }

  /** Lines of others that the visitor has not seen. */
  get unread(): number {
    const { seen } = this.keeping.kept;
    return this.lines.filter((line) => line.seq > seen && line.author === "agent").length;
  }

  hello(page: string): FromVisitor {
    const { chat_id, secret, name } = this.keeping.kept;
    const { cloud, team, attributes } = this.options;
    return {
      type: "hello",
      cloud_id: cloud,
      team,
      name: (this.options.name || name).slice(0, 80),
      page: page.slice(0, 2000),
      attributes,
      ...(chat_id ? { chat_id, secret } : {}),
    };
  }

  /** The connection is gone; nothing is taken for sent that was not told to be. */
  lost(): void {
    this.ready = false;
    this.around.changed();
  }

  bar(): void {
    this.barred = true;
    this.around.changed();
  }

  hear(frame: ToVisitor): void {
    switch (frame.type) {
      case "welcome":
        return this.welcomed(frame);
      case "started":
        this.keeping.keep({ chat_id: frame.chat_id, secret: frame.secret, seen: 0 });
        this.gone = false;
        // It may come after one that has ended, whose lines have the same numbers.
        this.chat = { ...waiting, chat_id: frame.chat_id };
        this.lines = [];
        return this.around.changed();
      case "chat":
        this.chat = frame.chat;
        return this.around.changed();
      case "line":
        return this.lineCame(frame.line);
      case "refused":
        return this.refused(frame.line_id, frame.message);
      default:
        // A newer server says more than this page knows.
        return frame satisfies never;
    }
  }

  say(text: string, attachments: readonly string[] = [], files: readonly string[] = []): void {
    const line = {
      line_id: this.around.id(),
      text,
      attachments,
      files,
      at: this.around.now(),
      refused: "",
    };
    this.ending = false; // they go on, after all
    this.setPending([...this.pending, line]);
    if (this.ready) this.around.send(sent(line));
    this.around.changed();
  }

  retry(lineId: string): void {
    const line = this.pending.find((one) => one.line_id === lineId);
    if (!line) return;
    this.setPending(this.pending.map((one) => (one === line ? { ...one, refused: "" } : one)));
    if (this.ready) this.around.send(sent(line));
    this.around.changed();
  }

  discard(lineId: string): void {
    this.setPending(this.pending.filter((one) => one.line_id !== lineId));
    this.around.changed();
  }

  /** The visitor wants no more; without a connection it is told when that is back. */
  end(): void {
    this.ending = !this.ready;
    if (this.ready) this.around.send({ type: "end" });
  }

  /** They look at it now: the agent is told how far they have read. */
  seen(): void {
    const { lastSeq } = this;
    if (lastSeq <= this.keeping.kept.seen) return;
    this.keeping.keep({ seen: lastSeq });
    if (this.ready) this.around.send({ type: "read", seq: lastSeq });
  }

  /** Everything of this chat is forgotten; what is written next starts another. */
  forget(): void {
    this.keeping.keep({ chat_id: "", secret: "", seen: 0, unsent: [] });
    this.chat = null;
    this.lines = [];
    this.pending = [];
    this.gone = this.ending = false;
    this.around.changed();
  }

  private welcomed(frame: VisitorWelcome): void {
    this.welcome = frame;
    this.barred = false;
    const { chat_id, seen } = this.keeping.kept;
    if (frame.chat) {
      this.chat = frame.chat;
      for (const line of frame.chat.lines) if (!this.knows(line)) this.add(line);
      this.settle(frame.chat.lines.map((line) => line.line_id));
    } else if (chat_id) {
      this.gone = true;
      this.keeping.keep({ chat_id: "", secret: "", seen: 0 });
      this.chat = null;
      this.lines = [];
    }
    this.ready = true;
    if (frame.chat && seen > 0) this.around.send({ type: "read", seq: seen });
    for (const line of this.pending) if (!line.refused) this.around.send(sent(line));
    if (this.ending && frame.chat) this.around.send({ type: "end" });
    this.ending = false;
    this.around.changed();
  }

  private lineCame(line: LineShown): void {
    const fresh = !this.knows(line);
    if (fresh) this.add(line);
    this.settle([line.line_id]);
    this.gone = false;
    this.around.changed();
    if (fresh && line.author !== "visitor") this.around.heard(line);
  }

  private knows(line: LineShown): boolean {
    return this.lines.some((one) => one.seq === line.seq);
  }

  private add(line: LineShown): void {
    this.lines = [...this.lines, line].sort((one, other) => one.seq - other.seq);
  }

  private refused(lineId: string, message: string): void {
    if (!lineId) return this.around.told(message);
    this.pending = this.pending.map((one) =>
      one.line_id === lineId ? { ...one, refused: message } : one,
    );
    this.around.changed();
  }

  /** These are there now, durably. */
  private settle(lineIds: readonly string[]): void {
    const left = this.pending.filter((one) => !lineIds.includes(one.line_id));
    if (left.length < this.pending.length) this.setPending(left);
  }

  private setPending(pending: readonly Pending[]): void {
    this.pending = pending;
    this.keeping.keep({ unsent: pending.map(({ refused: _refused, ...unsent }) => unsent) });
  }
}

/** Until the server has told more of it. */
const waiting: ChatShown = {
  chat_id: "",
  state: "queued",
  agent: "",
  place: null,
  lines: [],
  agent_typing: false,
  agent_read: 0,
  ended_by: "",
};

function sent({ line_id, text, attachments }: Pending): FromVisitor {
  return { type: "line", line_id, text, attachments };
}
