/** States in the order in which they are told, each with its look. */
export const ORDER = [
  "talking",
  "held",
  "dialling",
  "ringing",
  "wrap_up",
  "chatting",
  "ready",
  "paused",
] as const;

const LOOKS: Readonly<Record<string, string>> = { dialling: "ringing", wrap_up: "wrapup" };

/** The class of its colours. */
export function lookOf(state: string): string {
  return `st-${LOOKS[state] ?? state}`;
}
