import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readDraft } from "../src/app/kept";
import type { Draft } from "../src/app/state";
import { AskRefused } from "../src/link/link";
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

  it("keeps both of two changes that come before the next picture", () => {
    const dock = wrapping({ disposition: "callback" });
    dock.actions.draftCallback({ date: "2026-11-25" });
    dock.actions.draftCallback({ time: "10:30" });
    expect(dock.store.state.draft?.callback).toMatchObject({ date: "2026-11-25", time: "10:30" });
  });

  it("keeps a half-filled callback over a reload", () => {
    const dock = wrapping({ disposition: "callback" });
    dock.actions.draft({ callback });
    expect(readDraft(sessionStorage, "c1").callback).toEqual(callback);
  });
});

describe("what is chosen in a wrap-up", () => {
  const note = { type: "note", call_id: "c1", note: "" };
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is saved like a note, for another call may end it", async () => {
    const dock = wrapping({});
    dock.actions.draft({ disposition: "sold" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(dock.asked).toEqual([{ ...note, disposition: "sold" }]);
  });

  it("is saved with its callback, once that has a time", async () => {
    const dock = wrapping({});
    dock.actions.draft({ disposition: "callback" });
    await vi.advanceTimersByTimeAsync(1_000);
    dock.actions.draft({ callback });
    await vi.advanceTimersByTimeAsync(1_000);
    const wish = { at: "2026-11-25T10:30", personal: false, note: "" };
    expect(dock.asked).toEqual([note, { ...note, disposition: "callback", callback: wish }]);
  });
});

describe("a number that is dialled out of a wrap-up", () => {
  const dial = { type: "dial", number: "+442079460100" };

  it("is dialled once what was chosen is saved", async () => {
    const dock = wrapping({ disposition: "sold" });
    expect(await dock.actions.dial(dial.number)).toBe(true);
    expect(dock.asked.map(({ type }) => type)).toEqual(["finish", "dial"]);
    expect(dock.asked[0]).toMatchObject({ call_id: "c1", disposition: "sold" });
  });

  it("is not dialled where that is refused, or a callback has no time", async () => {
    const dock = wrapping({ disposition: "callback" });
    expect(await dock.actions.dial(dial.number)).toBe(false);
    expect(dock.asked).toEqual([]);
    dock.actions.draft({ callback });
    dock.refuse("callback-not-possible", "callback: the time is more than 90 days ahead.");
    expect(await dock.actions.dial(dial.number)).toBe(false);
    expect(dock.asked.map(({ type }) => type)).toEqual(["finish"]);
  });

  it("is dialled at once where there is nothing to save", async () => {
    const dock = wrapping({});
    await dock.actions.dial(dial.number);
    expect(dock.asked).toEqual([dial]);
  });
});

describe("signing out of a wrap-up", () => {
  const posted = vi.fn(() => Promise.resolve(new Response("{}")));
  beforeEach(() => vi.stubGlobal("fetch", posted.mockClear()));

  it("saves what was chosen, and lets nobody be put through meanwhile", async () => {
    const dock = wrapping({ disposition: "sold", note: "Signed" });
    await dock.actions.signOut();
    expect(dock.asked).toMatchObject([
      { type: "finish", disposition: "sold", note: "Signed", then: "paused" },
    ]);
    expect(posted).toHaveBeenCalledTimes(1);
    expect(dock.left).toBe(true);
  });

  it("waits where that is refused, and says so where the agent writes", async () => {
    const dock = wrapping({ disposition: "callback" });
    await dock.actions.signOut();
    expect(posted).not.toHaveBeenCalled();
    expect(dock.store.state).toMatchObject({
      finishRefused: ["Callback not set.", "Choose a date and a time."],
      draft: { then: "ready" },
    });
  });

  it("does not wait for a server that cannot be reached", async () => {
    const dock = wrapping({ disposition: "sold" });
    dock.store.set({ link: { ...dock.store.state.link, phase: "waiting" } });
    dock.refuse("link-lost", "");
    await dock.actions.signOut();
    expect(posted).toHaveBeenCalledTimes(1);
  });

  it("asks nothing of the floor where there is nothing to save", async () => {
    const dock = wrapping({});
    await dock.actions.signOut();
    expect(dock.asked).toEqual([]);
    expect(dock.left).toBe(true);
  });
});

