import type { Notice } from "../app/state";
import type { LinkState } from "../link/link";
import type { PhoneState } from "../phone/phone";
import type { BoardWelcome, MonitorView, SignedIn } from "../wire";
import type { Kind } from "./read";
import type { Figures } from "./state";

export interface BoardState {
  readonly session: "checking" | "out" | "denied" | "in";
  readonly who: SignedIn | null;
  readonly signInError: string;
  readonly figures: Figures | null;
  /** The stream was refused and nothing has come yet. */
  readonly failed: boolean;
  /** Seconds without an event, from when on it is too many; null: live. */
  readonly stale: number | null;
  readonly welcome: BoardWelcome | null;
  readonly link: LinkState;
  readonly phone: PhoneState;
  /** Whom the supervisor listens to. */
  readonly monitor: MonitorView | null;
  readonly busy: ReadonlySet<string>;
  readonly notices: readonly Notice[];
  /** The name of the team that is looked at; null: all. */
  readonly team: string | null;
  readonly kind: Kind | null;
  /** The agent that the keys are for. */
  readonly chosen: string | null;
  /** Whose call is about to be taken over, once that is confirmed. */
  readonly asksTakeOver: string | null;
  readonly polite: string;
}

export const initialBoard: BoardState = {
  session: "checking",
  who: null,
  signInError: "",
  figures: null,
  failed: false,
  stale: null,
  welcome: null,
  link: { phase: "stopped", quality: "lost", roundTrip: null, retryAt: null, lostAt: null },
  phone: { phoneId: null, registered: false, legUp: false, legRings: false },
  monitor: null,
  busy: new Set(),
  notices: [],
  team: null,
  kind: null,
  chosen: null,
  asksTakeOver: null,
  polite: "",
};
