/** Every sentence the widget says. */
export const words = {
  open: "Open the chat",
  close: "Close the chat",
  unread: (count: number) => `Open the chat, ${count} new`,
  panel: (team: string) => `Chat with ${team}`,
  more: "More",
  log: "Messages",
  message: "Your message",
  placeholder: "Write a message",
  send: "Send",
  attach: "Attach a file",
  name: "Your name (optional)",
  today: "Today",
  you: "You",
  read: "Read",
  sending: "Sending",
  waits: "Waiting for the connection",
  failed: "Not sent.",
  retry: "Try again",
  remove: "Remove",
  typing: (who: string) => `${who || "The agent"} is typing`,
  here: (who: string) => `${who} is here`,
  joined: (who: string) => `${who} has joined.`,
  replies: "We reply here",
  closed: "Closed now",
  barred: "The chat is not available here",
  connecting: "Connecting",
  lost: "Connection lost. Trying again.",
  place: (place: number) =>
    place <= 1 ? "You are next in line." : `You are number ${place} in line.`,
  queued: "Waiting for an agent.",
  ended: (by: string) =>
    by === "agent"
      ? "The agent has ended the chat."
      : by === "visitor"
        ? "You have ended the chat."
        : "The chat has ended.",
  over: "Ended",
  again: "Start a new chat",
  save: "Save the transcript",
  end: "End the chat",
  endSure: "End this chat?",
  endYes: "End it",
  endNo: "Go on",
  soundOn: "Sound on",
  soundOff: "Sound off",
  gone: "That chat is no longer here. Write to start a new one.",
  firstWrite: "Write a message first, then send the file.",
  uploading: (name: string, share: number) => `${name}, ${share} %`,
  tooBig: (name: string, most: string) => `${name} is too large. At most ${most}.`,
  wrongType: (name: string, types: string) => `${name} cannot be sent. Allowed: ${types}.`,
  notUploaded: (name: string) => `${name} was not sent. Try again.`,
  uploadSize: (bytes: number) =>
    bytes >= 1e6
      ? `${(bytes / 1e6).toFixed(bytes % 1e6 ? 1 : 0)} MB`
      : `${Math.max(1, Math.round(bytes / 1000))} kB`,
  privacy: "Privacy",
  file: (name: string, size: string) => `${name}, ${size}`,
  transcript: (team: string) => `Chat with ${team}`,
};