describe("an answer that comes when the next call is here", () => {
  /** The next call comes before the answer does. */
  function thenNext(dock: FakeDock, answer: () => Promise<void>): void {
    dock.answer = () => {
      const call = callView({ call_id: "c2" });
      dock.store.set({
        view: dockView({ state: "talking", call_id: "c2" }, call),
        draft: readDraft(sessionStorage, "c2"),
      });
      dock.actions.draft({ note: "of the next" });
      return answer();
    };
  }
  const over = () => Promise.reject(new AskRefused("no-such-call", "That wrap-up is over."));
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is told in a banner where the wrap-up could not be finished, and not of the next", async () => {
    const dock = wrapping({ disposition: "sold", note: "Signed" });
    thenNext(dock, over);
    await dock.actions.finish();
    expect(dock.store.state).toMatchObject({ saveFailed: false, finishRefused: null });
    expect(dock.notices).toHaveLength(1);
  });

  it("leaves what is written of the next where it was finished", async () => {
    const dock = wrapping({ disposition: "sold", note: "Signed" });
    thenNext(dock, () => Promise.resolve());
    await dock.actions.finish();
    expect(readDraft(sessionStorage, "c2").note).toBe("of the next");
  });

  it.each([
    ["was", () => Promise.resolve()],
    ["was not", over],
  ])("does not say that the note of the next %s saved", async (_was, answer) => {
    const dock = wrapping({});
    dock.actions.draft({ note: "Signed" });
    thenNext(dock, answer);
    await vi.advanceTimersByTimeAsync(800);
    expect(dock.store.state).toMatchObject({ saveFailed: false, noteSavedAt: null });
  });
});

describe("a note that could not be saved", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is saved as soon as the server is back", async () => {
    const dock = wrapping({});
    const open = dock.store.state.link;
    dock.refuse("offline", "The connection is lost.");
    dock.store.set({ link: { ...open, phase: "waiting", quality: "lost" } });
    dock.actions.draft({ note: "Signed" });
    await vi.advanceTimersByTimeAsync(800);
    expect(dock.store.state.saveFailed).toBe(true);
    dock.asked.length = 0;
    dock.answer = () => Promise.resolve();
    dock.store.set({ link: open });
    await vi.advanceTimersByTimeAsync(0);
    expect(dock.asked).toEqual([{ type: "note", call_id: "c1", note: "Signed" }]);
    expect(dock.store.state.saveFailed).toBe(false);
    dock.store.set({ link: { ...open, roundTrip: 7 } });
    await vi.advanceTimersByTimeAsync(0);
    expect(dock.asked).toHaveLength(1);
  });
});

describe("a wrap-up that ends by its timer", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** It begins now, and lasts so many seconds. */
  function lasting(seconds: number, draft: Partial<Draft>): FakeDock {
    const dock = wrapping(draft);
    untilIn(dock, seconds);
    return dock;
  }
  function untilIn(dock: FakeDock, seconds: number): void {
    const view = dock.store.state.view!;
    const until = dock.now() + seconds;
    dock.store.set({ view: { ...view, me: { ...view.me, until } } });
  }

  it("takes with it what is chosen, and the words that are being typed", async () => {
    const dock = lasting(20, { disposition: "sold" });
    await vi.advanceTimersByTimeAsync(17_000);
    dock.actions.draft({ note: "Signed, starts on Mon" });
    await vi.advanceTimersByTimeAsync(700);
    dock.actions.draft({ note: "Signed, starts on Monday" });
    expect(dock.asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(dock.asked).toMatchObject([
      { type: "finish", note: "Signed, starts on Monday", disposition: "sold", then: "ready" },
    ]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(dock.asked).toHaveLength(1);
  });

  it("takes the pause with it that was to come after", async () => {
    const dock = lasting(20, { then: "paused", pauseReason: "Lunch" });
    await vi.advanceTimersByTimeAsync(18_000);
    expect(dock.asked).toMatchObject([{ type: "finish", then: "paused", pause_reason: "Lunch" }]);
  });

  it("saves the note of a callback that has no time yet", async () => {
    const dock = lasting(20, { disposition: "callback", note: "after work" });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(dock.asked).toEqual([{ type: "note", call_id: "c1", note: "after work" }]);
  });

  it("asks for nothing where nothing was written, and waits where it is extended", async () => {
    const dock = lasting(20, {});
    await vi.advanceTimersByTimeAsync(17_000);
    untilIn(dock, 60);
    await vi.advanceTimersByTimeAsync(57_000);
    expect(dock.asked).toEqual([]);
    dock.actions.draft({ disposition: "sold" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(dock.asked.filter(({ type }) => type === "finish")).toHaveLength(1);
  });

  it("is left alone once it is finished", async () => {
    const dock = lasting(20, { disposition: "sold" });
    dock.store.set({ view: dockView({}, null), draft: null });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(dock.asked).toEqual([]);
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
