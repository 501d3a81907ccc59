/** Every sentence the dock says. What happened, then what to do; the field's words. */
import type { AgentState, LegState, Outcome, TransferPhase } from "./wire";

export const product = "Dockline";

export const signIn = {
  title: "Sign in",
  heading: "Sign in to your dock",
  under: "Calls reach you while it is open.",
  login: "Login",
  loginHint: "Your login, then @ and your space",
  password: "Password",
  show: "Show password",
  hide: "Hide password",
  button: "Sign in",
  busy: "Signing in",
  forgot: "Forgot it? Ask your supervisor for a new password.",
  wrong: "Login or password is wrong.",
  locked: (minutes: number) => `Too many tries. Wait ${minutes} ${plural(minutes, "minute")}.`,
  away: "The server did not answer. Try again.",
  engineReady: "Voice engine ready",
  engineAway: "Voice engine away",
  insecure: "This address is not secure. Calls need https, or localhost.",
};

export const states: Record<AgentState, string> = {
  offline: "Offline",
  ready: "Ready",
  paused: "Paused",
  ringing: "Ringing",
  dialling: "Calling",
  talking: "Talking",
  held: "On hold",
  wrap_up: "Wrap-up",
};

export const presence = {
  menu: "Your state",
  rejoining: "Rejoining",
  signOut: "Sign out",
  pausedLater: (reason: string) => `${reason}, after this call`,
};

export const sections = { phone: "Phone", pad: "Dial pad", history: "History", devices: "Devices" };

export const connection = {
  good: (ms: number | null) => `Connection good${ms === null ? "" : `, ${ms} ms`}`,
  weak: (ms: number | null) => `Weak connection${ms === null ? "" : `, ${ms} ms`}`,
  lost: "Connection lost",
  heading: "Connection",
  server: "Server",
  phone: "Phone",
  audio: "Audio of the call",
  engine: "Voice engine",
  registered: "Registered",
  unregistered: "Not registered",
  ready: "Ready",
  away: "Away",
  noCall: "No call",
};

export const banners = {
  engine: ["Voice engine away.", "Calls cannot be made or answered. Chats go on."],
  microphone: ["Microphone blocked.", "Allow it in the address bar, then try again."],
  microphoneMissing: ["No microphone found.", "Plug one in, then try again."],
  lost: (seconds: number) => ["Connection lost.", `Trying again in ${seconds} s.`] as const,
  connecting: ["Connection lost.", "Trying again now."],
  rejoining: ["Call kept, rejoining.", "The customer hears music."],
  talkOn: ["Connection lost.", "The call goes on. Its keys are back with the connection."],
  back: ["Back online.", "Nothing was lost."],
  weak: ["Weak connection.", "The customer may hear gaps."],
  replaced: ["You are signed in elsewhere.", "This dock is closed."],
  muted: ["You are muted.", "They cannot hear you."],
  notSaved: ["Not saved.", "Your note is kept here."],
  phone: ["Phone not connected.", "Calls cannot reach you until it is. Trying again."],
  tryNow: "Try now",
  tryAgain: "Try again",
  useThis: "Use this one",
  unmute: "Unmute",
  close: "Close",
} as const;

const refusals: Record<string, string> = {
  "number-not-allowed": "Number not allowed.",
  "number-invalid": "Number not valid.",
  "agent-busy": "Not dialled.",
  "voice-unavailable": "Voice engine away.",
  "target-unavailable": "Not transferred.",
  "recording-not-allowed": "Recording not allowed.",
  "rate-limited": "Not dialled.",
  "no-such-call": "The call is over.",
  "link-lost": "Connection lost.",
};

/** A refusal as a banner: what did not happen, then the server's own sentence. */
export function refusal(code: string, message: string): readonly [string, string] {
  const head = refusals[code] ?? "Not done.";
  return [head, message.startsWith(head) ? message.slice(head.length).trim() : message];
}

export const outcomes: Record<Outcome, string> = {
  answered: "Answered",
  busy: "Busy",
  no_answer: "No answer",
  rejected: "Rejected",
  invalid_number: "Invalid number",
  carrier_failure: "Carrier failure",
  cancelled: "Cancelled",
};

