/** What one tag starts: `<script src="https://HOST/widget.js" data-cloud data-team async>`. */
import { DocklineChat } from "./element";

const NAME = "dockline-chat";
const tag = document.currentScript;

if (tag instanceof HTMLScriptElement && tag.src) DocklineChat.origin = new URL(tag.src).origin;
// The tag may stand in a page twice; the element is there once.
if (!customElements.get(NAME)) customElements.define(NAME, DocklineChat);

function begin(): void {
  if (document.querySelector(NAME)) return;
  const chat = document.createElement(NAME);
  for (const [name, value] of Object.entries((tag as HTMLScriptElement).dataset)) {
    chat.dataset[name] = value ?? "";
  }
  document.body.append(chat);
}

if (tag instanceof HTMLScriptElement && tag.dataset["cloud"]) {
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
}
