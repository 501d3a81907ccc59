import { render } from "preact";
import "./css/tokens.css";
import "./css/ui.css";
import "./css/shared.css";
import "./css/dock.css";
import "./css/util.css";
import "./css/dock-more.css";
import "./css/lead.css";
import "./css/script.css";
import "./css/chat.css";
import { Actions } from "./app/actions";
import { Dock } from "./app/dock";
import type { Figures } from "./phone/figures";
import { App } from "./ui/app";

declare global {
  interface Window {
    /** What the page's phone hears and sends, read-only: for the browser tests and for support. */
    docklineFigures: () => Figures;
  }
}

const dock = new Dock();
const actions = new Actions(dock);
Object.defineProperty(window, "docklineFigures", { value: () => dock.figures() });
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => dock.woken(), true);
addEventListener("online", () => dock.link.tryNow());

const root = document.getElementById("app");
if (!root) throw new Error("the page has no place for the dock");
render(<App dock={dock} actions={actions} />, root);
void dock.begin();
