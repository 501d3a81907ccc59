/** A call that comes and goes: the draft of what is written about it. */
import * as copy from "../copy";
import type { Sounds } from "../phone/sounds";
import { ownNote } from "../state/read";
import type { DockView } from "../wire";
import { whoOf } from "./announce";
import { readDraft } from "./kept";
import type { AppState, Draft, Notice } from "./state";
import type { Store } from "./store";

/** As much of the dock as this needs. */
interface Page {
  readonly store: Store<AppState>;
  readonly sounds: Sounds;
  notice(
    tone: Notice["tone"],
    icon: string,
    text: readonly [string, string],
    action?: Notice["action"],
  ): void;
  notify(title: string): void;
}

/** Nothing where the call was there before. */
export function callCame(dock: Page, view: DockView, before: DockView | null): void {
  const call = view.call;
  if (!call || call.call_id === before?.call?.call_id) return;
  const was = before?.me;
  const kept = readDraft(sessionStorage, call.call_id, {
    note: ownNote(view),
    disposition: call.disposition,
    // Who called out of a pause goes back to it.
    ...(was?.state === "paused" ? { then: "paused", pauseReason: was.pause_reason } : {}),
  });
  dock.store.set({
    draft: kept,
    panel: "none",
    mutedHere: false,
    saveFailed: false,
    finishRefused: null,
    never: null,
    noteSavedAt: null,
    // The agent's state follows in a fact of its own; the call is what they turn to.
    ...(call.phase === "ended" || staysInChat(dock, view) ? {} : { tab: "phone" as const }),
  });
  if (before && view.me.state !== "ringing") dock.sounds.short();
  if (before) dock.notify(copy.call.title(whoOf(call)));
}

/** What is typed in a chat goes on: the call shows above it. */
function staysInChat(dock: Page, view: DockView): boolean {
  if (dock.store.state.tab !== "chats") return false;
  const typed = ".composer, .chat-panel";
  return view.me.state === "ringing" || document.activeElement?.closest(typed) != null;
}

/** Nothing where there is one. */
export function callGone(dock: Page, view: DockView, before: DockView | null): void {
  const { draft } = dock.store.state;
  if (view.call || !draft) return;
  dock.store.set({ draft: null });
  tellLost(dock, draft, before);
}

/** The server has it no more, after a lost connection mostly: the agent can still copy it. */
function tellLost(dock: Page, draft: Draft, before: DockView | null): void {
  const call = before?.call ?? null;
  const chosen = draft.disposition !== (call?.disposition ?? "") ? draft.disposition : "";
  const written = draft.note !== (before ? ownNote(before) : "") ? draft.note.trim() : "";
  const { dispositions } = call?.lead ?? { dispositions: [] };
  const name = dispositions.find(({ code }) => code === chosen)?.name ?? chosen;
  const what = [name, written].filter(Boolean).join(". ");
  if (what) dock.notice("bad", "alert", copy.banners.wrapUpLost(what), "keep");
}