/** An outcome by the name the server gives it, one that is not known yet as it stands. */
export function outcomeWord(outcome: string): string {
  return outcomes[outcome as Outcome] ?? outcome.replaceAll("_", " ");
}

export const sipStatus = (status: number) => `SIP ${status}`;

export const ready = {
  team: "Team and today",
  noTeam: "No team",
  calls: "Calls today",
  answered: "Answered",
  talk: "Talk time",
  number: "Number to call",
  deleteLast: "Delete last digit",
  pad: "Dial pad",
  shownAs: "Shown as",
  noCallerId: "Hidden",
  call: "Call",
  paused: (reason: string) => (reason ? `Paused: ${reason}` : "Paused"),
  pausedUnder: "No call of a queue reaches you.",
  goReady: "Go ready",
};

export const call = {
  section: "Call",
  fromCrm: "From your CRM",
  outgoing: "Outgoing",
  transferred: "Transferred",
  asked: "Asked in",
  recording: "Recording",
  onHold: "On hold",
  time: "Call time",
  controls: "Call controls",
  mute: "Mute",
  unmute: "Unmute",
  hold: "Hold",
  resume: "Resume",
  keypad: "Keypad",
  transfer: "Transfer",
  add: "Add",
  record: "Record",
  stopRecording: "Stop rec",
  hangUp: "Hang up",
  leave: "Leave",
  cancel: "Cancel",
  callNow: "Call now",
  callingIn: "Calling in",
  seconds: (count: number) => plural(count, "second"),
  dialling: "Dialling",
  ringing: "Ringing",
  connecting: "Connecting your phone",
  earlyMedia: "You hear the line before it is answered.",
  title: (who: string) => `Call: ${who}`,
  onTheLine: "On the line",
  recordingOn: "recording",
  talked: "talked",
};

export const payload = {
  heading: "From your CRM",
  region: "Call data",
  open: "Open record",
  empty: "No data with this call",
  emptyUnder: "What your CRM sends appears here.",
  noCall: "No call",
  yes: "Yes",
  no: "No",
  none: "None",
};

export const keypad = {
  section: "Tones",
  sent: "Sent",
  received: "Received",
  close: "Close the keypad (K)",
};

export const transfer = {
  section: "Transfer",
  addSection: "Add a person",
  how: "How",
  askFirst: "Ask first",
  now: "Transfer now",
  search: "Person, team or number",
  close: "Close",
  toNumber: (number: string) => `Call ${number}`,
  nobody: "No agent found",
  nobodyUnder: "Other agents appear here while they are signed in.",
  failed: (name: string) => `${name} did not take the call.`,
  backWith: "You are with the customer again.",
  swap: "Swap",
  drop: "Drop",
  joinAll: "Join all three",
  handOver: "Hand over",
  seesData: (name: string) => `${name} sees the customer’s data.`,
  hearsNothing: "The customer hears music.",
  asking: (name: string) => `Asking ${name}`,
  customerHeld: "On hold, hears music",
  youTalk: "You are talking",
  all: "All three are talking",
  under: {
    asking: "Calling",
    ringing: "Ringing",
    talking: "You are talking",
    away: "On hold, hears music",
    joined: "All three are talking",
  } satisfies Record<TransferPhase, string>,
};

export const offer = {
  section: "Incoming call",
  from: "asks you into a call",
  someone: "An agent",
  answer: "Answer",
  decline: "Decline",
};

export const trouble = {
  heading: "What is happening",
  callUp: "Call is still up",
  microphoneWorks: "Microphone works",
  microphoneFails: "Microphone does not work",
  microphoneUnknown: "Microphone is asked for when you are back",
  connecting: (host: string) => `Connecting to ${host}`,
  connected: (host: string) => `Connected to ${host}`,
  phone: {
    none: "Your phone is being called",
    ringing: "Your phone rings",
    up: "Your phone is back",
    lost: "Your phone is being called",
  } satisfies Record<LegState, string>,
  inSeconds: (seconds: number) => `in ${seconds} s`,
  now: "now",
  left: (seconds: number) => `${seconds} s left`,
  offline: "After 10 seconds without a connection you are shown as offline.",
  keptFor: (seconds: number) => `The call is kept for ${seconds} seconds.`,
};

