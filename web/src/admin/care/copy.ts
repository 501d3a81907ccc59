/** Every sentence of the page of what is kept of people. */

export const care = {
  title: "Retention",
  under: "How long people’s data is kept, and how a number is erased on request.",
};

export const keep = {
  title: "How long it is kept",
  under: "What is older goes within the hour, and does not come back. Reports stay true.",
  kinds: {
    recordings: {
      name: "Recordings",
      what: "The files are deleted. The calls stay.",
    },
    calls: {
      name: "People in call records",
      what: "Numbers, what the CRM sent and notes go. Times, outcomes and agents stay. At least 8 days.",
    },
    chats: {
      name: "Chats",
      what: "What was said, names and files go. That there was a chat, when and with whom stays.",
    },
    leads: {
      name: "Finished leads",
      what: "Deleted, counted from when they were finished. Their attempts stay, without numbers.",
    },
    agent_states: {
      name: "Agents' states",
      what: "Who was ready, paused or talking when. Timelines end there.",
    },
  },
  days: "days",
  ever: "Kept for ever",
  daysLabel: (name: string) => `${name}, days`,
  would: "Would go now",
  counting: "Counting",
  uncounted: "Could not be counted",
  nothing: "Nothing",
  more: (text: string) => `${text} and more`,
  saved: "Saved. It goes within the hour.",
  needsDays: (least: number) => `Type whole days from ${least} on, or leave it empty.`,
  confirm: "Let this go?",
  confirmUnder: "Within the hour, for good. A backup made before still has it.",
  confirmYes: "Save, and let it go",
  unsent: (files: number) =>
    `${plural(files, "file")} that somebody chose in a chat and never sent will go as well: such files stay for a day.`,
};

/** What would go, by kind. */
export const going = {
  recordings: (n: number, bytes: number) => `${plural(n, "recording")}, ${size(bytes)}`,
  calls: (n: number, attempts: number) =>
    [n && plural(n, "call"), attempts && plural(attempts, "attempt")].filter(Boolean).join(", "),
  chats: (n: number, files: number) =>
    [n && plural(n, "chat"), files && plural(files, "file")].filter(Boolean).join(", "),
  leads: (n: number) => plural(n, "lead"),
  agent_states: (n: number) => plural(n, "change"),
};

export const holds = {
  title: "Legal holds",
  under: "Calls that neither retention nor erasing touches, with their recordings.",
  empty: "No call is held.",
  emptyUnder: "Hold one where its record or recording is needed as evidence.",
  add: "Hold a call",
  call: "Call ID",
  callHint: "As the call's record shows it.",
  reason: "Reason",
  reasonHint: "For whoever looks it up later, such as a case number.",
  keep: "Hold it",
  kept: "The call is held.",
  columns: { call: "Call", reason: "Reason", by: "By", since: "Since" },
  release: "Release",
  releaseLabel: (call: string) => `Release ${call}`,
  releaseTitle: "Release this call?",
  releaseUnder: "Retention looks at it again within the hour.",
  released: "The call is released.",
  needsCall: "Type the call's ID.",
};

export const erase = {
  title: "Erase a number",
  under:
    "On request of whoever it belongs to (GDPR, article 17). First it is counted where it stands.",
  number: "Number",
  numberHint: "As people write it.",
  look: "Find it",
  needsNumber: "Type a number.",
  nowhere: (number: string) => `${number} stands nowhere.`,
  found: (number: string) => `${number} stands in`,
  places: {
    leads: ["Leads", "deleted, with their data and callbacks"],
    attempts: ["Attempts", "masked: counts stay"],
    calls: ["Calls", "masked, with what the CRM sent and their notes"],
    recordings: ["Recordings", "deleted"],
    chats: ["Chats", "emptied"],
    chat_files: ["Files of chats", "deleted"],
    mentions: ["Other rows that name it", "the number is taken out"],
    answers: ["Answers kept for repeated requests", "deleted"],
    do_not_call: ["Do-not-call entries", "made bare, or deleted"],
    held_calls: ["Calls under a legal hold", "they stay"],
  } as Readonly<Record<string, readonly [string, string]>>,
  never: "Never call it again",
  neverHint:
    "Leaves the bare do-not-call entry: the number alone, with the reason “erased”. Without it nothing is left, and a list that has the number may bring it back.",
  erase: "Erase",
  title2: (number: string) => `Erase ${number}?`,
  sure: "This cannot be taken back. Type the number again.",
  again: "The number again",
  yes: "Erase it",
  done: (number: string) => `${number} is erased.`,
  doneUnder: (print: string) => `The audit log names it ${print}, and not by its number.`,
  scrubbed: "The database has forgotten its bytes as well.",
  notScrubbed:
    "The database overwrites its bytes in its own time; docs/operations.md says how to hurry it.",
  backups: "Backups made before still have it: docs/operations.md says what to do with them.",
};

function plural(n: number, noun: string): string {
  return `${n.toLocaleString("en-GB")} ${noun}${n === 1 ? "" : "s"}`;
}

function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}
