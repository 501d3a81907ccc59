import { useEffect, useState } from "preact/hooks";
import { getJson, HttpFault } from "../app/http";
import * as copy from "../copy";

export interface Fetched<Body> {
  readonly answer: Body | null;
  /** Why it could not be loaded, or null. */
  readonly failed: string | null;
  readonly again: () => void;
}

/** What became of a path's last request. */
interface Loaded<Body> {
  readonly path: string;
  readonly answer: Body | null;
  readonly failed: string | null;
}

/**
 * Loads a path; once more when `key` changes. Its older answer stays while the new one comes; that
 * of another path, which is of another caller or campaign, does not.
 */
export function useFetch<Body>(path: string, key: unknown = null): Fetched<Body> {
  const none: Loaded<Body> = { path, answer: null, failed: null };
  const [loaded, setLoaded] = useState(none);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    getJson<Body>(path, stop.signal).then(
      (body) => {
        if (!stop.signal.aborted) setLoaded({ path, answer: body, failed: null });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const sentence = error instanceof HttpFault && error.message;
        const failed = sentence || copy.failed.noAnswer;
        setLoaded((before) => ({
          path,
          answer: before.path === path ? before.answer : null,
          failed,
        }));
      },
    );
    return () => stop.abort();
  }, [path, key, turn]);
  const { answer, failed } = loaded.path === path ? loaded : none;
  return { answer, failed, again: () => setTurn(turn + 1) };
}
