import { describe, expect, it } from "vitest";
import { news } from "../src/board/news";
import { applyChange, beaten, fromSnapshot, moment, nameNow, startOf } from "../src/board/state";
import { agent, AT, campaign, change, later, snapshot, talking, team } from "./board";

const at = moment(AT);

describe("a snapshot", () => {
  it("makes moments of durations", () => {
    const figures = fromSnapshot(
      snapshot({ teams: [team("Support", { call_queue_count: 2, longest_call_wait: 106 })] }),
      null,
    );
    expect(figures.agents.get("a-rishi")?.stateSince).toBe(at - 19);
    expect(figures.teams.get("t-Support")?.callsSince).toBe(at - 106);
  });

  it("knows no wait where nobody waits", () => {
    const row = fromSnapshot(snapshot(), null).teams.get("t-Support");
    expect([row?.callsSince, row?.chatsSince]).toEqual([null, null]);
  });

  it("of a new connection moves nothing that goes on, and forgets who left", () => {
    const before = fromSnapshot(snapshot({ agents: [agent("rishi"), agent("asha")] }), null);
    const again = fromSnapshot(
      snapshot({ as_of: later(10.3), agents: [agent("rishi", { state_duration: 29 })] }),
      before,
    );
    expect(again.agents.get("a-rishi")?.stateSince).toBe(at - 19);
    expect(again.agents.has("a-asha")).toBe(false);
  });
});

describe("a change", () => {
  const before = fromSnapshot(
    snapshot({ agents: [agent("rishi"), agent("asha")], campaigns: [campaign("A")] }),
    null,
  );

  it("leaves what it does not name as the same object", () => {
    const after = applyChange(before, change(later(1), { agents: [talking("rishi", 0)] }));
    expect(after.agents.get("a-asha")).toBe(before.agents.get("a-asha"));
    expect(after.teams).toBe(before.teams);
    expect(after.campaigns).toBe(before.campaigns);
    expect(after.lines).toBe(before.lines);
    expect(after.trends).toBe(before.trends);
    expect(after.engineUp).toBe(true);
  });

  it("keeps the trend of a team that is called otherwise now, and its name is known", () => {
    const trend = { team_name: "Support", step_seconds: 60, ends_at: AT, waiting: [1, 2] };
    const first = fromSnapshot(snapshot({ trends: [trend] }), null);
    const care = { ...team("Support"), team_name: "Care" };
    const renamed = applyChange(first, change(later(1), { teams: [care] }));
    const after = applyChange(
      renamed,
      change(later(60), {
        trends: [{ ...trend, team_name: "Care", ends_at: later(60), waiting: [5] }],
      }),
    );
    expect([...after.trends.keys()]).toEqual(["Care"]);
    expect(after.trends.get("Care")?.waiting).toEqual([1, 2, 5]);
    expect(nameNow("Support", first, after)).toBe("Care");
    expect(nameNow("Sales", first, after)).toBe("Sales");
  });

  it("takes away who went offline, and campaigns that ended", () => {
    const after = applyChange(
      before,
      change(later(1), { gone: ["a-asha"], campaigns_gone: ["k-A"] }),
    );
    expect([...after.agents.keys()]).toEqual(["a-rishi"]);
    expect(after.campaigns.size).toBe(0);
  });

  it("says that the engine is away, and how the lines are", () => {
    const lines = { in_use: 0, in_setup: 0, most_in_setup: null };
    const after = applyChange(before, change(later(1), { engine_up: false, lines }));
    expect([after.engineUp, after.lines]).toEqual([false, lines]);
  });
});

