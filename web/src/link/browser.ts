import type { Surroundings, Wire } from "./socket";

/** The address of a socket of this server. */
export function socketAddress(path: string): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${path}`;
}

/** A real browser around a link to this address of the server. */
export function browserSurroundings(path = "/dock/socket"): Surroundings {
  const worker = new Worker(new URL("./metronome.ts", import.meta.url), { type: "module" });
  const beats = new Set<() => void>();
  worker.onmessage = () => beats.forEach((beat) => beat());
  return {
    connect: () => new WebSocket(socketAddress(path)) as unknown as Wire,
    now: () => performance.now(),
    wallClock: () => Date.now() / 1000,
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    everySecond: (run) => {
      beats.add(run);
      return () => beats.delete(run);
    },
    pageId: crypto.randomUUID(),
  };
}
