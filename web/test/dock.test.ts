import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeChats } from "../src/app/kept";
import { othersNotes } from "../src/state/read";
import type { NoteView } from "../src/wire";
import { FakeStorage } from "./fakes";
import { FakePage } from "./page";
import { callView, chatView, dockView, leadView, queueView } from "./views";
import { welcome } from "./world";

vi.mock("../src/link/browser");
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const offered = callView({
  kind: "inbound",
  phase: "queued",
  agent_id: "",
  answered_at: null,
  queue: queueView(),
});
const ringing = dockView({ state: "ringing", call_id: "c1" }, offered);
const talking = dockView({ state: "talking", call_id: "c1" }, callView({}));

const noted = (one: NoteView) =>
  ({ type: "call_noted", call_id: "c1", note: one.note, notes: [one], disposition: "" }) as const;

describe("a dock that rings", () => {
  it.each([
    ["is opened in another tab", 4001],
    ["is signed out elsewhere", 4401],
  ])("is silent once it %s, and its microphone is closed", async (_what, code) => {
    const page = new FakePage().enter(ringing);
    await vi.advanceTimersByTimeAsync(0);
    expect([page.rings, page.microphone]).toEqual([true, ""]);
    page.world.wire.drop(code);
    expect([page.rings, page.microphone]).toEqual([false, null]);
  });

  it("is silent while the server is away, and rings on when it is back", () => {
    const page = new FakePage().enter(ringing);
    page.world.wire.drop();
    expect(page.rings).toBe(false);
    page.world.pass(0);
    page.world.wire.onopen?.();
    page.world.wire.hear({ type: "resumed", seq: 7, now: 500, phone: null });
    expect(page.rings).toBe(true);
  });

  it("rings again in the tab that is taken back", () => {
    const page = new FakePage().enter(ringing);
    page.world.wire.drop(4001);
    page.dock.link.takeBack();
    page.open(ringing);
    expect(page.rings).toBe(true);
  });
});

it("what an admin changes of the settings is on the page at once", () => {
  const page = new FakePage().enter(dockView({}, null));
  const settings = { ...welcome().settings, pause_reasons: ["Lunch"] };
  page.world.wire.hear({ type: "settings", settings });
  expect(page.dock.store.state.settings?.pause_reasons).toEqual(["Lunch"]);
});

it("a call that is answered is not rung again by a socket that comes back", async () => {
  const page = new FakePage().enter(ringing);
  void page.actions.answer();
  expect(page.rings).toBe(false);
  page.world.wire.hear({ type: "done", ref: 1 });
  await vi.advanceTimersByTimeAsync(0);
  page.world.wire.drop();
  page.world.pass(0);
  page.world.wire.onopen?.();
  page.world.wire.hear({ type: "resumed", seq: 7, now: 500, phone: null });
  expect(page.rings).toBe(false);
});

it("a dock that is opened elsewhere in a call gives the microphone back", async () => {
  const page = new FakePage().enter(talking);
  await vi.advanceTimersByTimeAsync(0);
  expect(page.microphone).toBe("");
  page.world.wire.drop(4001);
  expect(page.microphone).toBeNull();
});

describe("a reply that was on its way when the page was loaded anew", () => {
  it("is sent once the chat is there again, and once only", async () => {
    const session = new FakeStorage();
    const pending = {
      chatId: "h1",
      lineId: "line-1",
      text: "Yes.",
      attachments: [],
      files: [],
      at: 100,
      refused: "",
    };
    const refused = { ...pending, lineId: "line-2", refused: "Too long." };
    writeChats(session, { chosen: "h1", drafts: {}, notes: {}, pending: [pending, refused] });
    const view = { ...dockView({ chats: ["h1"] }, null), chats: [chatView()] };
    const page = new FakePage(session).enter(view);
    await vi.advanceTimersByTimeAsync(0);
    const sent = page.asked.filter((one) => one.type === "send_chat");
    expect(sent).toEqual([
      { type: "send_chat", chat_id: "h1", line_id: "line-1", text: "Yes.", attachments: [] },
    ]);
  });
});

describe("the notes of a call that one agent hands to another", () => {
  const asked = callView({
    agent_id: "b",
    transfer: {
      blind: false,
      target_kind: "agent",
      target: "a",
      target_name: "rishi",
      phase: "talking",
      since: 30,
    },
  });
  const theirs = { agent_id: "b", name: "siddhant", note: "Wants the yearly plan." };

  function takenOver(): FakePage {
    const page = new FakePage().enter(dockView({ state: "ringing", call_id: "c1" }, asked));
    page.fact(noted(theirs));
    page.fact({
      type: "call_handed_over",
      call_id: "c1",
      agent_id: "a",
      transfer: null,
      agent_leg: "up",
      muted: false,
      call: { ...asked, agent_id: "a", transfer: null, note: theirs.note, notes: [theirs] },
    });
    return page;
  }
  const read = ({ dock: { store } }: FakePage) => [
    store.state.draft?.note,
    ...othersNotes(store.state.view!).map((one) => one.note),
  ];

  it("are each one's own, and the other reads them", () => {
    const page = takenOver();
    expect(read(page)).toEqual(["", "Wants the yearly plan."]);
    page.actions.draft({ note: "Signed." });
    page.fact(noted({ ...theirs, note: "Wants the yearly plan. Pays by invoice." }));
    expect(read(page)).toEqual(["Signed.", "Wants the yearly plan. Pays by invoice."]);
  });

  it("are saved in the wrap-up of whoever handed it on, too", async () => {
    const handed = { ...asked, agent_id: "b", transfer: null };
    const page = new FakePage().enter(dockView({ state: "wrap_up", call_id: "c1" }, handed));
    page.actions.draft({ note: "Wants to be called Bob" });
    await vi.advanceTimersByTimeAsync(800);
    expect(page.asked.at(-1)).toMatchObject({ type: "note", note: "Wants to be called Bob" });
  });

  it("are not put back where the agent takes a word out of their own", async () => {
    const page = new FakePage().enter(talking);
    page.actions.draft({ note: "Yes" });
    await vi.advanceTimersByTimeAsync(800);
    page.actions.draft({ note: "" });
    page.fact(noted({ agent_id: "a", name: "rishi", note: "Yes" }));
    expect(page.dock.store.state.draft?.note).toBe("");
  });
});

