/** The panel's own parts, and how they show what the conversation is. */
import type { Conversation } from "./conversation";
import { icon, make, type IconName } from "./dom";
import type { Log } from "./log";
import type { Options } from "./options";
import { words } from "./words";

export interface Deeds {
  readonly close: () => void;
  readonly send: () => void;
  readonly typed: () => void;
  readonly named: (name: string) => void;
  readonly attach: (files: readonly File[]) => void;
  readonly sound: () => void;
  readonly save: () => void;
  readonly end: () => void;
  readonly again: () => void;
}

export class Panel {
  readonly box: HTMLElement;
  readonly text: HTMLTextAreaElement;
  private readonly status = make("p", { class: "status", role: "status" });
  private readonly menu: HTMLElement;
  private readonly more: HTMLButtonElement;
  private readonly sound: HTMLButtonElement;
  private readonly save: HTMLButtonElement;
  private readonly end: HTMLButtonElement;
  private readonly sure: HTMLElement;
  private readonly over: HTMLElement;
  private readonly overWord = make("p");
  private readonly form: HTMLFormElement;
  private readonly name: HTMLInputElement;
  private readonly clip: HTMLButtonElement;
  private readonly notes = make("div", { class: "notes", role: "status" });

  constructor(
    private readonly conversation: Conversation,
    private readonly options: Options,
    private readonly log: Log,
    private readonly deeds: Deeds,
  ) {
    const button = (label: string, run: () => void, name?: IconName): HTMLButtonElement =>
      make(
        "button",
        { type: "button", ...(name ? { class: "x", "aria-label": label } : {}), click: run },
        name ? icon(name) : label,
      );
    this.sound = button(words.soundOn, deeds.sound);
    this.save = button(words.save, () => this.chosen(deeds.save));
    this.end = button(words.end, () => this.chosen(() => this.ask(true)));
    this.menu = make("div", { class: "menu", id: "menu" }, this.sound, this.save, this.end);
    this.menu.hidden = true;
    this.more = button(words.more, () => this.toggleMenu(), "more");
    this.more.setAttribute("aria-expanded", "false");
    this.more.setAttribute("aria-controls", "menu");
    this.sure = make(
      "div",
      { class: "bar", role: "group", "aria-label": words.endSure },
      make("p", {}, words.endSure),
      button(words.endNo, () => this.ask(false)),
      button(words.endYes, () => {
        this.ask(false);
        deeds.end();
      }),
    );
    this.sure.hidden = true;
    const again = button(words.again, deeds.again);
    again.className = "primary";
    this.over = make("div", { class: "bar" }, this.overWord, button(words.save, deeds.save), again);
    this.name = make("input", {
      class: "name",
      "aria-label": words.name,
      placeholder: words.name,
      maxlength: "80",
      autocomplete: "name",
      input: () => deeds.named(this.name.value.trim()),
    });
    this.text = this.field();
    const files = make("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
    files.onchange = () => {
      deeds.attach([...(files.files ?? [])]);
      files.value = "";
    };
    this.clip = button(words.attach, () => files.click(), "file");
    const send = make("button", { class: "send", "aria-label": words.send }, icon("send"));
    this.form = make(
      "form",
      { class: "write" },
      this.name,
      make("div", { class: "box" }, this.clip, files, this.text, send),
      ...(options.privacy ? [privacy(options.privacy)] : []),
    );
    this.form.onsubmit = (event) => {
      event.preventDefault();
      deeds.send();
    };
    this.box = make(
      "section",
      { class: "panel", role: "dialog", "aria-label": words.panel(options.team), id: "panel" },
      make(
        "header",
        {},
        make("span", { class: "avatar", "aria-hidden": "true" }, initials(options.team)),
        make("div", { class: "who" }, make("h2", {}, options.team), this.status),
        this.more,
        button(words.close, deeds.close, "x"),
        this.menu,
      ),
      log.box,
      make("div", { class: "foot" }, this.notes, this.sure, this.over, this.form),
    );
    this.box.hidden = true;
    this.takeFiles();
  }

  draw(sound: boolean): void {
    const { conversation } = this;
    const { chat, welcome } = conversation;
    const told = this.state();
    if (this.status.textContent !== told.text) this.status.textContent = told.text;
    this.status.className = `status ${told.look}`;
    this.sound.textContent = sound ? words.soundOff : words.soundOn;
    this.save.hidden = conversation.lines.length === 0;
    this.end.hidden = !chat || conversation.ended;
    if (this.end.hidden) this.sure.hidden = true;
    const over = conversation.ended || conversation.gone;
    this.over.hidden = !over;
    if (over) {
      this.overWord.textContent = conversation.gone
        ? words.gone
        : words.ended(chat?.ended_by ?? "");
      (this.over.children[1] as HTMLElement).hidden = conversation.lines.length === 0;
    }
    const shut = welcome !== null && !welcome.open && !chat;
    this.form.hidden = over || shut || !this.sure.hidden;
    this.name.hidden = this.options.name !== "" || chat !== null || conversation.pending.length > 0;
    this.clip.hidden = !welcome?.attachments;
    this.log.draw();
  }

  /** A thing told above the field; the answer changes or takes it away. */
  note(text: string, lasts = 0): { say: (text: string) => void; gone: () => void } {
    const node = make("p", {}, text);
    this.notes.append(node);
    const gone = (): void => node.remove();
    if (lasts) setTimeout(gone, lasts);
    return { say: (told) => void (node.textContent = told), gone };
  }

  grow(): void {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(120, this.text.scrollHeight)}px`;
  }

  /** True where something was open inside the panel. */
  closeInner(): boolean {
    if (!this.menu.hidden) {
      this.toggleMenu();
      this.more.focus();
      return true;
    }
    if (this.sure.hidden) return false;
    this.ask(false);
    return true;
  }

  set nameText(name: string) {
    this.name.value = name;
  }

  private state(): { text: string; look: string } {
    const { chat, welcome, ready, ended, gone, barred } = this.conversation;
    if (barred) return { text: words.barred, look: "off" };
    if (!ready) return { text: welcome ? words.lost : words.connecting, look: "off" };
    if (ended && chat) return { text: words.over, look: "off" };
    if (chat?.state === "open") return { text: words.here(chat.agent), look: "on" };
    if (chat) {
      return { text: chat.place === null ? words.queued : words.place(chat.place), look: "wait" };
    }
    if (gone) return { text: "", look: "off" };
    return welcome?.open
      ? { text: words.replies, look: "on" }
      : { text: words.closed, look: "off" };
  }

  private field(): HTMLTextAreaElement {
    const field = make("textarea", {
      rows: "1",
      "aria-label": words.message,
      placeholder: words.placeholder,
      maxlength: "4000",
      input: () => {
        this.grow();
        this.deeds.typed();
      },
    });
    field.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.deeds.send();
    };
    field.onpaste = (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.deeds.attach(files);
    };
    return field;
  }

  private takeFiles(): void {
    const over = (on: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.box.classList.toggle("drop", on);
    };
    this.box.ondragover = over(true);
    this.box.ondragleave = over(false);
    this.box.ondrop = (event) => {
      over(false)(event);
      this.deeds.attach([...(event.dataTransfer?.files ?? [])]);
    };
  }

  private toggleMenu(): void {
    this.menu.hidden = !this.menu.hidden;
    this.more.setAttribute("aria-expanded", String(!this.menu.hidden));
    if (!this.menu.hidden) this.sound.focus();
  }

  private chosen(run: () => void): void {
    this.toggleMenu();
    run();
  }

  private ask(on: boolean): void {
    this.sure.hidden = !on;
    this.form.hidden = on;
    if (on) this.sure.querySelector("button")?.focus();
    else this.text.focus();
  }
}

function privacy(href: string): HTMLElement {
  const link = make("a", { href, target: "_blank", rel: "noopener" }, words.privacy);
  return make("p", { class: "fine" }, link);
}

function initials(name: string): string {
  const [first = "", second = ""] = name.trim().split(/\s+/);
  return (second ? first.slice(0, 1) + second.slice(0, 1) : first.slice(0, 2)).toUpperCase();
}
