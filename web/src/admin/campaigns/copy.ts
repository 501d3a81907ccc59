/** Every sentence of the pages of campaigns and of do-not-call. */
import type { Mode, RunState, Standing } from "../wire";
import type { BadgeTone } from "../parts";

export const campaigns = {
  title: "Campaigns",
  make: "New campaign",
  table: "Campaigns",
  columns: { name: "Campaign", team: "Team", leads: "Leads", progress: "Progress", state: "State" },
  abandoned: "Abandoned",
  empty: {
    title: "No campaigns yet",
    under: "Make one here, or push a lead over the API: its campaign is made with it.",
  },
  emptySeen: {
    title: "No campaigns of your teams",
    under: "A manager makes campaigns, and maps each to a team.",
  },
  cautions: (count: number) => (count === 1 ? "1 caution" : `${count} cautions`),
  archived: (count: number) => `Show ${count} archived`,
  allArchived: { title: "Every campaign is archived", under: "Make one here, or restore one." },
};

export const archive = {
  heading: (name: string) => `Archive ${name}?`,
  yes: "Archive campaign",
  under:
    "It leaves the lists and the boards, and leads that are pushed to it are refused. Its leads, calls, recordings and figures stay. It can be restored.",
};

export const rename = {
  heading: (name: string) => `Rename ${name}`,
  name: "Name",
  yes: "Rename",
  done: (name: string) => `The campaign is called ${name} now.`,
  under:
    "A CRM that pushes leads must use the new name: a push with the old one makes a new campaign.",
};

export const make = {
  heading: "New campaign",
  name: "Name",
  team: "Team",
  mode: "Mode",
  under: "It is made stopped. Add leads, look at its settings, then start it.",
  button: "Make campaign",
  noTeams: "There is no team yet. An admin makes teams.",
  chooseTeam: "Choose a team",
};

export const modes: Readonly<Record<Mode, string>> = {
  preview: "Preview",
  progressive: "Progressive",
  power: "Power",
  predictive: "Predictive",
};

export const modeUnder: Readonly<Record<Mode, string>> = {
  preview: "An agent looks at each lead and says when to dial.",
  progressive: "One line is dialled for each free agent.",
  power: "A fixed number of lines is dialled for each free agent.",
  predictive: "The dialer foresees who becomes free, and keeps to your cap of abandoned calls.",
};

export const states: Readonly<Record<RunState, readonly [string, BadgeTone]>> = {
  running: ["Running", "ok"],
  paused: ["Paused", "warn"],
  draining: ["Draining", "warn"],
  stopped: ["Stopped", ""],
  archived: ["Archived", ""],
};

export const run = {
  start: "Start",
  pause: "Pause",
  drain: "Drain",
  stop: "Stop",
  drainHint: "agents finish their cards",
  archive: "Archive",
  restore: "Restore",
  rename: "Rename",
  stopHint: "what rings is cancelled after 15 seconds",
  more: "More",
  of: (what: string, name: string) => `${what} ${name}`,
  done: {
    start: "Campaign started.",
    pause: "Campaign paused. Calls that go on are left alone.",
    drain: "Campaign draining: nothing new is dialled.",
    stop: "Campaign stopped.",
    archive: "Campaign archived.",
    restore: "Campaign restored. It is stopped.",
  },
  settings: "Settings",
  export: "Download leads",
};

export const start = {
  heading: (name: string) => `Start ${name}?`,
  dials: (mode: string, team: string) =>
    `In ${mode} mode it begins to dial at once, for the agents of ${team} who are ready.`,
  cautions: "Look at this first:",
  yes: "Start dialling",
};

export const changeMode = {
  heading: (mode: string) => `Change to ${mode}?`,
  dials: "It begins to dial at once, for agents who are ready.",
  yes: (mode: string) => `Change to ${mode}`,
  done: (mode: string) => `The mode is ${mode} now.`,
};

export const meta = {
  mode: "Mode",
  team: "Team",
  lines: "Lines in use",
  linesOf: (used: number, most: number | null) =>
    most === null ? `${used}` : `${used} of ${most}`,
  agents: "Agents",
  agentsOf: (ready: number, here: number) => `${ready} ready of ${here}`,
  abandoned: (window: string) => `Abandoned, ${window}`,
  share: (text: string) => `${text} %`,
  cap: (text: string) => `cap ${text}`,
  noAnswers: "No answers yet",
  noTrunk: "No trunk",
  now: "The dialer, now",
};

