import { h, render } from "preact";
import { beforeEach, afterEach, expect, it, vi } from "vitest";
import { HttpFault } from "../src/admin/api";
import { AdminContext, type Here } from "../src/admin/here";
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

it("asks again once somebody whose session had ended has signed in, and not before", async () => {
  let answers: (() => Promise<string>)[] = [];
  const ask = (): Promise<string> => answers.shift()!();
  function Polls() {
    shown = useLoad(ask, [], { every: 5 });
    return null;
  }
  const show = (out: boolean): void => {
    const here = { out } as unknown as Here;
    render(h(AdminContext.Provider, { value: here }, h(Polls, {})), parent);
  };
  vi.stubGlobal("document", { hidden: false });
  const ended = new HttpFault(401, "not-signed-in", "Sign in first.", null);
  answers = [() => Promise.reject(ended), () => Promise.resolve("there")];
  show(false);
  await settle();
  expect(shown.fault?.status).toBe(401);
  show(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers.length).toBe(1);
  show(false);
  await settle();
  expect([shown.data, shown.fault]).toEqual(["there", null]);
  render(null, parent);
  vi.unstubAllGlobals();
});
