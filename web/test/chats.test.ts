import { beforeEach, describe, expect, test, vi } from "vitest";
import { chatsChanged, returnedWords } from "../src/app/chatnews";
import { readChats, writeChats } from "../src/app/kept";
import { OfferNews } from "../src/app/offernews";
import { titleOf } from "../src/app/title";
import { apply } from "../src/state/apply";
import {
  attributeRows,
  badgeOf,
  cannedFor,
  chatting,
  chosenChat,
  lastRead,
  lastWords,
  unreadInAll,
  unreadOf,
} from "../src/state/chats";
import { fileFault } from "../src/state/files";
import { isOfferedFromQueue, pageOf, waitedSeconds } from "../src/state/read";
import type { ChatLine, ChatView, DockView, SendChat } from "../src/wire";
import { FakeDock } from "./fakes";
import { callView, chatLine, chatView, dockView, queueView } from "./views";
import { welcome } from "./world";

const { settings } = welcome();

function withChats(...chats: ChatView[]): DockView {
  return {
    ...dockView({ chats: chats.map((one) => one.chat_id), chatting_since: 100 }, null),
    chats,
  };
}

function said(view: DockView, line: ChatLine, chatId = "h1"): DockView {
  return apply(view, {
    type: "chat_said",
    chat_id: chatId,
    line,
    waiting_since: line.author === "visitor" ? line.at : null,
    visitor_typing: false,
    agent_typing: false,
  });
}

describe("what a chat shows", () => {
  test("unread are the visitor's lines after what the agent has read", () => {
    const chat = chatView({
      agent_read: 1,
      lines: [chatLine(1), chatLine(2, { author: "agent" }), chatLine(3), chatLine(4)],
    });
    expect(unreadOf(chat)).toBe(2);
    expect(unreadInAll(withChats(chat, chatView({ chat_id: "h2" })))).toBe(2);
  });

  test.each([
    ["Order 48213", "48"],
    ["Web visitor 2", "W2"],
    ["asha", "as"],
    ["Ann Lee", "AL"],
    ["", "?"],
  ])("%s has the badge %s", (name, badge) => expect(badgeOf(name)).toBe(badge));

  test("the list tells the last words, and whose they are", () => {
    const lines = [chatLine(1), chatLine(2, { author: "agent", text: "Yes" })];
    expect(lastWords(chatView({ lines }), "You")).toBe("You: Yes");
    const left = [...lines, chatLine(3, { author: "system", text: "left" })];
    expect(lastWords(chatView({ lines: left }), "You")).toBe("You: Yes");
    const file = { attachment_id: "f", name: "lamp.png", media_type: "image/png", size: 1 };
    expect(
      lastWords(chatView({ lines: [chatLine(1, { text: "", attachments: [file] })] }), "You"),
    ).toBe("lamp.png");
    expect(lastWords(chatView(), "You")).toBe("");
  });

  test("only the agents' last line that was seen is marked as read", () => {
    const agent = { author: "agent" } as const;
    const lines = [chatLine(1, agent), chatLine(2, agent), chatLine(3), chatLine(4, agent)];
    expect(lastRead(chatView({ lines, visitor_read: 3 }))).toBe(2);
    expect(lastRead(chatView({ lines }))).toBe(0);
  });

  test("a slash and letters find the team's canned replies, and nothing else does", () => {
    const chat = chatView();
    const names = (typed: string) => cannedFor(chat, settings, typed)?.map((one) => one.name);
    expect(names("/")).toEqual(["home", "hours"]);
    expect(names("/HO")).toEqual(["home", "hours"]);
    expect(names("/hom")).toEqual(["home"]);
    expect(names("/x")).toEqual([]);
    expect(names("and /ho")).toBeUndefined();
    expect(names("/home please")).toBeUndefined();
    expect(cannedFor(chatView({ team_id: "t2" }), settings, "/ho")).toEqual([]);
  });

  test("a chat that went gives way to the first of the others", () => {
    const view = withChats(chatView(), chatView({ chat_id: "h2" }));
    expect(chosenChat(view, "h2")?.chat_id).toBe("h2");
    expect(chosenChat(view, "gone")?.chat_id).toBe("h1");
    expect(chosenChat(withChats(), "h1")).toBeNull();
  });

  test("attributes are text, addresses too", () => {
    expect(attributeRows({ page_url: "https://x.example", order: 1, more: { a: [2] } })).toEqual([
      ["page url", "https://x.example"],
      ["order", "1"],
      ["more", '{"a":[2]}'],
    ]);
  });

  test("Chatting is a ready agent with chats", () => {
    const view = withChats(chatView());
    expect(chatting(view)).toBe(true);
    expect(chatting({ ...view, me: { ...view.me, state: "paused" } })).toBe(false);
    expect(chatting(withChats())).toBe(false);
  });

  test("the title counts what is unread, but not over a ringing call", () => {
    const view = withChats(chatView({ lines: [chatLine(1), chatLine(2)] }));
    expect(titleOf(view, true, true, 200)).toBe("(2) Chatting · Dockline");
    const ringing = { ...view.me, state: "ringing", call_id: "c1" } as const;
    expect(titleOf({ ...view, me: ringing, call: callView({}) }, true, true, 200)).toBe(
      "Call: sumeet",
    );
  });

  test("limits of files are told with what is allowed", () => {
    expect(fileFault({ name: "a.mov", type: "video/mp4", size: 1 }, settings)).toBe(
      "a.mov cannot be sent. Allowed: png, txt.",
    );
    const large = { name: "a.png", type: "image/png", size: 5_000_001 };
    expect(fileFault(large, settings)).toBe("a.png is too large. At most 5 MB.");
    expect(fileFault({ ...large, size: 1 }, settings)).toBe("");
  });
});