export const progress = {
  heading: (percent: number) => `${percent} % done`,
  leads: (count: string) => (count === "1" ? "1 lead" : `${count} leads`),
  none: "No leads yet",
  pace: (days: string) => `about ${days} left at today’s pace`,
  all: "nothing is left to dial",
  parts: {
    done: "Done",
    fresh: "Not yet called",
    again: "Under way or again",
    callbacks: "Callback set",
    never: "Never",
  },
};

export const lists = {
  title: "Dial lists",
  columns: { name: "Dial list", leads: "Leads", progress: "Progress", state: "State" },
  started: "Started",
  paused: "Paused",
  rests: "Callbacks only",
  pause: (name: string) => `Pause ${name}`,
  start: (name: string) => `Start ${name}`,
  edit: (name: string) => `Change ${name}`,
  pausedNow: (name: string) => `${name} is paused.`,
  startedNow: (name: string) => `${name} is started.`,
  empty: {
    title: "No dial lists yet",
    under: "Leads come in lists: add a file, or push leads over the API with a source.",
  },
  change: {
    heading: "Dial list",
    name: "Name",
    nameHint:
      "This is the API’s “source”. A push that still has the old name makes a new list of it.",
    weight: "Weight",
    weightHint: "Its share of the turns against other lists. 0: only its callbacks are made.",
    save: "Save",
  },
};

export const leads = {
  title: "Leads",
  find: "Number or external id",
  any: "Any state",
  filter: "State",
  allLists: "Any list",
  listFilter: "Dial list",
  columns: {
    number: "Number",
    owner: "For",
    state: "State",
    attempts: "Attempts",
    last: "Last",
    next: "Next",
  },
  anyone: "Anyone",
  of: (made: number, most: number) => `${made} of ${most}`,
  now: "Now",
  never: "Never",
  why: "Why",
  whyOf: (number: string) => `Why: ${number}`,
  empty: {
    title: "No leads yet",
    under: "Add a file or paste a table here, or push leads over the API.",
  },
  nothing: {
    title: "No lead like that",
    under: "Look for the beginning of a number or of an external id, or choose another state.",
  },
  narrow: "More leads begin so. Type more of the number or the id.",
  found: (count: number) => (count === 1 ? "1 lead found" : `${count} leads found`),
};

/** What the filter offers, and the states of each. */
export const filters: readonly (readonly [string, string])[] = [
  ["new", "Not yet called"],
  ["retry", "To call again"],
  ["callback", "Callback"],
  ["scheduled,dialling,connected,wrap_up", "Under way"],
  ["done", "Done"],
  ["do_not_call", "Do not call"],
  ["exhausted", "Used up"],
  ["expired", "Expired"],
];

export const standings: Readonly<Record<Standing, readonly [string, BadgeTone]>> = {
  next: ["Next", "ok"],
  waiting: ["Waiting", "warn"],
  resting: ["Resting", "warn"],
  callback: ["Callback", "accent"],
  held_back: ["Held back", ""],
  stuck: ["Stuck", "bad"],
  card: ["On a card", "accent"],
  ringing: ["Dialling", "ok"],
  talking: ["On a call", "ok"],
  wrapping_up: ["Wrap-up", "ok"],
  done: ["Done", ""],
  do_not_call: ["Do not call", "bad"],
  expired: ["Expired", ""],
  used_up: ["Used up", ""],
};

export const why = {
  notNow: "Why it is not dialled now",
  now: "Why it is dialled now",
  finished: "Why it is finished",
  data: "Data",
  attempts: "Attempts",
  noData: "No data with this lead",
  never: "Never called yet",
  fromNumber: "from the number",
  unknownZone: "not known",
  owner: "For",
  priority: "Priority",
  timezone: "timezone",
  externalId: "external id",
  list: "dial list",
  callback: (when: string, who: string) => `Callback ${when}${who ? `, by ${who}` : ""}`,
  waitsFor: (what: string) => `Waits for ${what}.`,
  from: (there: string, here: string, left: string) =>
    there === here || there === ""
      ? `Can be dialled from ${here}, in ${left}.`
      : `Can be dialled from ${there} there, ${here} for you, in ${left}.`,
  alone: "No time alone will change that.",
  changeZone: "Change time zone",
  doNotCall: "Do not call",
  more: "More",
  queue: "Queue again",
  setCallback: "Set a callback",
  moveCallback: "Move the callback",
  clearCallback: "Take the callback back",
  change: "Owner, priority, data",
  queued: "The lead is queued again.",
  cleared: "The callback is taken back.",
  changed: "The lead is changed.",
  callbackSet: "The callback is set.",
  listed: "The number is on the do-not-call list.",
  wait: "wait",
  no: "no",
};

