/** Every sentence the dock says. What happened, then what to do; the field's words. */
import type { AgentState, AttemptOutcome, LegState, Outcome, TransferPhase } from "./wire";

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
  again: "That took too long. Sign in again.",
  back: "Back",
  goOn: "Continue",
  code: "Code",
  codeHeading: "One more step",
  codeUnder: "Type the 6 digits your authenticator app shows, or one of your recovery codes.",
  newHeading: "Choose a new password",
  newUnder: "The one you signed in with was only for the way in.",
  newPassword: "New password",
  newHint: "8 characters or more. A few words are easier to keep than signs.",
  newButton: "Set password",
  setUpHeading: "Set up your second factor",
  setUpUnder:
    "Your space asks for one. Scan this with an authenticator app, then type the 6 digits it shows.",
  picture: "QR code for your authenticator app",
  byHand: "No camera? Type this into the app:",
  secret: "Secret for your authenticator app",
  codesHeading: "Your recovery codes",
  codesUnder:
    "Each lets you in once when the app is not at hand. Keep them where you find them without it; they are not shown again.",
  codesKept: "I have kept them",
  or: "or",
  with: (provider: string) => `Sign in with ${provider}`,
  only: (provider: string) => `Your space signs in with ${provider}. Passwords are for operators.`,
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
  chatting: "Chatting",
  pausedLater: (reason: string) => `${reason}, after this call`,
};

export const sections = {
  label: "Sections",
  phone: "Phone",
  pad: "Dial pad",
  chats: "Chats",
  history: "History",
  devices: "Devices",
};

export const connection = {
  good: (ms: number | null) => `Connection good${ms === null ? "" : `, ${ms} ms`}`,
  weak: (ms: number | null) => `Weak connection${ms === null ? "" : `, ${ms} ms`}`,
  lost: "Connection lost",
  heading: "Connection",
  server: "Server",
  phone: "Phone",
  audio: "Audio",
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
  microphoneGone: (now: string) =>
    ["Your microphone went away.", `You are heard through ${now || "another one"} now.`] as const,
  lost: (seconds: number) => ["Connection lost.", `Trying again in ${seconds} s.`] as const,
  connecting: ["Connection lost.", "Trying again now."],
  rejoining: ["Call kept, rejoining.", "The customer hears music."],
  talkOn: ["Connection lost.", "The call goes on. Its keys are back with the connection."],
  back: ["Back online.", "Nothing was lost."],
  weak: ["Weak connection.", "The customer may hear gaps."],
  replaced: ["You are signed in elsewhere.", "This dock is closed."],
  muted: ["You are muted.", "They cannot hear you."],
  notSaved: ["Not saved.", "Your note is kept here."],
  wrapUpLost: (what: string) => ["The wrap-up was over before this was saved:", what] as const,
  pauseNoted: (reason: string) =>
    ["Pause noted.", `${reason || "It"} begins after this call.`] as const,
  phone: ["Phone not connected.", "Calls cannot reach you until it is. Trying again."],
  tryNow: "Try now",
  tryAgain: "Try again",
  useThis: "Use this one",
  unmute: "Unmute",
  close: "Close",
  barged: (name: string) => [`${name} is in the call.`, "Everybody hears them."] as const,
  offer: (who: string) => ["Incoming call:", who] as const,
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
  "callback-not-possible": "Callback not set.",
  "no-such-disposition": "Not saved.",
  "chat-refused": "Not sent.",
  "no-such-chat": "The chat is gone.",
};

/** A refusal as a banner: what did not happen, then the server's own sentence. */
export function refusal(
  code: string,
  message: string,
  otherwise = "Not done.",
): readonly [string, string] {
  const head = refusals[code] ?? otherwise;
  const rest = message.startsWith(head) ? message.slice(head.length).trim() : message;
  // A field's name in front is for programs; here it stands beside the field.
  const said = rest.replace(/^[a-z_.]+: /, "");
  return [head, said.charAt(0).toUpperCase() + said.slice(1)];
}

/** A call's outcomes, and those that only a dialer knows. */
export const outcomes: Record<AttemptOutcome | Outcome, string> = {
  answered: "Answered",
  busy: "Busy",
  no_answer: "No answer",
  rejected: "Rejected",
  invalid_number: "Invalid number",
  carrier_failure: "Carrier failure",
  turned_away: "Turned away",
  cancelled: "Cancelled",
  machine: "Answering machine",
  abandoned: "Abandoned",
  interrupted: "Interrupted",
  cut_off: "Cut off",
};

/** An outcome by the name the server gives it, one that is not known yet as it stands. */
export function outcomeWord(outcome: string): string {
  return outcomes[outcome as AttemptOutcome | Outcome] ?? outcome.replaceAll("_", " ");
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
  standby: "Connected, waiting for the next call",
  standingBy: "Connecting your phone for the next call",
};

