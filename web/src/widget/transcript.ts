/** The chat as plain text, to keep. */
import type { LineShown } from "../wire";
import { words } from "./words";

export function transcript(team: string, lines: readonly LineShown[]): string {
  const said = lines.map((line) => {
    const who = line.author === "visitor" ? line.name || words.you : line.name || team;
    const files = line.attachments.map((one) => `[${one.name}]`).join(" ");
    return `${stamp(line.at)}  ${who}: ${[line.text, files].filter(Boolean).join(" ")}`;
  });
  return [words.transcript(team), "", ...said, ""].join("\n");
}

function stamp(at: number): string {
  const then = new Date(at * 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [then.getFullYear(), two(then.getMonth() + 1), two(then.getDate())].join("-");
  return `${day} ${two(then.getHours())}:${two(then.getMinutes())}`;
}

export function clockTime(at: number): string {
  const then = new Date(at * 1000);
  return `${String(then.getHours()).padStart(2, "0")}:${String(then.getMinutes()).padStart(2, "0")}`;
}

/** "Today", or the day itself. */
export function dayOf(at: number, now: number): string {
  const then = new Date(at * 1000).toDateString();
  return then === new Date(now * 1000).toDateString()
    ? words.today
    : new Date(at * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
}
