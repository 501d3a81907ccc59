import { describe, expect, it } from "vitest";
import { apart, path, scaleOf, x, y } from "../src/board/plot";
import {
  agentsOf,
  campaignsOf,
  canHear,
  capGauge,
  capLevel,
  counts,
  dialling,
  keptOrder,
  lookOf,
  pageAt,
  serviceLevel,
  since,
  teamLevels,
  teamsOf,
  trendsOf,
  worst,
} from "../src/board/read";
import { fromSnapshot, moment, TREND_SECONDS } from "../src/board/state";
import { agent, AT, campaign, snapshot, talking, team } from "./board";

const chatting = { active: true, duration: 280, count: 3 };

describe("how an agent looks", () => {
  it.each([
    [agent("a"), "ready"],
    [agent("a", { chatting }), "chatting"],
    [agent("a", { state: "paused", chatting }), "paused"],
    [agent("a", { state: "dialling" }), "ringing"],
    [agent("a", { state: "wrap_up" }), "wrapup"],
    [agent("a", { state: "held" }), "held"],
    [agent("a", { state: "what a newer server may say" }), "offline"],
  ])("%#", (one, look) => {
    expect(lookOf(one)).toBe(look);
  });

  it("counts each once, and who is on hold as talking", () => {
    const figures = fromSnapshot(
      snapshot({
        agents: [
          talking("b", 9),
          agent("c", { state: "held" }),
          agent("d", { chatting }),
          agent("e", { state: "dialling" }),
        ],
      }),
      null,
    );
    expect(counts(agentsOf(figures.agents, null))).toEqual({
      ready: 0,
      talking: 2,
      ringing: 1,
      chatting: 1,
      wrapup: 0,
      paused: 0,
    });
  });

  it("tells the time of what it shows", () => {
    const figures = fromSnapshot(snapshot({ agents: [agent("a", { chatting })] }), null);
    const [row] = agentsOf(figures.agents, null);
    expect(row && moment(AT) - since(row)).toBe(280);
  });

  it("can be listened to in a conversation only", () => {
    expect(canHear(talking("a", 3))).toBe(true);
    expect(canHear({ ...talking("a", 3), state: "wrap_up" })).toBe(false);
    expect(canHear(agent("a"))).toBe(false);
  });
});

describe("what is shown of a team", () => {
  const figures = fromSnapshot(
    snapshot({
      agents: [agent("z"), talking("a10", 1), talking("a9", 1), agent("q", { teams: ["Sales"] })],
      teams: [team("Support"), team("Sales")],
      campaigns: [campaign("A"), campaign("B", { team_name: "Sales" })],
    }),
    null,
  );

  it("is its own", () => {
    expect(agentsOf(figures.agents, "Sales").map((row) => row.agent.agent_name)).toEqual(["q"]);
    expect(teamsOf(figures, "Sales").map((row) => row.team.team_name)).toEqual(["Sales"]);
    expect(campaignsOf(figures, "Sales").map((one) => one.campaign)).toEqual(["B"]);
  });

  it("is sorted by state, then by name as people count", () => {
    const names = agentsOf(figures.agents, null).map((row) => row.agent.agent_name);
    expect(names).toEqual(["a9", "a10", "q", "z"]);
  });
});

