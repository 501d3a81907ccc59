import { beforeEach, describe, expect, it, vi } from "vitest";
import { Store } from "../src/app/store";
import { Actions } from "../src/board/actions";
import type { Board } from "../src/board/board";
import { pressed } from "../src/board/keys";
import { Line } from "../src/board/line";
import { fromSnapshot } from "../src/board/state";
import { initialBoard, type BoardState } from "../src/board/types";
import { AskRefused } from "../src/link/socket";
import type { BoardOrders, MonitorFrame, MonitorMode, MonitorView } from "../src/wire";
import { agent, snapshot, talking } from "./board";
import { credentials, FakeWorld } from "./world";

const monitor = (agentId: string, mode: MonitorMode = "listen"): MonitorView => ({
  supervisor_id: "u-meera",
  supervisor: "meera",
  agent_id: agentId,
  call_id: "c-1",
  mode,
  up: true,
  since: 900,
});

/** A board without a page: its state, its orders, and what it said. */
class FakeBoard {
  readonly store: Store<BoardState>;
  readonly asked: BoardOrders[] = [];
  readonly notices: string[] = [];
  readonly expected: MonitorMode[] = [];
  readonly preferences = { singleKeys: true };
  speaks = true;
  answer: () => Promise<void> = () => Promise.resolve();
  readonly line = {
    ask: (order: BoardOrders): Promise<void> => {
      this.asked.push(order);
      return this.answer();
    },
  };
  readonly ear = {
    canSpeak: () => Promise.resolve(this.speaks),
    expect: (mode: MonitorMode) => this.expected.push(mode),
    follow: () => Promise.resolve(),
  };

  constructor(changed: Partial<BoardState> = {}) {
    vi.stubGlobal("document", { hidden: true });
    const figures = fromSnapshot(snapshot({ agents: [talking("rishi", 9), agent("asha")] }), null);
    this.store = new Store<BoardState>({ ...initialBoard, session: "in", figures, ...changed });
  }
  notice(_tone: string, _icon: string, text: readonly [string, string]): void {
    this.notices.push(text.join(" ").trim());
  }
  get whole(): Board {
    return this as unknown as Board;
  }
}

const listen = (mode: MonitorMode) => ({ type: "listen", agent_id: "a-rishi", mode });

describe("coming into a call", () => {
  it("to listen needs no microphone", async () => {
    const board = new FakeBoard();
    board.speaks = false;
    await new Actions(board.whole).listen("a-rishi", "listen");
    expect(board.asked).toEqual([listen("listen")]);
    expect([board.expected, board.store.state.chosen]).toEqual([["listen"], "a-rishi"]);
  });

  it("to speak does", async () => {
    const board = new FakeBoard();
    board.speaks = false;
    await new Actions(board.whole).listen("a-rishi", "barge");
    expect(board.asked).toEqual([]);
    board.speaks = true;
    await new Actions(board.whole).listen("a-rishi", "barge");
    expect(board.asked).toEqual([listen("barge")]);
  });

  it("is not asked for where there is none, and says so", async () => {
    const board = new FakeBoard();
    await new Actions(board.whole).listen("a-asha", "listen");
    expect(board.asked).toEqual([]);
    expect(board.notices).toEqual(["asha is in no call. Choose an agent who is talking."]);
  });

  it("changes the mode in a call one is in, and asks for nothing twice", async () => {
    const board = new FakeBoard({ monitor: monitor("a-rishi") });
    const actions = new Actions(board.whole);
    await actions.listen("a-rishi", "whisper");
    await actions.listen("a-rishi", "listen");
    expect(board.asked).toEqual([listen("whisper")]);
    expect(board.expected).toEqual([]);
  });

  it("that is refused says why, in the server's words", async () => {
    const board = new FakeBoard();
    board.answer = () => Promise.reject(new AskRefused("no-such-call", "The call is over."));
    await new Actions(board.whole).listen("a-rishi", "listen");
    expect(board.notices).toEqual(["The call is over."]);
    expect(board.store.state.busy.size).toBe(0);
  });
});

it("a take-over is asked about first, and told of", async () => {
  const board = new FakeBoard();
  const actions = new Actions(board.whole);
  actions.askTakeOver("a-rishi");
  expect([board.store.state.asksTakeOver, board.asked]).toEqual(["a-rishi", []]);
  await actions.takeOver("a-rishi");
  expect(board.asked).toEqual([{ type: "take_over", agent_id: "a-rishi" }]);
  expect(board.store.state.asksTakeOver).toBeNull();
  expect(board.notices).toEqual(["The call is yours. It is in your dock."]);
});

