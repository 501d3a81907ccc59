/** How a call or an attempt ended, in a word. */
import { Badge, type BadgeTone } from "../parts";
import { outcomes } from "./copy";

const TONES: Readonly<Record<string, BadgeTone>> = {
  "": "accent",
  answered: "ok",
  abandoned: "bad",
  turned_away: "warn",
  carrier_failure: "bad",
  invalid_number: "warn",
  cut_off: "warn",
  interrupted: "warn",
};

export function OutcomeBadge({ outcome }: { outcome: string }) {
  return <Badge tone={TONES[outcome] ?? ""}>{outcomes[outcome] ?? outcome}</Badge>;
}