/** The rules as the drawer groups them: what each is called, and which rules stand in it. */
export const ruleGroups: readonly {
  readonly key: string;
  readonly name: string;
  /** As in "Waits for calling hours". */
  readonly waits: string;
  readonly rules: readonly string[];
}[] = [
  { key: "state", name: "Lead is free", waits: "the one who is at it", rules: ["state"] },
  {
    key: "campaign",
    name: "Campaign is running",
    waits: "its campaign",
    rules: ["campaign", "mode"],
  },
  { key: "list", name: "Dial list is started", waits: "its dial list", rules: ["dial-list"] },
  {
    key: "never",
    name: "Not on do not call",
    waits: "the do-not-call list",
    rules: ["do-not-call-space", "do-not-call-campaign"],
  },
  {
    key: "number",
    name: "Number may be dialled",
    waits: "the dialling rules",
    rules: ["number", "emergency", "country", "blocked-prefix", "premium"],
  },
  { key: "dates", name: "Not expired", waits: "its dates", rules: ["expiry", "not-before"] },
  {
    key: "attempts",
    name: "Attempts left",
    waits: "the limits on attempts",
    rules: ["attempts-per-lead", "attempts-per-day", "attempts-per-week"],
  },
  {
    key: "rest",
    name: "Rested long enough",
    waits: "its next try",
    rules: ["callback", "retry-plan", "minimum-gap"],
  },
  { key: "hours", name: "Calling hours", waits: "calling hours", rules: ["calling-hours"] },
  { key: "agent", name: "Its agent", waits: "its agent", rules: ["agent"] },
  {
    key: "limits",
    name: "Within the space’s limits",
    waits: "the space’s limits",
    rules: ["space-rate", "agent-rate", "spend-cap"],
  },
  { key: "agents", name: "Agent free", waits: "an agent", rules: ["agents"] },
  { key: "line", name: "Line free", waits: "a line", rules: ["voice"] },
];

/** What stands below a rule that says yes; "": what the server says. */
export const ruleYes = {
  free: "Nobody is at it",
  never: "Checked a moment ago",
  number: "Not premium, not emergency, country allowed",
  attempts: (made: number, most: number) => `${made} of ${most} used`,
  rest: (since: string) => `${since} since the last attempt`,
  first: "Never called yet",
  dates: "It has no dates",
  anyone: "Anybody of the team may have it",
  limits: "Calls and cost of today are within them",
};

export const zone = {
  heading: "Change time zone",
  label: "Time zone",
  hint: "An IANA name, such as America/Los_Angeles. Empty: as the number tells.",
  save: "Change time zone",
};

export const never = {
  heading: (number: string) => `Never call ${number} again?`,
  everywhere: "In the whole space",
  everywhereUnder: "No campaign calls this number any more.",
  campaign: "In this campaign only",
  campaignUnder: "Other campaigns may still call it.",
  reason: "Reason",
  reasonHint: "For whoever looks it up later.",
  yes: "Do not call",
};

export const callback = {
  heading: "Set a callback",
  when: "When",
  day: "Day",
  time: "Time",
  here: (zone: string) => `By your clock, ${zone}.`,
  who: "Who calls back",
  anybody: "Anybody of the team",
  note: "Note",
  save: "Set callback",
  past: "Choose a day and a time.",
};

export const changeLead = {
  heading: "Change lead",
  owner: "For",
  priority: "Priority",
  priorityHint: "-99 to 99; the highest is dialled first.",
  data: "Data",
  save: "Save",
};

