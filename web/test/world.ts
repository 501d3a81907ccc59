import type { LinkState, Listener, Surroundings, Wire } from "../src/link/link";
import type {
  DockSettings,
  FactFrame,
  FromDockMessage,
  Phone,
  ToDockMessage,
  Welcome,
  WrapUp,
} from "../src/wire";
import { chatSettings, dockView } from "./views";

/** A socket whose other end the test holds. */
export class FakeWire implements Wire {
  readonly sent: FromDockMessage[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as FromDockMessage);
  }
  close(): void {
    this.closed = true;
  }
  hear(message: ToDockMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  drop(code = 1006): void {
    this.onclose?.({ code });
  }
  ofType<Type extends FromDockMessage["type"]>(type: Type) {
    return this.sent.filter(
      (message): message is Extract<FromDockMessage, { type: Type }> => message.type === type,
    );
  }
}

/** Clocks and timers that stand still until the test moves them. */
export class FakeWorld implements Surroundings {
  readonly pageId = "page-0000";
  readonly wires: FakeWire[] = [];
  private time = 1_000;
  private clockIsOff = 0;
  private beats: (() => void)[] = [];
  private timers: { at: number; run: () => void }[] = [];

  connect(): Wire {
    const wire = new FakeWire();
    this.wires.push(wire);
    return wire;
  }
  now(): number {
    return this.time;
  }
  wallClock(): number {
    return 500 + this.clockIsOff + this.time / 1000;
  }
  /** What the server's clock shows, which nobody sets. */
  serverNow(): number {
    return 900 + this.time / 1000;
  }
  /** This machine's clock is put forward. */
  setClock(seconds: number): void {
    this.clockIsOff += seconds;
  }
  later(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.time + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }
  everySecond(run: () => void): () => void {
    this.beats.push(run);
    return () => {
      this.beats = this.beats.filter((one) => one !== run);
    };
  }

  get wire(): FakeWire {
    const last = this.wires.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }
  get beating(): boolean {
    return this.beats.length > 0;
  }
  pass(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.timers.filter((timer) => timer.at <= this.time);
    this.timers = this.timers.filter((timer) => timer.at > this.time);
    due.forEach((timer) => timer.run());
  }
  beat(): void {
    [...this.beats].forEach((run) => run());
  }
}

export class Heard implements Listener {
  readonly welcomes: Welcome[] = [];
  readonly settled: DockSettings[] = [];
  readonly facts: FactFrame[] = [];
  readonly phones: Phone[] = [];
  readonly states: LinkState[] = [];
  phoneState = { phoneId: null as string | null, registered: false, legUp: false };
  pausedFor: string | null = null;
  wrapping: WrapUp | null = null;

  welcome(frame: Welcome): void {
    this.welcomes.push(frame);
  }
  settings(settings: DockSettings): void {
    this.settled.push(settings);
  }
  fact(frame: FactFrame): void {
    this.facts.push(frame);
  }
  phone(phone: Phone): void {
    this.phones.push(phone);
  }
  state(state: LinkState): void {
    this.states.push(state);
  }
  phoneNow() {
    return this.phoneState;
  }
  paused() {
    return this.pausedFor;
  }
  wrapUp() {
    return this.wrapping;
  }
}

export const credentials: Phone = {
  phone_id: "dock-a-1",
  uri: "sip:dock-a-1@host",
  username: "dock-a-1",
  password: "secret",
};

export function welcome(changed: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    epoch: "e1",
    seq: 7,
    now: 900,
    view: dockView({}, null),
    settings: {
      cloud_id: "leap",
      space_name: "leap",
      strip_seconds: 0,
      rejoin_seconds: 30,
      wrap_up_seconds: 60,
      pause_reasons: ["Break"],
      dispositions: ["Sold"],
      caller_ids: [],
      recording: "off",
      ...chatSettings,
    },
    phone: credentials,
    ...changed,
  };
}

export function factFrame(seq: number): FactFrame {
  return { type: "fact", seq, at: 1, fact: { type: "engine_changed", engine_up: true } };
}
