import { render } from "preact";
import "./css/page.css";
import type { Figures } from "../phone/figures";
import { Actions } from "./actions";
import { App } from "./app";
import { Board } from "./board";
import { listenForKeys } from "./keys";
import { keepAwake } from "./wakelock";

declare global {
  interface Window {
    /** What the page's phone hears and sends, read-only: for the browser tests and for support. */
    docklineBoardFigures: () => Figures;
  }
}

const asked = new URLSearchParams(location.search);
const board = new Board(asked.has("tv"), asked.get("team"));
const actions = new Actions(board);
Object.defineProperty(window, "docklineBoardFigures", { value: () => board.sound() });
addEventListener("online", () => board.tryNow());
if (board.wall) {
  keepAwake();
  // There is nothing to press on a wall; a keyboard finds its way back.
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") location.assign("/board");
  });
} else {
  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, () => board.ear.woken(), true);
  listenForKeys(board, actions);
}

const root = document.getElementById("app");
if (!root) throw new Error("the page has no place for the board");
render(<App board={board} actions={actions} />, root);
void board.begin();
