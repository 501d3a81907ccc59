/** What the agent can do. Each action says by itself what went wrong. */
import * as copy from "../copy";
import { AskRefused } from "../link/link";
import { ownsCall } from "../state/read";
import type { DockOrder, SignedIn, SignInForm, Transfer } from "../wire";
import type { Dock } from "./dock";
import { HttpFault, postJson } from "./http";
import { writeDraft } from "./kept";
import type { Draft, Panel, Tab } from "./state";

const NOTE_WAITS = 800;

export class Actions {
  private noteTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly dock: Dock) {}

  private get state() {
    return this.dock.store.state;
  }

  private get callId(): string {
    return this.state.view?.call?.call_id ?? "";
  }

  // --- signing in and out ---------------------------------------------------------------------

  async signIn(form: SignInForm): Promise<void> {
    this.dock.store.set({ signingIn: true, signInError: "" });
    try {
      const who = await postJson<SignedIn>("/dock/sign-in", form);
      this.dock.enter(who);
      // The click on the button is the moment to ask for the microphone.
      void this.dock.microphone.permit();
    } catch (error) {
      this.dock.store.set({ signingIn: false, signInError: signInSentence(error) });
    }
  }

  async signOut(): Promise<void> {
    try {
      await postJson("/dock/sign-out", {});
    } catch (error) {
      if (!(error instanceof HttpFault) || error.status !== 401) {
        this.dock.notice("bad", "alert", [copy.refusal("link-lost", "")[0], copy.failed.noAnswer]);
        return;
      }
    }
    writeDraft(sessionStorage, null);
    this.dock.leave();
  }

  /** Asks for the microphone again; a leg that waits for it is answered. */
  async allowMicrophone(): Promise<void> {
    if (await this.dock.microphone.permit()) this.dock.phone.answerWaiting();
  }

  // --- presence -------------------------------------------------------------------------------

  ready(): Promise<boolean> {
    return this.order({ type: "ready" });
  }

  pause(reason: string): Promise<boolean> {
    return this.order({ type: "pause", reason });
  }

  readyOrPause(): void {
    const { view, settings } = this.state;
    if (view?.me.state === "paused") void this.ready();
    else if (view?.me.state === "ready") void this.pause(settings?.pause_reasons[0] ?? "");
  }

  // --- the call -------------------------------------------------------------------------------

  async dial(number: string, callerId = this.state.callerId): Promise<boolean> {
    const order: DockOrder = callerId
      ? { type: "dial", number, caller_id: callerId }
      : { type: "dial", number };
    const done = await this.order(order);
    if (done) this.dock.store.set({ dialled: "", tab: "phone" });
    return done;
  }

  callNow = (): Promise<boolean> => this.order({ type: "call_now", call_id: this.callId });
  hangUp = (): Promise<boolean> => this.order({ type: "hang_up", call_id: this.callId });
  swap = (): Promise<boolean> => this.order({ type: "swap", call_id: this.callId });
  drop = (): Promise<boolean> => this.order({ type: "drop_target", call_id: this.callId });
  joinAll = (): Promise<boolean> => this.order({ type: "join_all", call_id: this.callId });
  handOver = (): Promise<boolean> => this.order({ type: "hand_over", call_id: this.callId });
  answer = async (): Promise<boolean> => {
    this.dock.sounds.ring(false);
    const done = await this.order({ type: "answer", call_id: this.callId });
    if (done) this.dock.phone.answerWaiting();
    return done;
  };
  decline = (): Promise<boolean> => {
    this.dock.sounds.ring(false);
    return this.order({ type: "decline", call_id: this.callId });
  };

  toggleMute = (): void => {
    const { view, mutedHere } = this.state;
    if (!view?.call) return;
    if (!ownsCall(view)) this.dock.store.set({ mutedHere: !mutedHere });
    else void this.order({ type: "mute", call_id: this.callId, muted: !view.call.muted });
  };

  toggleHold = (): void => {
    const held = this.state.view?.call?.phase === "held";
    void this.order({ type: held ? "resume" : "hold", call_id: this.callId });
  };

  toggleRecording = (): void => {
    const on = this.state.view?.call?.recording !== "on";
    void this.order({ type: "recording", call_id: this.callId, on });
  };

  press(digits: string): void {
    void this.order({ type: "digits", call_id: this.callId, digits });
  }

  async transfer(target: Pick<Transfer, "blind" | "target_kind" | "target">): Promise<void> {
    if (await this.order({ type: "transfer", call_id: this.callId, ...target })) this.show("none");
  }

  // --- the note and the wrap-up ---------------------------------------------------------------

  draft(changed: Partial<Draft>): void {
    const before = this.state.draft;
    if (!before) return;
    const draft = { ...before, ...changed };
    writeDraft(sessionStorage, draft);
    this.dock.store.set({ draft });
    if (changed.note !== undefined) {
      if (this.noteTimer) clearTimeout(this.noteTimer);
      this.noteTimer = setTimeout(() => void this.saveNote(draft.callId), NOTE_WAITS);
    }
  }

  private async saveNote(callId: string): Promise<void> {
    const { draft, view } = this.state;
    if (draft?.callId !== callId || view?.call?.call_id !== callId) return;
    if (!ownsCall(view)) return;
    try {
      await this.dock.link.ask({ type: "note", call_id: callId, note: draft.note });
      this.dock.store.set({ noteSavedAt: this.dock.now(), saveFailed: false });
    } catch {
      this.dock.store.set({ saveFailed: true });
    }
  }

  extend = (): Promise<boolean> => this.order({ type: "extend" });

  finishThen(then: Draft["then"], pauseReason = ""): Promise<void> {
    this.draft({ then, pauseReason });
    return this.finish();
  }

  finish = async (): Promise<void> => {
    const { draft, view, busy } = this.state;
    if (!draft || view?.me.state !== "wrap_up" || busy.has("finish")) return;
    this.setBusy("finish", true);
    if (this.noteTimer) clearTimeout(this.noteTimer);
    try {
      await this.dock.link.ask({
        type: "finish",
        call_id: draft.callId,
        note: draft.note,
        disposition: draft.disposition,
        then: draft.then,
        pause_reason: draft.then === "paused" ? draft.pauseReason : "",
      });
      writeDraft(sessionStorage, null);
      this.dock.store.set({ saveFailed: false, polite: copy.said.saved });
    } catch (error) {
      this.dock.store.set({ saveFailed: true, polite: copy.banners.notSaved.join(" ") });
      if (!(error instanceof AskRefused)) throw error;
    } finally {
      this.setBusy("finish", false);
    }
  };

  // --- what is on the screen ------------------------------------------------------------------

  go(tab: Tab): void {
    this.dock.store.set({ tab });
  }

  show(panel: Panel): void {
    this.dock.store.set({ panel: this.state.panel === panel ? "none" : panel, tab: "phone" });
  }

  list(open: boolean): void {
    this.dock.store.set({ listOpen: open });
  }

  type(dialled: string): void {
    this.dock.store.set({ dialled });
  }

  typeKey(key: string): void {
    this.type((this.state.dialled + key).slice(0, 40));
  }

  deleteLast(): void {
    this.type(this.state.dialled.slice(0, -1));
  }

  // --------------------------------------------------------------------------------------------

  /** Sends an order once at a time per kind; says what went wrong. True when it was done. */
  private async order(order: DockOrder): Promise<boolean> {
    const once = order.type !== "digits";
    if (once && this.state.busy.has(order.type)) return false;
    if (once) this.setBusy(order.type, true);
    try {
      await this.dock.link.ask(order);
      return true;
    } catch (error) {
      if (!(error instanceof AskRefused)) throw error;
      const icon = error.code.startsWith("number-") ? "ban" : "alert";
      this.dock.notice("bad", icon, copy.refusal(error.code, error.message));
      return false;
    } finally {
      if (once) this.setBusy(order.type, false);
    }
  }

  private setBusy(kind: string, on: boolean): void {
    const busy = new Set(this.state.busy);
    if (on) busy.add(kind);
    else busy.delete(kind);
    this.dock.store.set({ busy });
  }
}

export function signInSentence(error: unknown): string {
  if (!(error instanceof HttpFault) || error.status === 0) return copy.signIn.away;
  if (error.status === 401) return copy.signIn.wrong;
  if (error.status === 429) {
    return copy.signIn.locked(Math.max(1, Math.ceil((error.retryAfter ?? 300) / 60)));
  }
  return error.message || copy.signIn.away;
}
