import { useWidth } from "../../board/context";
import { clock } from "../../state/format";
import { Card, Icon, Note } from "../parts";
import type { DayOfAgent, DaySegment, TimelineReport } from "../wire";
import { states } from "../records/copy";
import { lengthOf, zoneOf, type Zone } from "../records/when";
import { timelineReport as copy } from "./copy";
import { Behind, NothingHere } from "./parts";
import { everyNth, place } from "./scale";
import { lookOf, ORDER } from "./states";

const ROW = 30;
const BAR = 18;
const NAMES = 132;
const TIMES = 22;

export function Timeline({ answer }: { answer: TimelineReport }) {
  const { agents, time, more } = answer;
  if (agents.length === 0) return <NothingHere />;
  const zone = zoneOf(time.time_zone);
  const told = (one: DaySegment): string =>
    one.state === "ready" && one.chats ? "chatting" : one.state;
  const used = ORDER.filter((state) =>
    agents.some((one) => one.segments.some((each) => told(each) === state)),
  );
  const rows = agents.flatMap((agent) => agent.segments.map((one, n) => ({ agent, one, n })));
  return (
    <>
      {more && <Note tone="warn">{copy.more}</Note>}
      <Card title={copy.plot}>
        <ul class="plot-legend sm" aria-hidden="true">
          {used.map((state) => (
            <li key={state} class={`state-key ${lookOf(state)}`}>
              <Icon name={lookOf(state)} size="s" />
              {states[state]}
            </li>
          ))}
        </ul>
        <Day agents={agents} since={time.since} until={time.until} zone={zone} told={told} />
        <Behind
          label={copy.list}
          rows={rows}
          rowKey={(row) => `${row.agent.agent_id}-${row.n}`}
          columns={[
            { key: "agent", label: copy.agent, cell: (row) => row.agent.name },
            {
              key: "state",
              label: copy.state,
              cell: ({ one }) => [states[told(one)], one.pause_reason].filter(Boolean).join(": "),
            },
            {
              key: "from",
              label: copy.from,
              number: true,
              cell: ({ one }) => zone.exact(one.begins_at),
            },
            { key: "to", label: copy.to, number: true, cell: ({ one }) => zone.exact(one.ends_at) },
            {
              key: "length",
              label: copy.length,
              number: true,
              cell: ({ one }) => clock(one.ends_at - one.begins_at),
            },
          ]}
        />
      </Card>
    </>
  );
}

interface DayProps {
  readonly agents: readonly DayOfAgent[];
  readonly since: number;
  readonly until: number;
  readonly zone: Zone;
  readonly told: (one: DaySegment) => string;
}

/** From the first moment that anybody was there to the last, in whole hours. */
function Day({ agents, since, until, zone, told }: DayProps) {
  const { box, width } = useWidth<HTMLDivElement>();
  const every = agents.flatMap((one) => one.segments);
  const hour = (at: number): number => Math.floor((at - since) / 3600);
  const first = since + 3600 * Math.min(...every.map((one) => hour(one.begins_at)));
  const last = Math.min(
    until,
    since + 3600 * (1 + Math.max(...every.map((one) => hour(one.ends_at)))),
  );
  const height = agents.length * ROW + TIMES;
  const hours = Math.max(1, Math.round((last - first) / 3600));
  const frame = { width, height, left: NAMES, right: 8, top: 0, bottom: TIMES };
  const nth = everyNth(hours + 1, frame, 52);
  const x = (at: number): number =>
    NAMES + ((Math.max(NAMES, width - 8) - NAMES) * (at - first)) / (last - first);
  return (
    <div ref={box} class="plot-box">
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={copy.plot} class="day-plot">
          {Array.from({ length: hours + 1 }, (_, n) => first + n * 3600).map((at, n) =>
            n % nth === 0 ? (
              <g key={at}>
                <line class="axis" x1={place(x(at))} x2={place(x(at))} y1="0" y2={height - TIMES} />
                <text x={place(x(at))} y={height - 6} text-anchor={n === hours ? "end" : "middle"}>
                  {zone.time(at)}
                </text>
              </g>
            ) : null,
          )}
          {agents.map((agent, row) => (
            <g key={agent.agent_id}>
              <text class="name" x="0" y={row * ROW + 19}>
                {agent.name.length > 18 ? `${agent.name.slice(0, 17)}…` : agent.name}
              </text>
              {agent.segments.map((one, n) => (
                <rect
                  key={n}
                  class={`state-fill ${lookOf(told(one))}`}
                  x={place(x(one.begins_at))}
                  y={row * ROW + (ROW - BAR) / 2}
                  width={place(Math.max(1, x(one.ends_at) - x(one.begins_at)))}
                  height={BAR}
                >
                  <title>{saying(agent, one, told(one), zone)}</title>
                </rect>
              ))}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

function saying(agent: DayOfAgent, one: DaySegment, state: string, zone: Zone): string {
  const what = [states[state], one.pause_reason].filter(Boolean).join(": ");
  const times = `${zone.exact(one.begins_at)}–${zone.exact(one.ends_at)}`;
  return `${agent.name}: ${what}, ${times} (${lengthOf(one.ends_at - one.begins_at)})`;
}
