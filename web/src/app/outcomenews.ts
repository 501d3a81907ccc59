/** How a call or a transfer came out, where no page says it. */
import * as copy from "../copy";
import type { Sounds } from "../phone/sounds";
import type { DockView } from "../wire";
import { targetName, whoOf } from "./announce";
import type { AppState, Notice } from "./state";
import type { Store } from "./store";

/** As much of the dock as this needs. */
interface Page {
  readonly store: Store<AppState>;
  readonly sounds: Sounds;
  notice(tone: Notice["tone"], icon: string, text: readonly [string, string]): void;
  loadToday(): Promise<void>;
}

/** A call that was not answered leaves no wrap-up behind: say how it ended. */
export function outcomeTold(dock: Page, view: DockView, before: DockView): void {
  const was = before.call;
  const is = view.call;
  if (is?.phase === "ended" && was?.phase !== "ended") void dock.loadToday();
  if (was && (!is || is.phase === "ended" || (is.transfer && !was.transfer))) {
    // What was said of an earlier transfer is past.
    const { notices } = dock.store.state;
    dock.store.set({ notices: notices.filter((one) => one.icon !== "transfer") });
  }
  if (was && is?.call_id === was.call_id && is.transfer_failed && !was.transfer_failed) {
    const name = was.transfer ? targetName(was.transfer) : copy.offer.someone;
    dock.notice("warn", "transfer", [copy.transfer.failed(name), copy.transfer.backWith]);
    dock.sounds.tick();
  }
  const unanswered = was?.outcome && was.outcome !== "answered";
  if (was?.phase === "ended" && !is && unanswered && before.me.state !== "wrap_up") {
    const status = was.sip_status ? ` (${copy.sipStatus(was.sip_status)})` : "";
    dock.notice("warn", "phone", [
      `${copy.outcomeWord(was.outcome ?? "")}.`,
      `${whoOf(was)}${status}`,
    ]);
  }
}