export const wrapUp = {
  section: "Wrap-up",
  more: "1 minute",
  disposition: "Disposition",
  note: "Note",
  notePlaceholder: "What was said, what comes next",
  thenReady: "Then ready",
  thenPaused: "Then paused",
  then: "After this",
  finish: "Finish",
  saving: "Saving",
  kept: "Kept with the call",
  saved: (time: string) => `Saved ${time}`,
  endedBy: {
    agent: "you hung up",
    customer: "the customer hung up",
    target: "the other hung up",
    system: "ended by the system",
  } as Record<string, string>,
  causes: {
    "rejoin-expired": "you were not back in time",
    "engine-lost": "the voice engine failed",
    "agent-unreachable": "your phone could not be reached",
    "signed-out": "you signed out",
    transferred: "transferred",
  } as Record<string, string>,
  transferring: (name: string) => `Transferring to ${name}`,
};

export const history = {
  heading: "History",
  empty: "No calls yet",
  emptyUnder: "They appear here once the first is over.",
  failed: "History could not be loaded.",
  callAgain: (who: string) => `Call ${who}`,
  earlier: "Earlier with this number",
  earlierEmpty: "None yet",
  note: "Note",
};

export const failed = {
  noAnswer: "The server did not answer.",
  figures: "Today’s figures could not be loaded.",
  targets: "Agents could not be loaded.",
};

export const devices = {
  heading: "Devices",
  microphone: "Microphone",
  level: "Input level",
  speaker: "Speaker",
  ring: "Ring on",
  test: "Test",
  testRing: "Test the ring",
  testSpeaker: "Test the speaker",
  system: "System default",
  singleKeys: "Single-key shortcuts",
  notify: "Tell me of calls while the dock is hidden",
  notifyBlocked: "Notifications are blocked in the browser.",
  theme: "Colours",
  themes: { system: "System", light: "Light", dark: "Dark" },
  allow: "Allow the microphone",
  notListed: "Names appear once the microphone is allowed.",
};

export const work = {
  label: "Work",
  call: "Call",
  noCall: "No call",
  today: "Today",
  note: "Note",
};

export const account = {
  label: (initials: string, login: string, space: string) =>
    `${initials}: account of ${login} at ${space}`,
  signOut: "Sign out",
  shortcuts: "Keyboard shortcuts",
};

export const shortcuts = {
  button: "Keyboard shortcuts (?)",
  heading: "Keyboard shortcuts",
  off: "Single keys are switched off. Devices switches them on.",
  close: "Close",
  groups: [
    {
      name: "Call",
      keys: [
        ["M", "Mute, unmute"],
        ["H", "Hold, resume"],
        ["K", "Keypad, then digits send tones"],
        ["T", "Transfer"],
        ["A", "Add"],
        ["R", "Recording"],
        ["Shift A", "Answer"],
        ["Shift D", "Decline"],
        ["Shift E", "Hang up"],
        ["Esc", "Cancel an automatic call, close"],
      ],
    },
    {
      name: "Rest",
      keys: [
        ["Ctrl Enter", "Finish wrap-up"],
        ["P", "Ready, pause"],
        ["?", "This list"],
      ],
    },
  ],
} as const;

export const said = {
  incoming: (who: string) => `Incoming call: ${who}`,
  arriving: (who: string) => `Calling ${who}`,
  ended: (outcome: string) => `Call ended. ${outcome}.`,
  answered: "Answered",
  held: "On hold",
  resumed: "Resumed",
  muted: "You are muted.",
  unmuted: "You are not muted.",
  tenLeft: "Wrap-up ends in 10 seconds.",
  saved: "Saved",
  state: (word: string) => `You are ${word}.`,
};

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
