/** The sentences of the audit log. */

export const audit = {
  title: "Audit log",
  under: "Who did what, and when. Nothing in it can be changed or taken out.",
  columns: { when: "When", who: "Who", what: "What", about: "About", seq: "No." },
  open: (what: string, when: string): string => `Details: ${what}, ${when}`,
  details: "Details",
  actor: "Who",
  action: "What",
  text: "Name or number in it",
  since: "From",
  until: "To",
  everything: "Everything",
  clear: "Clear filters",
  empty: "Nothing yet",
  emptyUnder: "Sign-ins, settings, users, campaigns and calls are written down here.",
  none: "Nothing matches",
  noneUnder: "Try fewer filters.",
  csv: "CSV",
  lines: "JSON lines",
  exportAs: "Export as",
  erased: (when: string): string =>
    `Something in this entry was erased on request, on ${when}. The chain still holds.`,
  beforeChain: "This entry is older than the chain, and is not protected by it.",
  hash: "Hash",
  number: "Number",
  address: "Address",
  nothing: "Nothing more is known of it.",
  changed: (path: string): string => `${path}`,
  from: "was",
  to: "is now",
  chain: {
    verifying: (to: number, of: number): string => `Verifying ${count(to)} of ${count(of)}`,
    verified: (to: number): string => `Verified to entry ${count(to)}`,
    whole: "Every entry is as it was written.",
    broken: (seq: number): string => `Entry ${count(seq)} is not as it was written`,
    brokenUnder: (why: string): string =>
      `${why} Somebody changed the database by its own means. Compare with an export that you kept.`,
    failed: "Not verified: the server does not answer.",
    again: "Verify again",
    before: (n: number): string => `${count(n)} older entries are not protected by the chain.`,
  },
} as const;

export function count(n: number): string {
  return n.toLocaleString("en-GB");
}

/** What each action is, in words; others are shown as they are. */
const ACTIONS: Readonly<Record<string, string>> = {
  "sign-in": "Signed in",
  "sign-in.failed": "Sign-in failed",
  "sign-in.locked": "Sign-in locked",
  "sign-out": "Signed out",
  "sign-on.changed": "Changed single sign-on",
  "sign-on.tied": "Tied an account to a user",
  "sign-on.untied": "Untied a user's account",
  "password.set": "Set a password",
  "settings.changed": "Changed settings",
  "space.created": "Made the space",
  "team.created": "Made a team",
  "team.changed": "Changed a team",
  "user.created": "Made a user",
  "user.changed": "Changed a user",
  "token.replaced": "Replaced a token",
  "token.reset": "Reset a token",
  "call.requested": "Asked for a call",
  "call.taken-over": "Took a call over",
  "leads.pushed": "Pushed leads",
  "do-not-call.added": "Added to do-not-call",
  "do-not-call.removed": "Removed from do-not-call",
  "audit.exported": "Exported the audit log",
};

export function actionOf(action: string): string {
  const known = ACTIONS[action];
  if (known) return known;
  const [what = "", did = ""] = action.split(".");
  const words = `${what} ${did}`.trim().replaceAll("-", " ").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who, in words: a token, an address, the command line. */
export function actorOf(actor: string): string {
  if (actor === "cli") return "Command line";
  if (actor === "system") return "Dockline itself";
  if (actor.startsWith("token:")) return `Token ${actor.slice(6)}`;
  if (actor.startsWith("address:")) return actor.slice(8);
  return actor;
}

/** Beginnings of actions that one looks for. */
export const GROUPS: readonly { readonly value: string; readonly label: string }[] = [
  { value: "sign-", label: "Sign-ins and sign-outs" },
  { value: "sign-in.failed", label: "Failed sign-ins" },
  { value: "settings.", label: "Settings" },
  { value: "user.", label: "Users" },
  { value: "team.", label: "Teams" },
  { value: "password.", label: "Passwords" },
  { value: "token.", label: "API tokens" },
  { value: "campaign", label: "Campaigns" },
  { value: "lead", label: "Leads" },
  { value: "do-not-call.", label: "Do not call" },
  { value: "call.", label: "Calls" },
  { value: "recording", label: "Recordings" },
  { value: "webhook", label: "Webhooks" },
  { value: "audit.", label: "Exports of this log" },
];
