/** `<dockline-chat>`: the launcher, the panel, and the conversation behind them. */
import type { LineShown } from "../wire";
import { Connection, type Socket } from "./connection";
import { Conversation } from "./conversation";
import { icon, make } from "./dom";
import { fileFault, upload } from "./files";
import { Keeping } from "./kept";
import { Log } from "./log";
import { inkOn, readOptions, type Options } from "./options";
import { Panel } from "./panel";
import { Bell, TitleCount } from "./signs";
import style from "./style.css?inline";
import { transcript } from "./transcript";
import { words } from "./words";

/** Once told, typing holds for so long; then it is told again. */
const TYPING_TOLD = 3_000;
const TYPING_ENDS = 5_000;

export class DocklineChat extends HTMLElement {
  /** Set by the tag's script; an element written into a page says it by `data-server`. */
  static origin = location.origin;

  private options!: Options;
  private keeping!: Keeping;
  private conversation!: Conversation;
  private connection!: Connection;
  private panel!: Panel;
  private log!: Log;
  private launcher!: HTMLButtonElement;
  private readonly badge = make("span", { class: "count" });
  private readonly titleCount = new TitleCount();
  private readonly bell = new Bell();
  private typingAt = 0;
  private typingTimer = 0;
  private built = false;

  connectedCallback(): void {
    if (!this.built) this.build();
    addEventListener("online", this.online);
    document.addEventListener("visibilitychange", this.looked);
    addEventListener("focus", this.looked);
    if (this.keeping.kept.open) this.open(false);
    else if (this.conversation.begun) this.connection.start();
    this.draw();
  }

  disconnectedCallback(): void {
    removeEventListener("online", this.online);
    document.removeEventListener("visibilitychange", this.looked);
    removeEventListener("focus", this.looked);
    this.connection.stop();
    this.titleCount.show(0);
  }

  private readonly online = (): void => this.connection.tryNow();
  private readonly looked = (): void => this.draw();
  private readonly now = (): number => Date.now() / 1000;

