/** The board's own socket: a supervisor's phone, and whom they listen to. */
import { SocketLink, type Shared, type SocketListener, type Surroundings } from "../link/socket";
import type { BoardHello, BoardOrders, BoardWelcome, MonitorFrame, ToBoardMessage } from "../wire";

export interface LineListener extends SocketListener {
  welcome(frame: BoardWelcome): void;
  monitor(frame: MonitorFrame): void;
}

export class Line extends SocketLink<BoardOrders, BoardHello, Exclude<ToBoardMessage, Shared>> {
  constructor(
    around: Surroundings,
    private readonly listener: LineListener,
  ) {
    super(around, listener);
  }

  protected override hello({ phoneId }: { phoneId: string | null }): BoardHello {
    return { type: "hello", page_id: this.around.pageId, phone_id: phoneId };
  }

  protected override told(message: Exclude<ToBoardMessage, Shared>): void {
    switch (message.type) {
      case "welcome":
        this.opened(message.now, message.phone, () => this.listener.welcome(message));
        return;
      case "monitor":
        this.listener.monitor(message);
        return;
      default:
        message satisfies never;
    }
  }
}
