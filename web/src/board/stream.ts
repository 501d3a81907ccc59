/** The stream of figures (`/pulse-api/stream`): opened, kept open, and opened again. */
import type { Change, LiveBeat, Snapshot } from "../wire";

/** No event for so long, and the figures count as stale. Milliseconds. */
export const STALE_AFTER = 5_000;
/** No event for so long, and the stream is opened anew. Milliseconds. */
export const GIVE_UP_AFTER = 15_000;
/** Milliseconds before each try to open it again; the last one repeats. */
export const WAITS = [500, 1_000, 2_000, 5_000, 10_000] as const;

/** The part of an EventSource that is used here. */
export interface Source {
  readonly readyState: number;
  onerror: ((event: Event) => void) | null;
  addEventListener(kind: string, told: (event: MessageEvent<string>) => void): void;
  close(): void;
}

/** The world around a stream, so that tests can bring their own. */
export interface Around {
  open(): Source;
  /** Milliseconds that never jump. */
  now(): number;
  later(milliseconds: number, run: () => void): () => void;
}

export interface Listener {
  snapshot(snapshot: Snapshot): void;
  change(change: Change): void;
  beat(beat: LiveBeat): void;
  /** The server refused it, or is not there: find out whether one is signed in still. */
  refused(): void;
}

/** What EventSource calls a stream that it will not open again by itself. */
const CLOSED = 2;

/**
 * A browser opens a lost stream again by itself, with the number of the last event it heard. Where
 * it gives up (any answer but 200), or nothing is heard any more, this does, with more and more
 * patience; it begins with a snapshot then.
 */
export class Stream {
  /** When the last event came, in the page's own milliseconds; null: none ever did. */
  heardAt: number | null = null;

  private source: Source | null = null;
  private tries = 0;
  private openedAt = 0;
  private cancel: (() => void) | null = null;

  constructor(
    private readonly around: Around,
    private readonly listener: Listener,
  ) {}

  start(): void {
    this.tries = 0;
    this.open();
  }

  stop(): void {
    this.letGo();
    this.heardAt = null;
  }

  /** Does not wait for the end of the back-off. */
  tryNow(): void {
    if (this.cancel !== null && this.source === null) this.open();
  }

  /** To be called now and then: a stream that says nothing any more is opened anew. */
  check(): void {
    const last = Math.max(this.heardAt ?? 0, this.openedAt);
    if (this.source && this.around.now() - last > GIVE_UP_AFTER) this.again();
  }

  private open(): void {
    this.letGo();
    this.openedAt = this.around.now();
    const source = this.around.open();
    this.source = source;
    const on = <Body>(kind: string, told: (body: Body) => void): void =>
      source.addEventListener(kind, (event) => {
        if (this.source !== source) return;
        this.heardAt = this.around.now();
        this.tries = 0;
        told(JSON.parse(event.data) as Body);
      });
    on<Snapshot>("snapshot", (body) => this.listener.snapshot(body));
    on<Change>("change", (body) => this.listener.change(body));
    on<LiveBeat>("beat", (body) => this.listener.beat(body));
    source.onerror = () => {
      if (this.source === source && source.readyState === CLOSED) this.again();
    };
  }

  private again(): void {
    this.letGo();
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)] ?? 10_000;
    this.tries += 1;
    this.cancel = this.around.later(wait, () => this.open());
    this.listener.refused();
  }

  private letGo(): void {
    this.cancel?.();
    this.cancel = null;
    this.source?.close();
    this.source = null;
  }
}
