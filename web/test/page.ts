/** A whole dock without a browser: its socket, devices and storage are the test's. */
import { vi } from "vitest";
import { Actions } from "../src/app/actions";
import { Dock } from "../src/app/dock";
import { browserSurroundings } from "../src/link/browser";
import type { AnyFact, DockOrder, DockView, SignedIn, Welcome } from "../src/wire";
import { FakeStorage } from "./fakes";
import { FakeWorld, welcome } from "./world";

/** `../src/link/browser` has to be mocked by the test's file. */
export class FakePage {
  readonly world = new FakeWorld();
  readonly dock: Dock;
  readonly actions: Actions;
  /** The device ids that were asked for, and their tracks. */
  readonly microphones: { readonly id: string; readonly track: { readyState: string } }[] = [];
  rings = false;
  login = "rishi";
  private seq = 7;
  private focus = "";

  /** `session`: what a page before this one left in the tab. */
  constructor(readonly session: Storage = new FakeStorage()) {
    vi.mocked(browserSurroundings).mockReturnValue(this.world);
    vi.stubGlobal("document", {
      hidden: true,
      activeElement: { closest: (places: string) => this.holds(places) },
      documentElement: { dataset: {} },
      addEventListener: () => undefined,
      querySelector: () => null,
    });
    vi.stubGlobal("location", { protocol: "https:", host: "dock.example" });
    vi.stubGlobal("localStorage", new FakeStorage());
    vi.stubGlobal("sessionStorage", session);
    vi.stubGlobal("fetch", () => Promise.reject(new Error("no server")));
    vi.stubGlobal("Audio", class {});
    vi.stubGlobal("navigator", {
      mediaDevices: { addEventListener: () => undefined, getUserMedia: this.give },
    });
    this.dock = new Dock();
    this.actions = new Actions(this.dock);
    vi.spyOn(this.dock.sounds, "ring").mockImplementation((on) => void (this.rings = on));
    vi.spyOn(this.dock.sounds, "short").mockReturnValue();
    vi.spyOn(this.dock.sounds, "tick").mockReturnValue();
    vi.spyOn(this.dock.phone, "register").mockReturnValue();
  }

  enter(view: DockView, changed: Partial<Welcome> = {}): this {
    const { login } = this;
    this.dock.enter({ cloud_id: "leap", login, name: login, role: "agent", due: "" } as SignedIn);
    return this.open(view, changed);
  }

  /** The socket that is being opened is let in. */
  open(view: DockView, changed: Partial<Welcome> = {}): this {
    this.world.wire.onopen?.();
    this.world.wire.hear(welcome({ view, now: this.world.wallClock(), ...changed }));
    return this;
  }

  fact(fact: AnyFact): void {
    this.world.wire.hear({ type: "fact", seq: ++this.seq, at: 1, fact });
  }

  /** What has the focus stands in an element of this selector. */
  focusIn(place: string): void {
    this.focus = place;
  }

  private holds(places: string): object | null {
    return places.split(", ").includes(this.focus) ? {} : null;
  }

  get asked(): readonly DockOrder[] {
    return this.world.wires.flatMap((wire) => wire.ofType("ask").map((one) => one.order));
  }

  /** The microphone that is open; "": none. */
  get microphone(): string | null {
    return this.microphones.findLast((one) => one.track.readyState === "live")?.id ?? null;
  }

  private readonly give = ({ audio }: { audio: { deviceId?: { exact: string } } }) => {
    const track = {
      readyState: "live",
      label: "Headset",
      stop: () => void (track.readyState = "ended"),
      addEventListener: () => undefined,
    };
    this.microphones.push({ id: audio.deviceId?.exact ?? "", track });
    return Promise.resolve({ getTracks: () => [track], getAudioTracks: () => [track] });
  };
}
