/** Where things stand in a plot: pure. */
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

const TIMES = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 960, 1_920];
const MARKS = 4;

/** Round marks up to the first at or above the peak, four steps at most. */
export function scaleFor(peak: number, kind: "counts" | "shares" | "times"): Scale {
  const least = kind === "shares" ? 0.01 : 1;
  const step = (kind === "times" ? TIMES : decimals(least)).find((one) => one * MARKS >= peak);
  const each = step ?? Math.ceil(peak / MARKS);
  const count = Math.max(2, Math.ceil(peak / each - 1e-9));
  return { most: each * count, marks: Array.from({ length: count + 1 }, (_, n) => n * each) };
}

/** 1, 2, 5, 10, 20, ... of the least. */
function decimals(least: number): number[] {
  return Array.from({ length: 8 }, (_, power) => 10 ** power).flatMap((ten) =>
    [1, 2, 5].map((one) => one * ten * least),
  );
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
