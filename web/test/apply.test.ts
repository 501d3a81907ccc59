import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apply, UnknownFact } from "../src/state/apply";
import type { AnyFact, DockView, FactFrame } from "../src/wire";
import { callView, cardView, dockView } from "./views";

interface Trace {
  readonly agent_id: string;
  readonly before: DockView;
  readonly frames: readonly FactFrame[];
  readonly after: DockView;
}

const traces = JSON.parse(
  readFileSync(new URL("../../tests/fixtures/dock_traces.json", import.meta.url), "utf8"),
) as readonly Trace[];

/** Values that the recorded traces never had are only told apart by hand below. */
function seen(): Set<string> {
  return new Set(traces.flatMap((trace) => trace.frames.map((frame) => frame.fact.type)));
}

describe("the floor's own traces", () => {
  it("are there, and speak of calls", () => {
    expect(traces.length).toBeGreaterThan(0);
    expect(seen()).toContain("call_started");
    expect(seen()).toContain("call_ended");
  });

  it.each(traces.map((trace, at) => [at, trace] as const))(
    "trace %i: snapshot + facts = fresh snapshot",
    (_at, trace) => {
      const view = trace.frames.reduce((now, frame) => apply(now, frame.fact), trace.before);
      expect(view).toEqual(trace.after);
    },
  );
});

describe("a fact", () => {
  const talking = dockView({ state: "talking", call_id: "c1" }, callView({}));

  it("gives the view's fields of the same name their new values, and nothing else", () => {
    const after = apply(talking, {
      type: "call_held",
      call_id: "c1",
      phase: "held",
      held_since: 50,
    });
    expect(after.call).toEqual({ ...talking.call, phase: "held", held_since: 50 });
    expect(after.me).toBe(talking.me);
    expect(talking.call?.phase).toBe("talking");
  });

  it("of another call changes nothing", () => {
    const fact: AnyFact = { type: "call_muted", call_id: "c2", muted: true };
    expect(apply(talking, fact)).toBe(talking);
  });

  it("of another agent changes nothing", () => {
    const fact: AnyFact = {
      type: "agent_link_changed",
      agent_id: "b",
      linked: false,
      phone: false,
    };
    expect(apply(talking, fact)).toBe(talking);
  });

  it("that lets go of the call takes it out of the view", () => {
    const after = apply(talking, {
      type: "agent_state_changed",
      agent_id: "a",
      state: "ready",
      since: 60,
      pause_reason: "",
      until: null,
      call_id: null,
    });
    expect(after.call).toBeNull();
    expect(after.me.state).toBe("ready");
  });

  it("that shows a whole call brings it in", () => {
    const idle = dockView({}, null);
    const call = callView({ agent_id: "b" });
    expect(apply(idle, { type: "call_offered", agent_id: "a", call }).call).toEqual(call);
    expect(apply(idle, { type: "call_started", call }).call).toEqual(call);
  });

  it("that hands the call over changes its owner, and is whole for the one who takes it", () => {
    const call = callView({ agent_id: "b", note: "of the new one" });
    const fact: AnyFact = {
      type: "call_handed_over",
      call_id: "c1",
      agent_id: "b",
      transfer: null,
      agent_leg: "up",
      muted: false,
      call,
    };
    expect(apply(talking, fact).call).toEqual({ ...talking.call, agent_id: "b" });
    expect(apply(dockView({ agent_id: "b" }, null), fact).call).toEqual(call);
  });

  it("shows a card, and takes it away, whoever took it", () => {
    const idle = dockView({}, null);
    const card = cardView();
    const shown = apply(idle, { type: "card_shown", agent_id: "a", card });
    expect(shown).toEqual({ ...idle, card });
    const gone: AnyFact = { type: "card_gone", agent_id: "a", lead_id: "l1", why: "too-long" };
    expect(apply(shown, gone)).toEqual(idle);
  });

  it("of another agent's card changes nothing", () => {
    const shown = dockView({}, null, cardView());
    const other: AnyFact = { type: "card_gone", agent_id: "b", lead_id: "l1", why: "skipped" };
    expect(apply(shown, other)).toBe(shown);
    expect(apply(shown, { type: "card_shown", agent_id: "b", card: cardView() })).toBe(shown);
  });

  it("of a card leaves the call alone, and of a call the card", () => {
    const both = dockView({ call_id: "c1" }, callView({}), cardView());
    const gone: AnyFact = { type: "card_gone", agent_id: "a", lead_id: "l1", why: "accepted" };
    expect(apply(both, gone).call).toBe(both.call);
    expect(apply(both, { type: "call_muted", call_id: "c1", muted: true }).card).toBe(both.card);
  });

  it("says that the phone stays connected, and no more", () => {
    const after = apply(talking, { type: "agent_stood_by", agent_id: "a", standby: true });
    expect(after).toEqual({ ...talking, me: { ...talking.me, standby: true } });
  });

  it("about a line of the dialer is for no dock", () => {
    const line = {
      call_id: "c1",
      lead_id: "l1",
      campaign_id: "k1",
      team_id: "t1",
      number: "12025550143",
      caller_id: "442079460100",
      started_at: 1,
    };
    const facts: AnyFact[] = [
      { type: "line_dialled", line },
      { type: "line_ringing", call_id: "c1" },
      { type: "line_listening", call_id: "c1" },
      { type: "line_answered", call_id: "c1" },
      { type: "line_machine", call_id: "c1" },
      { type: "line_connected", call_id: "c1", agent_id: "a" },
      { type: "line_abandoned", call_id: "c1" },
      { type: "line_ended", call_id: "c1", outcome: "no_answer", cause: "normal", sip_status: 487 },
    ];
    for (const fact of facts) expect(apply(talking, fact)).toBe(talking);
  });

  it("about the engine is for everybody", () => {
    expect(apply(talking, { type: "engine_changed", engine_up: false }).engine_up).toBe(false);
  });

  it("of an unknown kind is told, not swallowed", () => {
    const newer = { type: "call_whispered", call_id: "c1" } as unknown as AnyFact;
    expect(() => apply(talking, newer)).toThrow(UnknownFact);
  });
});
