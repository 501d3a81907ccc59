/** What the two live regions say, read from a view before and after a change. */
import * as copy from "../copy";
import { leadName, nameOf } from "../state/read";
import { phoneNumber } from "../state/format";
import type { CallView, DockView, TransferView } from "../wire";

export interface Announcement {
  readonly assertive?: string;
  readonly polite?: string;
}

export function whoOf(call: CallView): string {
  return nameOf(call.custom) || phoneNumber(call.number) || copy.call.withheld;
}

/** Who is asked, as people read it. */
export function targetName(transfer: TransferView): string {
  return transfer.target_kind === "number"
    ? phoneNumber(transfer.target)
    : transfer.target_name || copy.offer.someone;
}

export function announce(before: DockView | null, after: DockView): Announcement {
  if (!before) return {};
  return { ...assertive(before, after), ...polite(before, after) };
}

function assertive(before: DockView, after: DockView): Announcement {
  const was = before.call;
  const is = after.call;
  if (is && is.call_id !== was?.call_id) {
    const sentence =
      after.me.state === "ringing"
        ? copy.said.incoming
        : is.kind === "dialer"
          ? copy.said.connected
          : copy.said.arriving;
    return { assertive: sentence(whoOf(is)) };
  }
  if (is && after.me.state === "ringing" && before.me.state !== "ringing") {
    return { assertive: copy.said.incoming(whoOf(is)) };
  }
  if (is?.outcome && was?.call_id === is.call_id && !was.outcome) {
    const status =
      is.outcome !== "answered" && is.sip_status ? `, ${copy.sipStatus(is.sip_status)}` : "";
    return { assertive: copy.said.ended(copy.outcomes[is.outcome] + status) };
  }
  return {};
}

function polite(before: DockView, after: DockView): Announcement {
  const was = before.call;
  const is = after.call;
  if (is && was?.call_id === is.call_id) {
    if (is.muted !== was.muted) return { polite: is.muted ? copy.said.muted : copy.said.unmuted };
    if (is.phase !== was.phase) {
      if (is.phase === "held") return { polite: copy.said.held };
      if (is.phase === "talking") {
        return { polite: was.phase === "held" ? copy.said.resumed : copy.said.answered };
      }
    }
  }
  const lead = after.card?.lead;
  if (lead && lead.lead_id !== before.card?.lead.lead_id) {
    return { polite: copy.said.lead(leadName(lead), lead.campaign) };
  }
  if (after.call?.barged && after.call.barged !== before.call?.barged) {
    return { polite: copy.banners.barged(after.call.barged).join(" ") };
  }
  if (after.me.standby && !before.me.standby) return { polite: copy.said.standby };
  if (
    after.me.state !== before.me.state &&
    (after.me.state === "ready" || after.me.state === "paused")
  ) {
    return { polite: copy.said.state(copy.states[after.me.state].toLowerCase()) };
  }
  return {};
}
