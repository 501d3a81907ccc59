import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listenForKeys } from "../src/app/shortcuts";
import type { CardWork } from "../src/app/state";
import type { DockView } from "../src/wire";
import { FakeDock } from "./fakes";
import { callView, cardView, dockView } from "./views";

/** As much of an element as a key's target needs. */
class FakeElement {
  readonly isContentEditable = false;
  isConnected = true;
  /** `traits`: further selectors that it matches. */
  constructor(
    private readonly tag: string,
    private readonly traits: readonly string[] = [],
  ) {}
  matches(selectors: string): boolean {
    return selectors.split(", ").some((one) => one === this.tag || this.traits.includes(one));
  }
  closest(selectors: string): FakeElement | null {
    return this.matches(selectors) ? this : null;
  }
}
class FakeTextArea extends FakeElement {}
class FakeInput extends FakeElement {
  readonly type = "text";
}

let press: (event: Partial<KeyboardEvent>) => boolean;
let focus: (target: FakeElement) => void;

beforeEach(() => {
  vi.stubGlobal("Element", FakeElement);
  vi.stubGlobal("HTMLElement", FakeElement);
  vi.stubGlobal("HTMLTextAreaElement", FakeTextArea);
  vi.stubGlobal("HTMLSelectElement", class extends FakeElement {});
  vi.stubGlobal("HTMLInputElement", FakeInput);
});
afterEach(() => vi.unstubAllGlobals());

function keys(view: DockView, work: Partial<CardWork> = {}): FakeDock {
  const dock = new FakeDock(view, work);
  const told: Record<string, (event: unknown) => void> = {};
  vi.stubGlobal("addEventListener", (kind: string, run: (event: unknown) => void) => {
    told[kind] = run;
  });
  listenForKeys(dock.whole, dock.actions);
  focus = (target) => told["focusin"]?.({ target });
  press = (event) => {
    let meant = false;
    const whole = { target: new FakeElement("body"), preventDefault: () => (meant = true) };
    told["keydown"]?.({ ...whole, ...event });
    return meant;
  };
  return dock;
}

const shown = dockView({}, null, cardView());

describe("the keys of a lead", () => {
  it("are Enter, S and B", () => {
    const dock = keys(shown);
    expect(press({ key: "Enter" })).toBe(true);
    expect(dock.asked).toEqual([{ type: "accept_card", lead_id: "l1" }]);
    for (const [key, panel] of [
      ["s", "skip"],
      ["B", "callback"],
    ] as const) {
      const other = keys(shown);
      expect(press({ key })).toBe(true);
      expect(other.store.state.cardWork?.panel).toBe(panel);
      expect(press({ key: "Escape" })).toBe(true);
      expect(other.store.state.cardWork?.panel).toBe("none");
    }
  });

  it.each([
    ["in a text field", new FakeInput("input")],
    ["in a note", new FakeTextArea("textarea")],
    ["in a dialog", new FakeElement("dialog")],
  ])("are not heard %s", (_where, target) => {
    const dock = keys(shown);
    for (const key of ["Enter", "s", "b"]) {
      expect(press({ key, target: target as unknown as EventTarget })).toBe(false);
    }
    expect(dock.asked).toEqual([]);
    expect(dock.store.state.cardWork?.panel).toBe("none");
  });

  it("leave Enter to the button that has focus", () => {
    const dock = keys(shown);
    const target = new FakeElement("button") as unknown as EventTarget;
    expect(press({ key: "Enter", target })).toBe(false);
    expect(press({ key: "s", target })).toBe(true);
    expect(dock.asked).toEqual([]);
  });

  it("accept with Enter where a click has left the focus, which no ring shows", () => {
    const dock = keys(shown);
    const target = new FakeElement("button");
    focus(target);
    expect(press({ key: "Enter", target: target as unknown as EventTarget })).toBe(true);
    expect(dock.asked).toEqual([{ type: "accept_card", lead_id: "l1" }]);
  });

  it.each([
    ["that Tab has reached", [":focus-visible"]],
    ["of an open menu", ["[role=menu]"]],
    ["that has something open", ["[aria-expanded=true]"]],
  ])("leave Enter to a button %s", (_which, traits) => {
    const dock = keys(shown);
    const target = new FakeElement("button", traits);
    focus(target);
    expect(press({ key: "Enter", target: target as unknown as EventTarget })).toBe(false);
    expect(dock.asked).toEqual([]);
  });

  it("do not accept with an Enter that is held down, nor while a panel is open", () => {
    const dock = keys(shown);
    expect(press({ key: "Enter", repeat: true })).toBe(false);
    const open = keys(shown, { panel: "never" });
    expect(press({ key: "Enter" })).toBe(false);
    expect([...dock.asked, ...open.asked]).toEqual([]);
  });

  it("are not heard while the lead is not on the screen", () => {
    const aside = keys(shown, { aside: true });
    expect(press({ key: "Enter" })).toBe(false);
    const away = keys(shown);
    away.store.set({ tab: "history" });
    expect(press({ key: "s" })).toBe(false);
    const busy = keys(dockView({ state: "talking", call_id: "c1" }, callView({}), cardView()));
    expect(press({ key: "Enter" })).toBe(false);
    expect([...aside.asked, ...away.asked, ...busy.asked]).toEqual([]);
  });

  it.each([
    ["s", "a reply whose chat has ended"],
    ["Enter", "a note whose wrap-up is over"],
  ])("do not take the %s that is typed on into %s", (key) => {
    const dock = keys(shown);
    const field = new FakeTextArea("textarea");
    const target = field as unknown as EventTarget;
    const types = (what: string, timeStamp: number, at?: EventTarget) =>
      press({ key: what, timeStamp, ...(at ? { target: at } : {}) });
    expect(types("Y", 1_000, target)).toBe(false);
    field.isConnected = false;
    expect(types("e", 1_200)).toBe(false);
    expect(types(key, 2_600)).toBe(false);
    expect([dock.asked, dock.store.state.cardWork?.panel]).toEqual([[], "none"]);
    // After a pause it is meant.
    expect(types(key, 4_200)).toBe(true);
  });

  it("are heard at once where Enter ended what was typed", () => {
    keys(shown);
    const field = new FakeInput("input");
    const target = field as unknown as EventTarget;
    press({ key: "1", timeStamp: 1_000, target });
    press({ key: "Enter", timeStamp: 1_100, target });
    field.isConnected = false;
    expect(press({ key: "s", timeStamp: 1_200 })).toBe(true);
  });

  it("can be switched off", () => {
    const dock = keys(shown);
    dock.preferences.singleKeys = false;
    for (const key of ["Enter", "s", "b"]) expect(press({ key })).toBe(false);
    expect(dock.asked).toEqual([]);
  });

  it("leave P to the pause", () => {
    const dock = keys(shown);
    expect(press({ key: "p" })).toBe(true);
    expect(dock.asked).toEqual([{ type: "pause", reason: "" }]);
  });
});
