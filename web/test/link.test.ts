import { beforeEach, describe, expect, it } from "vitest";
import { AskRefused, BACK_OFF, Link } from "../src/link/link";
import { credentials, factFrame, FakeWorld, Heard, welcome } from "./world";

let world: FakeWorld;
let heard: Heard;
let link: Link;

beforeEach(() => {
  world = new FakeWorld();
  heard = new Heard();
  link = new Link(world, heard);
});

function open(): void {
  link.start();
  world.wire.onopen?.();
  world.wire.hear(welcome());
}

describe("hello", () => {
  it("of a fresh page knows no epoch, and no number", () => {
    link.start();
    world.wire.onopen?.();
    expect(world.wire.sent).toEqual([
      {
        type: "hello",
        page_id: "page-0000",
        epoch: "",
        after: 0,
        phone_id: null,
        leg_up: false,
        paused: null,
        wrap_up: null,
      },
    ]);
  });

  it("after a loss resumes from the last fact, and tells of the leg that is still up", () => {
    open();
    world.wire.hear(factFrame(9));
    heard.phoneState = { phoneId: "dock-a-1", registered: true, legUp: true };
    heard.pausedFor = "Lunch";
    heard.wrapping = { call_id: "call-1", until: 1700000060 };
    world.wire.drop();
    world.pass(0);
    world.wire.onopen?.();
    expect(world.wire.ofType("hello")).toEqual([
      {
        type: "hello",
        page_id: "page-0000",
        epoch: "e1",
        after: 9,
        phone_id: "dock-a-1",
        leg_up: true,
        paused: "Lunch",
        wrap_up: { call_id: "call-1", until: 1700000060 },
      },
    ]);
  });
});

describe("facts", () => {
  it("are applied once, in their order", () => {
    open();
    world.wire.hear(factFrame(7));
    world.wire.hear(factFrame(9));
    world.wire.hear(factFrame(9));
    expect(heard.facts.map((frame) => frame.seq)).toEqual([9]);
  });

  it("that were missed are not skipped by a resume that loses its socket at once", () => {
    open();
    world.wire.drop();
    world.pass(0);
    world.wire.onopen?.();
    world.wire.hear({ type: "resumed", seq: 20, now: 901, phone: null });
    world.wire.drop();
    world.pass(0);
    world.wire.onopen?.();
    expect(world.wire.ofType("hello")[0]?.after).toBe(7);
  });
});

describe("the phone", () => {
  it("is handed its credentials, and its registration is told again after a loss", () => {
    open();
    expect(heard.phones).toEqual([credentials]);
    heard.phoneState = { phoneId: "dock-a-1", registered: true, legUp: false };
    world.wire.drop();
    world.pass(0);
    world.wire.onopen?.();
    world.wire.hear({ type: "resumed", seq: 7, now: 901, phone: null });
    expect(world.wire.ofType("phone_state")).toEqual([
      { type: "phone_state", phone_id: "dock-a-1", registered: true },
    ]);
  });
});

describe("the beat", () => {
  it("goes out each second and measures the way", () => {
    open();
    world.pass(1000);
    world.beat();
    const beat = world.wire.ofType("beat").at(-1);
    world.pass(40);
    world.wire.hear({ type: "beat", sent: beat?.sent ?? 0, now: 950 });
    expect(link.state.roundTrip).toBe(40);
    expect(link.state.quality).toBe("good");
    // The server's clock said 950 twenty milliseconds ago.
    expect(link.serverNow()).toBeCloseTo(950.02, 3);
  });

  it("tells of a clock that was set here meanwhile, be it slower than one before", () => {
    open();
    const answered = (after: number) => {
      world.beat();
      const { sent } = world.wire.ofType("beat").at(-1)!;
      world.pass(after);
      world.wire.hear({ type: "beat", sent, now: world.serverNow() - after / 2000 });
    };
    answered(20);
    world.pass(1_000);
    answered(80);
    // What a slower one tells is not taken for a jump.
    expect(link.serverNow()).toBeCloseTo(world.serverNow(), 3);
    world.setClock(45);
    answered(80);
    expect(link.serverNow()).toBeCloseTo(world.serverNow(), 1);
    answered(30);
    world.pass(1_000);
    expect(link.serverNow()).toBeCloseTo(world.serverNow(), 3);
  });

  it("that takes long means a weak connection", () => {
    open();
    world.beat();
    const sent = world.wire.ofType("beat").at(-1)?.sent ?? 0;
    world.pass(260);
    world.wire.hear({ type: "beat", sent, now: 950 });
    expect(link.state.quality).toBe("weak");
  });

  it("that is not answered means weak, then lost, and a new socket at once", () => {
    open();
    world.pass(2000);
    world.beat();
    expect(link.state.quality).toBe("weak");
    world.pass(1100);
    world.beat();
    expect(link.state).toMatchObject({ phase: "waiting", quality: "lost" });
    expect(world.wires[0]?.closed).toBe(true);
    world.pass(0);
    expect(world.wires).toHaveLength(2);
  });
});

