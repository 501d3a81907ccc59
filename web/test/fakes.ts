import { onTestFinished, vi } from "vitest";
import { Actions } from "../src/app/actions";
import type { Dock } from "../src/app/dock";
import { readCard } from "../src/app/kept";
import { initialState, type AppState, type CardWork } from "../src/app/state";
import { Store } from "../src/app/store";
import { AskRefused } from "../src/link/link";
import type { DockOrder, DockView } from "../src/wire";

export class FakeStorage implements Storage {
  private readonly kept = new Map<string, string>();
  get length(): number {
    return this.kept.size;
  }
  clear(): void {
    this.kept.clear();
  }
  key(at: number): string | null {
    return [...this.kept.keys()][at] ?? null;
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

/** A dock without a page: its state, its orders, and what it said. */
export class FakeDock {
  readonly store: Store<AppState>;
  readonly asked: DockOrder[] = [];
  readonly notices: string[] = [];
  readonly said: string[] = [];
  readonly preferences = { singleKeys: true };
  readonly sounds = { tick: () => undefined };
  readonly phone = { answerWaiting: () => undefined };
  /** What was told about the ring, and how many orders had been sent by then. */
  readonly hushed: [string, number][] = [];
  readonly actions: Actions;
  /** Signed out. */
  left = false;
  /** How the server answers from now on. */
  answer: () => Promise<void> = () => Promise.resolve();
  readonly link = {
    ask: (order: DockOrder): Promise<void> => {
      this.asked.push(order);
      return this.answer();
    },
  };

  constructor(view: DockView, work: Partial<CardWork> = {}) {
    vi.stubGlobal("document", { hidden: true });
    vi.stubGlobal("sessionStorage", new FakeStorage());
    const lead = view.card?.lead.lead_id;
    this.store = new Store<AppState>({
      ...initialState,
      view,
      link: { phase: "open", quality: "good", roundTrip: 5, retryAt: null, lostAt: null },
      cardWork: lead ? { ...readCard(sessionStorage, lead), ...work } : null,
    });
    this.actions = new Actions(this.whole);
    // What is typed is saved a moment later; when the test is over, nothing is there any more.
    onTestFinished(() => {
      this.store.state = { ...this.store.state, view: null, draft: null, cardWork: null };
    });
  }

  /** As its parts take it. */
  get whole(): Dock {
    return this as unknown as Dock;
  }

  leave(): void {
    this.left = true;
  }

  refuse(code: string, message: string): void {
    this.answer = () => Promise.reject(new AskRefused(code, message));
  }

  hush(callId: string): void {
    this.hushed.push([callId, this.asked.length]);
  }

  now(): number {
    return Date.parse("2026-11-24T15:24:10Z") / 1000;
  }
  say(text: string): void {
    this.said.push(text);
  }
  notice(_tone: string, _icon: string, text: readonly [string, string]): void {
    this.notices.push(text.join(" "));
  }
  notify(): void {
    // Nothing is hidden here.
  }
}