export const add = {
  button: "Add leads",
  heading: "Add leads",
  from: "From",
  file: "A file",
  paste: "Pasted rows",
  choose: "CSV or XLSX, up to 64 MB",
  chooseLabel: "File",
  pasteLabel: "Rows",
  pasteHint: "The first row names the columns. Copy straight out of a spreadsheet.",
  source: "Dial list",
  sourceHint: "An existing list is added to; a new name makes a new list.",
  check: "Check",
  checking: "Checking",
  adding: "Adding",
  again: "Check again",
  add: (count: string) => (count === "1" ? "Add 1 lead" : `Add ${count} leads`),
  columns: "Columns",
  column: "Column",
  becomes: "Becomes",
  leave: "Left out",
  data: (key: string) => `Data: ${key}`,
  fields: {
    number: "Number",
    username: "Agent (login)",
    external_id: "External id",
    priority: "Priority",
    timezone: "Time zone",
    expires_at: "Expires at",
    not_before: "Not before",
  } as Readonly<Record<string, string>>,
  would: (added: string, updated: string) => `${added} new, ${updated} known already.`,
  did: (added: string, updated: string) => `${added} added, ${updated} updated.`,
  failed: (count: string) =>
    count === "1" ? "1 row cannot be taken." : `${count} rows cannot be taken.`,
  warned: (count: string) => (count === "1" ? "1 row is odd." : `${count} rows are odd.`),
  row: (row: number) => `Row ${row}`,
  rejects: "Download these rows",
  rejectsHint: "Mend them, and add that file.",
  more: (count: string) => `and ${count} more`,
  done: "Done",
  nothing: "Nothing in it can be added.",
  noNumber: "No column is the number. Say below which one is, and check again.",
};

export const hours = (seconds: number): string =>
  seconds % 86_400 === 0 ? days(seconds / 86_400) : `${Math.round((seconds / 3600) * 10) / 10} h`;
