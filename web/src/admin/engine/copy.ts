/** Every sentence of the page of the engine. */

export const engine = {
  title: "Trunks and engine",
  under: "The voice engine, its line to the carrier, and whether a call gets through.",
  away: "The voice engine is away.",
  awayUnder: "Calls that are up go on where they can; nothing new is dialled until it is back.",
  marks: { away: "the engine is away", trunk: "the trunk has a fault" },
  up: "Up",
  down: "Away",
  list: "Engines",
  listUnder: "This server has one of its own. Others are added by their own servers.",
  columns: {
    name: "Engine",
    version: "Version",
    since: "Up since",
    channels: "Channels",
    setup: "Being set up",
    restarts: "Restarts",
  },
  names: { asterisk: "Asterisk", memory: "Scripted engine" } as Readonly<Record<string, string>>,
  memory: "No call leaves this process: it is for trying things out and for tests.",
  trunk: "Trunk",
  none: "There is no trunk.",
  noneUnder: "Nothing can be dialled. Name the carrier in the server's settings.",
  notAsked: "The engine cannot be asked for its trunk now.",
  registration: {
    none: "Known by address",
    registered: "Registered",
    unregistered: "Not registered",
    rejected: "Rejected",
    unknown: "Not known",
  } as Readonly<Record<string, string>>,
  registrationUnder: {
    none: "It does not register: the carrier knows us by our address.",
    unregistered: "The carrier has not answered the REGISTER. It is tried again by itself.",
    rejected: "The carrier refuses the user name or the password.",
    unknown: "The engine does not say.",
    registered: "",
  } as Readonly<Record<string, string>>,
  keys: {
    carrier: "Carrier",
    username: "User name",
    callerId: "Caller ID",
    prefix: "Before each number",
    limits: "Limits",
    answered: "Last confirmed",
    renews: "Renewed in",
    options: "Answers OPTIONS",
  },
  nobody: "None",
  spaceOwn: "The space's",
  reachable: (ms: number | null) => (ms === null ? "Yes" : `Yes, in ${shortMs(ms)}`),
  unreachable: "No: the carrier does not answer at this address.",
  notYet: "Not asked yet",
  limits: (setup: number, perSecond: number) =>
    `${setup.toLocaleString("en-GB")} being set up, ${perSecond.toLocaleString("en-GB")} a second`,
  seconds: (n: number) => `${Math.round(n)} s`,
  where: "Where to change it",
  whereUnder:
    "The trunk is of the whole server, so it is in the server's settings file, and not here. Restart the server after a change.",
  whereEnv: "Or as environment variables, such as DOCKLINE_ENGINE__TRUNK__HOST.",
  whereLabel: "Settings of the trunk",
  failures: "What failed",
  failuresUnder: "This space's calls over the trunk in the last 24 hours, since the server began.",
  noFailures: "Nothing failed.",
  noFailuresUnder: "Calls that the carrier refuses are counted here by what it said.",
  failureColumns: { status: "SIP", what: "What it means", count: "Calls", last: "Last" },
};

export const test = {
  title: "Test call",
  under: "Dials over the trunk, plays a tune for 5 s to whoever answers, and hangs up.",
  number: "Number",
  numberHint: "As people write it. Dialling rules and the spend cap hold here, too.",
  callerId: "Caller ID",
  usual: (number: string) => `${number} (usual)`,
  call: "Call",
  calling: "Calling",
  steps: {
    dialled: "Dialled",
    ringing: "Rings",
    answered: "Answered",
    ended: "Over",
  },
  after: (seconds: number) => `${seconds.toFixed(1)} s`,
  early: "with sound before the answer",
  packets: (sent: number, received: number) =>
    `${sent.toLocaleString("en-GB")} packets out, ${received.toLocaleString("en-GB")} in`,
  by: (actor: string, number: string, when: string) => `${number}, by ${actor}, ${when}`,
  theyHungUp: "They hung up.",
  needsNumber: "Type a number.",
  progress: "How the test call goes",
};

function shortMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
