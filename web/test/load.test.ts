import { h, render } from "preact";
import { beforeEach, afterEach, expect, it, vi } from "vitest";
import { useLoad, type Loading } from "../src/admin/load";

/** Answers that wait until the test gives them, in the order in which they were asked for. */
let asked: ((state: string) => void)[];
let shown: Loading<string>;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
});
afterEach(() => vi.useRealTimers());

/** A component that shows nothing needs no page. */
const parent = { childNodes: [], nodeType: 1 } as unknown as HTMLElement;
function Shows() {
  shown = useLoad(() => new Promise<string>((resolve) => asked.push(resolve)), []);
  return null;
}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(200);

it("does not show what was read before a change in the place of what the change said", async () => {
  render(h(Shows, {}), parent);
  await settle();
  asked[0]!("running");
  await settle();
  shown.again();
  await settle();
  shown.put("paused");
  await settle();
  asked[1]!("running");
  await settle();
  expect([shown.data, shown.loading]).toEqual(["paused", false]);
  shown.again();
  await settle();
  asked[2]!("archived");
  await settle();
  expect(shown.data).toBe("archived");
});
