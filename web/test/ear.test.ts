import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Ear } from "../src/board/ear";
import { readPreferences } from "../src/app/kept";
import type { MonitorMode, MonitorView } from "../src/wire";
import { FakeStorage } from "./fakes";

const doing = (mode: MonitorMode, up = true): MonitorView => ({
  supervisor_id: "u-meera",
  supervisor: "meera",
  agent_id: "a-rishi",
  call_id: "c-1",
  mode,
  up,
  since: 900,
});

/** A track of the microphone; silence has none of these. */
interface Track {
  readyState: MediaStreamTrackState;
}
let asked: (() => Track)[];
let states: string[];
let ear: Ear;
/** What is sent to the call. */
let sent: Track | "silence";

beforeEach(() => {
  asked = [];
  states = [];
  const getUserMedia = () =>
    new Promise((resolve) => {
      asked.push(() => {
        const track = {
          readyState: "live" as MediaStreamTrackState,
          label: "Headset",
          stop: () => void (track.readyState = "ended"),
          addEventListener: () => undefined,
        };
        resolve({ getTracks: () => [track], getAudioTracks: () => [track] });
        return track;
      });
    });
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  vi.stubGlobal("location", { protocol: "https:", host: "dock.example" });
  vi.stubGlobal("Audio", class {});
  vi.stubGlobal(
    "AudioContext",
    class {
      createMediaStreamDestination = () => ({ stream: { getAudioTracks: () => ["silence"] } });
    },
  );
  ear = new Ear(readPreferences(new FakeStorage()), {
    state: () => undefined,
    registered: () => undefined,
    microphone: (state) => states.push(state),
  });
  ear.phone.state = { ...ear.phone.state, legUp: true };
  vi.spyOn(ear.phone, "replaceMicrophone").mockImplementation(async (stream) => {
    // As long as a browser takes to change it.
    await new Promise((done) => setTimeout(done));
    sent = stream.getAudioTracks()[0] as never;
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("a supervisor in a call", () => {
  it("is heard who asks to whisper while the server still tells that they listen", async () => {
    const speaks = ear.canSpeak();
    await ear.follow(doing("listen"));
    const track = asked.at(-1)!();
    expect(await speaks).toBe(true);
    await ear.follow(doing("whisper"));
    expect([sent, track.readyState]).toEqual([track, "live"]);
  });

  it("is heard who goes back to whispering at once", async () => {
    const speaks = ear.canSpeak();
    asked.at(-1)!();
    await speaks;
    await ear.follow(doing("whisper"));
    const listening = ear.follow(doing("listen"));
    const whispering = ear.follow(doing("whisper"));
    await Promise.all([listening, whispering]);
    expect((sent as Track).readyState).toBe("live");
  });

  it("has no open microphone who only listens, or has left", async () => {
    for (const then of [doing("listen"), null]) {
      const speaks = ear.canSpeak();
      const track = asked.at(-1)!();
      await speaks;
      await ear.follow(doing("whisper"));
      await ear.follow(then);
      expect([sent, track.readyState]).toEqual(["silence", "ended"]);
    }
  });

  it("leaves none open where the call is over before it is allowed", async () => {
    const speaks = ear.canSpeak();
    await ear.follow(null);
    const track = asked.at(-1)!();
    await speaks;
    await ear.follow(null);
    expect(track.readyState).toBe("ended");
  });
});
