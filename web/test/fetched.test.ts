import { h, render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useFetch, type Fetched } from "../src/ui/fetch";

/** Requests that wait until the test answers them, by path. */
let asked: Map<string, (status: number, body: object) => void>;
let shown: Fetched<{ of: string }>;

beforeEach(() => {
  vi.useFakeTimers();
  asked = new Map();
  const fetch = (path: string) =>
    new Promise((resolve) =>
      asked.set(path, (status, body) =>
        resolve({
          ok: status < 300,
          status,
          headers: new Headers(),
          text: () => Promise.resolve(JSON.stringify(body)),
        }),
      ),
    );
  vi.stubGlobal("fetch", fetch);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A component that shows nothing needs no page. */
const parent = { childNodes: [], nodeType: 1 } as unknown as HTMLElement;
function Shows({ path, callId }: { path: string; callId: string }) {
  shown = useFetch<{ of: string }>(path, callId);
  return null;
}
async function show(path: string, callId: string): Promise<void> {
  render(h(Shows, { path, callId }), parent);
  await vi.advanceTimersByTimeAsync(200);
}
async function answer(path: string, status: number, body: object): Promise<void> {
  asked.get(path)?.(status, body);
  await vi.advanceTimersByTimeAsync(200);
}

it("what is known of one caller is not shown as what is known of the next", async () => {
  await show("/dock/known?number=1", "c1");
  await answer("/dock/known?number=1", 200, { of: "1" });
  expect(shown.answer).toEqual({ of: "1" });
  await show("/dock/known?number=2", "c2");
  expect(shown.answer).toBeNull();
  await answer("/dock/known?number=2", 503, { message: "The database is away." });
  expect([shown.answer, shown.failed]).toEqual([null, "The database is away."]);
  await show("/dock/known?number=3", "c3");
  expect([shown.answer, shown.failed]).toEqual([null, null]);
});

it("what was loaded stays while the same is loaded again", async () => {
  await show("/dock/targets", "c1");
  await answer("/dock/targets", 200, { of: "before" });
  await show("/dock/targets", "c2");
  expect(shown.answer).toEqual({ of: "before" });
  await answer("/dock/targets", 200, { of: "after" });
  expect(shown.answer).toEqual({ of: "after" });
  await show("/dock/targets", "c3");
  await answer("/dock/targets", 503, { message: "Not now." });
  expect([shown.answer, shown.failed]).toEqual([{ of: "after" }, "Not now."]);
});
