import { beforeEach, describe, expect, it } from "vitest";
import { ServerClock } from "../src/board/clock";
import { GIVE_UP_AFTER, Stream, WAITS, type Source } from "../src/board/stream";
import type { Change, LiveBeat, Snapshot } from "../src/wire";
import { change, later, snapshot } from "./board";
import { FakeWorld } from "./world";

class FakeSource implements Source {
  readyState = 1;
  onerror: ((event: Event) => void) | null = null;
  closed = false;
  private readonly told = new Map<string, (event: MessageEvent<string>) => void>();

  addEventListener(kind: string, told: (event: MessageEvent<string>) => void): void {
    this.told.set(kind, told);
  }
  close(): void {
    this.closed = true;
  }
  say(kind: string, body: unknown): void {
    this.told.get(kind)?.({ data: JSON.stringify(body) } as MessageEvent<string>);
  }
  /** `gives up`: as after any answer but 200; otherwise the browser opens it again by itself. */
  fail(how: "gives up" | "tries again"): void {
    this.readyState = how === "gives up" ? 2 : 0;
    this.onerror?.({} as Event);
  }
}

class Heard {
  readonly snapshots: Snapshot[] = [];
  readonly changes: Change[] = [];
  readonly beats: LiveBeat[] = [];
  refusals = 0;
  snapshot(body: Snapshot): void {
    this.snapshots.push(body);
  }
  change(body: Change): void {
    this.changes.push(body);
  }
  beat(body: LiveBeat): void {
    this.beats.push(body);
  }
  refused(): void {
    this.refusals += 1;
  }
}

let world: FakeWorld;
let heard: Heard;
let sources: FakeSource[];
let stream: Stream;

function last(): FakeSource {
  const found = sources.at(-1);
  if (!found) throw new Error("no stream was opened");
  return found;
}

beforeEach(() => {
  world = new FakeWorld();
  heard = new Heard();
  sources = [];
  const open = (): Source => {
    sources.push(new FakeSource());
    return last();
  };
  stream = new Stream(
    { open, now: () => world.now(), later: (ms, run) => world.later(ms, run) },
    heard,
  );
  stream.start();
});

describe("the stream", () => {
  it("hands on what it hears, and remembers when", () => {
    expect(stream.heardAt).toBeNull();
    world.pass(40);
    last().say("snapshot", snapshot());
    last().say("change", change(later(1)));
    last().say("beat", { as_of: later(2) });
    expect([heard.snapshots.length, heard.changes.length, heard.beats.length]).toEqual([1, 1, 1]);
    expect(stream.heardAt).toBe(world.now());
  });

  it("lets the browser come back by itself, which resumes", () => {
    last().fail("tries again");
    expect([sources.length, heard.refusals]).toEqual([1, 0]);
    last().say("change", change(later(1)));
    expect(heard.changes.length).toBe(1);
  });

  it("comes back with patience where the browser gives up, and asks why each time", () => {
    WAITS.forEach((wait, at) => {
      last().fail("gives up");
      expect(heard.refusals).toBe(at + 1);
      world.pass(wait - 1);
      expect(sources.length).toBe(at + 1);
      world.pass(1);
      expect(sources.length).toBe(at + 2);
    });
    last().say("snapshot", snapshot());
    last().fail("gives up");
    world.pass(WAITS[0]);
    expect(sources.length).toBe(WAITS.length + 2);
  });

  it("that says nothing any more is opened anew", () => {
    last().say("snapshot", snapshot());
    world.pass(GIVE_UP_AFTER);
    stream.check();
    expect(sources.length).toBe(1);
    world.pass(1);
    stream.check();
    expect(last().closed).toBe(true);
    world.pass(WAITS[0]);
    expect(sources.length).toBe(2);
  });

  it("hears nothing of one that was given up", () => {
    const old = last();
    old.fail("gives up");
    world.pass(WAITS[0]);
    old.say("change", change(later(1)));
    old.fail("gives up");
    expect([heard.changes.length, heard.refusals, sources.length]).toEqual([0, 1, 2]);
  });

  it("can be tried at once, and stopped for good", () => {
    last().fail("gives up");
    stream.tryNow();
    expect(sources.length).toBe(2);
    stream.tryNow();
    expect(sources.length).toBe(2);
    stream.stop();
    world.pass(60_000);
    stream.check();
    expect([sources.length, last().closed, stream.heardAt]).toEqual([2, true, null]);
  });
});

describe("the server's clock", () => {
  it("goes by the event that was quickest", () => {
    let page = 10_000;
    const clock = new ServerClock(() => page);
    clock.told(1_000);
    page = 12_000;
    clock.told(1_001.4);
    expect(clock.now()).toBeCloseTo(1_002);
    page = 14_000;
    clock.told(1_004.3);
    expect(clock.now()).toBeCloseTo(1_004.3);
  });

  it("stands still where it is told to, and begins anew", () => {
    let page = 10_000;
    const clock = new ServerClock(() => page);
    clock.told(1_000);
    page = 60_000;
    expect(clock.now(15_000)).toBeCloseTo(1_005);
    clock.forget();
    clock.told(400);
    expect(clock.now()).toBeCloseTo(400);
  });
});