describe("the start of a state", () => {
  it("is the earliest of those that its whole seconds tell", () => {
    // It began at 100.0: told at 103.9 (3 s) and at 105.2 (5 s).
    const first = startOf(103.9, 3, null);
    expect(first).toBeCloseTo(100.9);
    const second = startOf(105.2, 5, first);
    expect(second).toBeCloseTo(100.2);
    expect(startOf(109.8, 9, second)).toBe(second);
  });

  it("does not move when an event repeats", () => {
    let figures = fromSnapshot(snapshot({ agents: [talking("rishi", 151)] }), null);
    const since = figures.agents.get("a-rishi")?.stateSince;
    for (const passed of [0.2, 0.4, 0.59, 30.3, 60.5]) {
      const told = talking("rishi", 151 + Math.floor(passed));
      figures = applyChange(figures, change(later(passed), { agents: [told] }));
      expect(figures.agents.get("a-rishi")?.stateSince).toBe(since);
    }
  });

  it("is new with a new state, and with a new call in the same state", () => {
    let figures = fromSnapshot(snapshot({ agents: [talking("rishi", 0, "c-1")] }), null);
    figures = applyChange(figures, change(later(0.5), { agents: [talking("rishi", 0, "c-2")] }));
    expect(figures.agents.get("a-rishi")?.stateSince).toBeCloseTo(at + 0.5);
    figures = applyChange(
      figures,
      change(later(0.9), { agents: [agent("rishi", { state: "wrap_up", state_duration: 0 })] }),
    );
    expect(figures.agents.get("a-rishi")?.stateSince).toBeCloseTo(at + 0.9);
  });

  it("of a wait is that of the next in line once the first was taken", () => {
    const waits = (asOf: string, seconds: number) =>
      change(asOf, {
        teams: [team("Support", { call_queue_count: 1, longest_call_wait: seconds })],
      });
    let figures = applyChange(fromSnapshot(snapshot(), null), waits(later(0), 40));
    figures = applyChange(figures, waits(later(1), 12));
    expect(figures.teams.get("t-Support")?.callsSince).toBe(at + 1 - 12);
    figures = applyChange(figures, change(later(2), { teams: [team("Support")] }));
    expect(figures.teams.get("t-Support")?.callsSince).toBeNull();
  });
});

describe("a trend", () => {
  const begun = fromSnapshot(
    snapshot({
      trends: [{ team_name: "Support", step_seconds: 3600, ends_at: AT, waiting: [1, 2, 3] }],
    }),
    null,
  );
  const sample = (seconds: number, waiting: number[]) =>
    change(later(seconds), {
      trends: [{ team_name: "Support", step_seconds: 3600, ends_at: later(seconds), waiting }],
    });

  it("grows by the samples of a change, and stays two hours long", () => {
    const after = applyChange(begun, sample(3600, [9]));
    expect(after.trends.get("Support")?.waiting).toEqual([2, 3, 9]);
    expect(after.trends.get("Support")?.ends_at).toBe(later(3600));
  });

  it("takes a sample that comes twice once", () => {
    const once = applyChange(begun, sample(3600, [9]));
    expect(applyChange(once, sample(3600, [9])).trends.get("Support")?.waiting).toEqual([2, 3, 9]);
  });

  it("of a team that is new begins with its first sample", () => {
    const after = applyChange(
      begun,
      change(later(60), {
        trends: [{ team_name: "Sales", step_seconds: 60, ends_at: later(60), waiting: [4] }],
      }),
    );
    expect(after.trends.get("Sales")?.waiting).toEqual([4]);
  });
});

it("a beat moves only the time", () => {
  const before = fromSnapshot(snapshot(), null);
  expect(beaten(before, later(2))).toEqual({ ...before, asOf: at + 2 });
});

describe("what is said aloud", () => {
  const before = fromSnapshot(snapshot({ teams: [team("Support"), team("Sales")] }), null);
  const over = (name: string) => team(name, { alerts: ["calls-waiting"] });

  it("is a limit that was passed just now, once", () => {
    const after = applyChange(before, change(later(1), { teams: [over("Support")] }));
    expect(news(before, after, null)).toBe("Support: calls waiting over the limit.");
    const again = applyChange(after, change(later(2), { teams: [over("Support")] }));
    expect(news(after, again, null)).toBe("");
  });

  it("is not of teams that are filtered away, nor what held before the page came", () => {
    const after = applyChange(before, change(later(1), { teams: [over("Sales")] }));
    expect(news(before, after, "Support")).toBe("");
    expect(news(null, after, null)).toBe("");
  });

  it("is the engine, when it goes and when it is back", () => {
    const away = applyChange(before, change(later(1), { engine_up: false }));
    expect(news(before, away, null)).toContain("Voice engine away.");
    expect(news(away, before, null)).toBe("Voice engine ready.");
  });
});