describe("coming back", () => {
  it("waits longer each time, and three seconds at most", () => {
    open();
    const waits: number[] = [];
    for (let turn = 0; turn < 7; turn++) {
      world.wire.drop();
      waits.push(((link.state.retryAt ?? 0) - world.now()) / 1000);
      world.pass(3000);
    }
    expect(waits).toEqual([...BACK_OFF, 3, 3]);
  });

  it("does not wait when it is told to try now", () => {
    open();
    for (let turn = 0; turn < 4; turn++) {
      world.wire.drop();
      world.pass(turn === 3 ? 0 : 3000);
    }
    const before = world.wires.length;
    link.tryNow();
    expect(world.wires).toHaveLength(before + 1);
    world.pass(10_000);
    expect(world.wires).toHaveLength(before + 1);
  });

  it("starts over with the quick tries once it was open again", () => {
    open();
    world.wire.drop();
    world.pass(0);
    world.wire.drop();
    world.pass(500);
    world.wire.onopen?.();
    world.wire.hear({ type: "resumed", seq: 7, now: 901, phone: null });
    world.wire.drop();
    expect((link.state.retryAt ?? 0) - world.now()).toBe(0);
  });

  it("keeps the moment of the loss until it is open again", () => {
    open();
    world.wire.drop();
    const lostAt = link.state.lostAt;
    world.pass(700);
    world.wire.drop();
    expect(link.state.lostAt).toBe(lostAt);
  });

  it("is given up when another page took over, until the agent wants it back", () => {
    open();
    world.wire.hear({ type: "replaced" });
    expect(link.state.phase).toBe("replaced");
    expect(world.beating).toBe(false);
    world.pass(60_000);
    expect(world.wires).toHaveLength(1);
    link.takeBack();
    expect(world.wires).toHaveLength(2);
  });

  it.each([
    [4001, "replaced"],
    [4401, "signed_out"],
  ])("is given up at close code %i", (code, phase) => {
    open();
    world.wire.drop(code);
    expect(link.state.phase).toBe(phase);
    world.pass(60_000);
    expect(world.wires).toHaveLength(1);
  });
});

describe("an order", () => {
  it("is answered by its number", async () => {
    open();
    const first = link.ask({ type: "ready" });
    const second = link.ask({ type: "pause", reason: "Break" });
    const [one, two] = world.wire.ofType("ask");
    world.wire.hear({ type: "refused", ref: two?.ref ?? 0, code: "not-now", message: "No." });
    world.wire.hear({ type: "done", ref: one?.ref ?? 0 });
    await expect(first).resolves.toBeUndefined();
    await expect(second).rejects.toMatchObject({ code: "not-now", message: "No." });
  });

  it("that waits while the socket is lost is refused", async () => {
    open();
    const asked = link.ask({ type: "ready" });
    world.wire.drop();
    await expect(asked).rejects.toBeInstanceOf(AskRefused);
    await expect(asked).rejects.toMatchObject({ code: "link-lost" });
  });

  it("without a socket is refused at once", async () => {
    await expect(link.ask({ type: "ready" })).rejects.toMatchObject({ code: "link-lost" });
  });
});
