import { describe, expect, it } from "vitest";
import {
  holdSeconds,
  leadName,
  legWanted,
  microphoneWanted,
  muteWanted,
  nameOf,
  pageOf,
  rejoining,
  talkSeconds,
} from "../src/state/read";
import type { AgentState, CallPhase, LegState } from "../src/wire";
import { callView, cardView, dockView, leadView } from "./views";

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

  it("is the lead's while a card is there, and no call", () => {
    expect(pageOf(dockView({}, null, cardView()), true)).toBe("card");
    expect(pageOf(dockView({}, callView({ phase: "ended" }), cardView()), true)).toBe("card");
    expect(pageOf(dockView({ state: "talking" }, callView({}), cardView()), true)).toBe("call");
    expect(pageOf(dockView({}, null, cardView()), false)).toBe("card");
  });

  it("of an agent whose phone waits for the dialer is the ready one", () => {
    expect(pageOf(dockView({ standby: true }, null), true)).toBe("ready");
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

  it("is kept and answered on standby, between calls and after them", () => {
    const kept = { leg: true, answer: true };
    expect(legWanted(dockView({ standby: true }, null), true)).toEqual(kept);
    const over = callView({ phase: "ended" });
    expect(legWanted(dockView({ standby: true, state: "wrap_up" }, over), true)).toEqual(kept);
    expect(legWanted(dockView({ standby: false }, null), true).leg).toBe(false);
  });

  it("on standby still waits for the agent where they are asked into a call", () => {
    const asked = dockView({ standby: true, state: "ringing" }, callView({ agent_id: "b" }));
    expect(legWanted(asked, true)).toEqual({ leg: true, answer: false });
  });

  it("of a call the agent is asked into waits for the agent", () => {
    expect(legWanted(view("ringing", "talking"), true)).toEqual({ leg: true, answer: false });
  });
});

describe("muting", () => {
  const muted = callView({ muted: true });

  it("is the call's own", () => {
    expect(muteWanted(dockView({ state: "talking", call_id: "c1" }, muted), false)).toBe(true);
    expect(muteWanted(dockView({ state: "talking", call_id: "c1" }, callView({})), true)).toBe(
      false,
    );
  });

  it("is their own for an agent who was asked in", () => {
    const asked = dockView({ state: "talking" }, callView({ agent_id: "b", muted: true }));
    expect(muteWanted(asked, false)).toBe(false);
    expect(muteWanted(asked, true)).toBe(true);
  });

  it("does not outlive the call on a leg that stays", () => {
    const over = callView({ muted: true, phase: "ended" });
    for (const mutedHere of [false, true]) {
      expect(muteWanted(dockView({ standby: true }, null), mutedHere)).toBe(false);
      expect(muteWanted(dockView({ standby: true, state: "wrap_up" }, over), mutedHere)).toBe(
        false,
      );
      // A blind transfer: the muted call goes on without this agent.
      expect(muteWanted(dockView({ standby: true, state: "wrap_up" }, muted), mutedHere)).toBe(
        false,
      );
    }
    expect(muteWanted(null, true)).toBe(false);
  });

  it("stands while the agent comes back into the call", () => {
    const lost = dockView({ state: "offline", call_id: "c1" }, muted);
    expect(muteWanted(lost, false)).toBe(true);
  });
});

describe("the microphone", () => {
  it("is open in a call and on standby, and closed otherwise", () => {
    expect(microphoneWanted(view("talking", "talking"))).toBe(true);
    expect(microphoneWanted(view("ringing", "talking"))).toBe(true);
    expect(microphoneWanted(dockView({ standby: true }, null))).toBe(true);
    expect(microphoneWanted(view("ready", null))).toBe(false);
    expect(microphoneWanted(dockView({}, null, cardView()))).toBe(false);
    expect(microphoneWanted(null)).toBe(false);
  });
});

describe("the customer's name", () => {
  it("on a card is that of the lead's data, else the number", () => {
    expect(leadName(leadView())).toBe("sumeet, novanet");
    expect(leadName(leadView({ data: {} }))).toBe("+1 202 555 0143");
  });

  it.each([
    [{ name: "sumeet", company: "novanet" }, "sumeet, novanet"],
    [{ name: " sumeet " }, "sumeet"],
    [{ company: "novanet" }, "novanet"],
    [{ "First Name": "Ada", "Last Name": "King", Company: "novanet" }, "Ada King, novanet"],
    [{ FirstName: "Ada", LastName: "" }, "Ada"],
    [{ Name: "Ada King", firstname: "Ada" }, "Ada King"],
    [{ contact: "+44 20 7946 0110" }, ""],
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
