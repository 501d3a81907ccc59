import { phoneNumber } from "../state/format";
import { Glyph, Icon, Radios } from "../ui/parts";
import type { LiveAgent, MonitorMode, MonitorView } from "../wire";
import { useBoard, useHere } from "./context";
import * as copy from "./copy";
import { Since } from "./parts";
import { HEARD_BY } from "./read";

/** The bar at the bottom: whom one listens to, and who hears one. */
export function Monitor() {
  const { monitor, asksTakeOver, figures } = useBoard();
  const id = asksTakeOver ?? monitor?.agent_id ?? null;
  const row = id === null ? undefined : figures?.agents.get(id);
  if (id === null) return null;
  const name = row?.agent.agent_name ?? "";
  return (
    <section class="monitor" aria-label={copy.monitor.region}>
      {asksTakeOver !== null ? (
        <TakeOver agentId={asksTakeOver} name={name} />
      ) : (
        monitor && <Listening monitor={monitor} agent={row?.agent} name={name} />
      )}
    </section>
  );
}

const MODES: readonly MonitorMode[] = ["listen", "whisper", "barge"];

interface ListeningProps {
  readonly monitor: MonitorView;
  readonly agent: LiveAgent | undefined;
  readonly name: string;
}

function Listening({ monitor, agent, name }: ListeningProps) {
  const { actions } = useHere();
  const { busy } = useBoard();
  const number = agent?.call ? phoneNumber(agent.call.number) : "";
  return (
    <>
      <Glyph state="talking" large="st-talking g20" />
      <div class="whom">
        <b>{copy.monitor.heading[monitor.mode](name)}</b>
        <div class="xs muted num">
          {number && `${copy.monitor.with(number)} · `}
          <Since at={monitor.since} />
        </div>
      </div>
      <Radios<MonitorMode>
        groupClass="seg"
        label={copy.monitor.modeGroup}
        value={monitor.mode}
        choices={MODES.map((mode) => ({
          value: mode,
          label: copy.monitor.modes[mode],
          before: <Icon name={mode} size="s" />,
        }))}
        choose={(mode) => void actions.listen(monitor.agent_id, mode)}
      />
      <span class="sm grow hears" role="status">
        {monitor.up ? whoHears(monitor.mode, name) : copy.monitor.connecting}
      </span>
      <button
        type="button"
        class="btn line sm"
        disabled={busy.has("take_over")}
        onClick={() => actions.askTakeOver(monitor.agent_id)}
      >
        <Icon name="in" size="s" />
        {copy.monitor.takeOver}
      </button>
      <button
        type="button"
        class="btn danger sm"
        disabled={busy.has("stop_listening")}
        onClick={() => void actions.stop()}
      >
        {copy.monitor.stop}
      </button>
    </>
  );
}

function whoHears(mode: MonitorMode, name: string): string {
  const { hears } = copy.monitor;
  const by = HEARD_BY[mode];
  return by === "agent" ? hears.agent(name) : hears[by];
}

function TakeOver({ agentId, name }: { agentId: string; name: string }) {
  const { actions } = useHere();
  return (
    <>
      <Icon name="in" />
      <b class="grow" role="status">
        {copy.monitor.takeOverAsk(name)}
      </b>
      <button type="button" class="btn primary sm" onClick={() => void actions.takeOver(agentId)}>
        {copy.monitor.takeOverYes}
      </button>
      <button type="button" class="btn line sm" onClick={() => actions.askTakeOver(null)}>
        {copy.monitor.takeOverNo}
      </button>
    </>
  );
}
