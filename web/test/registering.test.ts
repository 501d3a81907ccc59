import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Phone } from "../src/phone/phone";
import { credentials } from "./world";

type Told = (event?: unknown) => void;

/** JsSIP, whose registrar is the test. */
class FakeUa {
  static all: FakeUa[] = [];
  asked = 0;
  connected = true;
  stopped = false;
  private readonly told = new Map<string, Told>();
  constructor() {
    FakeUa.all.push(this);
  }
  on(name: string, told: Told): void {
    this.told.set(name, told);
  }
  start(): void {
    this.register();
  }
  register(): void {
    this.asked += 1;
  }
  isConnected(): boolean {
    return this.connected;
  }
  stop(): void {
    this.stopped = true;
  }
  is(name: string): void {
    this.told.get(name)?.({});
  }
}
vi.mock("jssip", () => ({
  UA: function () {
    return new FakeUa();
  },
  WebSocketInterface: function () {},
}));

let registered: boolean[];
let phone: Phone;
beforeEach(() => {
  vi.useFakeTimers();
  FakeUa.all = [];
  registered = [];
  phone = new Phone("wss://dock.example/sip", () => Promise.reject(new Error("none")), {
    state: () => undefined,
    registered: (_phone, on) => registered.push(on),
    connection: () => undefined,
    remote: () => undefined,
  });
  phone.register(credentials);
});
afterEach(() => vi.useRealTimers());

describe("a registration that the engine refuses", () => {
  it("is asked for again until it is taken", () => {
    const [ua] = FakeUa.all as [FakeUa];
    ua.is("registered");
    ua.is("registrationFailed");
    ua.is("unregistered");
    expect(registered).toEqual([true, false]);
    vi.advanceTimersByTime(3_000);
    expect(ua.asked).toBe(2);
    ua.is("registrationFailed");
    vi.advanceTimersByTime(3_000);
    expect(ua.asked).toBe(3);
    ua.is("registered");
    vi.advanceTimersByTime(60_000);
    expect([ua.asked, registered]).toEqual([3, [true, false, true]]);
  });

  it("is left to the socket that is opened again, which registers by itself", () => {
    const [ua] = FakeUa.all as [FakeUa];
    ua.is("registrationFailed");
    ua.connected = false;
    vi.advanceTimersByTime(60_000);
    expect(ua.asked).toBe(1);
  });

  it("is given up with its credentials", () => {
    const [ua] = FakeUa.all as [FakeUa];
    ua.is("registrationFailed");
    phone.register({ ...credentials, password: "newer" });
    vi.advanceTimersByTime(60_000);
    expect(FakeUa.all.map((one) => one.asked)).toEqual([1, 1]);
    phone.stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeUa.all.map((one) => one.asked)).toEqual([1, 1]);
  });
});
