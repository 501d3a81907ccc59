import { beforeEach, describe, expect, it, vi } from "vitest";
import { Microphone, type MicrophoneState } from "../src/phone/devices";

class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = "live";
  constructor(readonly label: string) {
    super();
  }
  stop(): void {
    this.readyState = "ended";
  }
  /** As when it is unplugged. */
  vanish(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

interface Question {
  give(label: string): FakeTrack;
  refuse(name: string): void;
}

/** The browser's microphones: each question waits until it is answered here. */
class FakeDevices {
  readonly asked: Question[] = [];
  getUserMedia(): Promise<MediaStream> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        give: (label) => {
          const track = new FakeTrack(label);
          resolve({ getTracks: () => [track], getAudioTracks: () => [track] } as never);
          return track;
        },
        refuse: (name) => reject(new DOMException("", name)),
      });
    });
  }
  last(): Question {
    return this.asked.at(-1)!;
  }
}

let devices: FakeDevices;
let told: [MicrophoneState, string][];
let lost: number;
let microphone: Microphone;

beforeEach(() => {
  devices = new FakeDevices();
  vi.stubGlobal("navigator", { mediaDevices: devices });
  told = [];
  lost = 0;
  microphone = new Microphone(
    () => "",
    (state, label) => told.push([state, label]),
    () => (lost += 1),
  );
});

const state = (stream: MediaStream) => stream.getAudioTracks()[0]!.readyState;

describe("the microphone", () => {
  it("is given back once it is permitted", async () => {
    const permitted = microphone.permit();
    const track = devices.last().give("Headset");
    expect(await permitted).toBe(true);
    expect(track.readyState).toBe("ended");
    expect(told).toEqual([["works", "Headset"]]);
    expect(lost).toBe(0);
  });

  it("stays open for a call that comes while it is being permitted", async () => {
    const permitted = microphone.permit();
    const opened = microphone.open();
    devices.last().give("Headset");
    await permitted;
    expect(state(await opened)).toBe("live");
    expect(devices.asked).toHaveLength(1);
  });

  it("is not taken from a call by being permitted again", async () => {
    const opened = microphone.open();
    devices.last().give("Headset");
    const stream = await opened;
    await microphone.permit();
    expect(state(stream)).toBe("live");
  });

  it("is not left open where it was closed while it was being opened", async () => {
    const opened = microphone.open();
    const refused = expect(opened).rejects.toMatchObject({ name: "AbortError" });
    microphone.close();
    const track = devices.last().give("Headset");
    await refused;
    expect(track.readyState).toBe("ended");
    expect(told).toEqual([]);
  });

  it("is the one that is wanted last", async () => {
    const before = microphone.open();
    const [first] = devices.asked;
    microphone.close();
    const after = microphone.open();
    const old = first!.give("Headset");
    const kept = devices.last().give("Desk");
    expect(await before).toBe(await after);
    expect([old.readyState, kept.readyState]).toEqual(["ended", "live"]);
    expect(told).toEqual([["works", "Desk"]]);
  });

  it("says that it went away, and another can be opened", async () => {
    const opened = microphone.open();
    const track = devices.last().give("Headset");
    await opened;
    track.vanish();
    expect(lost).toBe(1);
    const again = microphone.open();
    devices.last().give("Desk");
    expect(state(await again)).toBe("live");
    expect(told.at(-1)).toEqual(["works", "Desk"]);
  });

  it.each([
    ["NotAllowedError", "blocked"],
    ["NotFoundError", "missing"],
  ] as [string, MicrophoneState][])("that fails with %s is %s", async (name, is) => {
    const opened = microphone.open();
    devices.last().refuse(name);
    await expect(opened).rejects.toMatchObject({ name });
    expect(told).toEqual([[is, ""]]);
    const again = microphone.permit();
    devices.last().give("Headset");
    expect(await again).toBe(true);
    expect(state(await microphone.open())).toBe("live");
  });
});