  private build(): void {
    this.built = true;
    const read = (name: string): string | null => this.dataset[name] ?? null;
    const complain = (text: string): void => console.error(`dockline-chat: ${text}`);
    const origin = this.dataset["server"] ?? DocklineChat.origin;
    this.options = readOptions(read, origin, complain);
    const { cloud, team } = this.options;
    this.keeping = new Keeping(storage(), `dockline-chat ${origin} ${cloud} ${team}`);
    this.conversation = new Conversation(this.options, this.keeping, {
      send: (frame) => this.connection.send(frame),
      changed: () => this.draw(),
      heard: (line) => this.heard(line),
      told: (message) => void this.panel.note(message, 8_000),
      id: () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`,
      now: this.now,
    });
    this.connection = new Connection(
      {
        connect: () =>
          new WebSocket(`${origin.replace(/^http/, "ws")}/chat/socket`) as unknown as Socket,
        later: (milliseconds, run) => {
          const timer = setTimeout(run, milliseconds);
          return () => clearTimeout(timer);
        },
        random: Math.random,
        now: () => performance.now(),
      },
      {
        hello: () => this.conversation.hello(location.href),
        hear: (frame) => this.conversation.hear(frame),
        lost: () => this.conversation.lost(),
        barred: (reason) => {
          complain(reason);
          this.conversation.bar();
        },
      },
    );
    this.log = new Log(this.conversation, origin, this.now);
    this.panel = new Panel(this.conversation, this.options, this.log, {
      close: () => this.close(),
      send: () => this.send(),
      typed: () => this.typed(),
      named: (name) => this.keeping.keep({ name }),
      attach: (files) => files.forEach((file) => void this.attach(file)),
      sound: () => {
        this.keeping.keep({ sound: !this.keeping.kept.sound });
        if (this.keeping.kept.sound) this.bell.ring();
        this.draw();
      },
      save: () => this.save(),
      end: () => this.conversation.end(),
      again: () => this.again(),
    });
    this.panel.text.value = this.keeping.kept.draft;
    this.panel.nameText = this.keeping.kept.name;
    this.launcher = make("button", {
      class: "bubble",
      type: "button",
      "aria-controls": "panel",
      click: () => (this.panel.box.hidden ? this.open(true) : this.close()),
    });
    this.show();
  }

  private show(): void {
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    root.append(this.panel.box, this.launcher);
    root.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key !== "Escape" || this.panel.box.hidden) return;
      event.stopPropagation();
      if (!this.panel.closeInner()) this.close();
    });
    const { theme, accent } = this.options;
    this.style.setProperty("color-scheme", theme === "auto" ? "light dark" : theme);
    if (accent && CSS.supports("color", accent)) this.style.setProperty("--accent-fill", accent);
    // The site's own colour, by the tag or by its style sheet: what is written on it must be read.
    if (getComputedStyle(this).getPropertyValue("--accent-fill")) {
      const { backgroundColor } = getComputedStyle(this.launcher);
      this.style.setProperty("--on-accent", inkOn(backgroundColor));
    }
  }

  private open(byHand: boolean): void {
    this.panel.box.hidden = false;
    this.keeping.keep({ open: true });
    this.connection.start();
    this.draw();
    this.panel.grow();
    this.log.toEnd();
    // After a page change nothing takes the focus from the page.
    if (byHand) this.panel.text.focus();
  }

  private close(): void {
    this.panel.box.hidden = true;
    this.keeping.keep({ open: false });
    if (!this.conversation.begun) this.connection.stop();
    this.draw();
    this.launcher.focus();
  }

  private draw(): void {
    if (!this.launcher) return;
    const open = !this.panel.box.hidden;
    if (open && document.visibilityState === "visible") this.conversation.seen();
    const { unread } = this.conversation;
    this.panel.draw(this.keeping.kept.sound);
    this.launcher.setAttribute("aria-expanded", String(open));
    this.launcher.setAttribute(
      "aria-label",
      open ? words.close : unread ? words.unread(unread) : words.open,
    );
    this.badge.textContent = unread > 99 ? "99+" : String(unread);
    this.launcher.replaceChildren(
      icon(open ? "down" : "chat"),
      ...(unread && !open ? [this.badge] : []),
    );
    this.titleCount.show(unread);
  }

  private send(): void {
    const { text } = this.panel;
    const said = text.value.trim();
    text.focus();
    if (!said) return;
    text.value = "";
    this.panel.grow();
    this.keeping.keep({ draft: "" });
    this.typing(false);
    const first = this.conversation.chat === null && this.conversation.pending.length === 0;
    // The name goes with the hello, and was not known at the first one.
    if (first && this.keeping.kept.name && !this.options.name) this.connection.renew();
    this.conversation.say(said);
    this.log.toEnd();
  }

  private typed(): void {
    this.keeping.keep({ draft: this.panel.text.value });
    this.typing(this.panel.text.value.trim() !== "");
  }

  private typing(on: boolean): void {
    if (!this.conversation.chat) return;
    clearTimeout(this.typingTimer);
    const now = performance.now();
    if (on) {
      this.typingTimer = window.setTimeout(() => this.typing(false), TYPING_ENDS);
      if (this.typingAt && now - this.typingAt < TYPING_TOLD) return;
    } else if (!this.typingAt) return;
    this.typingAt = on ? now : 0;
    this.connection.send({ type: "typing", typing: on });
  }

  private async attach(file: File): Promise<void> {
    const { welcome, chat, ended } = this.conversation;
    if (!welcome?.attachments || ended) return;
    const { chat_id, secret } = this.keeping.kept;
    if (!chat || !chat_id) return void this.panel.note(words.firstWrite, 6_000);
    const fault = fileFault(file, welcome);
    if (fault) return void this.panel.note(fault, 8_000);
    const note = this.panel.note(words.uploading(file.name, 0));
    const url = `${this.options.origin}/chat/attachments/${encodeURIComponent(chat_id)}`;
    try {
      const told = await upload(url, secret, file, (share) =>
        note.say(words.uploading(file.name, Math.round(share * 100))),
      );
      // Of another chat by now: it belongs to the one it was sent to.
      if (this.keeping.kept.chat_id === chat_id) {
        this.conversation.say("", [told.attachment_id], [told.name]);
        this.log.toEnd();
      }
    } catch (error) {
      this.panel.note(error instanceof Error ? error.message : words.notUploaded(file.name), 8_000);
    } finally {
      note.gone();
    }
  }

  private heard(line: LineShown): void {
    if (line.author === "agent" && this.keeping.kept.sound) this.bell.ring();
  }

  private save(): void {
    const text = transcript(this.options.team, this.conversation.lines);
    const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    make("a", { href, download: "chat.txt" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }

  private again(): void {
    this.conversation.forget();
    this.connection.renew();
    this.panel.text.focus();
  }
}

/** The tab's own, where the browser lets a page have it. */
function storage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
