/** What every page has at hand. */
import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useReducer, useState } from "preact/hooks";
import type { Api } from "./api";
import type { Right } from "./rights";
import type { Router } from "./router";
import type { Session, Tone } from "./session";
import type { Me } from "./wire";

export interface Here {
  readonly me: Me;
  /** Their session has ended: the sign-in form stands before the page, which waits behind it. */
  readonly out: boolean;
  readonly api: Api;
  /** To another page of ours: `/admin/users`. Asks first where something is not saved. */
  readonly go: (path: string) => void;
  readonly can: (right: Right) => boolean;
  /** A toast, and a sentence for who does not see it. */
  readonly say: (text: string, tone?: Tone) => void;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly router: Router;
  readonly session: Session;
}

export const AdminContext = createContext<Here | null>(null);

export function useAdmin(): Here {
  const here = useContext(AdminContext);
  if (!here) throw new Error("outside of the admin pages");
  return here;
}

/** Where one is; painted again when that changes. */
export function usePath(router: Router): string {
  const [, repaint] = useReducer<number, void>((count) => count + 1, 0);
  useLayoutEffect(() => router.listen(() => repaint()), [router]);
  return router.path;
}

/**
 * A filter that stands in the address (`?team=Support`), so that a reload or a link keeps it. "" is
 * the usual, and is not written.
 */
export function useQuery(name: string): readonly [string, (value: string) => void] {
  const { router } = useAdmin();
  usePath(router);
  const set = (value: string): void => {
    const query = router.query;
    if (value) query.set(name, value);
    else query.delete(name);
    const text = query.toString();
    router.replace(text ? `${router.path}?${text}` : router.path);
  };
  return [router.query.get(name) ?? "", set];
}

/** The time, read anew each so many seconds: for "4 min ago". */
export function useNow(seconds = 30): number {
  const { now } = useAdmin();
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return at;
}