describe("levels", () => {
  const row = (changed: Parameters<typeof team>[1]) => ({
    team: team("Support", changed),
    callsSince: null,
    chatsSince: null,
  });

  it("over is what the server says is over", () => {
    const one = row({ alerts: ["call-wait", "chat-wait"], call_queue_count: 900 });
    const levels = teamLevels(one, 1_000);
    expect([levels.wait, levels.chats]).toEqual(["over", "over"]);
    expect(worst(Object.values(levels))).toBe("over");
  });

  it("near is four fifths of a limit, which a wait comes to by itself", () => {
    expect(teamLevels(row({ call_queue_count: 3 }), 0).calls).toBe("normal");
    expect(teamLevels(row({ call_queue_count: 4 }), 0).calls).toBe("near");
    const waits = { ...row({ call_queue_count: 1 }), callsSince: 1_000 };
    expect([1_047, 1_048].map((now) => teamLevels(waits, now).wait)).toEqual(["normal", "near"]);
    expect(worst(["normal", "near"])).toBe("near");
  });

  it("without a limit nothing is near it", () => {
    const limits = { calls_waiting: null, call_wait: null, chats_waiting: null, chat_wait: null };
    const waits = { ...row({ call_queue_count: 99, limits }), callsSince: 0 };
    expect(worst(Object.values(teamLevels(waits, 9_999)))).toBe("normal");
  });

  it.each([
    [null, [], "normal"],
    [0.8, [], "normal"],
    [0.78, ["service-level"], "near"],
    [0.62, ["service-level"], "over"],
  ] as const)("service level %s", (level, alerts, found) => {
    expect(serviceLevel(row({ service_level: level, alerts }))).toBe(found);
  });

  it("the cap is three quarters of its gauge, which never overflows", () => {
    expect(capGauge(campaign("A")).mark).toBeCloseTo(75);
    expect(capGauge(campaign("A")).width).toBeCloseTo(52.5);
    expect(capGauge(campaign("A", { abandon_rate: 0.5 })).width).toBe(100);
    expect(capGauge(campaign("A", { abandon_rate: null })).width).toBe(0);
    expect(capGauge(campaign("A", { abandon_rate: 0, abandon_cap: 0 })).width).toBe(0);
    expect(capLevel(campaign("A", { alerts: ["cap-near", "cap-over"] }))).toBe("over");
  });

  it("the wall shows campaigns at their cap first, and none that a person dials", () => {
    const all = [
      campaign("calm"),
      campaign("own", { mode: "preview" }),
      campaign("over", { alerts: ["cap-over"] }),
      campaign("done", { run_state: "stopped" }),
      campaign("near", { alerts: ["cap-near"] }),
    ];
    expect(dialling(all).map((one) => one.campaign)).toEqual(["over", "near", "calm"]);
  });
});

it("nothing moves under a moving pointer: new ones come last", () => {
  expect(keptOrder(["c", "a", "b"], ["a", "b", "d"])).toEqual(["a", "b", "d"]);
  expect(keptOrder(["c", "a"], ["a", "b", "c"])).toEqual(["c", "a", "b"]);
});

it("pages take turns", () => {
  const all = ["a", "b", "c", "d", "e"];
  expect(pageAt(all, 4, 0)).toEqual({ shown: ["a", "b", "c", "d"], page: 1, pages: 2 });
  expect(pageAt(all, 4, 3)).toEqual({ shown: ["e"], page: 2, pages: 2 });
  expect(pageAt([], 4, 7)).toEqual({ shown: [], page: 1, pages: 1 });
});

describe("the plot", () => {
  const frame = { width: 920, height: 128, left: 20, right: 180, top: 8, bottom: 24 };
  const scene = { frame, ends: moment(AT), most: 10 };
  const trend = (waiting: number[]) => ({
    team_name: "Support",
    step_seconds: 1800,
    ends_at: AT,
    waiting,
  });

  it("ends its scale at a round number", () => {
    expect([1, 2, 3, 8, 11, 90, 9_000].map((peak) => scaleOf(peak).most)).toEqual([
      2, 2, 4, 10, 20, 100, 10_000,
    ]);
  });

  it("goes from two hours ago at the left to now", () => {
    expect([x(scene.ends - TREND_SECONDS, scene), x(scene.ends, scene)]).toEqual([20, 740]);
    expect([y(0, scene), y(10, scene)]).toEqual([104, 8]);
  });

  it("steps at each sample, and not where the next is the same", () => {
    expect(path(trend([0, 5, 5, 10]), scene)).toBe("M20 104H200V56H560V8H740");
  });

  it("leaves out what is older, and has no line without samples", () => {
    expect(path(trend([9, 0, 5, 5, 10]), scene)).toBe("M20 104H200V56H560V8H740");
    expect(path(trend([]), scene)).toBe("");
  });

  it("draws the longest of many, in the teams' order", () => {
    const names = ["A", "B", "C", "D"];
    const figures = fromSnapshot(
      snapshot({
        teams: names.map((name) => team(name)),
        trends: names.map((name, at) => ({ ...trend([3 - at]), team_name: name })),
      }),
      null,
    );
    expect(trendsOf(figures, null).map((one) => one.team_name)).toEqual(["A", "B", "C"]);
    expect(trendsOf(figures, "D").map((one) => one.team_name)).toEqual(["D"]);
  });

  it("keeps labels apart, and above the floor", () => {
    expect(apart([100, 102, 40], 14, 108)).toEqual([94, 108, 40]);
    expect(apart([108, 108], 14, 108)).toEqual([94, 108]);
  });
});