describe("what the agent does in a chat", () => {
  let dock: FakeDock;
  beforeEach(() => {
    vi.useFakeTimers();
    dock = make(withChats(chatView(), chatView({ chat_id: "h2" })));
    return () => vi.useRealTimers();
  });

  function make(view: DockView): FakeDock {
    const made = new FakeDock(view);
    made.store.set({ settings: welcome().settings, tab: "chats", chatId: "h1" });
    chatsChanged(made.whole, view, null);
    return made;
  }

  const sent = () => dock.asked.filter((one): one is SendChat => one.type === "send_chat");
  const pending = () => dock.store.state.chatWork.pending;

  test("each chat has its own draft, which a reload keeps", () => {
    dock.actions.chats.write("for the first");
    dock.actions.chats.choose("h2");
    dock.actions.chats.write("for the second");
    const kept = readChats(sessionStorage);
    expect(kept.drafts).toEqual({ h1: "for the first", h2: "for the second" });
    expect(kept.chosen).toBe("h2");
    // The page is loaded anew, in the same tab.
    const work = { ...dock.store.state.chatWork };
    dock.store.set({ chatWork: { chosen: "", drafts: {}, notes: {}, pending: [] }, chatId: "" });
    chatsChanged(dock.whole, withChats(chatView(), chatView({ chat_id: "h2" })), null);
    expect(dock.store.state.chatWork).toEqual(work);
    expect(dock.store.state.chatId).toBe("h2");
  });

  test("a line stands as sending until the chat has it, and is sent again under the same id", async () => {
    dock.refuse("link-lost", "The server cannot be reached.");
    dock.actions.chats.write("  Yes.  ");
    dock.actions.chats.send();
    await vi.runAllTimersAsync();
    const [first] = sent();
    expect(first).toMatchObject({ chat_id: "h1", text: "Yes." });
    expect(pending()).toMatchObject([{ lineId: first!.line_id, refused: "" }]);
    expect(dock.store.state.chatWork.drafts["h1"]).toBe("");

    dock.answer = () => Promise.resolve();
    const { link } = dock.store.state;
    dock.store.set({ link: { ...link, phase: "waiting" } });
    dock.store.set({ link });
    await vi.runAllTimersAsync();
    expect(sent().map((one) => one.line_id)).toEqual([first!.line_id, first!.line_id]);
    const before = dock.store.state.view!;
    const mine = { author: "agent", agent_id: "a", line_id: first!.line_id } as const;
    const after = said(before, chatLine(1, mine));
    dock.store.set({ view: after });
    chatsChanged(dock.whole, after, before);
    expect(pending()).toEqual([]);
    expect(readChats(sessionStorage).pending).toEqual([]);
  });

  test("a reply that was not sent before its chat went to somebody else is told, and kept", async () => {
    dock.refuse("link-lost", "The server cannot be reached.");
    dock.actions.chats.write("Your refund is on its way.");
    dock.actions.chats.send();
    await vi.runAllTimersAsync();
    const before = dock.store.state.view!;
    const without = withChats(chatView({ chat_id: "h2" }));
    dock.store.set({ view: without });
    chatsChanged(dock.whole, without, before);
    expect(dock.notices).toEqual([
      "Web visitor 2 may not have your reply. The chat is not on your dock any more. You wrote: Your refund is on its way.",
    ]);
    expect(readChats(sessionStorage).pending).toMatchObject([
      { text: "Your refund is on its way." },
    ]);
    // It comes back: what somebody else has answered meanwhile is to be seen before it is sent.
    dock.answer = () => Promise.resolve();
    dock.asked.length = 0;
    dock.store.set({ view: before });
    chatsChanged(dock.whole, before, without);
    expect(pending()).toMatchObject([{ refused: "The chat had gone off your dock." }]);
    expect([sent(), dock.notices.length]).toEqual([[], 1]);
    dock.actions.chats.retry(pending()[0]!.lineId);
    expect(sent()).toMatchObject([{ chat_id: "h1", text: "Your refund is on its way." }]);
  });

  test("a refused line stays with its reason until it is tried again or taken away", async () => {
    dock.refuse("chat-refused", "The visitor has ended the chat.");
    dock.actions.chats.write("Too late");
    dock.actions.chats.send();
    await vi.runAllTimersAsync();
    expect(pending()).toMatchObject([{ refused: "The visitor has ended the chat." }]);
    dock.answer = () => Promise.resolve();
    dock.actions.chats.retry(pending()[0]!.lineId);
    await vi.runAllTimersAsync();
    expect(sent()).toHaveLength(2);
    expect(pending()).toMatchObject([{ refused: "" }]);
    dock.actions.chats.discard(pending()[0]!.lineId);
    expect(pending()).toEqual([]);
  });

  test("two lines in one moment are both sent", () => {
    for (const text of ["one", "two"]) {
      dock.actions.chats.write(text);
      dock.actions.chats.send();
    }
    expect(sent().map((one) => one.text)).toEqual(["one", "two"]);
  });

  test("nothing is sent of an empty reply, or in a chat that has ended", () => {
    dock.actions.chats.write("   ");
    dock.actions.chats.send();
    dock.store.set({ view: withChats(chatView({ state: "ended" })) });
    dock.actions.chats.write("Hello?");
    dock.actions.chats.send();
    expect(sent()).toEqual([]);
  });

  test("typing is told once, ends with a pause, and is not told of a canned reply", async () => {
    const told = () =>
      dock.asked.flatMap((one) => (one.type === "type_chat" ? [[one.chat_id, one.typing]] : []));
    dock.actions.chats.write("/ho");
    dock.actions.chats.write("H");
    dock.actions.chats.write("He");
    expect(told()).toEqual([["h1", true]]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told()).toEqual([
      ["h1", true],
      ["h1", false],
    ]);
    dock.actions.chats.write("Hel");
    dock.actions.chats.choose("h2");
    expect(told().slice(2)).toEqual([
      ["h1", true],
      ["h1", false],
    ]);
  });

  test("what is on the screen is read, once, and not while the page is hidden", () => {
    const read = () =>
      dock.asked.flatMap((one) => (one.type === "read_chat" ? [[one.chat_id, one.seq]] : []));
    dock.store.set({ view: said(dock.store.state.view!, chatLine(1)) });
    expect(read()).toEqual([]);
    vi.stubGlobal("document", { hidden: false });
    dock.store.set({ hidden: true });
    expect(read()).toEqual([["h1", 1]]);
    dock.store.set({ view: said(dock.store.state.view!, chatLine(2)) });
    dock.store.set({ view: { ...dock.store.state.view! } });
    expect(read().slice(1)).toEqual([["h1", 2]]);
    dock.store.set({ view: said(dock.store.state.view!, chatLine(1), "h2") });
    expect(read()).toHaveLength(2);
    dock.actions.chats.choose("h2");
    expect(read().at(-1)).toEqual(["h2", 1]);
  });

  test("Alt and a digit choose by place", () => {
    expect(dock.actions.chats.chooseNth(2)).toBe(true);
    expect(dock.store.state.chatId).toBe("h2");
    expect(dock.actions.chats.chooseNth(3)).toBe(false);
  });

  test("ending and handing on say so, or what the server says", async () => {
    dock.store.set({ chatPanel: "transfer" });
    await dock.actions.chats.transfer("team", "t2", "Billing");
    expect(dock.asked.at(-1)).toMatchObject({ target_kind: "team", target: "t2" });
    expect(dock.said).toEqual(["Web visitor 2 handed to Billing."]);
    expect(dock.store.state.chatPanel).toBe("none");
    dock.refuse("target-unavailable", "Nobody of the team is there.");
    await dock.actions.chats.transfer("agent", "b", "siddhant");
    expect(dock.notices).toEqual(["Not transferred. Nobody of the team is there."]);
  });

  test("a note that is not saved yet is kept for its chat, over a reload, until it is", async () => {
    const notes = () => readChats(sessionStorage).notes;
    dock.actions.chats.show("note");
    dock.actions.chats.writeNote("Wants a lamp");
    dock.actions.chats.choose("h2");
    dock.actions.chats.writeNote("Another");
    dock.actions.chats.choose("h1");
    expect(dock.store.state.chatWork.notes).toEqual({ h1: "Wants a lamp", h2: "Another" });
    expect(notes()).toEqual(dock.store.state.chatWork.notes);
    dock.refuse("store-away", "Changes cannot be saved now.");
    await dock.actions.chats.note();
    expect(notes()).toHaveProperty("h1");
    dock.answer = () => Promise.resolve();
    await dock.actions.chats.note();
    expect(dock.asked.at(-1)).toEqual({ type: "note_chat", chat_id: "h1", note: "Wants a lamp" });
    expect(notes()).toEqual({ h2: "Another" });
    dock.actions.chats.choose("h2");
    await dock.actions.chats.close();
    expect(notes()).toEqual({});
  });

  test("signing out leaves nothing of what was typed", () => {
    dock.actions.chats.write("private");
    writeChats(sessionStorage, null);
    expect(readChats(sessionStorage)).toEqual({ chosen: "", drafts: {}, notes: {}, pending: [] });
  });
});

