/** The page's title and the dot on its icon. */
import * as copy from "../copy";
import { chatting, unreadInAll } from "../state/chats";
import { clock } from "../state/format";
import { clockStart, inCall, leadName } from "../state/read";
import type { DockView } from "../wire";
import { whoOf } from "./announce";
import calm from "../icons/dock.svg?url";
import dotted from "../icons/dock-call.svg?url";

export function titleOf(
  view: DockView | null,
  signedIn: boolean,
  linkUp: boolean,
  now: number,
): string {
  const title = plainTitle(view, signedIn, linkUp, now);
  const unread = view && signedIn && view.me.state !== "ringing" ? unreadInAll(view) : 0;
  return unread > 0 ? `(${unread}) ${title}` : title;
}

function plainTitle(
  view: DockView | null,
  signedIn: boolean,
  linkUp: boolean,
  now: number,
): string {
  if (!signedIn) return `${copy.signIn.title} · ${copy.product}`;
  if (!view) return copy.product;
  const call = view.call;
  if (call && view.me.state === "ringing") return copy.call.title(whoOf(call));
  if (!linkUp) return `${copy.connection.lost} · ${copy.product}`;
  if (call && inCall(view)) {
    if (call.answered_at === null) return `${copy.call.title(whoOf(call))} · ${copy.product}`;
    return `${clock(now - clockStart(call))} ${whoOf(call)} · ${copy.product}`;
  }
  if (!call && view.card) {
    return `${copy.card.title(leadName(view.card.lead))} · ${copy.product}`;
  }
  const word = chatting(view) ? copy.presence.chatting : copy.states[view.me.state];
  return `${view.me.pause_reason || word} · ${copy.product}`;
}

export function showTitle(title: string): void {
  if (document.title !== title) document.title = title;
}

export function showDot(on: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const wanted = on ? dotted : calm;
  if (icon && icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
}
