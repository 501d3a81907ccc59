/** What was said. Nodes are kept by key, so that a screen reader hears each line once. */
import type { LineShown } from "../wire";
import type { Conversation, Pending } from "./conversation";
import { make } from "./dom";
import { pieces } from "./links";
import { clockTime, dayOf } from "./transcript";
import { words } from "./words";

export class Log {
  readonly box = make("div", {
    class: "log",
    role: "log",
    "aria-live": "polite",
    "aria-label": words.log,
    tabindex: "0",
  });
  private readonly nodes = new Map<string, HTMLElement>();
  /** Shows the last line, and goes on to, whatever comes or grows. */
  private atEnd = true;

  constructor(
    private readonly conversation: Conversation,
    private readonly origin: string,
    private readonly now: () => number,
  ) {
    this.box.onscroll = () => {
      const { scrollHeight, scrollTop, clientHeight } = this.box;
      this.atEnd = scrollHeight - scrollTop - clientHeight < 60;
    };
    new ResizeObserver(() => {
      if (this.atEnd) this.toEnd();
    }).observe(this.box);
  }

  draw(): void {
    const { conversation } = this;
    const { welcome, chat, lines, pending } = conversation;
    const wanted: [string, () => HTMLElement][] = [];
    let day = "";
    const of = (at: number): void => {
      const found = dayOf(at, this.now());
      if (found === day) return;
      day = found;
      wanted.push([`day ${found}`, () => make("span", { class: "day" }, found)]);
    };
    const greeted = lines.some((line) => line.author === "system" && line.text === welcome?.text);
    // A chat that goes on was welcomed when it began, whatever the hour is now.
    if (welcome && !greeted && (welcome.open || !chat)) {
      of(lines[0]?.at ?? this.now());
      wanted.push([`welcome ${welcome.text}`, () => bubble(welcome.text, "", welcome.team)]);
    }
    for (const line of lines) {
      of(line.at);
      wanted.push([`line ${line.seq}`, () => this.line(line)]);
    }
    for (const line of pending) {
      of(line.at);
      wanted.push([`unsent ${line.line_id}`, () => this.unsent(line)]);
    }
    if (chat?.agent_typing && !conversation.ended) {
      wanted.push([`typing ${chat.agent}`, () => dots(words.typing(chat.agent))]);
    }
    this.place(wanted);
    this.tell();
    if (this.atEnd) this.toEnd();
  }

  toEnd(): void {
    this.atEnd = true;
    this.box.scrollTop = this.box.scrollHeight;
  }

  private place(wanted: readonly [string, () => HTMLElement][]): void {
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, node] of this.nodes) {
      if (keys.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    wanted.forEach(([key, build], at) => {
      let node = this.nodes.get(key);
      if (!node) {
        node = build();
        this.nodes.set(key, node);
      }
      if (this.box.children[at] !== node)
        this.box.insertBefore(node, this.box.children[at] ?? null);
    });
  }

  /** Below the visitor's own: whether they are there, and read. */
  private tell(): void {
    const { chat, lines, pending, ready } = this.conversation;
    const read = chat?.agent_read ?? 0;
    const last = lines.filter((line) => line.author === "visitor" && line.seq <= read).at(-1);
    for (const line of lines) {
      if (line.author !== "visitor") continue;
      const text = clockTime(line.at) + (line === last ? ` · ${words.read}` : "");
      this.under(`line ${line.seq}`, text);
    }
    for (const { line_id, refused } of pending) {
      const node = this.nodes.get(`unsent ${line_id}`);
      node?.classList.toggle("failed", refused !== "");
      const word = refused ? `${words.failed} ${refused}` : ready ? words.sending : words.waits;
      this.under(`unsent ${line_id}`, word);
    }
  }

  private under(key: string, text: string): void {
    const under = this.nodes.get(key)?.querySelector(".when");
    if (under && under.textContent !== text) under.textContent = text;
  }

  private line(line: LineShown): HTMLElement {
    // The first is the welcome, as if somebody had said it.
    if (line.author === "system" && line.seq > 1) {
      return make("p", { class: "told" }, line.text);
    }
    const mine = line.author === "visitor";
    const who = line.name || this.conversation.welcome?.team || "";
    const under = mine ? clockTime(line.at) : [who, clockTime(line.at)].filter(Boolean).join(" · ");
    const files = line.attachments.map((one) => {
      const size = words.uploadSize(one.size);
      const link = linkTo(new URL(one.url, this.origin).href, words.file(one.name, size));
      link.className = "file";
      return link;
    });
    return bubble(line.text, mine ? "me" : "", under, files);
  }

  private unsent(line: Pending): HTMLElement {
    const files = line.files.map((name) => make("span", { class: "file" }, name));
    const node = bubble(line.text, "me", words.sending, files);
    node.append(
      make(
        "span",
        { class: "tries" },
        make("button", { click: () => this.conversation.retry(line.line_id) }, words.retry),
        make("button", { click: () => this.conversation.discard(line.line_id) }, words.remove),
      ),
    );
    return node;
  }
}

function bubble(
  text: string,
  side: "" | "me",
  under: string,
  files: readonly HTMLElement[] = [],
): HTMLElement {
  const inner = pieces(text).map(({ text: part, href }) => (href ? linkTo(href, part) : part));
  return make(
    "div",
    { class: `line ${side}` },
    make("div", { class: "msg" }, ...inner, ...files),
    make("span", { class: "when" }, under),
  );
}

function linkTo(href: string, text: string): HTMLAnchorElement {
  return make("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
}

function dots(label: string): HTMLElement {
  return make(
    "div",
    { class: "line" },
    make(
      "div",
      { class: "msg typing", role: "img", "aria-label": label },
      make("i"),
      make("i"),
      make("i"),
      make("span", {}, label),
    ),
  );
}