export const card = {
  section: "Lead",
  region: "Lead data",
  left: "left",
  leftLabel: "Time left for this lead",
  leadsLeft: (count: string) => (count === "1" ? "1 lead left" : `${count} leads left`),
  own: "Yours",
  attempt: (number: number) => `Attempt ${number}`,
  /** The agent's time, and the lead's where that is another. */
  asked: (here: string, there: string | null) =>
    there === null ? `Asked for ${here}` : `Asked for ${here}, ${there} there`,
  there: (time: string) => `${time} there`,
  between: (first: string, last: string) => `${first} to ${last} there`,
  noZone: "Time zone not known",
  earlier: "Earlier",
  empty: "No data with this lead",
  externalId: "external id",
  actions: "Lead",
  accept: "Accept and call",
  accepting: "Calling",
  skip: "Skip",
  callback: "Callback",
  never: "Do not call",
  close: "Close",
  whySkip: "Why do you skip it?",
  ownWords: "In your own words",
  skipWith: "Skip",
  whenBack: "Call back",
  setCallback: "Set callback",
  note: "Note for the callback",
  neverTitle: (number: string) => `Never call ${number} again?`,
  neverUnder: "It goes on the do-not-call list of the whole space.",
  neverYes: "Do not call",
  neverNo: "Keep",
  neverDone: "On the do-not-call list.",
  next: "Next lead:",
  show: "Show",
  title: (who: string) => `Lead: ${who}`,
};

export const script = {
  heading: "Script",
  missing: (field: string) => `The lead has no ${field}.`,
};

/** Why a card went that the agent did nothing with. */
export const cardGone: Record<string, readonly [string, string]> = {
  "too-long": ["Lead taken back.", "It was open too long, and goes to somebody else."],
  campaign: ["Lead taken back.", "Its campaign is paused, over or changed."],
  call: ["Lead put back.", "A call came first."],
  chat: ["Lead put back.", "A chat came first."],
  left: ["Lead taken back.", "Your dock was away too long."],
  "do-not-call": ["Lead taken back.", "Its number is on the do-not-call list now."],
  moved: ["Lead taken back.", "You are not in its team any more."],
  paused: ["Lead put back.", "You are paused."],
  other: ["Lead taken back.", "Somebody else has it, or it is not to be called now."],
};

export const callback = {
  section: "Callback",
  when: "When",
  hour: "In 1 hour",
  tomorrow: (time: string) => `Tomorrow ${time}`,
  pick: "Pick",
  date: "Date",
  time: "Time",
  who: "Who calls",
  me: "Me",
  team: (team: string) => `Anyone in ${team || "the team"}`,
  /** The lead's clock, and the agent's own. */
  reads: (there: string, city: string, here: string) =>
    `${there} ${city ? `in ${city}` : "there"} is ${here} for you.`,
  sameTime: (there: string, city: string) =>
    city ? `${there} in ${city}, and for you.` : `${there} there, and for you.`,
  skipped: (there: string) => `The clocks skip that time there. It counts as ${there}.`,
  twice: "The clocks show that time twice there. The first is meant.",
  several: (city: string) => `The number may be in several time zones. ${city} is taken.`,
  noZone: "Their time zone is not known. Say it by the clock of your space.",
  missing: "Choose a date and a time.",
  past: "That time is past.",
  noteGoes: "for the callback too",
};

export const call = {
  section: "Call",
  fromCrm: "From your CRM",
  incoming: "Incoming",
  callback: "Callback",
  waited: (time: string) => `waited ${time}`,
  withheld: "Number withheld",
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
  take: "Call back now",
  callback: "Asked to be called back",
  callbackUnder: "Nobody is on the line. The number is dialled when you take it.",
  line: "Called",
  says: "Says",
  unverified: "not verified",
  waiting: "Waiting",
  missedBy: (count: number) => `${count} ${plural(count, "agent")} did not answer`,
  known: "Known about this number",
  knownRegion: "Known data",
  unknown: "Nothing is known about this number yet.",
  noLead: "No lead has this number.",
  knownFailed: "What is known could not be loaded.",
  callerWithheld: "The caller hides their number.",
  lead: (campaign: string, source: string) => [campaign, source].filter(Boolean).join(" · "),
  attempts: (count: number) => `${count} ${plural(count, "attempt")} so far`,
  lastCalls: "Last calls",
  ended: {
    missed: "You missed a call.",
    unreachable: "Your phone could not be reached.",
    "hung-up": "The caller hung up.",
    "answered-elsewhere": "Somebody else has the call.",
    "engine-away": "The call was lost with the voice engine.",
  } as Record<string, string>,
  andPaused: "You are paused.",
  goesOn: "It goes to somebody else.",
};

