import type {
  Beat,
  BeatBack,
  Done,
  Phone,
  PhoneFrame,
  PhoneState,
  Refused,
  Replaced,
} from "../wire";

/** Longer than this to the server and back, and the customer may hear gaps. Milliseconds. */
export const WEAK_ROUND_TRIP = 250;
/** No beat back for so long: weak; and for so long: lost. Milliseconds. */
export const WEAK_SILENCE = 1_800;
export const LOST_SILENCE = 3_000;
/** Seconds before each try to come back; the last one repeats. */
export const BACK_OFF = [0, 0.5, 1, 2, 3] as const;

/** Close codes of the server (see dock_wire.py). */
export const CLOSE_REPLACED = 4001;
export const CLOSE_SIGNED_OUT = 4401;
export const CLOSE_NOT_PERMITTED = 4403;

export type LinkPhase =
  "connecting" | "open" | "waiting" | "replaced" | "signed_out" | "refused" | "stopped";
export type Quality = "good" | "weak" | "lost";

export interface LinkState {
  readonly phase: LinkPhase;
  readonly quality: Quality;
  /** The last round trip, milliseconds, or null when none was measured yet. */
  readonly roundTrip: number | null;
  /** When the next try starts, in the page's own milliseconds (`Surroundings.now`). */
  readonly retryAt: number | null;
  /** Since when the link is lost, in the page's own milliseconds. */
  readonly lostAt: number | null;
}

/** The part of a WebSocket that is used here. */
export interface Wire {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** The world around a link: sockets, clocks and timers, so that tests can bring their own. */
export interface Surroundings {
  connect(): Wire;
  /** Milliseconds that never jump. */
  now(): number;
  /** Seconds since 1970 by this machine's clock. */
  wallClock(): number;
  /** Calls back in so many milliseconds; the answer cancels it. */
  later(milliseconds: number, run: () => void): () => void;
  /** Calls back each second, hidden page or not; the answer stops it. */
  everySecond(run: () => void): () => void;
  pageId: string;
}

/** What both kinds of sockets have their owner hear. */
export interface SocketListener {
  phone(phone: Phone): void;
  state(state: LinkState): void;
  /** What the page's phone is, for the hello. */
  phoneNow(): { phoneId: string | null; registered: boolean; legUp: boolean };
}

/** What every socket of ours hears. */
export type Shared = BeatBack | Done | PhoneFrame | Refused | Replaced;
interface AskFrame<Order> {
  readonly type: "ask";
  readonly ref: number;
  readonly order: Order;
}

/** The server said no to an order, or the order never reached it (`link-lost`). */
export class AskRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Pending {
  done(): void;
  refused(error: AskRefused): void;
}

/**
 * A socket of a page: says hello, beats each second, carries orders and their answers, and comes
 * back by itself until it is told that another page took its place. What it is told beside that
 * is for those who extend it.
 */
export abstract class SocketLink<Order, Hello, Told extends { readonly type: string }> {
  state: LinkState = {
    phase: "stopped",
    quality: "lost",
    roundTrip: null,
    retryAt: null,
    lostAt: null,
  };
  /** Server clock minus this machine's, seconds. */
  clockOffset = 0;

  private wire: Wire | null = null;
  private nextRef = 1;
  private readonly pending = new Map<number, Pending>();
  private tries = 0;
  private heardAt = 0;
  private bestRoundTrip = Number.POSITIVE_INFINITY;
  private cancelRetry: (() => void) | null = null;
  private stopBeat: (() => void) | null = null;

  constructor(
    protected readonly around: Surroundings,
    private readonly owner: SocketListener,
  ) {}

  protected abstract hello(phone: ReturnType<SocketListener["phoneNow"]>): Hello;
  /** A message of this kind of socket's own. */
  protected abstract told(message: Told): void;

  start(): void {
    this.stopBeat ??= this.around.everySecond(() => this.beat());
    this.tries = 0;
    this.open();
  }

  /** Closes the socket for good (signing out); `start` opens it again. */
  stop(phase: LinkPhase = "stopped"): void {
    this.stopBeat?.();
    this.stopBeat = null;
    this.letGo();
    this.change({ phase, quality: "lost", roundTrip: null, retryAt: null, lostAt: null });
  }

  /** Does not wait for the end of the back-off. */
  tryNow(): void {
    if (this.state.phase === "waiting") this.open();
  }

  /** Takes over again from the page that replaced this one; the agent asked for it. */
  takeBack(): void {
    if (this.state.phase === "replaced") this.start();
  }

  /** Sends an order. Rejects with AskRefused when the server says no or cannot be reached. */
  ask(order: Order): Promise<void> {
    if (this.state.phase !== "open") {
      return Promise.reject(new AskRefused("link-lost", "The server cannot be reached."));
    }
    const ref = this.nextRef++;
    return new Promise((resolve, reject) => {
      this.pending.set(ref, { done: resolve, refused: reject });
      this.send({ type: "ask", ref, order });
    });
  }

