import { useMemo, useRef } from "preact/hooks";
import { Empty, Glyph, Radios } from "../ui/parts";
import { AgentCard, GoneCard } from "./agentcard";
import { useBoard, useHere } from "./context";
import * as copy from "./copy";
import { useRestingOrder } from "./order";
import { agentsOf, counts, kindOf, KINDS, type Kind } from "./read";
import type { AgentRow, Figures } from "./state";

const ALL = "all";

export function Agents({ figures }: { figures: Figures }) {
  const { actions } = useHere();
  const { team, kind } = useBoard();
  // Sorted anew only when an agent changed, and not with each beat.
  const ofTeam = useMemo(() => agentsOf(figures.agents, team), [figures.agents, team]);
  const rows = ofTeam.filter(({ agent }) => kind === null || kindOf(agent) === kind);
  const found = counts(ofTeam);
  const count = (number: number) => <span class="num"> {number}</span>;
  return (
    <section aria-label={copy.agents.heading}>
      <div class="sec">
        <h2>{copy.agents.heading}</h2>
        <Radios<Kind | typeof ALL>
          groupClass="seg"
          label={copy.agents.stateFilter}
          value={kind ?? ALL}
          choices={[
            { value: ALL, label: copy.agents.all, behind: count(ofTeam.length) },
            ...KINDS.map((one) => ({
              value: one,
              label: copy.looks[one],
              look: `st-${one}`,
              before: <Glyph state={one} />,
              behind: count(found[one]),
            })),
          ]}
          choose={(one) => actions.only(one === ALL ? null : one)}
        />
      </div>
      {rows.length === 0 ? (
        <Empty
          icon="users"
          title={figures.agents.size === 0 ? copy.agents.empty : copy.agents.none(kind)}
          under={figures.agents.size === 0 ? copy.agents.emptyUnder : copy.agents.noneUnder}
        />
      ) : (
        <Grid rows={rows} filter={`${team ?? ""} ${kind ?? ""}`} />
      )}
    </section>
  );
}

/** One stop for Tab: the chosen agent; arrows choose another. */
function Grid({ rows, filter }: { rows: readonly AgentRow[]; filter: string }) {
  const { actions } = useHere();
  const { chosen, monitor } = useBoard();
  const byId = new Map(rows.map((row) => [row.agent.agent_id, row]));
  const names = useRef(new Map<string, string>());
  for (const { agent } of rows) names.current.set(agent.agent_id, agent.agent_name);
  const { box, ids } = useRestingOrder<HTMLDivElement>([...byId.keys()], filter);
  const stop = chosen !== null && byId.has(chosen) ? chosen : ids.find((id) => byId.has(id));

  const onKeyDown = (event: KeyboardEvent): void => {
    const from = document.activeElement?.closest("[data-agent]");
    const to = from ? neighbour(box.current, from, event.key) : null;
    const id = to?.getAttribute("data-agent");
    if (!to || !id) return;
    event.preventDefault();
    actions.choose(id);
    to.querySelector<HTMLElement>(".agent-name")?.focus();
  };

  return (
    <div class="agents" ref={box} onKeyDown={onKeyDown}>
      {ids.map((id) => {
        const row = byId.get(id);
        if (!row) return <GoneCard key={id} name={names.current.get(id) ?? ""} />;
        return (
          <AgentCard
            key={id}
            row={row}
            chosen={id === chosen}
            tabStop={id === stop}
            mode={monitor?.agent_id === id ? monitor.mode : null}
          />
        );
      })}
    </div>
  );
}

/** The card that lies in an arrow's direction; the grid's columns are as many as fit. */
function neighbour(box: HTMLElement | null, from: Element, key: string): Element | null {
  const all = [...(box?.querySelectorAll("[data-agent]") ?? [])];
  const at = all.indexOf(from);
  const top = all[0]?.getBoundingClientRect().top ?? 0;
  const columns = Math.max(1, all.filter((one) => one.getBoundingClientRect().top === top).length);
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -at,
    End: all.length - 1 - at,
  };
  const step = steps[key];
  return step === undefined ? null : (all[at + step] ?? null);
}
