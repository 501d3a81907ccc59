import { useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { keptOrder } from "./read";

/** The pointer has to lie still for so long before anything moves under it. Milliseconds. */
export const REST = 1_500;

/**
 * The order in which a list is shown. While the pointer moves over it, everything stays where it
 * is: new ones come last, and the places of those who left are kept. What has the focus keeps it
 * when it moves.
 */
export function useRestingOrder<Box extends HTMLElement>(wanted: readonly string[], key: string) {
  const box = useRef<Box>(null);
  const shown = useRef<{ key: string; ids: readonly string[] }>({ key, ids: wanted });
  const restless = useRef(false);
  const [, again] = useReducer<number, void>((count) => count + 1, 0);

  const held = restless.current && shown.current.key === key;
  const left = shown.current.ids.filter((id) => !wanted.includes(id));
  const ids = held ? keptOrder(shown.current.ids, [...left, ...wanted]) : wanted;
  shown.current = { key, ids };

  useEffect(() => {
    const one = box.current;
    if (!one) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = (): void => {
      clearTimeout(timer);
      if (!restless.current) return;
      restless.current = false;
      again();
    };
    const moved = (): void => {
      restless.current = true;
      clearTimeout(timer);
      timer = setTimeout(rest, REST);
    };
    one.addEventListener("pointermove", moved);
    one.addEventListener("pointerleave", rest);
    return () => {
      clearTimeout(timer);
      one.removeEventListener("pointermove", moved);
      one.removeEventListener("pointerleave", rest);
    };
  }, []);

  const focused = document.activeElement;
  useLayoutEffect(() => {
    const inside = focused instanceof HTMLElement && box.current?.contains(focused);
    if (inside && document.activeElement !== focused) focused.focus({ preventScroll: true });
  });
  return { box, ids };
}
