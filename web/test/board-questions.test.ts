import { afterEach, expect, it, vi } from "vitest";
import { Board } from "../src/board/board";
import { browserSurroundings } from "../src/link/browser";
import type { LiveAgent, SignedIn } from "../src/wire";
import { agent, AT, change, snapshot, talking } from "./board";
import { FakeStorage } from "./fakes";
import { FakeWorld } from "./world";

vi.mock("../src/link/browser");
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The stream of figures, whose other end the test holds. */
class FakeSource {
  static last: FakeSource;
  readonly readyState = 1;
  private readonly told = new Map<string, (event: { data: string }) => void>();
  constructor() {
    FakeSource.last = this;
  }
  addEventListener(kind: string, told: (event: { data: string }) => void): void {
    this.told.set(kind, told);
  }
  close(): void {
    // Nothing is behind it.
  }
  say(kind: string, body: object): void {
    this.told.get(kind)?.({ data: JSON.stringify(body) });
  }
}

function askedAbout(who: LiveAgent): Board {
  vi.useFakeTimers();
  vi.mocked(browserSurroundings).mockReturnValue(new FakeWorld());
  vi.stubGlobal("document", { hidden: true });
  vi.stubGlobal("location", { protocol: "https:", host: "dock.example" });
  vi.stubGlobal("localStorage", new FakeStorage());
  vi.stubGlobal("Audio", class {});
  vi.stubGlobal("EventSource", FakeSource);
  const board = new Board(false, null);
  board.enter({ role: "supervisor", space_name: "leap" } as SignedIn);
  FakeSource.last.say("snapshot", snapshot({ agents: [who, agent("asha")] }));
  board.store.set({ asksTakeOver: who.agent_id });
  return board;
}

it.each([
  ["is over", [agent("rishi")], []],
  ["has given way to another", [talking("rishi", 1, "c-2")], []],
  ["went with its agent", [], ["a-rishi"]],
])("the question whether to take a call over goes once that call %s", (_how, agents, gone) => {
  const board = askedAbout(talking("rishi", 9));
  FakeSource.last.say("change", change(AT, { agents: [agent("asha", { state: "paused" })] }));
  FakeSource.last.say("change", change(AT, { agents: [talking("rishi", 12)] }));
  expect(board.store.state.asksTakeOver).toBe("a-rishi");
  FakeSource.last.say("change", change(AT, { agents, gone }));
  expect(board.store.state.asksTakeOver).toBeNull();
});
