/** What outlives a reload: the agent's choices (for good) and the draft of a note (this session). */
import type { Choices } from "../phone/devices";
import { noCallback } from "../state/callback";
import type { CardWork, ChatWork, Draft } from "./state";

export type Theme = "system" | "light" | "dark";

export interface Preferences extends Choices {
  readonly singleKeys: boolean;
  readonly notify: boolean;
  readonly theme: Theme;
}

const DEFAULTS: Preferences = {
  microphone: "",
  speaker: "",
  ring: "",
  singleKeys: true,
  notify: false,
  theme: "system",
};
const PREFERENCES = "dockline.preferences";
const DRAFT = "dockline.draft";
const CARD = "dockline.card";
const CHATS = "dockline.chats";
const OWNER = "dockline.owner";

export function readPreferences(storage: Storage): Preferences {
  return { ...DEFAULTS, ...readObject<Preferences>(storage, PREFERENCES) };
}

export function writePreferences(storage: Storage, preferences: Preferences): void {
  storage.setItem(PREFERENCES, JSON.stringify(preferences));
}

/** Somebody is signed in: what another agent has written in this tab is neither theirs nor for them. */
export function keepFor(storage: Storage, owner: string): void {
  const before = storage.getItem(OWNER);
  if (before !== null && before !== owner) {
    for (const key of [DRAFT, CARD, CHATS]) storage.removeItem(key);
  }
  storage.setItem(OWNER, owner);
}

/** The draft of this very call, or a fresh one. `begun`: what is known of it already. */
export function readDraft(storage: Storage, callId: string, begun: Partial<Draft> = {}): Draft {
  const kept = readObject<Draft>(storage, DRAFT);
  const fresh: Draft = {
    callId,
    note: "",
    disposition: "",
    then: "ready",
    pauseReason: "",
    callback: noCallback,
    ...begun,
  };
  return kept?.callId === callId ? { ...fresh, ...kept } : fresh;
}

export function writeDraft(storage: Storage, draft: Draft | null): void {
  if (draft) storage.setItem(DRAFT, JSON.stringify(draft));
  else storage.removeItem(DRAFT);
}

/** What was typed on the card of this very lead; its panels are closed. */
export function readCard(storage: Storage, leadId: string): CardWork {
  const kept = readObject<CardWork>(storage, CARD);
  const mine = kept?.leadId === leadId ? kept : null;
  return {
    leadId,
    reason: mine?.reason ?? "",
    callback: { ...noCallback, ...mine?.callback },
    panel: "none",
    aside: false,
    fresh: false,
    done: false,
    refused: null,
  };
}

export function writeCard(storage: Storage, { leadId, reason, callback }: CardWork): void {
  storage.setItem(CARD, JSON.stringify({ leadId, reason, callback }));
}

/** What is written in chats, and not there yet. */
export function readChats(storage: Storage): ChatWork {
  const none: ChatWork = { chosen: "", drafts: {}, notes: {}, pending: [] };
  return { ...none, ...readObject<ChatWork>(storage, CHATS) };
}

export function writeChats(storage: Storage, work: ChatWork | null): void {
  if (work) storage.setItem(CHATS, JSON.stringify(work));
  else storage.removeItem(CHATS);
}

function readObject<Shape>(storage: Storage, key: string): Partial<Shape> | null {
  try {
    const found: unknown = JSON.parse(storage.getItem(key) ?? "null");
    return typeof found === "object" ? (found as Partial<Shape> | null) : null;
  } catch {
    return null;
  }
}
