/** Every sentence the board says. */
import type { Kind, Look } from "./read";

export const board = {
  title: "Board",
  page: (space: string) => `Board · ${space} · Dockline`,
  signIn: { heading: "Sign in to the board", under: "For supervisors and for the wall." },
  allTeams: "All teams",
  teamFilter: "Team",
  tv: "TV mode",
  dock: "Dock",
  admin: "Admin pages",
  signOut: "Sign out",
  account: (initials: string, login: string) => `${initials}: account of ${login}`,
  live: "Live",
  stale: (seconds: number) => `Stale, ${seconds} s`,
  staleSaid: "Stale. The figures are not of now.",
  connecting: "Connecting",
  engineReady: "Engine ready",
  engineAway: "Engine away",
};

export const notAllowed = {
  heading: "The board is for supervisors",
  under: (role: string) =>
    `You are signed in as ${role}. Ask an admin for the role, or sign in as somebody else.`,
  dock: "Go to your dock",
};

export const looks: Record<Look, string> = {
  talking: "Talking",
  held: "On hold",
  ringing: "Ringing",
  ready: "Ready",
  chatting: "Chatting",
  wrapup: "Wrap-up",
  paused: "Paused",
  offline: "Offline",
};

export const teams = {
  heading: "Teams",
  ready: (ready: number, online: number) => `${ready} ready of ${online}`,
  calls: "Calls waiting",
  wait: "Longest wait",
  chats: "Chats waiting",
  level: "Service level",
  levelOf: (target: string) => `of ${target}`,
  meter: (team: string) => `Service level ${team}`,
  noLevel: "Nothing to measure yet",
  today: (offered: number, answered: number, abandoned: number) =>
    `${offered} today, ${answered} answered, ${abandoned} gave up`,
  callbacks: (count: number) => (count === 1 ? "1 callback" : `${count} callbacks`),
  empty: "No teams",
  emptyUnder: "A team shows here as soon as you may watch it.",
};

export const agents = {
  heading: "Agents",
  stateFilter: "State",
  all: "All",
  calling: "Calling",
  rejoining: "Rejoining",
  over: (limit: string) => `over ${limit}`,
  chats: (count: number) => (count === 1 ? "1 chat" : `${count} chats`),
  label: (name: string, state: string) => `${name}, ${state}`,
  listen: (name: string) => `Listen to ${name}`,
  whisper: (name: string) => `Whisper to ${name}`,
  barge: (name: string) => `Barge in to ${name}`,
  heardBy: (names: string) => `${names} in this call`,
  empty: "Nobody is signed in",
  emptyUnder: "Agents show here while their docks are open.",
  none: (kind: Kind | null) =>
    kind === null ? "Nobody of this team is signed in" : `Nobody is ${NOBODY[kind]}`,
  noneUnder: "The filters above show the others.",
  notInCall: (name: string) =>
    [`${name} is in no call.`, "Choose an agent who is talking."] as const,
};

const NOBODY: Record<Kind, string> = {
  ready: "ready",
  talking: "talking",
  ringing: "being rung",
  chatting: "chatting",
  wrapup: "in wrap-up",
  paused: "paused",
};

export const campaigns = {
  heading: "Campaigns",
  modes: {
    preview: "Preview",
    progressive: "Progressive",
    power: "Power",
    predictive: "Predictive",
  } as Record<string, string>,
  runs: { paused: "Paused", draining: "Ending", stopped: "Stopped" } as Record<string, string>,
  lines: "Lines dialling",
  contact: "Dials a contact",
  rate: "Answer rate",
  leads: "Leads left",
  talking: (count: number) => `${count} talking`,
  abandoned: (days: number) =>
    days === 1 ? "Abandoned, 1 day" : `Abandoned, ${Number(days.toFixed(1))} days`,
  cap: (cap: string) => `cap ${cap} %`,
  noAnswers: "No answers yet",
  meter: (name: string) => `Abandoned share of ${name}`,
  of: (abandoned: number, answers: number) => `${abandoned} of ${answers}`,
  pause: (name: string) => `Pause ${name}`,
  start: (name: string) => `Start ${name}`,
  empty: "No campaigns",
  emptyUnder: "A campaign shows here once it has leads.",
};

