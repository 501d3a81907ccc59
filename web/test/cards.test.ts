import { afterEach, describe, expect, it, vi } from "vitest";
import { cardChanged, cardFree, cardOnScreen, goneWords } from "../src/app/cardnews";
import { readCard } from "../src/app/kept";
import { initialState } from "../src/app/state";
import { noCallback } from "../src/state/callback";
import { FakeDock } from "./fakes";
import { callView, cardView, dockView } from "./views";

afterEach(() => vi.unstubAllGlobals());

const shown = dockView({}, null, cardView());

describe("a card", () => {
  it("is accepted once, and then waits for the fact that takes it", async () => {
    const dock = new FakeDock(shown);
    await dock.actions.card.accept();
    expect(dock.asked).toEqual([{ type: "accept_card", lead_id: "l1" }]);
    expect(cardFree(dock.store.state)).toBe(false);
    await dock.actions.card.accept();
    expect(dock.asked).toHaveLength(1);
  });

  it("takes no second order while one is under way", async () => {
    const dock = new FakeDock(shown);
    let answered = (): void => undefined;
    dock.answer = () => new Promise((done) => (answered = done));
    const accepting = dock.actions.card.accept();
    await dock.actions.card.skip("Wrong time");
    expect(dock.asked).toHaveLength(1);
    answered();
    await accepting;
  });

  it("that may not be dialled says so in a banner, and stays", async () => {
    const dock = new FakeDock(shown);
    dock.refuse("voice-unavailable", "Voice engine away. Calls cannot be made.");
    await dock.actions.card.accept();
    expect(dock.notices).toEqual(["Voice engine away. Calls cannot be made."]);
    expect(cardFree(dock.store.state)).toBe(true);
  });

  it("is skipped with a reason, and never without", async () => {
    const dock = new FakeDock(shown);
    await dock.actions.card.skip("  ");
    await dock.actions.card.skip(" Moved away ");
    expect(dock.asked).toEqual([{ type: "skip_card", lead_id: "l1", reason: "Moved away" }]);
    expect(dock.said).toEqual(["Skipped"]);
  });

  it("does nothing while the socket is lost", async () => {
    const dock = new FakeDock(shown);
    dock.store.set({ link: { ...dock.store.state.link, phase: "waiting" } });
    await dock.actions.card.accept();
    dock.actions.card.show("skip");
    expect(dock.asked).toEqual([]);
    expect(dock.store.state.cardWork?.panel).toBe("none");
  });

  it("of another lead than was ordered is not taken for done", async () => {
    const dock = new FakeDock(shown);
    const view = dockView({}, null, cardView({ lead_id: "l2" }));
    dock.answer = () => {
      dock.store.set({ view });
      cardChanged(dock.whole, view, shown, false);
      return Promise.resolve();
    };
    await dock.actions.card.skip("Wrong time");
    expect(dock.store.state.cardWork).toMatchObject({ leadId: "l2", done: false });
    expect(cardFree(dock.store.state)).toBe(true);
  });
});

describe("a callback on a card", () => {
  const filled = { ...noCallback, date: "2026-11-25", time: "10:30", note: "after work" };

  it("is sent by the lead's clock", async () => {
    const dock = new FakeDock(shown, { panel: "callback", callback: filled });
    await dock.actions.card.callBack();
    expect(dock.asked).toEqual([
      {
        type: "call_back_card",
        lead_id: "l1",
        callback: { at: "2026-11-25T10:30", personal: true, note: "after work" },
      },
    ]);
    expect(dock.said).toEqual(["Callback set"]);
  });

  it.each([
    [{ ...filled, time: "" }, "Choose a date and a time."],
    [{ ...filled, date: "2026-11-24", time: "10:00" }, "That time is past."],
  ])("that cannot be is not sent: %j", async (callback, why) => {
    const dock = new FakeDock(shown, { panel: "callback", callback });
    await dock.actions.card.callBack();
    expect(dock.asked).toEqual([]);
    expect(dock.store.state.cardWork?.refused).toEqual(["Callback not set.", why]);
  });

  it("that the server refuses is told in the panel, and nothing typed is lost", async () => {
    const dock = new FakeDock(shown, { panel: "callback", callback: filled });
    dock.refuse("callback-not-possible", "callback: the lead expires before that time.");
    await dock.actions.card.callBack();
    const work = dock.store.state.cardWork;
    expect(work).toMatchObject({ panel: "callback", callback: filled, done: false });
    expect(work?.refused).toEqual(["Callback not set.", "The lead expires before that time."]);
    expect(dock.notices).toEqual([]);
    dock.actions.card.write({ callback: { time: "11:00" } });
    expect(dock.store.state.cardWork?.refused).toBeNull();
  });

  it("that is half filled in comes back with the same lead, after a reload too", () => {
    const dock = new FakeDock(shown, { panel: "callback" });
    dock.actions.card.write({ callback: { note: "after work" }, reason: "Moved" });
    const gone = dockView({}, null);
    cardChanged(dock.whole, gone, shown, false);
    expect(dock.store.state.cardWork).toBeNull();
    cardChanged(dock.whole, shown, gone, false);
    expect(dock.store.state.cardWork).toMatchObject({
      reason: "Moved",
      callback: { note: "after work" },
      panel: "none",
    });
    expect(readCard(sessionStorage, "l2").reason).toBe("");
  });
});

