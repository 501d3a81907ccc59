/** The lead on the card: what the agent can do with it. */
import * as copy from "../copy";
import { AskRefused } from "../link/link";
import { callbackWish, placeOf, readCallback, type CallbackDraft } from "../state/callback";
import { leadName } from "../state/read";
import type { CardView, DockOrder } from "../wire";
import { cardFree } from "./cardnews";
import type { Dock } from "./dock";
import { writeCard } from "./kept";
import type { Orders } from "./orders";
import type { AppState, CardPanel, CardWork } from "./state";

export class CardActions {
  constructor(
    private readonly dock: Dock,
    private readonly orders: Orders,
  ) {}

  private get state(): AppState {
    return this.dock.store.state;
  }

  accept = async (): Promise<void> => {
    const card = this.ready();
    if (card) await this.settle(card, { type: "accept_card", lead_id: card.lead.lead_id });
  };

  skip = async (reason: string): Promise<void> => {
    const card = this.ready();
    const text = reason.trim();
    if (!card || !text) return;
    const order = { type: "skip_card", lead_id: card.lead.lead_id, reason: text } as const;
    await this.settle(card, order, copy.said.skipped);
  };

  callBack = async (): Promise<void> => {
    const card = this.ready();
    const draft = this.state.cardWork?.callback;
    if (!card || !draft) return;
    const place = placeOf(card.lead, this.dock.now());
    const { fault } = readCallback(draft, place.zone, this.dock.now());
    if (fault) return this.change({ refused: [copy.wrapUp.callbackFirst, copy.callback[fault]] });
    const order = {
      type: "call_back_card",
      lead_id: card.lead.lead_id,
      callback: callbackWish(draft),
    } as const;
    await this.settle(card, order, copy.said.callback);
  };

  never = async (): Promise<void> => {
    const card = this.ready();
    if (!card) return;
    const order = { type: "never_call", lead_id: card.lead.lead_id } as const;
    await this.settle(card, order, copy.said.never(leadName(card.lead)));
  };

  /** Opens a panel below the lead, or closes it. */
  show = (panel: CardPanel): void => {
    const open = this.state.cardWork?.panel === panel ? "none" : panel;
    if (open === "none" || cardFree(this.state)) this.change({ panel: open, refused: null });
  };

  /** What is typed is kept while the card is there, over a reload too. */
  write(changed: { readonly reason?: string; readonly callback?: Partial<CallbackDraft> }): void {
    const work = this.state.cardWork;
    if (!work) return;
    const callback = { ...work.callback, ...changed.callback };
    const after = { ...work, ...changed, callback, refused: null };
    writeCard(sessionStorage, after);
    this.dock.store.set({ cardWork: after });
  }

  /** The dial pad instead; the card waits beside it. */
  putAside = (): void => this.change({ aside: true, panel: "none" });

  /** The card that waits beside what the agent does. */
  look = (): void => {
    this.change({ aside: false });
    this.dock.store.set({ tab: "phone" });
  };

  private ready(): CardView | null {
    return cardFree(this.state) ? (this.state.view?.card ?? null) : null;
  }

  /** A refusal is told in the open panel, where what was typed still stands; else by a banner. */
  private async settle(card: CardView, order: DockOrder, said = ""): Promise<void> {
    const told = await this.orders.ask(order);
    const work = this.state.cardWork;
    const still = work?.leadId === card.lead.lead_id;
    if (told === "done") {
      if (still) this.change({ done: true, panel: "none", refused: null });
      if (said) this.dock.say(said);
    } else if (told instanceof AskRefused) {
      if (!still || work.panel === "none") return this.orders.tell(told);
      const refused = copy.refusal(told.code, told.message);
      this.change({ refused });
      this.dock.say(refused.join(" "));
    }
  }

  private change(changed: Partial<CardWork>): void {
    const work = this.state.cardWork;
    if (work) this.dock.store.set({ cardWork: { ...work, ...changed } });
  }
}