export const chat = {
  none: "No chats",
  noneUnder: "They appear here when a visitor writes to your team.",
  conversations: "Conversations",
  messages: "Messages",
  unread: (count: number) => `${count} unread`,
  you: "You",
  waiting: "waiting for you",
  away: "their page is closed",
  theirTurn: "waiting for them",
  ended: {
    agent: "ended by you",
    visitor: "ended by the visitor",
    system: "ended by itself",
  } as Record<string, string>,
  read: "read",
  sending: "sending",
  waits: "waiting for the connection",
  failed: "Not sent.",
  retry: "Try again",
  remove: "Remove",
  types: (who: string) => `${who} is typing`,
  reply: (who: string) => `Reply to ${who}`,
  placeholder: "Write a reply",
  canned: "Canned replies",
  cannedButton: "Canned replies (/)",
  noCanned: "No canned reply begins so.",
  send: "Send (Enter)",
  attach: "Attach a file",
  actions: "Chat",
  transfer: "Transfer",
  note: "Note",
  more: "More about this chat",
  end: "End chat",
  close: "Close chat",
  closeUnder: "The chat has ended. It stays here until you close it.",
  endSure: "End this chat?",
  endUnder: "The visitor can start a new one.",
  endYes: "End chat",
  endNo: "Go on",
  noteFor: "Note about this chat",
  save: "Save",
  nobody: "Nobody to hand it to",
  nobodyUnder: "Teams that chat and agents who are signed in appear here.",
  search: "Team or person",
  visitor: "About the visitor",
  visitorEmpty: "The site said nothing about them.",
  attributes: "Visitor data",
  channel: "channel",
  begun: "began",
  limit: (count: number, limit: number) => `${count} of ${limit}`,
  uploading: (name: string, share: number) => `${name}, ${Math.round(share * 100)} %`,
  wrongType: (name: string, types: string) => `${name} cannot be sent. Allowed: ${types}.`,
  tooLarge: (name: string, most: string) => `${name} is too large. At most ${most}.`,
  notSent: "Not sent.",
  wentOff: "The chat had gone off your dock.",
  mayLack: (who: string, text: string) =>
    [
      `${who || "A visitor"} may not have your reply.`,
      `The chat is not on your dock any more. You wrote: ${text}`,
    ] as const,
  notUploaded: (name: string) => `${name} was not sent.`,
  title: (who: string) => `Chat: ${who}`,
  saidNew: (who: string, team: string) => `New chat: ${who}, ${team}`,
  saidWrote: (who: string) => `Message from ${who}`,
  saidEnded: (who: string, by: string) =>
    by === "agent" ? `Chat with ${who} ended.` : `${who}: the chat has ended.`,
  saidTransferred: (who: string, to: string) => `${who} handed to ${to}.`,
  returned: {
    unanswered: (who: string) =>
      ["Chat taken back.", `${who} waited too long, and goes to somebody else.`] as const,
    "agent-away": (who: string) =>
      ["Chat taken back.", `Your dock was away too long. ${who} goes to somebody else.`] as const,
  } as Record<string, (who: string) => readonly [string, string]>,
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
  callbackFirst: "Callback not set.",
  never: "Put on the do-not-call list",
  settled: "Nobody was reached. The campaign decides when the next try is.",
};

export const history = {
  heading: "History",
  which: "Calls or chats",
  calls: "Calls",
  noChats: "No chats yet",
  noChatsUnder: "They appear here once the first has ended.",
  empty: "No calls yet",
  emptyUnder: "They appear here once the first is over.",
  failed: "History could not be loaded.",
  callAgain: (who: string) => `Call ${who}`,
  earlier: "Earlier with this number",
  incoming: "Incoming",
  outgoing: "Outgoing",
  leftQueue: "Left the queue",
  earlierEmpty: "None yet",
  underWay: "Under way",
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
  chats: "Chats",
  lead: "Lead to decide on",
  note: "Note",
  othersNotes: "Notes of colleagues",
  leads: "Leads to call",
  left: (count: string) => `${count} left`,
  callbacks: "Callbacks today",
  more: (count: number) => `${count} more`,
  campaigns: (count: number) => `${count} campaigns`,
  next: (count: number, time: string) => `${count}, next ${time}`,
};

export const account = {
  label: (initials: string, login: string, space: string) =>
    `${initials}: account of ${login} at ${space}`,
  signOut: "Sign out",
  shortcuts: "Keyboard shortcuts",
  admin: "Admin pages",
  board: "Board",
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
      name: "Lead",
      keys: [
        ["Enter", "Accept and call"],
        ["S", "Skip"],
        ["B", "Callback"],
      ],
    },
    {
      name: "Chat",
      keys: [
        ["Alt 1", "First conversation, and so on to 9"],
        ["Enter", "Send"],
        ["Shift Enter", "New line"],
        ["/", "Canned replies"],
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
  connected: (who: string) => `On the line: ${who}`,
  lead: (who: string, campaign: string) => `Next lead: ${who}. ${campaign}.`,
  skipped: "Skipped",
  callback: "Callback set",
  never: (number: string) => `${number} will not be called again.`,
  standby: "Your phone is connected, waiting for the next call.",
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
