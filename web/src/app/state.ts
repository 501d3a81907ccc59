import type { DockSettings, DockView, SignedIn, Today } from "../wire";
import type { LinkState } from "../link/link";
import type { PhoneState } from "../phone/phone";
import type { MicrophoneState } from "../phone/devices";

export type Tab = "phone" | "history" | "devices";
export type Panel = "none" | "keypad" | "transfer" | "add";
export type Tone = "ok" | "warn" | "bad";

/** A banner that goes by itself, or with a click. */
export interface Notice {
  readonly id: number;
  readonly tone: Tone;
  readonly icon: string;
  readonly text: readonly [string, string];
}

/** What the agent writes about one call; kept in the session's storage too. */
export interface Draft {
  readonly callId: string;
  readonly note: string;
  readonly disposition: string;
  readonly then: "ready" | "paused";
  readonly pauseReason: string;
}

export interface AppState {
  readonly session: "checking" | "out" | "in";
  readonly who: SignedIn | null;
  readonly signingIn: boolean;
  readonly signInError: string;
  readonly view: DockView | null;
  readonly settings: DockSettings | null;
  readonly link: LinkState;
  readonly phone: PhoneState;
  /** Since when the phone is not registered, in the page's own milliseconds. */
  readonly phoneAwaySince: number | null;
  readonly microphone: MicrophoneState;
  readonly microphoneLabel: string;
  /** The other side is heard, whatever became of the dock's own socket. */
  readonly audioFlows: boolean;
  readonly tab: Tab;
  readonly panel: Panel;
  readonly listOpen: boolean;
  readonly notices: readonly Notice[];
  /** Kinds of orders whose answers are awaited. */
  readonly busy: ReadonlySet<string>;
  readonly draft: Draft | null;
  readonly noteSavedAt: number | null;
  readonly saveFailed: boolean;
  /** The asked agent's own mute: the call's belongs to the agent who asked. */
  readonly mutedHere: boolean;
  readonly today: Today | null;
  readonly dialled: string;
  readonly callerId: string;
  readonly assertive: string;
  readonly polite: string;
}

export const initialState: AppState = {
  session: "checking",
  who: null,
  signingIn: false,
  signInError: "",
  view: null,
  settings: null,
  link: { phase: "stopped", quality: "lost", roundTrip: null, retryAt: null, lostAt: null },
  phone: { phoneId: null, registered: false, legUp: false, legRings: false },
  phoneAwaySince: null,
  microphone: "unknown",
  microphoneLabel: "",
  audioFlows: false,
  tab: "phone",
  panel: "none",
  listOpen: false,
  notices: [],
  busy: new Set(),
  draft: null,
  noteSavedAt: null,
  saveFailed: false,
  mutedHere: false,
  today: null,
  dialled: "",
  callerId: "",
  assertive: "",
  polite: "",
};