describe("a call that comes while the agent is in a chat", () => {
  const chatting = { ...dockView({ chats: ["h1"] }, null), chats: [chatView()] };

  it.each([
    [".composer", "chats"],
    [".chat-panel", "chats"],
    ["form.dial", "phone"],
  ])("with the focus in %s shows on the tab %s", (place, tab) => {
    const page = new FakePage().enter(chatting);
    page.actions.go("chats");
    page.focusIn(place);
    page.fact({ type: "call_started", call: callView({ phase: "waiting", answered_at: null }) });
    expect(page.dock.store.state.tab).toBe(tab);
  });
});

describe("the microphone that is chosen", () => {
  it("while a call rings is the one that is spoken into", async () => {
    const page = new FakePage().enter(ringing);
    await vi.advanceTimersByTimeAsync(0);
    page.dock.prefer({ microphone: "desk" });
    await vi.advanceTimersByTimeAsync(0);
    expect(page.microphone).toBe("desk");
  });

  it("without a call is not opened for that", async () => {
    const page = new FakePage().enter(dockView({}, null));
    page.dock.prefer({ microphone: "desk" });
    await vi.advanceTimersByTimeAsync(0);
    expect(page.microphones).toEqual([]);
  });
});

describe("the microphone whose level is shown", () => {
  it("stays open while other things happen, and until nobody looks", async () => {
    const page = new FakePage().enter(dockView({}, null));
    await page.dock.speaking.measure();
    page.fact({ type: "engine_changed", engine_up: false });
    expect(page.microphone).toBe("");
    page.dock.speaking.measured();
    expect(page.microphone).toBeNull();
  });

  it("stays open for a call that came meanwhile", async () => {
    const page = new FakePage().enter(ringing);
    await page.dock.speaking.measure();
    page.dock.speaking.measured();
    expect(page.microphone).toBe("");
  });
});

describe("a wrap-up that ended while the server was away", () => {
  const ended = callView({ phase: "ended", outcome: "answered", lead: leadView() });
  const wrapping = dockView({ state: "wrap_up", call_id: "c1" }, ended);
  const words = (page: FakePage) =>
    page.dock.store.state.notices.filter((one) => one.tone === "bad").map((one) => one.text[1]);

  function lost(page: FakePage): void {
    page.world.wire.drop();
    page.world.pass(0);
    page.open(dockView({}, null));
  }

  it("leaves what was written and chosen on the screen, until it is closed", async () => {
    const page = new FakePage().enter(wrapping);
    page.actions.draft({ note: "Signed, starts on Monday", disposition: "sold" });
    lost(page);
    expect(words(page)).toEqual(["Sold. Signed, starts on Monday"]);
    page.fact({ type: "engine_changed", engine_up: false });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(words(page)).toHaveLength(1);
  });

  it("says nothing where nothing was written", () => {
    const page = new FakePage().enter(wrapping);
    lost(page);
    expect(words(page)).toEqual([]);
  });

  it("says nothing of what was saved", () => {
    const page = new FakePage().enter(wrapping);
    page.actions.draft({ note: "Signed", disposition: "sold" });
    page.fact({ ...noted({ agent_id: "a", name: "rishi", note: "Signed" }), disposition: "sold" });
    lost(page);
    expect(words(page)).toEqual([]);
  });
});

describe("what an agent has written in a tab", () => {
  const chats = { ...dockView({ chats: ["h1"] }, null), chats: [chatView()] };

  /** A page whose session ended by itself: it was not signed out of. */
  function left(): Storage {
    const page = new FakePage().enter(chats);
    page.actions.chats.write("half a sentence");
    page.world.wire.drop(4401);
    return page.session;
  }

  it("is there again when they sign in again", () => {
    const page = new FakePage(left()).enter(chats);
    expect(page.dock.store.state.chatWork.drafts).toEqual({ h1: "half a sentence" });
  });

  it("is not there for another agent, nor sent as theirs", () => {
    const page = new FakePage(left());
    page.login = "siddhant";
    page.enter(chats);
    expect(page.dock.store.state.chatWork.drafts).toEqual({});
  });
});