  /** Tells the server how the page's phone stands. */
  tellPhone(phoneId: string, registered: boolean): void {
    if (this.state.phase === "open") {
      this.send({ type: "phone_state", phone_id: phoneId, registered });
    }
  }

  /** The server's clock now, seconds since 1970. */
  serverNow(): number {
    return this.around.wallClock() + this.clockOffset;
  }

  private open(): void {
    this.letGo();
    this.change({ phase: "connecting", retryAt: null });
    const wire = this.around.connect();
    this.wire = wire;
    this.heardAt = this.around.now();
    wire.onopen = () => {
      this.heardAt = this.around.now();
      this.send(this.hello(this.owner.phoneNow()));
    };
    wire.onmessage = (event) => {
      if (typeof event.data === "string") this.heard(JSON.parse(event.data) as Shared | Told);
    };
    wire.onclose = (event) => this.closed(event.code);
  }

  private heard(message: Shared | Told): void {
    this.heardAt = this.around.now();
    if (!isShared(message)) return this.told(message);
    switch (message.type) {
      case "phone":
        this.owner.phone(message.phone);
        return;
      case "done":
        this.settle(message.ref)?.done();
        return;
      case "refused":
        this.settle(message.ref)?.refused(new AskRefused(message.code, message.message));
        return;
      case "beat": {
        const roundTrip = this.around.now() - message.sent;
        this.setClock(message.now, roundTrip);
        this.change({ roundTrip, quality: roundTrip > WEAK_ROUND_TRIP ? "weak" : "good" });
        return;
      }
      case "replaced":
        this.stop("replaced");
        return;
      default:
        message satisfies never;
    }
  }

  /** The server said welcome, by its clock; `then` is what the page makes of it. */
  protected opened(now: number, phone: Phone | null, then: () => void = () => undefined): void {
    this.setClock(now, null);
    this.tries = 0;
    this.change({ phase: "open", quality: "good", retryAt: null, lostAt: null });
    this.beat();
    then();
    if (phone) this.owner.phone(phone);
    const own = this.owner.phoneNow();
    if (own.phoneId && own.registered) this.tellPhone(own.phoneId, true);
  }

  private closed(code: number): void {
    if (code === CLOSE_REPLACED) return this.stop("replaced");
    if (code === CLOSE_SIGNED_OUT) return this.stop("signed_out");
    if (code === CLOSE_NOT_PERMITTED) return this.stop("refused");
    this.letGo();
    const seconds = BACK_OFF[Math.min(this.tries, BACK_OFF.length - 1)] ?? 3;
    this.tries += 1;
    const retryAt = this.around.now() + seconds * 1000;
    this.change({
      phase: "waiting",
      quality: "lost",
      roundTrip: null,
      retryAt,
      lostAt: this.state.lostAt ?? this.around.now(),
    });
    this.cancelRetry = this.around.later(seconds * 1000, () => this.open());
  }

  private beat(): void {
    const silent = this.around.now() - this.heardAt;
    if (this.state.phase === "open") {
      if (silent > LOST_SILENCE) return this.closed(0);
      if (silent > WEAK_SILENCE) this.change({ quality: "weak" });
      this.send({ type: "beat", sent: this.around.now() });
    } else if (this.state.phase === "connecting" && silent > LOST_SILENCE) {
      this.closed(0);
    }
  }

  private send(message: Hello | Beat | PhoneState | AskFrame<Order>): void {
    this.wire?.send(JSON.stringify(message));
  }

  private settle(ref: number): Pending | undefined {
    const found = this.pending.get(ref);
    this.pending.delete(ref);
    return found;
  }

  /** Drops the socket without hearing from it again; whoever waits for an answer is told. */
  private letGo(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    const wire = this.wire;
    this.wire = null;
    if (wire) {
      wire.onopen = wire.onmessage = wire.onclose = null;
      wire.close();
    }
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const pending of waiting) {
      pending.refused(new AskRefused("link-lost", "The connection was lost before the answer."));
    }
  }

  /**
   * The quickest round trip since the welcome tells the server's clock best, until one tells what
   * neither can be wrong by: half of its time. This machine's clock was set, then.
   */
  private setClock(now: number, roundTrip: number | null): void {
    const offset = now + (roundTrip ?? 0) / 2000 - this.around.wallClock();
    if (roundTrip !== null && roundTrip > this.bestRoundTrip) {
      const apart = Math.abs(offset - this.clockOffset) * 1000;
      if (apart <= (roundTrip + this.bestRoundTrip) / 2) return;
    }
    this.bestRoundTrip = roundTrip ?? Number.POSITIVE_INFINITY;
    this.clockOffset = offset;
  }

  private change(changed: Partial<LinkState>): void {
    this.state = { ...this.state, ...changed };
    this.owner.state(this.state);
  }
}

const SHARED: ReadonlySet<string> = new Set<Shared["type"]>([
  "beat",
  "done",
  "phone",
  "refused",
  "replaced",
]);

function isShared<Told extends { readonly type: string }>(
  message: Shared | Told,
): message is Shared {
  return SHARED.has(message.type);
}
