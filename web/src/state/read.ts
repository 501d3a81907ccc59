/** What a view means: pure readings, for the pages, the phone and the shortcuts alike. */
import type { AgentState, CallView, DockView } from "../wire";

export type Page = "ready" | "arriving" | "call" | "offered" | "trouble" | "wrap_up";

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

/** The customer hears music because the agent put them on hold, and not for a transfer. */
export function onHold(call: CallView): boolean {
  return call.phase === "held" && call.transfer === null;
}

/** Which page the Phone section shows. */
export function pageOf(view: DockView, linkUp: boolean): Page {
  const { me, call } = view;
  if (rejoining(view, linkUp)) return "trouble";
  if (!call) return "ready";
  if (me.state === "ringing") return "offered";
  if (me.state === "wrap_up") return "wrap_up";
  if (!inCall(view)) return "ready";
  return call.phase === "waiting" ? "arriving" : "call";
}

/** What the page's phone should do with a leg. */
export function legWanted(
  view: DockView | null,
  linkUp: boolean,
): { leg: boolean; answer: boolean } {
  // What is not known ends no call: the leg stays up over a lost socket.
  if (!view || !linkUp) return { leg: true, answer: false };
  const leg = inCall(view) || view.me.state === "ringing" || view.me.state === "offline";
  return { leg, answer: leg && view.me.state !== "ringing" };
}

/** The name the CRM gives the customer, or "" when it gives none. */
export function nameOf(custom: Readonly<Record<string, unknown>>): string {
  const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
  const name = text(custom["name"]);
  const company = text(custom["company"]);
  return name && company ? `${name}, ${company}` : name || company;
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
