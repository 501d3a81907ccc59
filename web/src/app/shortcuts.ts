/** The keyboard map. Single keys work outside text fields, and the agent may switch them off. */
import { inCall, pageOf } from "../state/read";
import { allowed } from "../ui/controls";
import type { Actions } from "./actions";
import { cardOnScreen } from "./cardnews";
import type { Dock } from "./dock";

export function listenForKeys(dock: Dock, actions: Actions): () => void {
  // What a pointer left the focus on: no ring shows it, so that nobody means it by Enter.
  let pointed: EventTarget | null = null;
  const focused = ({ target }: FocusEvent): void => {
    pointed = target instanceof Element && !target.matches(":focus-visible") ? target : null;
  };
  const typing = new Typing();
  const told = (event: KeyboardEvent): void => {
    const meantElsewhere = typing.goesOn(event);
    if (event.defaultPrevented || event.isComposing || meantElsewhere) return;
    if (pressed(event, dock, actions, pointed)) event.preventDefault();
  };
  addEventListener("focusin", focused);
  addEventListener("keydown", told);
  return () => {
    removeEventListener("focusin", focused);
    removeEventListener("keydown", told);
  };
}

/** Who typed a letter less than so many milliseconds ago types still. */
const PAUSE = 1_500;

/** A text field may go while somebody types in it: what they type on is no command. */
class Typing {
  private field: HTMLElement | null = null;
  private at = 0;

  /** Whether this key was meant for a field that has gone meanwhile. */
  goesOn({ key, target, timeStamp, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const letter = key.length === 1;
    if (ctrlKey || metaKey || altKey || (!letter && key !== "Enter")) return false;
    if (isTextField(target)) {
      this.field = letter ? target : null; // with Enter they are done
      this.at = timeStamp;
      return false;
    }
    const lost = this.field !== null && !this.field.isConnected;
    const missed = lost && timeStamp - this.at < PAUSE;
    if (missed) this.at = timeStamp;
    else this.field = null;
    return missed;
  }
}

/** True when the key meant something. */
function pressed(
  event: KeyboardEvent,
  dock: Dock,
  actions: Actions,
  pointed: EventTarget | null,
): boolean {
  const { view } = dock.store.state;
  if (!view) return false;
  if (event.key === "Escape") return escape(dock, actions);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (view.me.state !== "wrap_up") return false;
    void actions.finish();
    return true;
  }
  // With Alt it is no letter: it works while a reply is typed, too.
  if (event.altKey && !event.ctrlKey && !event.metaKey && /^Digit[1-9]$/.test(event.code)) {
    return !isDialog(event.target) && actions.chats.chooseNth(Number(event.code.slice(5)));
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!dock.preferences.singleKeys || isTextField(event.target) || isDialog(event.target))
    return false;
  return event.shiftKey ? shifted(event.key, dock, actions) : single(event, dock, actions, pointed);
}

function escape(dock: Dock, actions: Actions): boolean {
  const { state } = dock.store;
  if (!state.view || state.listOpen) return false;
  if (pageOf(state.view, state.link.phase === "open") === "arriving") {
    void actions.hangUp();
    return true;
  }
  if (cardOnScreen(state) && state.cardWork?.panel !== "none") {
    actions.card.show("none");
    return true;
  }
  if (state.panel === "none") return false;
  actions.show("none");
  return true;
}

function shifted(key: string, dock: Dock, actions: Actions): boolean {
  const { view, link } = dock.store.state;
  if (!view) return false;
  const asked = view.me.state === "ringing";
  switch (key) {
    case "?":
      actions.list(true);
      return true;
    case "A":
      if (asked) void actions.answer();
      return asked;
    case "D":
      if (asked) void actions.decline();
      return asked;
    case "E":
      if (inCall(view) && link.phase === "open") void actions.hangUp();
      return inCall(view);
    // Keyboards whose star and hash need Shift.
    case "*":
    case "#":
      return digit(key, dock, actions);
    default:
      return false;
  }
}

function single(
  event: KeyboardEvent,
  dock: Dock,
  actions: Actions,
  pointed: EventTarget | null,
): boolean {
  const { state } = dock.store;
  const { key } = event;
  const { view } = state;
  if (!view) return false;
  if (key === "?") {
    actions.list(true);
    return true;
  }
  if (key === "/" && state.tab === "chats") {
    const field = document.querySelector<HTMLElement>(".composer textarea");
    if (field && actions.chats.beginCanned()) field.focus();
    return field !== null;
  }
  if (key.toLowerCase() === "p" && !view.call) {
    actions.readyOrPause();
    return true;
  }
  if (cardOnScreen(state)) return ofLead(event, dock, actions, pointed);
  if (!view.call || !inCall(view)) return false;
  if (/^[0-9*#]$/.test(key)) return digit(key, dock, actions);
  const may = allowed(
    view,
    view.call,
    state.link.phase === "open",
    state.settings?.recording ?? "off",
  );
  const runs: Record<string, [boolean, () => void]> = {
    m: [may.mute, actions.toggleMute],
    h: [may.hold, actions.toggleHold],
    k: [may.keypad, () => actions.show("keypad")],
    t: [may.transfer, () => actions.show("transfer")],
    a: [may.add, () => actions.show("add")],
    r: [may.record, actions.toggleRecording],
  };
  const found = runs[key.toLowerCase()];
  if (!found?.[0]) return false;
  found[1]();
  return true;
}

function ofLead(
  event: KeyboardEvent,
  dock: Dock,
  actions: Actions,
  pointed: EventTarget | null,
): boolean {
  switch (event.key.toLowerCase()) {
    case "enter":
      // A key that is held down was meant for what was there before.
      if (event.repeat || takesEnter(event.target, pointed)) return false;
      if (dock.store.state.cardWork?.panel !== "none") return false;
      void actions.card.accept();
      return true;
    case "s":
      actions.card.show("skip");
      return true;
    case "b":
      actions.card.show("callback");
      return true;
    default:
      return false;
  }
}

/** Digits send tones while the keypad is open. */
function digit(key: string, dock: Dock, actions: Actions): boolean {
  if (dock.store.state.panel !== "keypad") return false;
  actions.press(key);
  return true;
}

function isTextField(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type)
  );
}

/** Whether Enter presses what has the focus: that which is seen to have it, or is open. */
function takesEnter(target: EventTarget | null, pointed: EventTarget | null): boolean {
  const control =
    target instanceof Element ? target.closest("button, a, input, select, summary") : null;
  if (control === null || control !== pointed) return control !== null;
  return (
    control.matches("input, select, [aria-expanded=true]") ||
    control.closest("[role=menu]") !== null
  );
}

function isDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog") !== null;
}
