/** Where things stand in a plot: pure. */
import { scaleOf } from "../../board/plot";

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Room for the scale and the times, in the same pixels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Scale {
  readonly most: number;
  readonly marks: readonly number[];
}

/** Of counts and lengths. */
export function countScale(peak: number): Scale {
  return scaleOf(Math.max(1, peak));
}

const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/** Of shares of 1: never more than the whole where the values are not. */
export function shareScale(peak: number): Scale {
  const step = SHARES.find((one) => one * 2 >= peak) ?? Math.ceil(peak / 2);
  return { most: step * 2, marks: [0, step, step * 2] };
}

/** The height of a value. */
export function heightOf(value: number, frame: Frame, scale: Scale): number {
  const room = frame.height - frame.bottom - frame.top;
  return (room * Math.min(value, scale.most)) / scale.most;
}

export function floorOf(frame: Frame): number {
  return frame.height - frame.bottom;
}

/** The left edge of the bucket, of so many. */
export function edgeOf(n: number, count: number, frame: Frame): number {
  return frame.left + ((frame.width - frame.left - frame.right) * n) / count;
}

/** Which buckets are named below, so that no name lies over another: every so many. */
export function everyNth(count: number, frame: Frame, wide: number): number {
  const room = frame.width - frame.left - frame.right;
  const most = Math.max(1, Math.floor(room / wide));
  const steps = [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 48];
  return steps.find((step) => Math.ceil(count / step) <= most) ?? Math.ceil(count / most);
}

export function place(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A line through the values; where there is none it is broken off. */
export function linePath(values: readonly (readonly [number, number] | null)[]): string {
  let drawn = "";
  let open = false;
  for (const value of values) {
    if (value) drawn += `${open ? "L" : "M"}${place(value[0])} ${place(value[1])}`;
    open = value !== null;
  }
  return drawn;
}
