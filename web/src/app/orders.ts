/** Orders to the floor, once at a time per kind. */
import * as copy from "../copy";
import { AskRefused } from "../link/link";
import type { DockOrder } from "../wire";
import type { Dock } from "./dock";

export type Told = "done" | "busy" | AskRefused;

export class Orders {
  constructor(private readonly dock: Dock) {}

  /** Sends an order, unless one of its kind is under way; an error is the server's no. */
  async ask(order: DockOrder): Promise<Told> {
    const once = order.type !== "digits";
    if (once && this.dock.store.state.busy.has(order.type)) return "busy";
    if (once) this.setBusy(order.type, true);
    try {
      await this.dock.link.ask(order);
      return "done";
    } catch (error) {
      if (error instanceof AskRefused) return error;
      throw error;
    } finally {
      if (once) this.setBusy(order.type, false);
    }
  }

  /** The same, and a banner says what went wrong. True when it was done. */
  async run(order: DockOrder): Promise<boolean> {
    const told = await this.ask(order);
    if (told instanceof AskRefused) this.tell(told);
    return told === "done";
  }

  tell(refused: AskRefused): void {
    const icon = refused.code.startsWith("number-") ? "ban" : "alert";
    this.dock.notice("bad", icon, copy.refusal(refused.code, refused.message));
  }

  private setBusy(kind: string, on: boolean): void {
    const busy = new Set(this.dock.store.state.busy);
    if (on) busy.add(kind);
    else busy.delete(kind);
    this.dock.store.set({ busy });
  }
}
