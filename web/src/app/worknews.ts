/** What waits for the agent (leads left, callbacks promised), read again now and then: the server
 * counts it, and tells nobody of its own accord. */
import type { DockView, Work } from "../wire";
import { getJson } from "./http";
import type { AppState } from "./state";
import type { Store } from "./store";

/** Milliseconds from one look to the next ... */
const EVERY = 15_000;
/** ... and to the one after the agent did something by which the counts change. */
const SOON = 1000;

export class WorkNews {
  private due = 0;

  constructor(private readonly store: Store<AppState>) {}

  /** Cards that come and go and calls that end are leads fewer, or callbacks more. */
  viewChanged(view: DockView, before: DockView | null): void {
    const card = view.card?.lead.lead_id !== before?.card?.lead.lead_id;
    if (card || view.me.state !== before?.me.state) this.due = performance.now() + SOON;
  }

  eachSecond(): void {
    const { view, hidden, link } = this.store.state;
    if (view && !hidden && link.phase === "open" && performance.now() >= this.due) void this.load();
  }

  async load(): Promise<void> {
    this.due = performance.now() + EVERY;
    let work: Work | null = null;
    try {
      work = await getJson<Work>("/dock/work");
    } catch {
      // None is better than one that may be long past.
    }
    if (this.store.state.session === "in") this.store.set({ work });
  }
}
