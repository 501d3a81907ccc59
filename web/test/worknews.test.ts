import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { initialState, type AppState } from "../src/app/state";
import { Store } from "../src/app/store";
import { WorkNews } from "../src/app/worknews";
import { count } from "../src/state/format";
import type { DockView, Work } from "../src/wire";
import { dockView } from "./views";

const fourteen: Work = {
  campaigns: [{ campaign_id: "k", campaign: "Fibre winback", leads_left: 14 }],
  callbacks: [],
};

let store: Store<AppState>;
let news: WorkNews;
let asked: string[];
let answers: () => Response;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { hidden: false });
  vi.stubGlobal("requestAnimationFrame", () => 0);
  asked = [];
  answers = () => Response.json(fourteen);
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve(answers());
  });
  store = new Store<AppState>(initialState);
  store.set({
    session: "in",
    view: dockView({}, null),
    link: { ...initialState.link, phase: "open" },
  });
  news = new WorkNews(store);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Seconds go by, as the dock has them. */
async function pass(seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n++) {
    await vi.advanceTimersByTimeAsync(1000);
    news.eachSecond();
  }
  await vi.advanceTimersByTimeAsync(0);
}

describe("what waits for the agent", () => {
  it("is read again every quarter of a minute", async () => {
    await news.load();
    expect(store.state.work).toEqual(fourteen);
    await pass(14);
    expect(asked).toEqual(["/dock/work"]);
    await pass(2);
    expect(asked).toHaveLength(2);
  });

  it("is read soon after a card came or the agent's state changed", async () => {
    await news.load();
    const before = dockView({}, null);
    const after: DockView = { ...before, me: { ...before.me, state: "wrap_up" } };
    news.viewChanged(after, before);
    news.viewChanged(after, after);
    await pass(2);
    expect(asked).toHaveLength(2);
  });

  it("is not asked for by a page that nobody sees, or that is cut off", async () => {
    await news.load();
    store.set({ hidden: true });
    await pass(40);
    store.set({ hidden: false, link: { ...store.state.link, phase: "waiting" } });
    await pass(40);
    expect(asked).toHaveLength(1);
    store.set({ link: { ...store.state.link, phase: "open" } });
    await pass(1);
    expect(asked).toHaveLength(2);
  });

  it("is not shown when it is not known, nor to who has signed out meanwhile", async () => {
    await news.load();
    answers = () => new Response("{}", { status: 503 });
    await news.load();
    expect(store.state.work).toBeNull();
    answers = () => Response.json(fourteen);
    const coming = news.load();
    store.set({ ...initialState, session: "out" });
    await coming;
    expect(store.state.work).toBeNull();
  });

  it("is counted as people read it", () => {
    expect([0, 14, 1204, 120400].map(count)).toEqual(["0", "14", "1,204", "120,400"]);
  });
});
