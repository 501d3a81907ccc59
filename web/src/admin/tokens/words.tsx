/** Tokens and samples in words and marks. */
import type { ComponentChildren } from "preact";
import { whenOf } from "../../state/format";
import type { TokenRow } from "../wire";
import * as copy from "./copy";

const MINUTE = 60;

/** Unix seconds of a moment as the server writes it. */
export function secondsOf(moment: string): number {
  return Date.parse(moment) / 1000;
}

/** 3 h 58 min; 1 min where less is left. */
export function left(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / MINUTE));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

/** now, by sumeet. */
export function madeWord(token: TokenRow, now: number): string {
  const at = secondsOf(token.created_at);
  const when = now - at < MINUTE ? copy.tokens.now : whenOf(at, now);
  return copy.tokens.by(when, whoWord(token.created_by));
}

function whoWord(actor: string): string {
  if (actor === "cli") return copy.tokens.cli;
  return actor.startsWith("token:") ? copy.tokens.itself : actor;
}

/** 15:24, add_multiple. */
export function usedWord(token: TokenRow, now: number): string {
  if (token.last_used_at === null) return copy.tokens.never;
  const when = whenOf(secondsOf(token.last_used_at), now);
  return copy.tokens.usedFor(when, token.last_used_for);
}

export function scopesWord(token: TokenRow): string {
  const all = Object.keys(copy.scopes).length;
  if (token.scopes.length === all) return copy.tokens.everything;
  return token.scopes.map((scope) => copy.scopes[scope].name).join(", ");
}

/** How long it still works, where it was reset; null: it goes on. */
export function endsIn(token: TokenRow, now: number): number | null {
  return token.ends_at === null ? null : Math.max(0, secondsOf(token.ends_at) - now);
}

const MARKS = /("[A-Za-z_]+"(?=:)|'[A-Za-z_]+'(?= =>))|(\$DOCKLINE_TOKEN|\btoken\b(?=[,\n)]))/;

/** Code with its keys and the token's variable marked. */
export function marked(code: string): ComponentChildren {
  // Split by a pattern with two groups: text, key or nothing, variable or nothing, text again.
  return code.split(MARKS).map((part, at) => {
    if (part === undefined) return null;
    if (at % 3 === 1) return <i key={at}>{part}</i>;
    return at % 3 === 2 ? <em key={at}>{part}</em> : part;
  });
}
