/** What every report is made of. */
import type { ComponentChildren } from "preact";
import { Icon, Nothing, Table, type Column } from "../parts";
import type { ReportTime } from "../wire";
import { zoneOf } from "../records/when";
import { reports as copy } from "./copy";

/** The names of the buckets below a plot, and those that tables have. */
export function bucketNames(time: ReportTime): {
  readonly brief: string[];
  readonly full: string[];
} {
  const zone = zoneOf(time.time_zone);
  const begins = time.edges.slice(0, -1);
  const days = time.edges.length > 26;
  if (time.bucket === "day") {
    const named = begins.map(zone.day);
    return { brief: named, full: named };
  }
  return {
    brief: begins.map((at) => (days && zone.time(at) === "00:00" ? zone.day(at) : zone.time(at))),
    full: begins.map(zone.brief),
  };
}

export function number(value: number): string {
  return value.toLocaleString("en-GB", { maximumFractionDigits: 1 });
}

export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly tone?: "" | "warn" | "bad" | "ok";
}

/** The figures that matter most, large. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <dl class="tiles">
      {tiles.map((tile) => (
        <div key={tile.label} class={`tile ${tile.tone ?? ""}`.trim()}>
          <dt>{tile.label}</dt>
          <dd class="num">{tile.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The numbers behind a plot, put away until they are wanted; always there on paper. */
export function Behind<Row>(props: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}) {
  return (
    <details class="behind">
      <summary class="sm">
        <Icon name="right" size="s" />
        {copy.table}
        <span class="sr">: {props.label}</span>
      </summary>
      <Table {...props} empty={{ icon: "chart", title: copy.empty, under: copy.emptyUnder }} />
    </details>
  );
}

export function About({ children }: { children: ComponentChildren }) {
  return <p class="xs muted about">{children}</p>;
}

export function NothingHere() {
  return (
    <div class="card">
      <Nothing icon="chart" title={copy.empty} under={copy.emptyUnder} />
    </div>
  );
}

/** A bucket with what it has. */
export interface BucketRow<F> {
  readonly name: string;
  readonly figures: F;
}

export function rowsOf<F>(names: readonly string[], figures: readonly F[]): BucketRow<F>[] {
  return figures.map((one, n) => ({ name: names[n] ?? "", figures: one }));
}
