/** A call that was offered, and rings no more: what is said of it. */
import * as copy from "../copy";
import type { AgentState } from "../wire";
import type { Notice } from "./state";

interface Page {
  notice(
    tone: Notice["tone"],
    icon: string,
    text: readonly [string, string],
    action?: Notice["action"],
  ): void;
}

/** Waits for both that the offer ended and what became of the agent, in whatever order. */
export class OfferNews {
  private why = "";

  constructor(private readonly page: Page) {}

  ended(why: string, state: AgentState): void {
    this.why = why;
    this.stateIs(state);
  }

  stateIs(state: AgentState): void {
    const { why } = this;
    if (!why || state === "ringing") return;
    this.why = "";
    // One that was declined was the agent's own doing, and shows by itself.
    const words = copy.offer.ended[why];
    if (!words) return;
    if (why !== "missed" && why !== "unreachable")
      return this.page.notice("ok", "phone", [words, ""]);
    // A team may be set not to pause those who miss a call.
    if (state === "paused") {
      this.page.notice("warn", "phone", [words, copy.offer.andPaused], "ready");
    } else {
      this.page.notice("warn", "phone", [words, copy.offer.goesOn]);
    }
  }
}
