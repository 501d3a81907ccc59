import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Actions } from "../app/actions";
import type { Dock } from "../app/dock";
import type { AppState } from "../app/state";

export interface Here {
  readonly dock: Dock;
  readonly actions: Actions;
  readonly state: AppState;
  readonly wide: boolean;
}

export const HereContext = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error("outside of the dock");
  return here;
}

/** A value read five times a second; the component is painted again only when it changed. */
export function useTicking<Value extends string | number | boolean | null>(
  read: () => Value,
  keys: readonly unknown[],
): Value {
  const [value, setValue] = useState(read);
  const fresh = read();
  useEffect(() => {
    const timer = setInterval(() => setValue(read()), 200);
    setValue(read());
    return () => clearInterval(timer);
  }, keys);
  // A change of the keys is shown in the same frame, and not at the next tick.
  return fresh === value ? value : fresh;
}

/**
 * What the agent opened takes focus (its first field, else its first button but Close), and gives
 * it back when it goes, unless the agent has moved on.
 */
export function useOpened(box: { readonly current: HTMLElement | null }): void {
  // With the picture, not after it: what the agent goes to next keeps its focus.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const opened = box.current;
    const all = [...(opened?.querySelectorAll<HTMLElement>("input, button") ?? [])];
    const first = all.find((one) => one.tabIndex >= 0 && !one.classList.contains("iconbtn"));
    first?.focus();
    return () => {
      const now = document.activeElement;
      const lost = now === null || now === document.body || opened?.contains(now);
      if (lost && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
}

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const told = (): void => setHolds(list.matches);
    list.addEventListener("change", told);
    told();
    return () => list.removeEventListener("change", told);
  }, [query]);
  return holds;
}
