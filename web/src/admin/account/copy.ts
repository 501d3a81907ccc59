/** Every sentence of one's own account. */

export const account = {
  title: "Your account",
  you: "You",
  name: "Name",
  nameHint: "As colleagues read it.",
  login: "Login",
  role: "Role",
  space: "Space",
  saveName: "Save name",
  nameSaved: "Your name is saved.",
};

export const password = {
  title: "Password",
  under: "Changing it signs out every other browser.",
  now: "Current password",
  next: "New password",
  nextHint: "8 characters or more. A few words are easier to keep than signs.",
  button: "Change password",
  done: "Your password is changed. Other browsers are signed out.",
};

export const factor = {
  title: "Second factor",
  off: "Off",
  on: "On",
  offUnder: "An authenticator app on your phone: with it a stolen password alone lets nobody in.",
  required: "Your space asks for one.",
  since: (when: string) => `On since ${when}.`,
  left: (count: number) =>
    count === 1 ? "1 recovery code is left." : `${count} recovery codes are left.`,
  few: "Make new ones before the last is used.",
  setUp: "Set up",
  renew: "New recovery codes",
  switchOff: "Switch off",
  mustStay: "Your space asks for a second factor: it cannot be switched off.",
  drawer: {
    setUp: "Set up the second factor",
    renew: "New recovery codes",
    renewUnder: "Those of before are good for nothing then.",
    password: "Your password",
    passwordHint: "To be sure that it is you.",
    goOn: "Continue",
    scan: "Scan this with an authenticator app, then type the 6 digits it shows.",
    code: "Code",
    confirm: "Switch on",
    codes:
      "Each lets you in once when the app is not at hand. Keep them where you find them without it; they are not shown again.",
    copyAll: "Copy all",
    kept: "I have kept them",
    make: "Make new codes",
  },
  offTitle: "Switch the second factor off?",
  offSays: "From then on your password alone lets you in.",
  done: "The second factor is on.",
  renewed: "The new recovery codes count from now on.",
  ended: "The second factor is off.",
};

export const sessions = {
  title: "Where you are signed in",
  under: "A browser that you do not know? End it, and change your password.",
  columns: { browser: "Browser", address: "Address", since: "Since", used: "Last used" },
  unknown: "Not known",
  now: "Now",
  current: "This one",
  end: "End",
  endLabel: (browser: string) => `End ${browser}`,
  others: "End all others",
  othersTitle: "End all other sessions?",
  othersSays: "Docks and boards that are open in them close at once; a call in one of them waits.",
  ended: "The session has ended.",
  endedAll: (count: number) =>
    count === 1 ? "1 other session has ended." : `${count} other sessions have ended.`,
  empty: "No sessions",
  emptyUnder: "Each browser that you sign in with shows here.",
};
