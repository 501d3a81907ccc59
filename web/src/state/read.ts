/** What a view means: pure readings, for the pages, the phone and the shortcuts alike. */
import type { AgentState, CallView, DockView, LeadView, NoteView } from "../wire";
import { phoneNumber } from "./format";
import { namedIn } from "./named";

export type Page = "ready" | "card" | "arriving" | "call" | "offered" | "trouble" | "wrap_up";

const IN_CALL: ReadonlySet<AgentState> = new Set(["dialling", "talking", "held"]);

/** The agent is in a call now (and not asked into one, nor wrapping one up). */
export function inCall(view: DockView): boolean {
  return view.call !== null && view.call.phase !== "ended" && IN_CALL.has(view.me.state);
}

/** The call is kept while the agent's way to it is broken. */
export function rejoining(view: DockView, linkUp: boolean): boolean {
  if (!isKept(view)) return false;
  return !linkUp || (view.call?.agent_leg === "lost" && ownsCall(view));
}

function isKept(view: DockView): boolean {
  const call = view.call;
  if (!call || call.phase === "ended" || call.phase === "waiting") return false;
  return inCall(view) || (view.me.state === "offline" && view.me.call_id === call.call_id);
}

/** The call is this agent's, and not one they were asked into. */
export function ownsCall(view: DockView): boolean {
  return view.call !== null && view.call.agent_id === view.me.agent_id;
}

/** What this agent wrote about the call, as far as it is saved. */
export function ownNote({ me, call }: DockView): string {
  return call?.notes.find((one) => one.agent_id === me.agent_id)?.note ?? "";
}

/** What those wrote who had the call before, or have it now. */
export function othersNotes({ me, call }: DockView): readonly NoteView[] {
  return call?.notes.filter((one) => one.agent_id !== me.agent_id) ?? [];
}

/** Somebody called a number of ours. */
export function cameIn(call: CallView): boolean {
  return call.kind === "inbound";
}

/** It is offered out of a team's queue, and nobody's yet. */
export function isOfferedFromQueue(view: DockView): boolean {
  return view.me.state === "ringing" && view.call?.phase === "queued" && view.call.queue !== null;
}

/** Seconds a call waited for its agent; null where it did not, or the moment is not known. */
export function waitedSeconds(call: CallView): number | null {
  const { queue, answered_at: until } = call;
  if (!queue || until === null) return null;
  return Math.max(0, until - queue.since);
}

/** Whoever is called waited in a queue to be called back. */
export function isCallback(call: CallView): boolean {
  return call.kind === "callback" || call.queue?.callback === true;
}

/** From when on a call's time runs: its answer, or until then its beginning; of a callback the
 *  moment it was dialled, not that of the wish. */
export function timedSince(view: DockView | null, call: CallView): number {
  if (call.answered_at !== null) return call.answered_at;
  const dials = isCallback(call) && call.phase !== "queued" && view?.me.state === "dialling";
  return dials ? view.me.since : call.started_at;
}

/** The customer hears music because the agent put them on hold, and not for a transfer. */
export function onHold(call: CallView): boolean {
  return call.phase === "held" && call.transfer === null;
}

/** Which page the Phone section shows. */
export function pageOf(view: DockView, linkUp: boolean): Page {
  const { me, call } = view;
  if (rejoining(view, linkUp)) return "trouble";
  const idle = view.card ? "card" : "ready";
  if (!call) return idle;
  if (me.state === "ringing") return "offered";
  if (me.state === "wrap_up") return "wrap_up";
  if (!inCall(view)) return idle;
  return call.phase === "waiting" ? "arriving" : "call";
}

/** What the page's phone should do with a leg. */
export function legWanted(
  view: DockView | null,
  linkUp: boolean,
): { leg: boolean; answer: boolean } {
  // What is not known ends no call: the leg stays up over a lost socket.
  if (!view || !linkUp) return { leg: true, answer: false };
  const { state, standby } = view.me;
  // Between the dialer's calls the leg stays: the next person is put through to it.
  const leg = inCall(view) || state === "ringing" || state === "offline" || standby;
  return { leg, answer: leg && state !== "ringing" };
}

/** Whether the microphone is in use, or may be at any moment. */
export function microphoneWanted(view: DockView | null): boolean {
  return view !== null && (inCall(view) || view.me.state === "ringing" || view.me.standby);
}

/**
 * Whether the page's phone is to be silent. Muting is the call's own, or that of the agent who was
 * asked in (`mutedHere`); on a leg that stays after its call nothing of it is left.
 */
export function muteWanted(view: DockView | null, mutedHere: boolean): boolean {
  const call = view?.call;
  if (!view || !call || call.phase === "ended" || view.me.state === "wrap_up") return false;
  return ownsCall(view) ? call.muted : mutedHere;
}

/** The name the CRM gives the customer, or "" when it gives none. */
export function nameOf(custom: Readonly<Record<string, unknown>>): string {
  const { name, company } = namedIn(custom);
  return name && company ? `${name}, ${company}` : name || company;
}

/** A lead's name, else its number. */
export function leadName(lead: LeadView): string {
  return nameOf(lead.data) || phoneNumber(lead.number);
}

/** Seconds of hold so far, the running one included. */
export function holdSeconds(call: CallView, now: number): number {
  return call.hold_seconds + (call.held_since === null ? 0 : Math.max(0, now - call.held_since));
}

/** Seconds between answer and end; null for a call that was not answered. */
export function talkSeconds(call: CallView, now: number): number | null {
  return call.answered_at === null ? null : Math.max(0, (call.ended_at ?? now) - call.answered_at);
}

/** The moment a call's clock began: its answer, else the dialling. */
export function clockStart(call: CallView): number {
  return call.answered_at ?? call.started_at;
}
