/** What the agent can do. Each action says by itself what went wrong. */
import * as copy from "../copy";
import {
  callbackWish,
  needsCallback,
  noCallback,
  placeOf,
  readCallback,
  type CallbackDraft,
} from "../state/callback";
import { ownNote, ownsCall } from "../state/read";
import type { DockOrder, FinishWrapUp, SignedIn, Transfer } from "../wire";
import { CardActions } from "./cards";
import { ChatActions } from "./chats";
import type { Dock } from "./dock";
import { HttpFault, postJson } from "./http";
import { writeChats, writeDraft } from "./kept";
import { Orders } from "./orders";
import type { AppState, Draft, Panel, Tab } from "./state";

const NOTE_WAITS = 800;
/** Milliseconds before a wrap-up ends at which what is written is saved: the way may be slow, and a
 * hidden page's timers are up to a second late. */
const LAST_MOMENT = 2_000;

export class Actions {
  readonly card: CardActions;
  readonly chats: ChatActions;
  private readonly orders: Orders;
  private noteTimer: ReturnType<typeof setTimeout> | null = null;
  private lastMomentTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly dock: Dock) {
    this.orders = new Orders(dock);
    dock.store.watch((after, before) => this.follow(after, before));
    this.card = new CardActions(dock, this.orders);
    this.chats = new ChatActions(dock, this.orders);
  }

  private get state() {
    return this.dock.store.state;
  }

  private get callId(): string {
    return this.state.view?.call?.call_id ?? "";
  }

  // --- signing in and out ---------------------------------------------------------------------

  entered(who: SignedIn): void {
    this.dock.enter(who);
    // The click on the button is the moment to ask for the microphone.
    void this.dock.speaking.microphone.permit();
  }

  /** Out of a wrap-up: what was chosen and written is saved first, or it is said why not. */
  async signOut(): Promise<void> {
    if (this.unsaved() && !(await this.finishToLeave())) return;
    try {
      await postJson("/dock/sign-out", {});
    } catch (error) {
      if (!(error instanceof HttpFault) || error.status !== 401) {
        this.dock.notice("bad", "alert", [copy.refusal("link-lost", "")[0], copy.failed.noAnswer]);
        return;
      }
    }
    writeDraft(sessionStorage, null);
    writeChats(sessionStorage, null);
    this.dock.leave();
  }

  allowMicrophone(): Promise<void> {
    return this.dock.speaking.tryAgain();
  }

  // --- presence -------------------------------------------------------------------------------

  async ready(): Promise<void> {
    if (await this.order({ type: "ready" })) this.afterwards("ready");
  }

  async pause(reason: string): Promise<void> {
    if (!(await this.order({ type: "pause", reason }))) return;
    if (this.afterwards("paused", reason)) {
      this.dock.notice("ok", "pause", copy.banners.pauseNoted(reason));
    }
  }

  /** In a call, or its wrap-up, it is what comes after: Finish must not undo it. */
  private afterwards(then: Draft["then"], pauseReason = ""): boolean {
    const { draft, view } = this.state;
    if (!draft || view?.call?.call_id !== draft.callId) return false;
    this.draft({ then, pauseReason });
    return true;
  }

  readyOrPause(): void {
    const { view, settings } = this.state;
    if (view?.me.state === "paused") void this.ready();
    else if (view?.me.state === "ready") void this.pause(settings?.pause_reasons[0] ?? "");
  }

  // --- the call -------------------------------------------------------------------------------

  /** Out of a wrap-up: what was chosen and written is saved first, for the call would end it. */
  async dial(number: string, callerId = this.state.callerId): Promise<boolean> {
    if (this.unsaved() && !(await this.finish())) return false;
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
    const done = await this.settleOffer("answer");
    if (done) {
      this.dock.phone.answerWaiting();
      this.dock.store.set({ tab: "phone" });
    }
    return done;
  };
  decline = (): Promise<boolean> => this.settleOffer("decline");

  /** The ring ends with the click, not with the server's word; it goes on where that is no. */
  private async settleOffer(type: "answer" | "decline"): Promise<boolean> {
    const { callId } = this;
    this.dock.hush(callId);
    const done = await this.order({ type, call_id: callId });
    if (!done) this.dock.hush("");
    return done;
  }

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
    this.dock.store.set({ draft, finishRefused: null });
    // What was chosen counts, too, where another call ends the wrap-up before Finish does.
    if (changed.note !== undefined || changed.disposition || changed.callback) {
      if (this.noteTimer) clearTimeout(this.noteTimer);
      this.noteTimer = setTimeout(() => void this.saveNote(draft.callId), NOTE_WAITS);
    }
  }

  /** Of when to call back; two changes of one moment are both kept. */
  draftCallback(changed: Partial<CallbackDraft>): void {
    this.draft({ callback: { ...noCallback, ...this.state.draft?.callback, ...changed } });
  }

  private async saveNote(callId: string): Promise<void> {
    const { draft, view } = this.state;
    if (draft?.callId !== callId || view?.call?.call_id !== callId) return;
    // Who handed the call on writes in their wrap-up.
    if (!ownsCall(view) && view.me.state !== "wrap_up") return;
    let saved = true;
    try {
      await this.dock.link.ask({
        type: "note",
        call_id: callId,
        note: draft.note,
        ...this.chosen(draft),
      });
    } catch {
      saved = false;
    }
    // By now the agent may write about another call.
    if (!this.writesOf(callId)) return;
    this.dock.store.set(
      saved ? { noteSavedAt: this.dock.now(), saveFailed: false } : { saveFailed: true },
    );
  }

  /** As far as it can be asked for. */
  private chosen(draft: Draft): Pick<FinishWrapUp, "disposition" | "callback"> | undefined {
    if (!draft.disposition || this.callbackFault(draft)) return undefined;
    const called = needsCallback(this.state.view?.call?.lead ?? null, draft.disposition);
    return {
      disposition: draft.disposition,
      // Who calls back reads what was said.
      ...(called ? { callback: callbackWish(draft.callback, draft.note) } : {}),
    };
  }

  private writesOf(callId: string): boolean {
    return this.state.draft?.callId === callId;
  }

  private follow(after: AppState, before: AppState): void {
    const back = after.link.phase === "open" && before.link.phase !== "open";
    if (back && after.saveFailed && after.draft) void this.saveNote(after.draft.callId);
    this.followWrapUp(after, before);
  }

  /** A wrap-up that is extended ends later. */
  private followWrapUp({ view }: AppState, { view: before }: AppState): void {
    if (view?.me === before?.me) return;
    clearTimeout(this.lastMomentTimer);
    if (view?.me.state !== "wrap_up" || view.me.until === null) return;
    const left = (view.me.until - this.dock.now()) * 1000;
    this.lastMomentTimer = setTimeout(() => this.lastMoment(), Math.max(0, left - LAST_MOMENT));
  }

  /** The wrap-up ends by itself: what was chosen and written goes with it, as by Finish. */
  private lastMoment(): void {
    const { draft, busy } = this.state;
    if (!draft || busy.has("extend") || !this.unsaved()) return;
    // A callback that has no time yet cannot be asked for; the note is no less worth for that.
    if (this.callbackFault(draft)) void this.saveNote(draft.callId);
    else void this.finish();
  }

  /** Whether something was chosen or written in a wrap-up that Finish would save. */
  private unsaved(): boolean {
    const { draft, view } = this.state;
    if (view?.me.state !== "wrap_up" || !draft || view.call?.call_id !== draft.callId) return false;
    return draft.note !== ownNote(view) || draft.disposition !== "" || draft.then !== "ready";
  }

  extend = (): Promise<boolean> => this.order({ type: "extend" });

  finishThen(then: Draft["then"], pauseReason = ""): Promise<boolean> {
    this.draft({ then, pauseReason });
    return this.finish();
  }

  /** True when it was done. */
  finish = async (): Promise<boolean> => {
    const { draft, view } = this.state;
    if (!draft || view?.me.state !== "wrap_up") return false;
    const fault = this.callbackFault(draft);
    if (fault) {
      this.notFinished([copy.wrapUp.callbackFirst, copy.callback[fault]]);
      return false;
    }
    if (this.noteTimer) clearTimeout(this.noteTimer);
    const told = await this.orders.ask(this.finishing(draft));
    if (told === "busy") return false;
    const still = this.writesOf(draft.callId);
    if (told === "done") {
      if (still || !this.state.draft) writeDraft(sessionStorage, null);
      if (still) this.dock.store.set({ saveFailed: false, finishRefused: null });
      this.dock.say(copy.said.saved);
    } else if (!still) {
      // The wrap-up was over first; its form, where this would be told, is gone.
      this.orders.tell(told);
    } else {
      this.dock.store.set({ saveFailed: true });
      this.notFinished(copy.refusal(told.code, told.message, copy.banners.notSaved[0]));
    }
    return told === "done";
  };

  /** Paused, for nobody is to be put through to who is leaving. False: what to do is told. */
  private async finishToLeave(): Promise<boolean> {
    const { then, pauseReason } = this.state.draft ?? { then: "ready", pauseReason: "" };
    if (await this.finishThen("paused")) return true;
    // Over a lost link, or where the wrap-up was over first, there is nothing to wait for.
    const told = this.state.finishRefused !== null && this.state.link.phase === "open";
    if (told) this.dock.store.set({ draft: { ...this.state.draft!, then, pauseReason } });
    return !told;
  }

  private finishing(draft: Draft): FinishWrapUp {
    return {
      type: "finish",
      call_id: draft.callId,
      note: draft.note,
      disposition: "",
      ...this.chosen(draft),
      then: draft.then,
      pause_reason: draft.then === "paused" ? draft.pauseReason : "",
    };
  }

  private callbackFault(draft: Draft) {
    const lead = this.state.view?.call?.lead ?? null;
    if (!lead || !needsCallback(lead, draft.disposition)) return null;
    const now = this.dock.now();
    return readCallback(draft.callback, placeOf(lead, now).zone, now).fault;
  }

  /** Told where the agent writes, which nothing of is lost. */
  private notFinished(refused: readonly [string, string]): void {
    this.dock.store.set({ finishRefused: refused, tab: "phone" });
    this.dock.say(refused.join(" "));
  }

  /** Do not call: the first click asks, the second (in the same place) does it. */
  askNever(open: boolean): void {
    this.dock.store.set({ never: open ? { callId: this.callId, done: false } : null });
  }

  never = async (): Promise<void> => {
    const callId = this.callId;
    if (!(await this.order({ type: "never_call", call_id: callId }))) return;
    this.dock.store.set({ never: { callId, done: true } });
    this.dock.say(copy.card.neverDone);
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

  private order(order: DockOrder): Promise<boolean> {
    return this.orders.run(order);
  }
}
