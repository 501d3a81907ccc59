import { Component } from "preact";
import { clock, phoneNumber } from "../state/format";
import { Glyph, Icon } from "../ui/parts";
import type { LiveAgent, MonitorMode } from "../wire";
import { useHere } from "./context";
import * as copy from "./copy";
import { Since } from "./parts";
import { canHear, lookOf, since } from "./read";
import type { AgentRow } from "./state";

interface Props {
  readonly row: AgentRow;
  /** The keys are for this one. */
  readonly chosen: boolean;
  /** Tab stops here. */
  readonly tabStop: boolean;
  /** How the supervisor is in their call; null: not at all. */
  readonly mode: MonitorMode | null;
}

/** Painted again only when its own figures changed: there may be hundreds. */
export class AgentCard extends Component<Props> {
  override shouldComponentUpdate(next: Readonly<Props>): boolean {
    const { row, chosen, tabStop, mode } = this.props;
    return (
      next.row !== row || next.chosen !== chosen || next.tabStop !== tabStop || next.mode !== mode
    );
  }

  override render() {
    return <Card {...this.props} />;
  }
}

function Card({ row, chosen, tabStop, mode }: Props) {
  const { actions } = useHere();
  const { agent } = row;
  const look = lookOf(agent);
  const heard = canHear(agent);
  const word = stateWord(agent);
  const choose = (): void => actions.choose(agent.agent_id);
  return (
    <article
      class={`card agent st-${look}${chosen ? " chosen" : ""}`}
      aria-label={copy.agents.label(agent.agent_name, word)}
      data-agent={agent.agent_id}
      onPointerDown={choose}
      onFocusIn={choose}
    >
      <Glyph state={look} />
      <h3 class="cut">
        <button type="button" class="agent-name cut" tabIndex={tabStop ? 0 : -1}>
          {agent.agent_name}
        </button>
      </h3>
      <span class="t">
        <Since at={since(row)} />
      </span>
      <span class="st all row g6">
        {word}
        {agent.alerts.length > 0 && agent.limit !== null && (
          <span class="badge warn">{copy.agents.over(clock(agent.limit))}</span>
        )}
        {mode === null && <Others names={agent.call?.monitored_by ?? []} />}
        {heard && agent.call && (
          <span class="push regular num muted xs">{phoneNumber(agent.call.number)}</span>
        )}
      </span>
      <div class="sub xs muted">
        <span class="cut grow num">{under(agent, heard)}</span>
        {heard && <Listening agent={agent} mode={mode} tabStop={tabStop} />}
      </div>
    </article>
  );
}

function stateWord(agent: LiveAgent): string {
  if (agent.rejoining) return copy.agents.rejoining;
  if (agent.state === "dialling") return copy.agents.calling;
  return copy.looks[lookOf(agent)];
}

/** What the state is about: a campaign, a team, a reason, chats. */
function under(agent: LiveAgent, heard: boolean): string {
  const parts: string[] = [];
  const { call } = agent;
  if (agent.state === "paused") parts.push(agent.pause_reason);
  else if (call) {
    if (!heard) parts.push(phoneNumber(call.number));
    parts.push(call.campaign || call.team_name);
  } else if (!agent.chatting.active) parts.push(agent.teams.join(", "));
  if (agent.chatting.count > 0) parts.push(copy.agents.chats(agent.chatting.count));
  return parts.filter(Boolean).join(" · ");
}

/** Other supervisors who are in the call. */
function Others({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  const text = copy.agents.heardBy(names.join(", "));
  return (
    <span class="badge accent" title={text}>
      <Icon name="listen" size="s" />
      <span class="sr">{text}</span>
    </span>
  );
}

const WAYS = [
  ["listen", "listen", copy.agents.listen, copy.monitor.modes.listen],
  ["whisper", "whisper", copy.agents.whisper, copy.monitor.modes.whisper],
  ["barge", "barge", copy.agents.barge, copy.monitor.modes.barge],
] as const;

interface ListeningProps {
  readonly agent: LiveAgent;
  readonly mode: MonitorMode | null;
  readonly tabStop: boolean;
}

function Listening({ agent, mode, tabStop }: ListeningProps) {
  const { actions } = useHere();
  const tabIndex = tabStop ? 0 : -1;
  const takeOver = copy.monitor.takeOverOther(agent.agent_name);
  return (
    <>
      {WAYS.map(([way, icon, label, title]) => (
        <button
          key={way}
          type="button"
          class="iconbtn"
          tabIndex={tabIndex}
          aria-pressed={mode === way}
          aria-label={label(agent.agent_name)}
          title={copy.monitor.hint(title, copy.monitor.keys[way])}
          aria-keyshortcuts={copy.monitor.keys[way]}
          onClick={() => void (mode === way ? actions.stop() : actions.listen(agent.agent_id, way))}
        >
          <Icon name={icon} />
        </button>
      ))}
      <button
        type="button"
        class="iconbtn"
        tabIndex={tabIndex}
        aria-label={takeOver}
        title={copy.monitor.takeOver}
        onClick={() => actions.askTakeOver(agent.agent_id)}
      >
        <Icon name="in" />
      </button>
    </>
  );
}

/** Who signed out while the pointer was over the list: nothing may move under it. */
export function GoneCard({ name }: { name: string }) {
  return (
    <article class="card agent offline st-offline">
      <Glyph state="offline" />
      <h3 class="cut">{name}</h3>
      <span class="st all">{copy.looks.offline}</span>
      <div class="sub" />
    </article>
  );
}