describe("do not call", () => {
  it("is one order for the lead on the card", async () => {
    const dock = new FakeDock(shown, { panel: "never" });
    await dock.actions.card.never();
    expect(dock.asked).toEqual([{ type: "never_call", lead_id: "l1" }]);
  });

  it("is one order for the call that is wrapped up", async () => {
    const call = callView({ phase: "ended", outcome: "answered" });
    const dock = new FakeDock(dockView({ state: "wrap_up", call_id: "c1" }, call));
    dock.actions.askNever(true);
    await dock.actions.never();
    expect(dock.asked).toEqual([{ type: "never_call", call_id: "c1" }]);
    expect(dock.store.state.never).toEqual({ callId: "c1", done: true });
  });

  it("that fails can be asked again", async () => {
    const call = callView({ phase: "ended", outcome: "answered" });
    const dock = new FakeDock(dockView({ state: "wrap_up", call_id: "c1" }, call));
    dock.actions.askNever(true);
    dock.refuse("store-away", "Changes cannot be saved now.");
    await dock.actions.never();
    expect(dock.store.state.never).toEqual({ callId: "c1", done: false });
    expect(dock.notices).toEqual(["Not done. Changes cannot be saved now."]);
  });
});

describe("a card that arrives", () => {
  it("takes the screen, unless a number is being typed", () => {
    const idle = dockView({}, null);
    for (const typing of [false, true]) {
      const dock = new FakeDock(idle);
      dock.store.set({ view: shown });
      cardChanged(dock.whole, shown, idle, typing);
      expect(cardOnScreen(dock.store.state)).toBe(!typing);
      dock.actions.card.look();
      expect(cardOnScreen(dock.store.state)).toBe(true);
    }
  });

  it("leaves the agent on the page they are on", () => {
    const dock = new FakeDock(dockView({}, null));
    dock.store.set({ view: shown, tab: "history" });
    cardChanged(dock.whole, shown, dockView({}, null), false);
    expect(dock.store.state.tab).toBe("history");
    expect(cardOnScreen(dock.store.state)).toBe(false);
  });
});

describe("a card that goes", () => {
  it.each(["accepted", "skipped", "callback", "paused"])(
    "is not spoken of when the agent did it (%s)",
    (why) => {
      expect(goneWords(why, initialState)).toBeNull();
    },
  );

  it.each([
    ["too-long", "It was open too long, and goes to somebody else."],
    ["campaign", "Its campaign is paused, over or changed."],
    ["left", "Your dock was away too long."],
    ["call", "A call came first."],
    ["do-not-call", "Its number is on the do-not-call list now."],
    ["something-new", "Somebody else has it, or it is not to be called now."],
  ])("is spoken of when the agent did not (%s)", (why, words) => {
    expect(goneWords(why, initialState)?.[1]).toBe(words);
  });

  it("for the do-not-call list or a dialled number is the agent's own doing", () => {
    const asked = { ...initialState, busy: new Set(["never_call", "dial"]) };
    expect(goneWords("do-not-call", asked)).toBeNull();
    expect(goneWords("call", asked)).toBeNull();
  });
});
