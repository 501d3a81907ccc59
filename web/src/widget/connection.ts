/** The visitor's socket: opened again with growing pauses for as long as it is wanted. */
import type { FromVisitor, ToVisitor } from "../wire";

const BEAT = 20_000;
/** A line is answered long before; where nothing is heard, the network went without a word. */
const ANSWERED_WITHIN = 20_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** This page will never be let in: a bad message, a site that may not, a team that is not there. */
const FINAL: readonly number[] = [4400, 4403, 4404];
/** A connection that lasted so long is not counted among the failures. */
const STEADY = 5_000;

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
}

export interface Surroundings {
  readonly connect: () => Socket;
  /** Runs after so many milliseconds; the answer calls it off. */
  readonly later: (milliseconds: number, run: () => void) => () => void;
  readonly random: () => number;
  readonly now: () => number;
}

interface Listener {
  readonly hello: () => FromVisitor;
  readonly hear: (frame: ToVisitor) => void;
  readonly lost: () => void;
  /** The server does not want this page; the reason is for the site's developers. */
  readonly barred: (reason: string) => void;
}

export class Connection {
  private socket: Socket | null = null;
  private open = false;
  private wanted = false;
  private failures = 0;
  private openedAt = 0;
  private cancel: () => void = () => undefined;
  /** Calls off what comes of not being answered; null: no answer is due. */
  private due: (() => void) | null = null;

  constructor(
    private readonly around: Surroundings,
    private readonly listener: Listener,
  ) {}

  /** Whether there is one, or is to be. */
  get running(): boolean {
    return this.wanted;
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.letGo();
  }

  /** Closes, and opens again with a new hello. */
  renew(): void {
    this.letGo();
    this.listener.lost();
    this.wanted = true;
    this.connect();
  }

  /** The network is back: no need to wait on. */
  tryNow(): void {
    if (this.wanted && !this.socket) this.connect();
  }

  send = (frame: FromVisitor): boolean => {
    if (!this.open) return false;
    this.socket?.send(JSON.stringify(frame));
    // The first that goes unanswered counts, however many follow.
    if (frame.type === "line") {
      this.due ??= this.around.later(ANSWERED_WITHIN, () => this.renew());
    }
    return true;
  };

  private connect(): void {
    this.cancel();
    const socket = this.around.connect();
    this.socket = socket;
    socket.onopen = () => {
      this.open = true;
      this.openedAt = this.around.now();
      this.send(this.listener.hello());
      this.beat();
    };
    socket.onmessage = ({ data }) => {
      this.heard();
      this.listener.hear(JSON.parse(String(data)) as ToVisitor);
    };
    socket.onclose = ({ code, reason }) => {
      if (this.socket !== socket) return;
      if (this.open && this.around.now() - this.openedAt > STEADY) this.failures = 0;
      this.letGo();
      this.listener.lost();
      if (FINAL.includes(code)) {
        this.wanted = false;
        this.listener.barred(reason);
      } else if (this.wanted) this.wait();
    };
  }

  private wait(): void {
    const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
    this.failures += 1;
    // Not all visitors of a server that was away come back in the same moment.
    this.cancel = this.around.later(most * (0.5 + this.around.random() / 2), () => this.connect());
  }

  private beat(): void {
    this.cancel = this.around.later(BEAT, () => {
      this.send({ type: "beat" });
      this.beat();
    });
  }

  private heard(): void {
    this.due?.();
    this.due = null;
  }

  private letGo(): void {
    this.cancel();
    this.heard();
    this.open = false;
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
