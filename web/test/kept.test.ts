import { describe, expect, it } from "vitest";
import { signInSentence } from "../src/app/signin";
import { announce } from "../src/app/announce";
import { HttpFault } from "../src/app/http";
import { readDraft, readPreferences, writeDraft, writePreferences } from "../src/app/kept";
import { refusal } from "../src/copy";
import { FakeStorage } from "./fakes";
import { callView, cardView, dockView } from "./views";

describe("a draft", () => {
  it("survives for its own call only", () => {
    const storage = new FakeStorage();
    writeDraft(storage, { ...readDraft(storage, "c1"), note: "half a sentence" });
    expect(readDraft(storage, "c1", { note: "older" }).note).toBe("half a sentence");
    expect(readDraft(storage, "c2", { note: "the server's" }).note).toBe("the server's");
    writeDraft(storage, null);
    expect(readDraft(storage, "c1").note).toBe("");
  });

  it("that cannot be read is an empty one", () => {
    const storage = new FakeStorage();
    storage.setItem("dockline.draft", "{");
    expect(readDraft(storage, "c1").note).toBe("");
  });
});

describe("preferences", () => {
  it("are kept, and have defaults", () => {
    const storage = new FakeStorage();
    expect(readPreferences(storage)).toMatchObject({ singleKeys: true, theme: "system" });
    writePreferences(storage, { ...readPreferences(storage), theme: "dark" });
    expect(readPreferences(storage).theme).toBe("dark");
  });
});

describe("sentences", () => {
  it("say why nobody was signed in", () => {
    const fault = (status: number, retryAfter: number | null = null): HttpFault =>
      new HttpFault(status, "", "", retryAfter);
    expect(signInSentence(fault(401))).toBe("Login or password is wrong.");
    expect(signInSentence(fault(429, 290))).toBe("Too many tries. Wait 5 minutes.");
    expect(signInSentence(fault(0))).toBe("The server did not answer. Try again.");
  });

  it("leave out the name of a field that stands beside them", () => {
    expect(refusal("callback-not-possible", "callback: the time is past.")).toEqual([
      "Callback not set.",
      "The time is past.",
    ]);
    expect(refusal("callback-not-possible", "callback.at: day is out of range.")[1]).toBe(
      "Day is out of range.",
    );
  });

  it("say what was refused, and nothing twice", () => {
    expect(refusal("number-not-allowed", "+1 900 numbers are blocked in leap.")).toEqual([
      "Number not allowed.",
      "+1 900 numbers are blocked in leap.",
    ]);
    expect(refusal("voice-unavailable", "Voice engine away. Calls cannot be made.")).toEqual([
      "Voice engine away.",
      "Calls cannot be made.",
    ]);
  });
});

describe("the live regions", () => {
  const idle = dockView({}, null);
  const ringing = dockView({ state: "ringing", call_id: "c1" }, callView({ agent_id: "b" }));
  const talking = dockView({ state: "talking", call_id: "c1" }, callView({}));

  it("announce what arrives and what ends, and loudly", () => {
    expect(announce(idle, ringing).assertive).toBe("Incoming call: sumeet");
    const over = dockView(
      { state: "wrap_up", call_id: "c1" },
      callView({ phase: "ended", outcome: "busy", sip_status: 486 }),
    );
    expect(announce(talking, over).assertive).toBe("Call ended. Busy, SIP 486.");
  });

  it("announce changes politely, and a fresh snapshot not at all", () => {
    const muted = dockView({ state: "talking", call_id: "c1" }, callView({ muted: true }));
    expect(announce(talking, muted)).toEqual({ polite: "You are muted." });
    expect(announce(null, talking)).toEqual({});
    expect(announce(talking, talking)).toEqual({});
  });

  it("announce a lead once, politely, and who is on the line when the dialer put them there", () => {
    const shown = dockView({}, null, cardView());
    expect(announce(idle, shown)).toEqual({ polite: "Next lead: sumeet, novanet. Fibre winback." });
    expect(announce(shown, shown)).toEqual({});
    const dialled = callView({ kind: "dialer" });
    const reached = dockView({ state: "talking", call_id: "c1" }, dialled);
    expect(announce(idle, reached).assertive).toBe("On the line: sumeet");
  });

  it("say quietly that the phone stays connected", () => {
    const waiting = dockView({ standby: true }, null);
    expect(announce(idle, waiting)).toEqual({
      polite: "Your phone is connected, waiting for the next call.",
    });
    expect(announce(waiting, idle)).toEqual({});
  });
});