describe("keys", () => {
  const key = (name: string, held: Partial<KeyboardEvent> = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    target: null,
    ...held,
  });
  class FakeElement {
    closest = (): object => ({});
  }
  beforeEach(() => vi.stubGlobal("Element", FakeElement));
  const press = (board: FakeBoard, event: ReturnType<typeof key>) =>
    pressed(event, board.whole, new Actions(board.whole));

  it.each([
    ["l", "listen"],
    ["W", "whisper"],
    ["b", "barge"],
  ] as const)("%s is for the chosen agent", async (name, mode) => {
    const board = new FakeBoard({ chosen: "a-rishi" });
    expect(press(board, key(name))).toBe(true);
    await vi.waitFor(() => expect(board.asked).toEqual([listen(mode)]));
  });

  it("mean nothing without one, in a text, with Ctrl, or switched off", () => {
    expect(press(new FakeBoard(), key("l"))).toBe(false);
    const board = new FakeBoard({ chosen: "a-rishi" });
    expect(press(board, key("l", { ctrlKey: true }))).toBe(false);
    expect(press(board, key("l", { target: new FakeElement() as unknown as Element }))).toBe(false);
    board.preferences.singleKeys = false;
    expect(press(board, key("l"))).toBe(false);
    expect(board.asked).toEqual([]);
  });

  it("Esc takes back the question first, then stops", async () => {
    const board = new FakeBoard({ monitor: monitor("a-rishi"), asksTakeOver: "a-rishi" });
    expect(press(board, key("Escape"))).toBe(true);
    expect([board.store.state.asksTakeOver, board.asked]).toEqual([null, []]);
    expect(press(board, key("Escape"))).toBe(true);
    await vi.waitFor(() => expect(board.asked).toEqual([{ type: "stop_listening" }]));
    expect(press(new FakeBoard(), key("Escape"))).toBe(false);
  });
});

describe("the board's socket", () => {
  it("says hello, hands on phone and monitor, and tells of its phone", () => {
    const world = new FakeWorld();
    const monitors: MonitorFrame[] = [];
    const phones: string[] = [];
    const phone = { phoneId: "board-1", registered: true, legUp: false };
    const line = new Line(world, {
      welcome: (frame) => monitors.push({ type: "monitor", monitor: frame.monitor, why: "" }),
      monitor: (frame) => monitors.push(frame),
      phone: (one) => phones.push(one.phone_id),
      state: () => undefined,
      phoneNow: () => phone,
    });
    line.start();
    world.wire.onopen?.();
    expect(world.wire.sent).toEqual([{ type: "hello", page_id: "page-0000", phone_id: "board-1" }]);
    const say = (frame: object) => world.wire.onmessage?.({ data: JSON.stringify(frame) });
    say({
      type: "welcome",
      now: 901,
      cloud_id: "leap",
      space_name: "leap",
      user_id: "u-meera",
      name: "meera",
      role: "supervisor",
      teams: ["Support"],
      runs_campaigns: false,
      monitor: monitor("a-rishi"),
      phone: credentials,
    });
    say({ type: "monitor", monitor: null, why: "call-ended" });
    expect(line.state.phase).toBe("open");
    expect(phones).toEqual([credentials.phone_id]);
    expect(monitors.map((one) => one.monitor?.agent_id ?? one.why)).toEqual([
      "a-rishi",
      "call-ended",
    ]);
    expect(world.wire.ofType("phone_state")).toEqual([
      { type: "phone_state", phone_id: "board-1", registered: true },
    ]);
  });

  it("that another page took stays closed", () => {
    const world = new FakeWorld();
    const nothing = () => undefined;
    const line = new Line(world, {
      welcome: nothing,
      monitor: nothing,
      phone: nothing,
      state: nothing,
      phoneNow: () => ({ phoneId: null, registered: false, legUp: false }),
    });
    line.start();
    world.wire.onopen?.();
    world.wire.onmessage?.({ data: JSON.stringify({ type: "replaced" }) });
    world.pass(60_000);
    expect([line.state.phase, world.wires.length]).toEqual(["replaced", 1]);
  });
});
