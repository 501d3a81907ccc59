/** Every sentence the shell of the admin pages says. */

export const admin = {
  page: (title: string, space: string) => `${title} · ${space} · Dockline`,
  label: "Admin",
  signIn: {
    heading: "Sign in to the admin pages",
    under: "Campaigns, people, records and settings of your space.",
    again: "Your session has ended. Sign in again; what you typed is kept.",
  },
  skip: "Skip to the page",
  openMenu: "Menu",
  closeMenu: "Close menu",
  space: (name: string) => `Space: ${name}`,
  spaces: "Spaces",
  account: (login: string) => `Account of ${login}`,
  yourAccount: "Your account",
  board: "Board",
  dock: "Dock",
  signOut: "Sign out",
  theme: { system: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" },
  elsewhere: (space: string) => `You act in ${space}, as an operator of this server.`,
  back: (space: string) => `Back to ${space}`,
  groups: { run: "Run", setup: "Set up" },
  roles: {
    agent: "Agent",
    supervisor: "Supervisor",
    manager: "Manager",
    admin: "Admin",
  } as Readonly<Record<string, string>>,
  operator: "Operator",
  toastClose: "Close",
};

export const denied = {
  heading: "Your role does not allow this.",
  under: "Ask an admin of your space for a role that does.",
};

export const missing = {
  heading: "There is nothing at this address.",
  under: "It may have been removed, or the address is not quite right.",
  home: "To the first page",
};

export const nothing = {
  heading: "These pages are for those who run the operation.",
  under: "Your work is in the dock.",
};

export const failed = {
  title: "This could not be loaded.",
  old: "Not up to date.",
  again: "Try again",
};

export const leaving = {
  heading: "Leave without saving?",
  under: "What you typed on this page is not saved, and a secret on it is not shown again.",
  stay: "Stay",
  leave: "Leave",
  closing: "Close without saving?",
  lost: "What you typed here is not saved.",
  close: "Close",
};

export const noAnswer = "The server did not answer. Try again.";

export const parts = {
  close: "Close (Esc)",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied.",
  notCopied: "Not copied. Select the text and copy it yourself.",
  haveIt: "I have it",
  show: "Show",
  hide: "Hide",
  save: "Save",
  saving: "Saving",
  undo: "Undo changes",
  unsaved: "Not saved yet",
  more: "More",
  earlier: "Earlier",
  later: "Later",
  range: (from: number, to: number, total: number) =>
    `${from.toLocaleString("en-GB")} to ${to.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")}`,
  pageOf: (from: number, to: number) =>
    `${from.toLocaleString("en-GB")} to ${to.toLocaleString("en-GB")}`,
  add: "Add",
  remove: (what: string) => `Remove ${what}`,
  up: (what: string) => `Move ${what} up`,
  down: (what: string) => `Move ${what} down`,
  hours: {
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    closed: "Closed",
    open: (day: string) => `Open on ${day}`,
    opens: (day: string, at: number) => `${day}, opening ${at}, from`,
    closes: (day: string, at: number) => `${day}, opening ${at}, until`,
    to: "to",
    add: (day: string) => `Another opening on ${day}`,
    remove: (day: string, at: number) => `Remove opening ${at} of ${day}`,
    copy: "Same every day",
    weekdays: "Same Monday to Friday",
  },
};
