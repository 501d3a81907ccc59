import { afterEach, describe, expect, it, vi } from "vitest";
import { readDraft } from "../src/app/kept";
import type { Draft } from "../src/app/state";
import { noCallback } from "../src/state/callback";
import { FakeDock } from "./fakes";
import { callView, dockView, leadView } from "./views";

afterEach(() => vi.unstubAllGlobals());

const ended = { kind: "dialer", phase: "ended", outcome: "answered" } as const;
const callback = { ...noCallback, date: "2026-11-25", time: "10:30", personal: false };

function wrapping(draft: Partial<Draft>, lead = true): FakeDock {
  const call = callView({ ...ended, lead: lead ? leadView() : null });
  const dock = new FakeDock(dockView({ state: "wrap_up", call_id: "c1" }, call));
  dock.store.set({ draft: { ...readDraft(sessionStorage, "c1"), ...draft } });
  return dock;
}

describe("the wrap-up of a lead's call", () => {
  it("sends the disposition's code, the callback, and the note with both", async () => {
    const dock = wrapping({ disposition: "callback", note: "Wants a test call", callback });
    await dock.actions.finish();
    expect(dock.asked).toEqual([
      {
        type: "finish",
        call_id: "c1",
        note: "Wants a test call",
        disposition: "callback",
        callback: { at: "2026-11-25T10:30", personal: false, note: "Wants a test call" },
        then: "ready",
        pause_reason: "",
      },
    ]);
    expect(dock.said).toEqual(["Saved"]);
  });

  it("sends no callback with a disposition that takes none", async () => {
    const dock = wrapping({ disposition: "sold", callback });
    await dock.actions.finish();
    expect(dock.asked[0]).not.toHaveProperty("callback");
  });

  it("sends none for a call without a lead, whatever its disposition is called", async () => {
    const dock = wrapping({ disposition: "callback" }, false);
    await dock.actions.finish();
    expect(dock.asked[0]).not.toHaveProperty("callback");
  });

  it("waits for a time, and says so where the agent writes", async () => {
    const dock = wrapping({ disposition: "callback", note: "half a sentence" });
    await dock.actions.finish();
    expect(dock.asked).toEqual([]);
    expect(dock.store.state).toMatchObject({
      finishRefused: ["Callback not set.", "Choose a date and a time."],
      saveFailed: false,
    });
    dock.actions.draft({ callback });
    expect(dock.store.state.finishRefused).toBeNull();
  });

  it("that the server refuses keeps all that was typed", async () => {
    const dock = wrapping({ disposition: "callback", note: "Wants a test call", callback });
    const before = dock.store.state.draft;
    dock.refuse("callback-not-possible", "callback: the time is more than 90 days ahead.");
    await dock.actions.finish();
    expect(dock.store.state.draft).toBe(before);
    expect(dock.store.state.finishRefused).toEqual([
      "Callback not set.",
      "The time is more than 90 days ahead.",
    ]);
    dock.answer = () => Promise.resolve();
    await dock.actions.finish();
    expect(dock.store.state).toMatchObject({ finishRefused: null, saveFailed: false });
  });

  it("keeps a half-filled callback over a reload", () => {
    const dock = wrapping({ disposition: "callback" });
    dock.actions.draft({ callback });
    expect(readDraft(sessionStorage, "c1").callback).toEqual(callback);
  });
});

describe("a pause that is asked for in a call", () => {
  it("is what comes after it, and Finish does not undo it", async () => {
    const call = callView({ kind: "dialer", lead: leadView() });
    const dock = new FakeDock(dockView({ state: "talking", call_id: "c1" }, call));
    dock.store.set({ draft: readDraft(sessionStorage, "c1") });
    await dock.actions.pause("Lunch");
    expect(dock.notices).toEqual(["Pause noted. Lunch begins after this call."]);
    const { view } = dock.store.state;
    if (view) dock.store.set({ view: { ...view, me: { ...view.me, state: "wrap_up" } } });
    await dock.actions.finish();
    expect(dock.asked.at(-1)).toMatchObject({ then: "paused", pause_reason: "Lunch" });
  });

  it("is taken back by Ready, and is not noted where the server refuses it", async () => {
    const call = callView({ kind: "dialer", lead: leadView() });
    const dock = new FakeDock(dockView({ state: "talking", call_id: "c1" }, call));
    dock.store.set({ draft: readDraft(sessionStorage, "c1") });
    await dock.actions.pause("Lunch");
    await dock.actions.ready();
    expect(dock.store.state.draft).toMatchObject({ then: "ready", pauseReason: "" });
    dock.refuse("not-now", "Not now.");
    await dock.actions.pause("Lunch");
    expect(dock.store.state.draft?.then).toBe("ready");
  });

  it("outside of a call leaves no draft behind", async () => {
    const dock = new FakeDock(dockView({}, null));
    await dock.actions.pause("Lunch");
    expect(dock.notices).toEqual([]);
    expect(dock.store.state.draft).toBeNull();
  });
});
