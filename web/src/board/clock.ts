/**
 * The server's clock, from the times it puts on its events. An event that was under way for long
 * makes it look late; the quickest tells it best. Counted by the page's own milliseconds, which
 * never jump.
 */
export class ServerClock {
  private offset: number | null = null;

  constructor(private readonly milliseconds: () => number) {}

  /** An event came that the server sent then. */
  told(at: number): void {
    const found = at - this.milliseconds() / 1000;
    this.offset = this.offset === null ? found : Math.max(this.offset, found);
  }

  /** Another server may be asked from here on, or this one's clock was set. */
  forget(): void {
    this.offset = null;
  }

  /** Seconds since 1970; `atMost`: not past this moment of the page's own milliseconds. */
  now(atMost = Number.POSITIVE_INFINITY): number {
    return Math.min(this.milliseconds(), atMost) / 1000 + (this.offset ?? 0);
  }
}

/** One timer for everything that ticks. */
export class Ticker {
  private readonly runs = new Set<() => void>();

  constructor(milliseconds: number) {
    setInterval(() => this.runs.forEach((run) => run()), milliseconds);
  }

  add(run: () => void): () => void {
    this.runs.add(run);
    return () => this.runs.delete(run);
  }
}
