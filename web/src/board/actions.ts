/** What a supervisor can do, by a click or a key. */
import { AskRefused } from "../link/socket";
import type { BoardOrders, LiveCampaign, MonitorMode } from "../wire";
import type { Board } from "./board";
import * as copy from "./copy";
import { canHear, type Kind } from "./read";
import type { BoardState } from "./types";

export class Actions {
  constructor(private readonly board: Board) {}

  private get state(): BoardState {
    return this.board.store.state;
  }

  choose(agentId: string): void {
    if (this.state.chosen !== agentId) this.board.store.set({ chosen: agentId });
  }

  lookAt(team: string | null): void {
    this.board.store.set({ team });
  }

  only(kind: Kind | null): void {
    this.board.store.set({ kind });
  }

  /** Come into the call of an agent, or change how one is in it. */
  async listen(agentId: string, mode: MonitorMode): Promise<void> {
    const row = this.state.figures?.agents.get(agentId);
    if (!row) return;
    const { monitor } = this.state;
    const inIt = monitor?.agent_id === agentId;
    if (!inIt && !canHear(row.agent)) {
      this.board.notice("warn", "listen", copy.agents.notInCall(row.agent.agent_name));
      return;
    }
    if (inIt && monitor.mode === mode) return;
    this.choose(agentId);
    // A click or key is the moment at which browsers ask for the microphone.
    if (mode !== "listen" && !(await this.board.ear.canSpeak())) return;
    if (!inIt) this.board.ear.expect(mode);
    const done = await this.order({ type: "listen", agent_id: agentId, mode });
    if (!done) void this.board.ear.follow(this.state.monitor);
  }

  stop = async (): Promise<void> => {
    if (this.state.monitor) await this.order({ type: "stop_listening" });
  };

  /** The first click asks, the second does it. */
  askTakeOver(agentId: string | null): void {
    this.board.store.set({ asksTakeOver: agentId });
  }

  takeOver = async (agentId: string): Promise<void> => {
    this.askTakeOver(null);
    if (await this.order({ type: "take_over", agent_id: agentId })) {
      this.board.notice("ok", "check", copy.monitor.taken);
    }
  };

  run(campaign: LiveCampaign, run: "start" | "pause"): Promise<boolean> {
    return this.order({ type: "run_campaign", campaign_id: campaign.campaign_id, run });
  }

  /** Sends an order, one of its kind at a time; a banner says what went wrong. */
  private async order(order: BoardOrders): Promise<boolean> {
    if (this.state.busy.has(order.type)) return false;
    this.setBusy(order.type, true);
    try {
      await this.board.line.ask(order);
      return true;
    } catch (error) {
      if (!(error instanceof AskRefused)) throw error;
      this.board.notice("bad", "alert", copy.refusal(error.code, error.message));
      return false;
    } finally {
      this.setBusy(order.type, false);
    }
  }

  private setBusy(kind: string, on: boolean): void {
    const busy = new Set(this.state.busy);
    if (on) busy.add(kind);
    else busy.delete(kind);
    this.board.store.set({ busy });
  }
}
