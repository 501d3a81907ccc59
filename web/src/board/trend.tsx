import { timeOfDay } from "../state/format";
import { useBoard, useHere, useTick, useWidth } from "./context";
import * as copy from "./copy";
import { apart, path, scaleOf, x, y, type Scene } from "./plot";
import { teamsOf, trendsOf } from "./read";
import { TREND_SECONDS, type Figures } from "./state";

const HEIGHT = 128;
/** The widest label, in pixels, more or less: the text is 12 px high. */
const LETTER = 6.6;
const LABEL_GAP = 14;

/** How many calls waited, team by team, over two hours. */
export function TrendCard({ figures }: { figures: Figures }) {
  const { team } = useBoard();
  const teams = teamsOf(figures, team).map((row) => row.team);
  const trends = trendsOf(figures, team);
  const now = teams.reduce((sum, one) => sum + one.call_queue_count, 0);
  const { box, width } = useWidth<HTMLDivElement>();
  if (teams.length === 0) return null;
  return (
    <section class="card trend" aria-label={copy.trend.heading}>
      <div class="row between">
        <h3>{copy.trend.heading}</h3>
        <span class="xs muted num">
          {teams.length > trends.length && trends.length > 0
            ? copy.trend.some(trends.length, teams.length)
            : copy.trend.now(now)}
        </span>
      </div>
      <div ref={box} class="plot-box">
        {trends.length === 0 ? (
          <p class="sm muted plot-none">{copy.trend.empty}</p>
        ) : (
          width > 0 && <Plot figures={figures} trends={trends} width={width} />
        )}
      </div>
    </section>
  );
}

interface PlotProps {
  readonly figures: Figures;
  readonly trends: ReturnType<typeof trendsOf>;
  readonly width: number;
}

function Plot({ figures, trends, width }: PlotProps) {
  const { board } = useHere();
  // The picture moves on once in a while, as its samples do, and not with each event.
  const ends = useTick(() => Math.floor(board.now() / 10) * 10, []);
  const waiting = new Map(
    [...figures.teams.values()].map(({ team }) => [team.team_name, team.call_queue_count]),
  );
  const labels = trends.map((one) => `${short(one.team_name)} ${waiting.get(one.team_name) ?? 0}`);
  const { most, marks } = scaleOf(Math.max(2, ...trends.flatMap((one) => one.waiting)));
  const right = Math.min(width / 4, Math.max(...labels.map((one) => one.length)) * LETTER + 14);
  const left = Math.max(22, String(most).length * 8 + 6);
  const frame = { width, height: HEIGHT, left, right, top: 8, bottom: 24 };
  const scene: Scene = { frame, ends, most };
  const edge = width - right;
  const floor = y(0, scene);
  const at = apart(
    trends.map((one) => y(Math.min(most, waiting.get(one.team_name) ?? 0), scene) + 4),
    LABEL_GAP,
    floor + 4,
  );
  const times = [
    [ends - TREND_SECONDS, "start"],
    [ends - TREND_SECONDS / 2, "middle"],
    [ends, "end"],
  ] as const;
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={copy.trend.label(labels.join(", "))}
    >
      {marks.map((mark) => (
        <g key={mark}>
          <line class="axis" x1={left} x2={edge} y1={y(mark, scene)} y2={y(mark, scene)} />
          <text x="0" y={y(mark, scene) + 4}>
            {mark}
          </text>
        </g>
      ))}
      {times.map(([time, anchor]) => (
        <text key={anchor} x={x(time, scene)} y={HEIGHT - 4} text-anchor={anchor}>
          {timeOfDay(time)}
        </text>
      ))}
      {trends.map((one, index) => (
        <g key={one.team_name}>
          <path class={`plot p${index + 1}`} d={path(one, scene)} />
          <text class={`p${index + 1}`} x={edge + 8} y={at[index]}>
            {labels[index]}
          </text>
        </g>
      ))}
    </svg>
  );
}

function short(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}