describe("what is said of chats", () => {
  function news(before: DockView, after: DockView) {
    const dock = new FakeDock(before);
    let ticks = 0;
    dock.sounds.tick = () => void (ticks += 1);
    dock.store.set({ view: after });
    chatsChanged(dock.whole, after, before);
    return { ticks, said: dock.said };
  }

  test("a new chat is said with one tick", () => {
    expect(news(withChats(), withChats(chatView()))).toEqual({
      ticks: 1,
      said: ["New chat: Web visitor 2, Support team"],
    });
  });

  test("a chat ticks once; what comes then is only counted", () => {
    const none = withChats(chatView());
    const one = said(none, chatLine(1));
    const two = said(one, chatLine(2));
    expect(news(none, one)).toEqual({ ticks: 1, said: ["Message from Web visitor 2"] });
    expect(news(one, two)).toEqual({ ticks: 0, said: [] });
    expect(news(none, said(none, chatLine(1, { author: "agent" })))).toEqual({
      ticks: 0,
      said: [],
    });
  });

  test("a chat that was taken back says why, one that was handed on does not", () => {
    const view = withChats(chatView());
    const fact = {
      type: "chat_returned",
      chat_id: "h1",
      state: "queued",
      agent_id: null,
      agent: "",
      team_id: "t1",
      team: "Support team",
      queued_at: 1,
      opened_at: null,
      agent_typing: false,
    } as const;
    expect(returnedWords({ ...fact, why: "unanswered" }, view)?.[0]).toBe("Chat taken back.");
    expect(returnedWords({ ...fact, why: "transferred" }, view)).toBeNull();
  });
});

