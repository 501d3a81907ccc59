/** A card that comes and goes: what the page makes of it, and what is said of it. */
import * as copy from "../copy";
import type { Sounds } from "../phone/sounds";
import { leadName, pageOf } from "../state/read";
import type { DockView } from "../wire";
import { readCard } from "./kept";
import type { AppState } from "./state";
import type { Store } from "./store";

const CARD_ORDERS = ["accept_card", "skip_card", "call_back_card", "never_call"] as const;

/** As much of the dock as this needs. */
interface Page {
  readonly store: Store<AppState>;
  readonly sounds: Sounds;
  notify(title: string): void;
}

/** Whether something can be done with the card now. */
export function cardFree(state: AppState): boolean {
  return (
    state.link.phase === "open" &&
    state.view?.card != null &&
    !state.cardWork?.done &&
    !CARD_ORDERS.some((kind) => state.busy.has(kind))
  );
}

/** Whether the card is what the screen shows, so that its keys count. */
export function cardOnScreen(state: AppState): boolean {
  return (
    state.tab === "phone" &&
    state.view !== null &&
    pageOf(state.view, state.link.phase === "open") === "card" &&
    !state.cardWork?.aside
  );
}

/** What is said of a card that went; null: it was the agent's own doing, and shows by itself. */
export function goneWords(why: string, state: AppState): readonly [string, string] | null {
  if (why === "accepted" || why === "skipped" || why === "callback" || why === "paused") {
    return null;
  }
  if (why === "do-not-call" && (state.cardWork?.done || state.busy.has("never_call"))) return null;
  if (why === "call" && state.busy.has("dial")) return null;
  return copy.cardGone[why] ?? copy.cardGone["other"] ?? null;
}

/** A card came, went, or gave way to another. `typing`: the agent is in the middle of a number. */
export function cardChanged(
  dock: Page,
  view: DockView,
  before: DockView | null,
  typing: boolean,
): void {
  const card = view.card;
  if (card?.lead.lead_id === before?.card?.lead.lead_id) return;
  if (!card) return dock.store.set({ cardWork: null });
  const work = readCard(sessionStorage, card.lead.lead_id);
  dock.store.set({ cardWork: { ...work, aside: typing } });
  if (!before) return;
  dock.sounds.tick();
  dock.notify(copy.card.title(leadName(card.lead)));
}
