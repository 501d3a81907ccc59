import type { Socket } from "jssip/lib/Socket";

/** How often the far end is asked whether it is there, seconds. */
const ASKS = 8;
/** The question and its answer (RFC 5626, section 4.4.1). */
const PING = "\r\n\r\n";
const PONG = "\r\n";

/** Calls back each second; the answer stops it. */
export type EverySecond = (run: () => void) => () => void;

/** By the page's own timers, which browsers slow down to one a minute while it is hidden. */
export const everySecondShown: EverySecond = (run) => {
  const timer = setInterval(run, 1000);
  return () => clearInterval(timer);
};

/**
 * A SIP socket that notices when nobody is there any more. One that died without a word (another
 * network, a machine that slept) stays open for the browser for minutes, and the phone would count
 * as connected until it is registered anew: calls would ring in vain.
 */
export class LivelySocket implements Socket {
  onconnect: () => void = () => undefined;
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => undefined;
  ondata: <T>(event: T) => void = () => undefined;

  private stopAsking: (() => void) | null = null;
  private seconds = 0;
  private asked = false;
  /** It has answered before: a server that knows no such question says nothing by its silence. */
  private answers = false;

  constructor(
    private readonly inner: Socket,
    private readonly everySecond: EverySecond,
  ) {
    inner.onconnect = () => this.opened();
    inner.ondisconnect = (error, code, reason) => {
      this.rest();
      this.ondisconnect(error, code, reason);
    };
    inner.ondata = (data) => this.heard(data);
  }

  get via_transport(): string {
    return this.inner.via_transport;
  }

  set via_transport(value: string) {
    this.inner.via_transport = value;
  }

  get url(): string {
    return this.inner.url;
  }

  get sip_uri(): string {
    return this.inner.sip_uri;
  }

  connect(): void {
    this.inner.connect();
  }

  disconnect(): void {
    this.rest();
    this.inner.disconnect();
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    return this.inner.send(message);
  }

  isConnected(): boolean {
    return this.inner.isConnected();
  }

  isConnecting(): boolean {
    return this.inner.isConnecting();
  }

  private opened(): void {
    this.rest();
    this.stopAsking = this.everySecond(() => {
      this.seconds += 1;
      if (this.seconds % ASKS === 0) this.look();
    });
    this.onconnect();
    this.look();
  }

  private heard(data: unknown): void {
    this.asked = false;
    if (data === PONG) this.answers = true;
    this.ondata(data);
  }

  private look(): void {
    if (this.asked && this.answers) {
      this.disconnect();
      this.ondisconnect(true, 1006, "Nobody is there any more.");
      return;
    }
    this.asked = true;
    this.inner.send(PING);
  }

  private rest(): void {
    this.stopAsking?.();
    this.stopAsking = null;
    this.seconds = 0;
    this.asked = false;
  }
}
