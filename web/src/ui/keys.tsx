import { useRef } from "preact/hooks";
import * as copy from "../copy";

const KEYS = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", "+"],
  ["#", ""],
] as const;
const LONG_PRESS = 500;

/** The twelve keys. `longZero`: 0 held down writes a plus. */
export function Keys({ press, longZero }: { press: (key: string) => void; longZero?: boolean }) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const wasLong = useRef(false);
  const release = (): void => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
  };
  const hold = (key: string): void => {
    wasLong.current = false;
    if (key !== "0" || !longZero) return;
    timer.current = setTimeout(() => {
      wasLong.current = true;
      press("+");
    }, LONG_PRESS);
  };
  return (
    <div class="keys" role="group" aria-label={copy.ready.pad}>
      {KEYS.map(([key, letters]) => (
        <button
          key={key}
          type="button"
          onPointerDown={() => hold(key)}
          onPointerUp={release}
          onPointerLeave={release}
          onClick={() => {
            if (!wasLong.current) press(key);
            wasLong.current = false;
          }}
        >
          {key}
          {letters && <small>{letters}</small>}
        </button>
      ))}
    </div>
  );
}
