import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Actions } from "./actions";
import type { Board } from "./board";
import type { BoardState } from "./types";

export interface Here {
  readonly board: Board;
  readonly actions: Actions;
}

export const HereContext = createContext<Here | null>(null);
export const StateContext = createContext<BoardState | null>(null);

/** What never changes: whoever reads only this is not painted again with each event. */
export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error("outside of the board");
  return here;
}

export function useBoard(): BoardState {
  const state = useContext(StateContext);
  if (!state) throw new Error("outside of the board");
  return state;
}

/** A value that ticks; the component is painted again only when it changed. */
export function useTick<Value extends string | number>(
  read: () => Value,
  keys: readonly unknown[],
): Value {
  const { board } = useHere();
  const [value, setValue] = useState(read);
  const fresh = read();
  useEffect(() => {
    setValue(read());
    return board.ticker.add(() => setValue(read()));
  }, [board, ...keys]);
  // A change of the keys is shown in the same frame, and not at the next tick.
  return fresh === value ? value : fresh;
}

/** A width in per cent, set from code: the page's policy allows no style in its markup. */
export function usePercent<Box extends HTMLElement>(name: "width" | "left", percent: number) {
  const box = useRef<Box>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.style[name] = `${percent.toFixed(1)}%`;
  }, [name, percent]);
  return box;
}

/** How wide a box is, in whole pixels; 0 until it is known. */
export function useWidth<Box extends HTMLElement>() {
  const box = useRef<Box>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const one = box.current;
    if (!one) return;
    const told = (): void => setWidth(Math.floor(one.clientWidth));
    told();
    const watcher = new ResizeObserver(told);
    watcher.observe(one);
    return () => watcher.disconnect();
  }, []);
  return { box, width };
}
