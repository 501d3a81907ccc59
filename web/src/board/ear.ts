/** What a supervisor hears with, and what is heard of them: phone, loudspeaker and microphone. */
import type { Preferences } from "../app/kept";
import { socketAddress } from "../link/browser";
import { Microphone, type MicrophoneState } from "../phone/devices";
import { Meter, type Figures } from "../phone/figures";
import { Phone, type PhoneState } from "../phone/phone";
import type { MonitorMode, MonitorView } from "../wire";

export interface EarEvents {
  state(state: PhoneState): void;
  registered(phoneId: string, registered: boolean): void;
  microphone(state: MicrophoneState): void;
}

export class Ear {
  readonly phone: Phone;
  readonly meter = new Meter();

  private readonly microphone: Microphone;
  private readonly loudspeaker = new Audio();
  private context: AudioContext | null = null;
  private mode: MonitorMode = "listen";
  /** How many wait for the microphone to be allowed. */
  private asking = 0;

  constructor(
    private readonly preferences: Preferences,
    private readonly events: EarEvents,
  ) {
    this.loudspeaker.autoplay = true;
    this.microphone = new Microphone(
      () => this.preferences.microphone,
      (state) => this.events.microphone(state),
      () => void this.speak(),
    );
    this.phone = new Phone(socketAddress("/sip"), () => this.sound(), {
      state: (state) => this.events.state(state),
      registered: (phoneId, registered) => this.events.registered(phoneId, registered),
      connection: (connection) => this.meter.follow(connection),
      remote: (stream) => this.hear(stream),
    });
  }

  /** A leg is on its way: it is answered whatever it says. */
  expect(mode: MonitorMode): void {
    if (!this.phone.state.legUp) this.mode = mode;
    this.phone.follow({ leg: true, answer: true, muted: this.mode === "listen" });
  }

  /** Whether one's voice can be sent: asks for the microphone, if it was not asked for yet. */
  async canSpeak(): Promise<boolean> {
    this.asking += 1;
    try {
      await this.microphone.open();
      return true;
    } catch {
      return false;
    } finally {
      this.asking -= 1;
    }
  }

  /** What the server says one does; null: nothing. */
  async follow(monitor: MonitorView | null): Promise<void> {
    this.mode = monitor?.mode ?? "listen";
    const muted = this.mode === "listen";
    this.phone.follow({ leg: monitor !== null, answer: monitor !== null, muted });
    await this.speak();
    // By now they may speak, or be about to: what the server tells comes after what they ask.
    if (this.mode === "listen" && this.asking === 0) this.microphone.close();
  }

  figures(): Omit<Figures, "callId" | "linkRoundTrip"> {
    const { phoneId, registered, legUp } = this.phone.state;
    return { phoneId, registered, legUp, ...this.meter.now() };
  }

  /** A click or key: browsers let sound begin only then. */
  woken(): void {
    this.meter.wake();
    if (this.context?.state === "suspended") void this.context.resume();
    if (this.loudspeaker.srcObject && this.loudspeaker.paused) {
      void this.loudspeaker.play().catch(() => undefined);
    }
  }

  stop(): void {
    this.phone.stop();
    this.microphone.close();
  }

  private async speak(): Promise<void> {
    if (!this.phone.state.legUp) return;
    try {
      await this.phone.replaceMicrophone(await this.sound());
    } catch {
      // The microphone is gone; its state says so, and silence goes on being sent.
    }
  }

  /** Who only listens needs no microphone, and none is opened: silence is sent. */
  private sound(): Promise<MediaStream> {
    if (this.mode !== "listen") return this.microphone.open();
    this.context ??= new AudioContext();
    return Promise.resolve(this.context.createMediaStreamDestination().stream);
  }

  private hear(stream: MediaStream | null): void {
    this.loudspeaker.srcObject = stream;
    this.meter.listen(stream);
    if (!stream) return;
    const speaker = this.loudspeaker as HTMLAudioElement & {
      setSinkId?: (id: string) => Promise<void>;
    };
    // An unplugged device leaves the sound on the system's own.
    void speaker.setSinkId?.(this.preferences.speaker).catch(() => undefined);
    void this.loudspeaker.play().catch(() => undefined);
  }
}
