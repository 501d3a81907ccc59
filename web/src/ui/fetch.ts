import { useEffect, useState } from "preact/hooks";
import { getJson, HttpFault } from "../app/http";
import * as copy from "../copy";

export interface Fetched<Body> {
  readonly answer: Body | null;
  /** Why it could not be loaded, or null. */
  readonly failed: string | null;
  readonly again: () => void;
}

/** Loads a path; once more when `key` changes. An older answer stays while the new one comes. */
export function useFetch<Body>(path: string, key: unknown = null): Fetched<Body> {
  const [answer, setAnswer] = useState<Body | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    getJson<Body>(path, stop.signal).then(
      (body) => {
        if (stop.signal.aborted) return;
        setAnswer(body);
        setFailed(null);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const sentence = error instanceof HttpFault && error.message;
        setFailed(sentence || copy.failed.noAnswer);
      },
    );
    return () => stop.abort();
  }, [path, key, turn]);
  return { answer, failed, again: () => setTurn(turn + 1) };
}
