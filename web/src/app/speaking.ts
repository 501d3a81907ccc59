/** The agent's voice: the microphone is open while it may be heard, and is the one that was chosen. */
import * as copy from "../copy";
import { Microphone } from "../phone/devices";
import type { Phone } from "../phone/phone";
import { microphoneWanted } from "../state/read";
import type { Preferences } from "./kept";
import type { AppState, Notice } from "./state";
import type { Store } from "./store";

interface Page {
  readonly store: Store<AppState>;
  readonly phone: Phone;
  readonly preferences: Preferences;
  notice(tone: Notice["tone"], icon: string, text: readonly [string, string]): void;
}

export class Speaking {
  readonly microphone: Microphone;
  private measuring = false;

  constructor(private readonly page: Page) {
    const { store } = page;
    this.microphone = new Microphone(
      () => page.preferences.microphone,
      (microphone, label) => store.set({ microphone, microphoneLabel: label }),
      () => void this.gone(),
    );
    navigator.mediaDevices?.addEventListener("devicechange", () => {
      if (store.state.microphone === "missing") void this.tryAgain();
    });
  }

  /** Opens the microphone for its level to be shown, until that is `measured`. */
  measure(): Promise<MediaStream> {
    this.measuring = true;
    return this.microphone.open();
  }

  measured(): void {
    this.measuring = false;
    this.rest();
  }

  /** Open where the view wants it. */
  follow(): void {
    if (microphoneWanted(this.page.store.state.view)) {
      void this.microphone.open().catch(() => undefined);
    } else this.rest();
  }

  /** Gives the microphone back when nothing needs it. */
  rest(): void {
    if (!this.speaks() && !this.measuring) this.microphone.close();
  }

  /** The one that was chosen takes the place of one that is open: in a call, or for one that rings. */
  chosen(): void {
    if (!this.speaks()) return;
    this.microphone.close();
    void this.microphone.open().catch(() => undefined);
    void this.renew();
  }

  /** Asks for the microphone again; a leg that waits for it is answered, or spoken into. */
  async tryAgain(): Promise<void> {
    if (!(await this.microphone.permit())) return;
    this.page.phone.answerWaiting();
    await this.renew();
  }

  private speaks(): boolean {
    return microphoneWanted(this.page.store.state.view) || this.page.phone.busy;
  }

  /** A leg that is up is spoken into with the microphone there is now. False: there is none. */
  private async renew(): Promise<boolean> {
    if (!this.page.phone.state.legUp) return true;
    try {
      await this.page.phone.replaceMicrophone(await this.microphone.open());
      return true;
    } catch {
      // Its state says so, in a banner that can be pressed; silence is sent until then.
      return false;
    }
  }

  /** Unplugged, in a call mostly: another one takes its place, where there is another. */
  private async gone(): Promise<void> {
    if (!this.page.phone.state.legUp || !(await this.renew())) return;
    const text = copy.banners.microphoneGone(this.page.store.state.microphoneLabel);
    this.page.notice("warn", "mic", text);
  }
}
