import type { DockSettings, DockView, SignedIn, Today, Work } from "../wire";
import type { LinkState } from "../link/link";
import type { PhoneState } from "../phone/phone";
import type { MicrophoneState } from "../phone/devices";
import type { CallbackDraft } from "../state/callback";

export type Tab = "phone" | "chats" | "history" | "devices";
export type Panel = "none" | "keypad" | "transfer" | "add";
export type Tone = "ok" | "warn" | "bad";

/** A banner that goes by itself, or with a click. */
export interface Notice {
  readonly id: number;
  readonly tone: Tone;
  readonly icon: string;
  readonly text: readonly [string, string];
  /** Stays until it is done, with a button that does it, or (`keep`) until it is closed. */
  readonly action?: "ready" | "keep";
}

/** What the agent writes about one call; kept in the session's storage too. */
export interface Draft {
  readonly callId: string;
  readonly note: string;
  readonly disposition: string;
  readonly then: "ready" | "paused";
  readonly pauseReason: string;
  /** When to call back, where the disposition needs it. */
  readonly callback: CallbackDraft;
}

export type CardPanel = "none" | "skip" | "callback" | "never";

/** What the agent is about to do with the lead on the card; what is typed outlives a reload. */
export interface CardWork {
  readonly leadId: string;
  /** The reason for skipping it, in the agent's own words. */
  readonly reason: string;
  readonly callback: CallbackDraft;
  readonly panel: CardPanel;
  /** It came while the agent was typing a number: it waits, and takes no key. */
  readonly aside: boolean;
  /** It came this very moment: a click or key now was meant for what was there before. */
  readonly fresh: boolean;
  /** Its order was carried out: the card goes with the fact that follows. */
  readonly done: boolean;
  /** What the open panel says is wrong. */
  readonly refused: readonly [string, string] | null;
}

export type ChatPanel = "none" | "transfer" | "end" | "note" | "about";

/** A line of the agent's that is not in the chat yet. */
export interface PendingLine {
  readonly chatId: string;
  readonly lineId: string;
  readonly text: string;
  readonly attachments: readonly string[];
  /** Their names. */
  readonly files: readonly string[];
  readonly at: number;
  /** Why the server did not take it; empty while it is on its way. */
  readonly refused: string;
}

/** What is written in chats; it outlives a reload. */
export interface ChatWork {
  readonly chosen: string;
  /** By chat. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Notes that are not saved yet, by chat. */
  readonly notes: Readonly<Record<string, string>>;
  readonly pending: readonly PendingLine[];
}

export interface Upload {
  readonly chatId: string;
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
}

export interface AppState {
  readonly session: "checking" | "out" | "in";
  readonly who: SignedIn | null;
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
  /** The page is behind another, as far as is known. */
  readonly hidden: boolean;
  readonly tab: Tab;
  readonly panel: Panel;
  readonly listOpen: boolean;
  readonly notices: readonly Notice[];
  /** Kinds of orders whose answers are awaited. */
  readonly busy: ReadonlySet<string>;
  readonly draft: Draft | null;
  readonly noteSavedAt: number | null;
  readonly saveFailed: boolean;
  /** Why the wrap-up could not be finished. */
  readonly finishRefused: readonly [string, string] | null;
  readonly cardWork: CardWork | null;
  /** The call in whose wrap-up "do not call" is asked for, and whether it is carried out. */
  readonly never: { readonly callId: string; readonly done: boolean } | null;
  /** The asked agent's own mute: the call's belongs to the agent who asked. */
  readonly mutedHere: boolean;
  /** The chat on the screen of the chats. */
  readonly chatId: string;
  readonly chatPanel: ChatPanel;
  readonly chatWork: ChatWork;
  /** Files on their way. */
  readonly uploads: Readonly<Record<string, Upload>>;
  readonly today: Today | null;
  /** What waits for the agent: leads of their campaigns, callbacks they have promised. */
  readonly work: Work | null;
  readonly dialled: string;
  readonly callerId: string;
  readonly assertive: string;
  readonly polite: string;
}

export const initialState: AppState = {
  session: "checking",
  who: null,
  signInError: "",
  view: null,
  settings: null,
  link: { phase: "stopped", quality: "lost", roundTrip: null, retryAt: null, lostAt: null },
  phone: { phoneId: null, registered: false, legUp: false, legRings: false },
  phoneAwaySince: null,
  microphone: "unknown",
  microphoneLabel: "",
  audioFlows: false,
  hidden: false,
  tab: "phone",
  panel: "none",
  listOpen: false,
  notices: [],
  busy: new Set(),
  draft: null,
  noteSavedAt: null,
  saveFailed: false,
  finishRefused: null,
  cardWork: null,
  never: null,
  mutedHere: false,
  chatId: "",
  chatPanel: "none",
  chatWork: { chosen: "", drafts: {}, notes: {}, pending: [] },
  uploads: {},
  today: null,
  work: null,
  dialled: "",
  callerId: "",
  assertive: "",
  polite: "",
};
