/** The lines of the trend, as numbers: pure. */
import type { Trend } from "../wire";
import { moment, TREND_SECONDS } from "./state";

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Room for the scale, the times and the labels, in the same pixels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The first round number at or above the peak, and the marks up to it. */
export function scaleOf(peak: number): { readonly most: number; readonly marks: number[] } {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
  const step = steps.find((one) => one * 2 >= peak) ?? Math.ceil(peak / 2);
  return { most: step * 2, marks: [0, step, step * 2] };
}

export interface Scene {
  readonly frame: Frame;
  /** When the plot ends, seconds since 1970. */
  readonly ends: number;
  readonly most: number;
}

export function x(at: number, { frame, ends }: Scene): number {
  const share = 1 - (ends - at) / TREND_SECONDS;
  return frame.left + (frame.width - frame.left - frame.right) * share;
}

export function y(count: number, { frame, most }: Scene): number {
  return frame.height - frame.bottom - ((frame.height - frame.top - frame.bottom) * count) / most;
}

/** A step line: each sample lasts until the next; the last one until the end. */
export function path(trend: Trend, scene: Scene): string {
  const last = moment(trend.ends_at);
  const place = (value: number): string => String(Math.round(value * 10) / 10);
  let drawn = "";
  let before = Number.NaN;
  trend.waiting.forEach((count, at) => {
    const begins = last - (trend.waiting.length - at) * trend.step_seconds;
    if (begins + trend.step_seconds <= scene.ends - TREND_SECONDS) return;
    const from = place(Math.max(scene.frame.left, x(begins, scene)));
    if (drawn === "") drawn = `M${from} ${place(y(count, scene))}`;
    else if (count !== before) drawn += `H${from}V${place(y(count, scene))}`;
    before = count;
  });
  return drawn === "" ? "" : `${drawn}H${place(x(scene.ends, scene))}`;
}

/** Moves labels apart that would lie over each other; `gap` pixels between two, none under `low`. */
export function apart(wanted: readonly number[], gap: number, low: number): number[] {
  const order = wanted.map((_, at) => at).sort((one, other) => wanted[one]! - wanted[other]!);
  const placed = [...wanted];
  let least = Number.NEGATIVE_INFINITY;
  for (const at of order) {
    placed[at] = Math.max(wanted[at]!, least);
    least = placed[at]! + gap;
  }
  let most = low;
  for (const at of [...order].reverse()) {
    placed[at] = Math.min(placed[at]!, most);
    most = placed[at]! - gap;
  }
  return placed;
}
