import { describe, expect, it } from "vitest";
import { holdSeconds, legWanted, nameOf, pageOf, rejoining, talkSeconds } from "../src/state/read";
import type { AgentState, CallPhase, LegState } from "../src/wire";
import { callView, dockView } from "./views";

function view(state: AgentState, phase: CallPhase | null, leg: LegState = "up") {
  const call = phase === null ? null : callView({ phase, agent_leg: leg });
  return dockView({ state, call_id: call?.call_id ?? null }, call);
}

describe("the page", () => {
  it.each([
    ["ready", null, "ready"],
    ["paused", null, "ready"],
    ["dialling", "waiting", "arriving"],
    ["dialling", "dialling", "call"],
    ["dialling", "ringing", "call"],
    ["talking", "talking", "call"],
    ["held", "held", "call"],
    ["ringing", "talking", "offered"],
    ["wrap_up", "ended", "wrap_up"],
    // A blind transfer: the call goes on without this agent, who wraps up.
    ["wrap_up", "talking", "wrap_up"],
    ["ready", "ended", "ready"],
  ] as const)("of an agent who is %s, with a call that is %s: %s", (state, phase, page) => {
    expect(pageOf(view(state, phase), true)).toBe(page);
  });

  it("is trouble while the leg or the socket is lost in a call", () => {
    expect(pageOf(view("talking", "talking", "lost"), true)).toBe("trouble");
    expect(pageOf(view("talking", "talking"), false)).toBe("trouble");
    expect(pageOf(view("offline", "talking", "lost"), true)).toBe("trouble");
    expect(pageOf(view("ready", null), false)).toBe("ready");
    expect(rejoining(view("wrap_up", "ended"), false)).toBe(false);
  });
});

describe("the leg", () => {
  it("is kept while nothing is known of the call", () => {
    expect(legWanted(null, true)).toEqual({ leg: true, answer: false });
    expect(legWanted(view("ready", null), false)).toEqual({ leg: true, answer: false });
  });

  it("is wanted in a call, and ended after it", () => {
    expect(legWanted(view("talking", "talking"), true)).toEqual({ leg: true, answer: true });
    expect(legWanted(view("wrap_up", "ended"), true)).toEqual({ leg: false, answer: false });
    expect(legWanted(view("ready", null), true)).toEqual({ leg: false, answer: false });
  });

  it("of a call the agent is asked into waits for the agent", () => {
    expect(legWanted(view("ringing", "talking"), true)).toEqual({ leg: true, answer: false });
  });
});

describe("the customer's name", () => {
  it.each([
    [{ name: "sumeet", company: "novanet" }, "sumeet, novanet"],
    [{ name: " sumeet " }, "sumeet"],
    [{ company: "novanet" }, "novanet"],
    [{ name: 7 }, ""],
    [{}, ""],
  ])("%j is %j", (custom, name) => {
    expect(nameOf(custom)).toBe(name);
  });
});

describe("times", () => {
  it("of hold are the finished ones and the running one", () => {
    expect(holdSeconds(callView({ hold_seconds: 12, held_since: 100 }), 107)).toBe(19);
    expect(holdSeconds(callView({ hold_seconds: 12 }), 107)).toBe(12);
  });

  it("of talk run from the answer, and not before", () => {
    expect(talkSeconds(callView({ answered_at: 20 }), 50)).toBe(30);
    expect(talkSeconds(callView({ answered_at: 20, ended_at: 45 }), 50)).toBe(25);
    expect(talkSeconds(callView({ answered_at: null }), 50)).toBeNull();
  });
});
