/** Plots of reports, drawn here. Each says in words what it shows, and has a table beside it. */
import type { ComponentChildren } from "preact";
import { useWidth } from "../../board/context";
import {
  countScale,
  edgeOf,
  everyNth,
  floorOf,
  heightOf,
  linePath,
  place,
  shareScale,
  type Frame,
  type Scale,
} from "./scale";

const HEIGHT = 190;
const LETTER = 6.8;

export interface Series {
  readonly name: string;
  /** null: there is nothing to tell of that bucket. */
  readonly values: readonly (number | null)[];
  /** Which of the plot's looks it has, from 1 to 4. */
  readonly look: 1 | 2 | 3 | 4;
  /** What all of it comes to, as it is said beside its name. */
  readonly total?: string;
}

interface PlotProps {
  readonly label: string;
  /** The names of the buckets. */
  readonly buckets: readonly string[];
  readonly series: readonly Series[];
  /** Values as they are said; else as numbers. */
  readonly said?: (value: number) => string;
  /** Values are shares of 1. */
  readonly shares?: boolean;
  /** A value that they are held against, and what it is called. */
  readonly target?: { readonly value: number; readonly name: string };
}

/** Bars that stand on one another. */
export function Bars(props: PlotProps) {
  const sums = props.buckets.map((_, n) =>
    props.series.reduce((sum, one) => sum + (one.values[n] ?? 0), 0),
  );
  const peak = Math.max(0, ...sums);
  return (
    <Figure {...props} peak={peak}>
      {(frame, scale, said) =>
        props.buckets.map((bucket, n) => {
          const from = edgeOf(n, props.buckets.length, frame);
          const width = edgeOf(n + 1, props.buckets.length, frame) - from;
          const gap = Math.min(8, width * 0.25);
          let top = floorOf(frame);
          const tell = props.series.map((one) => `${one.name} ${said(one.values[n] ?? 0)}`);
          return (
            <g key={n}>
              <title>{`${bucket}: ${tell.join(", ")}`}</title>
              <rect
                class="hit"
                x={place(from)}
                y={frame.top}
                width={place(width)}
                height={floorOf(frame) - frame.top}
              />
              {props.series.map((one) => {
                const height = heightOf(one.values[n] ?? 0, frame, scale);
                top -= height;
                return height <= 0 ? null : (
                  <rect
                    key={one.name}
                    class={`fill p${one.look}`}
                    x={place(from + gap / 2)}
                    y={place(top)}
                    width={place(Math.max(1, width - gap))}
                    height={place(height)}
                  />
                );
              })}
            </g>
          );
        })
      }
    </Figure>
  );
}

/** Lines, broken off where there is nothing to tell. */
export function Lines(props: PlotProps) {
  const every = props.series.flatMap((one) => one.values.filter((value) => value !== null));
  const peak = Math.max(0, ...every, props.target ? props.target.value * 1.2 : 0);
  return (
    <Figure {...props} peak={peak}>
      {(frame, scale, said) => {
        const count = props.buckets.length;
        const at = (n: number): number =>
          (edgeOf(n, count, frame) + edgeOf(n + 1, count, frame)) / 2;
        const up = (value: number): number => floorOf(frame) - heightOf(value, frame, scale);
        const { target } = props;
        return (
          <>
            {target && (
              <>
                <line
                  class="target"
                  x1={frame.left}
                  x2={frame.width - frame.right}
                  y1={place(up(target.value))}
                  y2={place(up(target.value))}
                />
                <text
                  class="target-name"
                  x={frame.width - frame.right}
                  y={place(up(target.value) - 5)}
                  text-anchor="end"
                >
                  {target.name}
                </text>
              </>
            )}
            {props.series.map((one) => (
              <g key={one.name}>
                <path
                  class={`plot p${one.look}`}
                  d={linePath(one.values.map((v, n) => (v === null ? null : [at(n), up(v)])))}
                />
                {one.values.map((value, n) =>
                  value === null ? null : (
                    <circle
                      key={n}
                      class={`fill p${one.look}`}
                      cx={place(at(n))}
                      cy={place(up(value))}
                      r={count > 60 ? 1.5 : 3}
                    >
                      <title>{`${props.buckets[n]}: ${one.name} ${said(value)}`}</title>
                    </circle>
                  ),
                )}
              </g>
            ))}
          </>
        );
      }}
    </Figure>
  );
}

