import { useMemo } from "preact/hooks";
import * as copy from "../copy";
import { clocksAt } from "../state/zones";
import type { LeadView } from "../wire";
import { useHere, useTicking } from "./context";
import { Icon } from "./parts";

/** Which campaign, and which of its lists. */
export function LeadOrigin({ lead }: { lead: LeadView }) {
  return (
    <span class="row g6 cut">
      <Icon name="campaign" size="s" />
      <span class="cut">{originWord(lead)}</span>
    </span>
  );
}

export function originWord(lead: LeadView): string {
  return [lead.campaign, lead.source].filter(Boolean).join(" · ");
}

/** The time where the lead is; from first to last where its number may be in several zones. */
export function There({ lead }: { lead: LeadView }) {
  const minute = useMinute();
  const word = useMemo(() => {
    const clocks = clocksAt(minute * 60, lead.zones);
    if (!clocks) return copy.card.noZone;
    return clocks.last === null
      ? copy.card.there(clocks.first)
      : copy.card.between(clocks.first, clocks.last);
  }, [minute, lead]);
  return <span class="xs muted num">{word}</span>;
}

/** The server's clock in whole minutes: reckoning with zones is too dear for every tick. */
export function useMinute(): number {
  const { dock } = useHere();
  return useTicking(() => Math.floor(dock.now() / 60), []);
}