describe("a call out of a queue", () => {
  const offered = callView({
    kind: "inbound",
    phase: "queued",
    agent_id: "",
    answered_at: null,
    queue: queueView(),
  });

  test("is shown as an offer, and its wait is told", () => {
    const view = dockView({ state: "ringing", call_id: "c1" }, offered);
    expect([pageOf(view, true), isOfferedFromQueue(view)]).toEqual(["offered", true]);
    expect(waitedSeconds(offered)).toBeNull();
    expect(waitedSeconds({ ...offered, answered_at: 20 })).toBe(12);
    expect(waitedSeconds({ ...offered, kind: "callback", started_at: 8 })).toBeNull();
    expect(waitedSeconds(callView({}))).toBeNull();
  });

  test("stops ringing with the click, and rings on where the server says no", async () => {
    const dock = new FakeDock(dockView({ state: "ringing", call_id: "c1" }, offered));
    dock.store.set({ tab: "chats" });
    const answering = dock.actions.answer();
    expect(dock.hushed).toEqual([["c1", 0]]);
    await answering;
    expect(dock.asked).toEqual([{ type: "answer", call_id: "c1" }]);
    expect(dock.store.state.tab).toBe("phone");
    dock.refuse("no-such-call", "The caller hung up.");
    await dock.actions.decline();
    expect(dock.hushed.slice(1)).toEqual([
      ["c1", 1],
      ["", 2],
    ]);
  });

  test("that was missed leaves a notice with the way back, whichever fact comes first", () => {
    const told: unknown[] = [];
    const page = { notice: (...words: unknown[]) => void told.push(words) };
    const missed = ["warn", "phone", ["You missed a call.", "You are paused."], "ready"];
    const first = new OfferNews(page);
    first.ended("missed", "ringing");
    expect(told).toEqual([]);
    first.stateIs("paused");
    first.stateIs("paused");
    const second = new OfferNews(page);
    second.stateIs("paused");
    second.ended("missed", "paused");
    expect(told).toEqual([missed, missed]);
  });

  test("that rings no more for other reasons says so; a declined one does not", () => {
    const told: string[] = [];
    const page = {
      notice: (_tone: string, _icon: string, text: readonly [string, string]) =>
        void told.push(text.join(" ").trim()),
    };
    for (const why of ["hung-up", "declined", "missed", "a newer reason"]) {
      new OfferNews(page).ended(why, "ready");
    }
    expect(told).toEqual(["The caller hung up.", "You missed a call. It goes to somebody else."]);
  });
});