interface FigureProps extends Omit<PlotProps, "target"> {
  readonly peak: number;
  readonly children: (
    frame: Frame,
    scale: Scale,
    said: (value: number) => string,
  ) => ComponentChildren;
}

/** The scale, the names of the buckets, and what the looks mean. */
function Figure({ label, buckets, series, peak, children, ...how }: FigureProps) {
  const { box, width } = useWidth<HTMLDivElement>();
  const scale = how.shares ? shareScale(peak) : countScale(peak);
  const said =
    how.said ??
    ((value: number) =>
      how.shares ? percent(value) : value.toLocaleString("en-GB", { maximumFractionDigits: 1 }));
  const marks = scale.marks.map(said);
  const left = Math.max(28, Math.max(...marks.map((one) => one.length)) * LETTER + 8);
  const frame: Frame = { width, height: HEIGHT, left, right: 8, top: 14, bottom: 26 };
  const longest = Math.max(...buckets.map((one) => one.length), 1) * LETTER + 14;
  const nth = everyNth(buckets.length, frame, longest);
  const totals = series.map((one) => (one.total ? `${one.name} ${one.total}` : one.name));
  return (
    <figure class="report-plot">
      <ul class="plot-legend sm" aria-hidden="true">
        {series.map((one) => (
          <li key={one.name} class={`p${one.look}`}>
            <b>{one.name}</b>
            {one.total && <span class="num muted">{one.total}</span>}
          </li>
        ))}
      </ul>
      <div ref={box} class="plot-box">
        {width > 0 && (
          <svg
            viewBox={`0 0 ${width} ${HEIGHT}`}
            role="img"
            aria-label={`${label}: ${totals.join(", ")}`}
          >
            {scale.marks.map((mark, n) => {
              const y = place(floorOf(frame) - heightOf(mark, frame, scale));
              return (
                <g key={mark}>
                  <line class="axis" x1={left} x2={width - frame.right} y1={y} y2={y} />
                  <text x={left - 6} y={y + 4} text-anchor="end">
                    {marks[n]}
                  </text>
                </g>
              );
            })}
            {buckets.map((bucket, n) =>
              n % nth === 0 ? (
                <text
                  key={n}
                  x={place(
                    (edgeOf(n, buckets.length, frame) + edgeOf(n + 1, buckets.length, frame)) / 2,
                  )}
                  y={HEIGHT - 8}
                  text-anchor="middle"
                >
                  {bucket}
                </text>
              ) : null,
            )}
            {children(frame, scale, said)}
          </svg>
        )}
      </div>
    </figure>
  );
}

export function percent(share: number | null): string {
  if (share === null) return "–";
  const digits = share > 0 && share < 0.1 ? 1 : 0;
  return `${(share * 100).toFixed(digits)} %`;
}

interface ShareRow {
  readonly key: string;
  readonly name: string;
  readonly count: number;
}

/** How a whole is made up: a bar and its number each. */
export function Shares({ label, rows }: { label: string; rows: readonly ShareRow[] }) {
  const most = Math.max(1, ...rows.map((one) => one.count));
  const whole = rows.reduce((sum, one) => sum + one.count, 0);
  return (
    <ul class="shares sm" aria-label={label}>
      {rows.map((one) => (
        <li key={one.key}>
          <span class="cut">{one.name}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="rest" x="0" y="0" width="100" height="8" />
            <rect class="fill p1" x="0" y="0" width={place((100 * one.count) / most)} height="8" />
          </svg>
          <span class="num right">{one.count.toLocaleString("en-GB")}</span>
          <span class="num right muted">{percent(whole ? one.count / whole : null)}</span>
        </li>
      ))}
    </ul>
  );
}
