/** Every sentence of the API page. */
import type { TokenScope } from "../wire";

export const page = {
  title: "API",
  under: "Push leads, start calls and read live numbers from your own systems.",
  openapi: "OpenAPI file",
  create: "New token",
};

export const scopes: Readonly<Record<TokenScope, { name: string; told: string }>> = {
  voice: { name: "voice", told: "Click to call, and calls for a team to make." },
  campaign: { name: "campaign", told: "Push leads, run campaigns, keep the do-not-call list." },
  live: { name: "live", told: "Read live numbers, asked for or pushed." },
  chat: { name: "chat", told: "Begin chats for visitors, and write in them." },
  analytics: { name: "analytics", told: "Read call records, recordings and agents' timelines." },
};

export const tokens = {
  heading: "Tokens",
  list: "Tokens",
  name: "Name",
  begins: "Begins",
  made: "Made",
  used: "Last used",
  state: "State",
  empty: "No tokens yet",
  emptyUnder: "A token lets another system in. Make one for each, so that each can be stopped.",
  old: "old",
  everything: "everything",
  never: "Never",
  inUse: "In use",
  ends: (left: string) => `Ends in ${left}`,
  by: (when: string, who: string) => (who ? `${when}, by ${who}` : when),
  now: "now",
  cli: "the command line",
  itself: "itself, over the API",
  usedFor: (when: string, what: string) => (what ? `${when}, ${what}` : when),
  unknown: "Made before its beginning was kept",
  change: (name: string) => `Change ${name}`,
  reset: "Reset",
  revoke: "Revoke",
};

export const made = {
  heading: (name: string) => `New token for ${name}.`,
  under: "Copy it now: it is kept only as a hash and is not shown again.",
  label: (name: string) => `Token for ${name}`,
};

export const form = {
  create: "New token",
  change: (name: string) => `Change ${name}`,
  name: "Name",
  nameHint: "What will use it, such as crm-sync.",
  scopes: "What it may be used for",
  make: "Make token",
  save: "Save",
  cancel: "Cancel",
  changed: (name: string) => `${name} is changed.`,
};

export const reset = {
  heading: (name: string) => `Reset ${name}?`,
  under: "A new token with the same name and scopes takes its place.",
  until: "The old one stops",
  graces: [
    { value: 0, label: "At once", told: "Whatever sends it is refused until it has the new one." },
    { value: 3600, label: "In an hour", told: "" },
    { value: 14_400, label: "In 4 hours", told: "" },
    { value: 86_400, label: "In a day", told: "" },
  ],
  yes: "Reset token",
};

export const revoke = {
  heading: (name: string, old: boolean) => `Revoke ${old ? `the old ${name}` : name}?`,
  under: "It stops at once. Whatever still sends it is answered 401.",
  used: (when: string, what: string) => `It was last used ${when}${what ? ` for ${what}` : ""}.`,
  unused: "It was never used.",
  yes: "Revoke",
  done: (name: string) => `${name} is revoked.`,
};

export const samples = {
  heading: "Ready-made samples",
  language: "Language",
  which: "Samples",
  code: (language: string) => `${language} sample`,
  answer: "Answer",
  dry: "Try as a dry run",
  dryUnder: "Checks the request and stores nothing.",
  tried: "Dry run",
  triedOk: "This is what the API answers. Nothing was stored.",
  triedNot: "The API would refuse it.",
  needs: (scope: string) => `Needs a token with the scope ${scope}.`,
  noToken: "As this space is set, no token is needed.",
  anyToken: "Any token may do this for itself.",
  missing: {
    team: "This space has no team yet: put the name of one in.",
    agent: "No team has an agent yet: put a login in.",
  } as Readonly<Record<string, string>>,
};

export const where = {
  heading: "Where to send",
  address: "Address",
  limits: "Limits",
  limit: (leads: number, mib: number) =>
    `${leads.toLocaleString("en-GB")} leads or ${mib} MiB a request`,
  reference: "All addresses and fields",
};

export const calling = {
  heading: "Who may click to call",
  under: "A request makes an agent’s phone dial.",
  policies: {
    open: {
      name: "Anyone who knows a login",
      told: "As in the published API. Open to the internet.",
    },
    network: { name: "Only from these networks", told: "" },
    token: { name: "Only with a token", told: "Safest. Set it in your CRM first." },
  },
  networks: "Networks",
  change: "Change networks",
  network: "Network",
  noNetworks: "None: nobody gets in without a token.",
  saved: "Who may click to call is changed.",
};

export const hour = {
  heading: "Last hour",
  audit: "Audit log",
  since: (time: string) => `Since the server started at ${time}.`,
  stored: "Leads added or updated",
  refused: "Leads refused",
  calls: "Click to call",
  wrong: "Wrong token",
};
