/** L, W and B for the chosen agent, Esc to stop. The dock's own switch turns single keys off. */
import type { MonitorMode } from "../wire";
import type { Actions } from "./actions";
import type { Board } from "./board";

const MODES: Readonly<Record<string, MonitorMode>> = { l: "listen", w: "whisper", b: "barge" };

export function listenForKeys(board: Board, actions: Actions): () => void {
  const told = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    if (pressed(event, board, actions)) event.preventDefault();
  };
  addEventListener("keydown", told);
  return () => removeEventListener("keydown", told);
}

/** True when the key meant something. */
export function pressed(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "target">,
  board: Board,
  actions: Actions,
): boolean {
  const { session, monitor, chosen, asksTakeOver } = board.store.state;
  if (session !== "in" || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") {
    if (asksTakeOver !== null) actions.askTakeOver(null);
    else if (monitor) void actions.stop();
    return asksTakeOver !== null || monitor !== null;
  }
  const mode = MODES[event.key.toLowerCase()];
  if (!mode || !board.preferences.singleKeys || isText(event.target)) return false;
  const agentId = chosen ?? monitor?.agent_id;
  if (agentId === undefined) return false;
  void actions.listen(agentId, mode);
  return true;
}

function isText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select") !== null;
}
