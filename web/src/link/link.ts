import type {
  DockOrder,
  DockSettings,
  FactFrame,
  Hello,
  ToDockMessage,
  Welcome,
  WrapUp,
} from "../wire";
import { SocketLink, type LinkPhase, type Shared, type SocketListener } from "./socket";
import type { Surroundings } from "./socket";

export {
  AskRefused,
  BACK_OFF,
  CLOSE_REPLACED,
  CLOSE_SIGNED_OUT,
  LOST_SILENCE,
  WEAK_ROUND_TRIP,
  WEAK_SILENCE,
} from "./socket";
export type { LinkPhase, LinkState, Quality, Surroundings, Wire } from "./socket";

export interface Listener extends SocketListener {
  /** Why the agent paused, as the page knows it; null: they did not. */
  paused(): string | null;
  /** The call that the agent wraps up, and until when, in seconds; null: none. */
  wrapUp(): WrapUp | null;
  welcome(frame: Welcome): void;
  settings(settings: DockSettings): void;
  fact(frame: FactFrame): void;
}

/** The dock's socket: a snapshot, then numbered facts, which it resumes from after a loss. */
export class Link extends SocketLink<DockOrder, Hello, Exclude<ToDockMessage, Shared>> {
  private epoch = "";
  private after = 0;

  constructor(
    around: Surroundings,
    private readonly listener: Listener,
  ) {
    super(around, listener);
  }

  override stop(phase: LinkPhase = "stopped"): void {
    this.epoch = "";
    this.after = 0;
    super.stop(phase);
  }

  protected override hello(phone: ReturnType<SocketListener["phoneNow"]>): Hello {
    return {
      type: "hello",
      page_id: this.around.pageId,
      epoch: this.epoch,
      after: this.after,
      phone_id: phone.phoneId,
      leg_up: phone.legUp,
      // A server that was begun anew knows nothing of it, and would have their phone rung.
      paused: this.epoch ? this.listener.paused() : null,
      wrap_up: this.epoch ? this.listener.wrapUp() : null,
    };
  }

  protected override told(message: Exclude<ToDockMessage, Shared>): void {
    switch (message.type) {
      case "welcome":
        this.epoch = message.epoch;
        this.after = message.seq;
        this.opened(message.now, message.phone, () => this.listener.welcome(message));
        return;
      case "resumed":
        // The facts that were missed follow, numbered up to `seq`: `after` moves with each of them.
        this.opened(message.now, message.phone);
        return;
      case "settings":
        this.listener.settings(message.settings);
        return;
      case "fact":
        if (message.seq <= this.after) return;
        this.listener.fact(message);
        this.after = message.seq;
        return;
      default:
        message satisfies never;
    }
  }
}