const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`);

export const settings = {
  title: "Settings",
  tabs: {
    pacing: "Pacing and lines",
    hours: "Calling hours",
    attempts: "Attempts and retries",
    dispositions: "Dispositions",
    script: "Script",
    numbers: "Caller IDs",
    machines: "Machines and messages",
  },
  saved: "Saved.",
  bounds: (least: number, most: number, unit: string) => `From ${least} to ${most} ${unit}.`,
  readOnly: "Only a manager may change these settings.",
  pacing: {
    ratio: "Lines for each free agent",
    ratioHint: "In power mode.",
    mostLines: "Lines at most",
    mostLinesHint: "That ring or wait at the same time. Empty: as many as the trunk bears.",
    ring: "Ring for",
    ringHint: "From when it is heard ringing; 15 seconds at least: 47 CFR 64.1200(a)(6).",
    wait: "An answered person waits for",
    waitHint:
      "Then the message is played and the call counts as abandoned. The law says 2 seconds.",
    cap: "Cap of abandoned calls",
    capHint: "Of the calls that people answered. 3 % at most under 47 CFR 64.1200(a)(7).",
    window: "Counted over",
    windowHint: "720 hours are 30 days.",
    cancels: "May cancel calls that ring",
    cancelsHint:
      "Before 15 seconds, where a call could break the cap or the campaign is stopped. The law forbids it in places.",
    wrapUp: "Wrap-up at most",
    card: "A card is held for",
    agent: "A lead waits for its own agent",
    agentHint: "Then anybody of the team may have it. Empty: for ever.",
    requeue: "Queue finished leads again when they are pushed once more",
  },
  hours: {
    under: "By the clock where the lead is. All zones that a number may lie in must be open.",
    unknown: "Where nobody can tell the zone",
    unknownHint: (zone: string) => `An IANA name. Empty: the space’s, ${zone}.`,
  },
  attempts: {
    limits: "Limits",
    most: "Attempts of a lead",
    day: "To one number in 24 hours",
    week: "To one number in 7 days",
    gap: "Rest between two attempts",
    plan: "After each outcome",
    planUnder: "How long to rest, how often to try again, and what then.",
    outcome: "Outcome",
    delays: "Rest for, in minutes",
    delaysOf: (outcome: string) => `Rest after ${outcome}, in minutes`,
    delaysHint: "One number for each try, with commas between. The last one is used again.",
    times: "Tries",
    timesOf: (outcome: string) => `Tries after ${outcome}`,
    then: "Then",
    thenOf: (outcome: string) => `Then, after ${outcome}`,
    usual: "As usual",
    usualOf: (outcome: string) => `${outcome}: as usual`,
    skipRest: "A skipped lead rests",
    mostSkips: "Skips at most",
    skipReasons: "Reasons to skip",
    skipReason: "reason to skip",
    callbackDays: "A callback may be set ahead",
  },
  dispositions: {
    under: "What agents choose from after a call, and what happens next.",
    name: "Name",
    code: "Code",
    next: "Then",
    success: "Success",
    as: "as after",
    one: (at: number) => `Disposition ${at}`,
    nameOf: (at: number) => `Name of disposition ${at}`,
    codeOf: (at: number) => `Code of disposition ${at}`,
    nextOf: (name: string) => `What happens after ${name}`,
    asOf: (name: string) => `${name} is tried again as after`,
    successOf: (name: string) => `${name} counts as a success`,
    removeOf: (name: string) => `Remove ${name}`,
    upOf: (name: string) => `${name} one up`,
    add: "Add disposition",
    undisposed: "When an agent chooses none",
    codeHint: "Codes are what reports and the API say. Keep them.",
  },
  script: {
    label: "Script",
    hint: "# makes a heading, - a list, 1. steps, **two stars** strong text. {name} is the lead’s own.",
    preview: "As an agent sees it",
    empty: "Agents see no script.",
    fields: "Fields",
    insert: (field: string) => `Insert {${field}}`,
    sample: "With the data of the first lead.",
    noSample: "There is no lead yet to show it with.",
  },
  numbers: {
    label: "Caller IDs",
    hint: "Shown in turn. Empty: the team’s, or the space’s.",
    one: "caller ID",
    local: "Show the one nearest to the lead",
    localHint: "That shares the longest beginning with the number called.",
  },
  machines: {
    amd: "Listen for answering machines",
    amdHint: "Before anybody hears the call. It takes some people for machines.",
    then: "An answering machine",
    hang_up: "Hang up",
    leave_message: "Leave a message",
    message: "Message for machines",
    mistaken: "People taken for machines",
    mistakenHint: "Your own estimate; it counts towards the cap.",
    abandon: "Message when no agent is free",
    abandonHint: "It should say who called, and a number to call: 47 CFR 64.1200(a)(7).",
    none: "The engine’s own words",
    noMessage: "None",
    noMessages: "There are no recordings yet. On the server, “dockline message add” keeps one.",
  },
};

export const outcomes: Readonly<Record<string, string>> = {
  answered: "Answered",
  busy: "Busy",
  no_answer: "No answer",
  rejected: "Rejected",
  invalid_number: "No such number",
  carrier_failure: "Carrier failed",
  cancelled: "Cancelled",
  machine: "Answering machine",
  abandoned: "Abandoned",
  interrupted: "Interrupted",
  cut_off: "Cut off",
};

export const nextSteps: readonly (readonly [string, string])[] = [
  ["done", "Done"],
  ["retry", "Try again"],
  ["callback", "Call back at a time"],
  ["do_not_call_campaign", "Never in this campaign"],
  ["do_not_call_space", "Never again"],
];

export const afterLast: readonly (readonly [string, string])[] = [
  ["exhausted", "Give up: used up"],
  ["done", "Done"],
  ["do_not_call", "Do not call"],
];

export const dnc = {
  title: "Do not call",
  under: "Numbers that are never dialled, whoever asks.",
  add: "Add numbers",
  scope: "List",
  space: "Whole space",
  find: "How a number begins",
  columns: { number: "Number", reason: "Reason", since: "Since", where: "Holds for" },
  remove: (number: string) => `Take off ${number}`,
  removeYes: "Take off",
  removeTitle: (number: string) => `Take ${number} off the list?`,
  removeUnder:
    "It may be dialled again. Leads that were stopped stay so until they are queued again.",
  removed: (number: string) => `${number} is off the list.`,
  empty: {
    title: "No numbers here",
    under: "Numbers come from agents’ dispositions, from here, and over the API.",
  },
  nothing: { title: "No number begins so", under: "Type it in international form: +44 20 …" },
  check: {
    heading: "Check a number",
    label: "Number",
    button: "Check",
    listed: (number: string) => `${number} is never called.`,
    free: (number: string) => `${number} may be called.`,
    only: (number: string) => `${number} may be called, but not by every campaign.`,
    entry: (where: string, since: string, reason: string) =>
      `${where}, since ${since}${reason ? `: ${reason}` : ""}`,
  },
  dialog: {
    heading: "Add numbers",
    from: "From",
    typed: "Typed",
    file: "A file",
    numbers: "Numbers",
    numbersHint: "One in each line, or with commas between.",
    fileLabel: "File",
    fileHint: "CSV or XLSX, with a row that names its columns, or numbers alone.",
    column: "Column with the numbers",
    columnHint: "Its name. Empty: the one called number or phone.",
    reason: "Reason",
    button: "Never call these",
    result: (added: string, known: string) => `${added} added, ${known} were on the list already.`,
  },
};
