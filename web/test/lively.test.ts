import type { Socket } from "jssip/lib/Socket";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { everySecondShown, LivelySocket } from "../src/phone/lively";

/** The browser's socket, whose far end is the test. */
class Far implements Socket {
  via_transport = "WSS";
  url = "wss://dock.example/sip";
  sip_uri = "sip:dock.example;transport=ws";
  sent: unknown[] = [];
  open = false;
  answers = true;
  onconnect(): void {}
  ondisconnect(_error: boolean, _code?: number, _reason?: string): void {}
  ondata<T>(_event: T): void {}
  connect(): void {
    this.open = true;
    this.onconnect();
  }
  disconnect(): void {
    this.open = false;
  }
  send(message: unknown): boolean {
    this.sent.push(message);
    if (this.answers) this.ondata("\r\n");
    return true;
  }
  isConnected(): boolean {
    return this.open;
  }
  isConnecting(): boolean {
    return false;
  }
}

let far: Far;
let lost: unknown[][];
let socket: LivelySocket;
beforeEach(() => {
  vi.useFakeTimers();
  far = new Far();
  lost = [];
  socket = new LivelySocket(far, everySecondShown);
  socket.ondisconnect = (...how) => lost.push(how);
});
afterEach(() => vi.useRealTimers());

describe("the phone's socket", () => {
  it("stays open while somebody answers", () => {
    socket.connect();
    vi.advanceTimersByTime(120_000);
    expect([far.open, lost]).toEqual([true, []]);
    expect(new Set(far.sent)).toEqual(new Set(["\r\n\r\n"]));
  });

  it("is lost within seconds where nobody answers any more, and asks no more", () => {
    socket.connect();
    far.answers = false;
    vi.advanceTimersByTime(16_000);
    expect([far.open, lost.length, lost[0]?.[0]]).toEqual([false, 1, true]);
    const asked = far.sent.length;
    vi.advanceTimersByTime(60_000);
    expect([far.sent.length, lost.length]).toEqual([asked, 1]);
  });

  it("keeps the pace that it is given, hidden page or not", () => {
    const beats = new Set<() => void>();
    socket = new LivelySocket(far, (run) => {
      beats.add(run);
      return () => beats.delete(run);
    });
    socket.ondisconnect = (...how) => lost.push(how);
    socket.connect();
    far.answers = false;
    vi.advanceTimersByTime(120_000);
    expect(lost).toEqual([]);
    for (let n = 0; n < 16; n += 1) [...beats].forEach((beat) => beat());
    expect([lost.length, beats.size]).toEqual([1, 0]);
  });

  it("that is opened again is asked anew", () => {
    socket.connect();
    far.answers = false;
    vi.advanceTimersByTime(16_000);
    far.answers = true;
    socket.connect();
    vi.advanceTimersByTime(60_000);
    expect([far.open, lost.length]).toEqual([true, 1]);
  });

  it("stays open where a call's own messages come instead", () => {
    socket.connect();
    far.answers = false;
    for (let n = 0; n < 10; n += 1) {
      vi.advanceTimersByTime(7_000);
      far.ondata("OPTIONS sip:dock SIP/2.0\r\n\r\n");
    }
    expect(lost).toEqual([]);
  });

  it("says nothing by its silence where it has never answered", () => {
    far.answers = false;
    socket.connect();
    vi.advanceTimersByTime(120_000);
    expect([far.open, lost]).toEqual([true, []]);
  });

  it("that is closed by either side rests", () => {
    socket.connect();
    far.ondisconnect(true, 1006, "");
    expect(lost).toEqual([[true, 1006, ""]]);
    socket.connect();
    socket.disconnect();
    const asked = far.sent.length;
    vi.advanceTimersByTime(60_000);
    expect(far.sent.length).toBe(asked);
  });
});
