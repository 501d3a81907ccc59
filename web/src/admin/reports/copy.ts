/** Every sentence of reports. */

export const reports = {
  title: "Reports",
  under: (zone: string) =>
    `Days begin at midnight in ${zone}. What each figure counts is told below it.`,
  tabs: "Reports",
  tab: {
    calls: "Calls",
    service: "Service level",
    talk: "Talk time",
    agents: "Agents",
    timeline: "Agents’ day",
    campaigns: "Campaigns",
    caps: "Abandon rate",
    chats: "Chats",
  },
  csv: "CSV",
  print: "Print",
  team: "Team",
  everyTeam: "Every team",
  campaign: "Campaign",
  everyCampaign: "Every campaign",
  bucket: "Buckets",
  buckets: { "": "Automatic", hour: "By hour", day: "By day" },
  day: "Day",
  table: "The figures as a table",
  byBucket: "By time",
  byTeam: "By team",
  byAgent: "By agent",
  time: "Time",
  noTeam: "In no team",
  empty: "Nothing in this time",
  emptyUnder: "Choose another period or team.",
  none: "–",
};

export const callsReport = {
  inbound: "Calls that came in",
  traffic: "Calls in and out",
  figures: {
    calls: "Calls",
    offered: "Offered",
    answered: "Answered",
    abandoned: "Abandoned",
    turned_away: "Turned away",
    called_back: "Called back",
    missed: "Missed",
    inbound: "Inbound",
    outbound: "Outbound",
    reached: "Reached",
  },
  about:
    "Offered: came into a team’s queue. Abandoned: hung up before an agent had them. Turned away: waited, and were told that nobody is there. Missed: never got into a queue (closed, full, nobody signed in). Reached: of the calls that went out, those that were answered.",
};

export const serviceReport = {
  level: "Answered in time",
  waits: "Waiting before the answer",
  team: "Team",
  target: "Target",
  targetOf: (level: string, seconds: number) => `${level} within ${seconds} s`,
  figures: {
    offered: "Offered",
    answered: "Answered",
    in_time: "In time",
    level: "Service level",
    answer: "Average speed of answer",
    longest: "Longest wait",
    lost: "Lost",
    rate: "Abandon rate",
  },
  all: "All teams",
  about:
    "Service level: of the callers whose wait has ended, the share that was answered within the team’s target. Lost: abandoned, or turned away after a wait; the abandon rate is their share.",
};

export const talkReport = {
  plot: "Talk and hold",
  figures: {
    answered: "Answered calls",
    talk: "Talk",
    hold: "On hold",
    wrap: "Wrap-up",
    handle: "Average handle time",
  },
  agent: "Agent",
  team: "Team",
  unit: "min",
  about:
    "Talk is without the time on hold. The average handle time is talk, hold and wrap-up together, for each call that was answered.",
};

export const agentsReport = {
  plot: "Time by state",
  agent: "Agent",
  signedIn: "Signed in",
  occupancy: "Occupancy",
  calls: "Calls",
  answered: "Answered",
  pauses: "Pauses",
  about:
    "Occupancy: of the time in which an agent worked or was ready, the share in which they worked (ringing, calling, talking, hold, wrap-up, chatting). Pauses count for neither.",
};

export const timelineReport = {
  plot: "What agents were, through the day",
  list: "The day as a table",
  agent: "Agent",
  state: "State",
  from: "From",
  to: "To",
  length: "Length",
  more: "There is more than is shown. Choose a team.",
};

export const campaignsReport = {
  attempts: "Attempts",
  connected: "Connected",
  rate: "Connect rate",
  outcomes: "By outcome",
  dispositions: "By disposition",
  finished: "Leads finished",
  byTime: "Attempts over time",
  byHour: "Attempts by hour of the day",
  hour: "Hour",
  notConnected: "Not connected",
  goesOn: "Goes on",
  noneGiven: "No disposition was given.",
  noneFinished: "No lead was finished.",
  count: "Count",
  share: "Share",
  about:
    "Connected: a person spoke with an agent. Leads finished: leads that were dialled in this time and are finished now.",
};

export const capsReport = {
  plot: "Abandoned, of live answers in the window",
  cap: (share: string) => `Cap ${share}`,
  share: "Abandon rate",
  answers: "Live answers",
  abandons: "Abandoned",
  windowAnswers: "Live answers in the window",
  windowAbandons: "Abandoned in the window",
  at: "Until",
  over: "Over the cap",
  under: "Within the cap",
  window: (hours: number) =>
    hours % 24 === 0 ? `Window of ${hours / 24} days` : `Window of ${hours} hours`,
  about:
    "As the dialer counts it: people who answered and for whom no agent was free in time, for each live answer since the campaign’s window began. A share of the answering machines counts, too, as they may have been people.",
};

export const chatsReport = {
  plot: "Chats",
  figures: {
    chats: "Chats",
    answered: "Answered",
    abandoned: "Abandoned",
    level: "In time",
    wait: "Average wait",
    longest: "Longest wait",
    duration: "Average length",
  },
  waiting: "Waiting or open",
  about:
    "Wait: until the first agent got the chat who did not lose it without a word. Length: from then to the end.",
};
