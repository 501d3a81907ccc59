import { Icon, Card, Table } from "../parts";
import type { AgentsReport, AgentTime } from "../wire";
import { states } from "../records/copy";
import { lengthOf } from "../records/when";
import { agentsReport as copy, reports } from "./copy";
import { About, NothingHere, number } from "./parts";
import { percent } from "./plots";
import { place } from "./scale";
import { lookOf, ORDER } from "./states";

export function Agents({ answer }: { answer: AgentsReport }) {
  const { agents } = answer.report;
  if (agents.length === 0) return <NothingHere />;
  const used = ORDER.filter((state) => agents.some((one) => (one.states[state] ?? 0) > 0));
  return (
    <>
      <Card title={copy.plot}>
        <ul class="plot-legend sm" aria-hidden="true">
          {used.map((state) => (
            <li key={state} class={`state-key ${lookOf(state)}`}>
              <Icon name={lookOf(state)} size="s" />
              {states[state]}
            </li>
          ))}
        </ul>
        <ul class="agent-bars sm" aria-label={copy.plot}>
          {agents.map((one) => (
            <li key={one.agent_id}>
              <span class="cut">{one.name}</span>
              <StateBar one={one} />
              <span class="num right">{lengthOf(one.signed_in_seconds)}</span>
            </li>
          ))}
        </ul>
        <About>{copy.about}</About>
      </Card>
      <Card title={reports.byAgent} flush>
        <Table
          label={reports.byAgent}
          rows={agents}
          rowKey={(row) => row.agent_id}
          empty={{ icon: "users", title: reports.empty, under: reports.emptyUnder }}
          columns={[
            {
              key: "agent",
              label: copy.agent,
              cell: (row) => (
                <>
                  {row.name} <span class="muted">{row.login}</span>
                </>
              ),
            },
            { key: "calls", label: copy.calls, number: true, cell: (row) => number(row.calls) },
            {
              key: "answered",
              label: copy.answered,
              number: true,
              cell: (row) => number(row.answered),
            },
            {
              key: "occupancy",
              label: copy.occupancy,
              number: true,
              cell: (row) => percent(row.occupancy),
            },
            {
              key: "signedIn",
              label: copy.signedIn,
              number: true,
              cell: (row) => lengthOf(row.signed_in_seconds),
            },
            ...used.map((state) => ({
              key: state,
              label: states[state] ?? state,
              number: true,
              look: "nowrap",
              cell: (row: AgentTime) => length(row.states[state]),
            })),
            {
              key: "pauses",
              label: copy.pauses,
              look: "muted",
              cell: (row) =>
                Object.entries(row.pauses)
                  .map(([reason, seconds]) => `${reason} ${lengthOf(seconds)}`)
                  .join(", "),
            },
          ]}
        />
      </Card>
    </>
  );
}

function length(seconds: number | undefined): string {
  return seconds ? lengthOf(seconds) : reports.none;
}

/** The whole is the time that they were signed in. */
function StateBar({ one }: { one: AgentTime }) {
  let at = 0;
  const whole = Math.max(1, one.signed_in_seconds);
  const told = ORDER.filter((state) => one.states[state]).map(
    (state) => `${states[state]} ${length(one.states[state])}`,
  );
  return (
    <svg
      viewBox="0 0 1000 18"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${one.name}: ${told.join(", ")}`}
    >
      {ORDER.map((state) => {
        const seconds = one.states[state] ?? 0;
        const from = at;
        at += (1000 * seconds) / whole;
        return seconds <= 0 ? null : (
          <rect
            key={state}
            class={`state-fill ${lookOf(state)}`}
            x={place(from)}
            y="0"
            width={place(Math.max(1, at - from - 1))}
            height="18"
          >
            <title>{`${states[state]} ${length(seconds)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
