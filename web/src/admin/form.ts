/** A form over what the server has: what was typed stays, whatever else becomes of the rest. */
import { useState } from "preact/hooks";
import { isPlain } from "./patch";

export interface Form<T> {
  /** What is there, with what was typed in its place. */
  readonly draft: T;
  readonly set: (part: Partial<T>) => void;
  /** For what is deeper in it: the draft as it is to be, from the draft as it is. */
  readonly change: (how: (draft: T) => T) => void;
  readonly undo: () => void;
  /** The draft was saved, and this is there now. What was typed meanwhile is not saved yet. */
  readonly saved: (now: T) => void;
}

/** `shown`: as the server has it; another one while somebody types takes nothing from them. */
export function useForm<T extends object>(shown: T): Form<T> {
  const [kept, keep] = useState({ before: shown, typed: shown });
  const draft = rebased(kept.before, kept.typed, shown);
  const change = (how: (draft: T) => T): void =>
    keep((old) => ({ before: shown, typed: how(rebased(old.before, old.typed, shown)) }));
  return {
    draft,
    set: (part) => change((now) => ({ ...now, ...part })),
    change,
    undo: () => keep({ before: shown, typed: shown }),
    saved: (now) =>
      keep((old) => {
        const typed = rebased(old.before, old.typed, shown);
        return { before: now, typed: rebased(draft, typed, now) };
      }),
  };
}

/** What was typed over `before`, over `now`: objects by their fields, everything else as a whole. */
export function rebased<T>(before: T, typed: T, now: T): T {
  if (!isPlain(before) || !isPlain(typed) || !isPlain(now)) {
    return JSON.stringify(before) === JSON.stringify(typed) ? now : typed;
  }
  const told: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(now), ...Object.keys(typed)])) {
    // undefined: it is gone, or was taken out.
    const value = rebased(before[name], typed[name], now[name]);
    if (value !== undefined) told[name] = value;
  }
  return told as T;
}
