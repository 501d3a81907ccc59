/** What outlives a reload: the agent's choices (for good) and the draft of a note (this session). */
import type { Choices } from "../phone/devices";
import type { Draft } from "./state";

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

export function readPreferences(storage: Storage): Preferences {
  return { ...DEFAULTS, ...readObject<Preferences>(storage, PREFERENCES) };
}

export function writePreferences(storage: Storage, preferences: Preferences): void {
  storage.setItem(PREFERENCES, JSON.stringify(preferences));
}

/** The draft of this very call, or an empty one. */
export function readDraft(storage: Storage, callId: string, note = "", disposition = ""): Draft {
  const kept = readObject<Draft>(storage, DRAFT);
  const fresh: Draft = { callId, note, disposition, then: "ready", pauseReason: "" };
  return kept?.callId === callId ? { ...fresh, ...kept } : fresh;
}

export function writeDraft(storage: Storage, draft: Draft | null): void {
  if (draft) storage.setItem(DRAFT, JSON.stringify(draft));
  else storage.removeItem(DRAFT);
}

function readObject<Shape>(storage: Storage, key: string): Partial<Shape> | null {
  try {
    const found: unknown = JSON.parse(storage.getItem(key) ?? "null");
    return typeof found === "object" ? (found as Partial<Shape> | null) : null;
  } catch {
    return null;
  }
}
