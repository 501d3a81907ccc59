import type { Surroundings, Wire } from "./link";

/** The address of a socket of this server. */
export function socketAddress(path: string): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${path}`;
}

/** A real browser around the link. */
export function browserSurroundings(): Surroundings {
  const worker = new Worker(new URL("./metronome.ts", import.meta.url), { type: "module" });
  const beats = new Set<() => void>();
  worker.onmessage = () => beats.forEach((beat) => beat());
  return {
    connect: () => new WebSocket(socketAddress("/dock/socket")) as unknown as Wire,
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
