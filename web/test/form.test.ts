import { h, render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rebased, useForm, type Form } from "../src/admin/form";

interface Shown {
  readonly name: string;
  readonly seconds: number;
  readonly teams: readonly string[];
  readonly chat: { readonly open: boolean; readonly welcome: string };
}

const FIRST: Shown = {
  name: "Support",
  seconds: 20,
  teams: ["a"],
  chat: { open: true, welcome: "" },
};

/** A component that shows nothing needs no page. */
const parent = { childNodes: [], nodeType: 1 } as unknown as HTMLElement;
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(200);

describe("a form", () => {
  let form: Form<Shown>;
  let show: (shown: Shown) => void;

  beforeEach(async () => {
    vi.useFakeTimers();
    function Shows({ shown }: { shown: Shown }) {
      form = useForm(shown);
      return null;
    }
    show = (shown) => render(h(Shows, { shown }), parent);
    render(null, parent);
    show(FIRST);
    await settle();
  });
  afterEach(() => vi.useRealTimers());

  it("keeps what is typed while it is being saved", async () => {
    form.set({ name: " Help " });
    await settle();
    const sent = form;
    form.change((now) => ({ ...now, chat: { ...now.chat, welcome: "Hello" } }));
    form.set({ teams: ["a", "b"] });
    await settle();
    sent.saved({ ...FIRST, name: "Help", seconds: 25 });
    show({ ...FIRST, name: "Help", seconds: 25 });
    await settle();
    expect(form.draft).toEqual({
      name: "Help",
      seconds: 25,
      teams: ["a", "b"],
      chat: { open: true, welcome: "Hello" },
    });
    form.undo();
    await settle();
    expect(form.draft).toEqual({ ...FIRST, name: "Help", seconds: 25 });
  });

  it("follows what others change, but for what was typed", async () => {
    form.set({ seconds: 30 });
    await settle();
    show({ ...FIRST, seconds: 15, name: "Help", chat: { open: false, welcome: "" } });
    await settle();
    expect(form.draft).toEqual({
      ...FIRST,
      seconds: 30,
      name: "Help",
      chat: { open: false, welcome: "" },
    });
  });
});

it("takes out what was taken out by either, and puts in what was put in by either", () => {
  const before: Record<string, number> = { 44: 1, 49: 2, 91: 3 };
  const typed: Record<string, number> = { 44: 1, 49: 2, 33: 4 };
  expect(rebased(before, typed, { 44: 5, 91: 3, 1: 6 })).toEqual({ 44: 5, 33: 4, 1: 6 });
  expect(rebased<unknown>({ hours: null }, { hours: { days: [] } }, { hours: null })).toEqual({
    hours: { days: [] },
  });
});