export const lines = {
  heading: "Lines",
  under: "all campaigns and queues",
  inUse: "In use",
  inSetup: "Being set up",
  of: (most: number) => `of ${most}`,
  meter: "Lines being set up",
  noTrunk: "There is no trunk. No call can go out.",
};

export const trend = {
  heading: "Calls waiting, last two hours",
  now: (count: number) => `Now ${count}`,
  some: (shown: number, all: number) => `The ${shown} longest of ${all}`,
  empty: "The first sample is on its way.",
  label: (parts: string) => `Calls waiting, last two hours. Now: ${parts}.`,
};

export const monitor = {
  region: "Monitoring",
  modes: { listen: "Listen", whisper: "Whisper", barge: "Barge in" },
  modeGroup: "How you take part",
  heading: {
    listen: (name: string) => `Listening to ${name}`,
    whisper: (name: string) => `Whispering to ${name}`,
    barge: (name: string) => `In the call of ${name}`,
  },
  hears: {
    nobody: "Nobody on the call hears you.",
    agent: (name: string) => `Only ${name} hears you.`,
    both: "Everybody on the call hears you.",
  },
  connecting: "Connecting. Nobody hears you yet.",
  with: (number: string) => `with ${number}`,
  stop: "Stop listening",
  takeOver: "Take over",
  takeOverAsk: (name: string) => `Move this call from ${name} to your dock?`,
  takeOverYes: "Take over now",
  takeOverNo: "Not now",
  takeOverOther: (name: string) => `Take over the call of ${name}`,
  taken: ["The call is yours.", "It is in your dock."],
  keys: { listen: "L", whisper: "W", barge: "B" },
  hint: (what: string, key: string) => `${what} (${key})`,
} as const;

/** Why listening ended, by the server's word; one's own stop needs no sentence. */
export const ended: Record<string, readonly [string, string]> = {
  "call-ended": ["The call is over.", "You no longer listen."],
  "taken-over": ["The call was taken over.", "You no longer listen."],
  unreachable: ["Your phone was not reached.", "Check the sound of this page, then try again."],
  replaced: ["You listen on another page.", "This one stopped."],
  "not-permitted": ["That is no call of your teams.", "You no longer listen."],
  left: ["The connection to the call was lost.", "Choose the agent again to go on."],
};

export const banners = {
  engine: ["Voice engine away.", "Calls cannot be made or answered. Chats go on."],
  microphone: ["Microphone blocked.", "Allow it in the address bar, then try again."],
  microphoneMissing: ["No microphone found.", "Plug one in, then try again."],
  replaced: ["The board is open on another page.", "Figures go on here; listening does not."],
  useThis: "Use this one",
  close: "Close",
} as const;

export const failed = {
  title: "The figures did not come.",
  under: "The server did not answer. Trying again by itself.",
};

export const tv = {
  team: "Team",
  waiting: "Waiting",
  wait: "Longest wait",
  level: "Service level",
  ready: "Ready",
  of: (count: number) => `of ${count}`,
  limit: (most: number) => `limit ${most}`,
  chats: (count: number) => (count === 1 ? "1 chat waits" : `${count} chats wait`),
  page: (page: number, pages: number) => `${page} of ${pages}`,
  abandoned: (cap: string) => `abandoned, cap ${cap} %`,
  noAnswers: "no answers yet",
  teams: "Teams",
  tally: "Agents",
};

const refusals: Record<string, string> = {
  "no-such-call": "The call is over.",
  "not-now": "Not now.",
  "voice-unavailable": "Voice engine away.",
  "target-unavailable": "Not taken over.",
  "not-permitted": "Not allowed.",
  "link-lost": "Connection lost.",
  "store-unavailable": "Not saved.",
};

/** A refusal as a banner: what did not happen, then the server's own sentence. */
export function refusal(code: string, message: string): readonly [string, string] {
  const head = refusals[code] ?? "Not done.";
  return [head, message.startsWith(head) ? message.slice(head.length).trim() : message];
}

/** Said by the polite live region. */
export const said = {
  engineBack: "Voice engine ready.",
  alerts: {
    "calls-waiting": "calls waiting over the limit.",
    "call-wait": "longest wait over the limit.",
    "chats-waiting": "chats waiting over the limit.",
    "chat-wait": "a chat waits over the limit.",
    "service-level": "service level under its target.",
  } as Record<string, string>,
};
