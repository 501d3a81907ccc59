import * as copy from "../copy";
import { onHold, ownsCall, rejoining } from "../state/read";
import type { CallView, DockView } from "../wire";
import { useHere } from "./context";
import { Icon } from "./parts";

interface KeyProps {
  readonly icon: string;
  readonly word: string;
  readonly keys: string;
  readonly run: () => void;
  readonly on?: boolean;
  readonly expanded?: boolean;
  readonly off?: boolean;
  readonly hang?: boolean;
  readonly large?: boolean;
}

function Key({ icon, word, keys, run, on, expanded, off, hang, large }: KeyProps) {
  return (
    <button
      type="button"
      class={`key ${hang ? "hang" : ""} ${off ? "off" : ""}`}
      disabled={off ?? false}
      aria-keyshortcuts={keys.replace(" ", "+")}
      title={`${word} (${keys.replace(" ", "+")})`}
      {...(on ? { "data-on": "" } : {})}
      {...(expanded === undefined ? {} : { "aria-expanded": expanded })}
      onClick={run}
    >
      <Icon name={icon} size={large ? "l" : ""} />
      {word}
    </button>
  );
}

export interface Allowed {
  readonly mute: boolean;
  readonly hold: boolean;
  readonly keypad: boolean;
  readonly transfer: boolean;
  readonly add: boolean;
  readonly record: boolean;
  readonly hangUp: boolean;
}

const NOTHING: Allowed = {
  mute: false,
  hold: false,
  keypad: false,
  transfer: false,
  add: false,
  record: false,
  hangUp: false,
};

/** Which controls make sense now; the shortcuts ask the same. */
export function allowed(
  view: DockView,
  call: CallView,
  linkUp: boolean,
  recording: string,
): Allowed {
  const own = ownsCall(view);
  const answered = call.answered_at !== null && call.phase !== "ended";
  if (rejoining(view, linkUp)) return { ...NOTHING, hangUp: linkUp };
  const free = linkUp && own && answered && call.transfer === null;
  return {
    mute: linkUp && call.phase !== "ended",
    hold: free,
    keypad: linkUp && own && (answered || call.early_media),
    transfer: free,
    add: free,
    record:
      linkUp && own && answered && recording === "on_demand" && call.recording !== "not_allowed",
    hangUp: linkUp,
  };
}

/** The seven keys. Mute, hold and hang up keep their places whatever happens. */
export function Controls({ view, call }: { view: DockView; call: CallView }) {
  const { state, actions, wide } = useHere();
  const linkUp = state.link.phase === "open";
  const may = allowed(view, call, linkUp, state.settings?.recording ?? "off");
  const own = ownsCall(view);
  const muted = own ? call.muted : state.mutedHere;
  const held = onHold(call);
  const recorded = call.recording === "on";
  return (
    <>
      <Key
        icon={muted ? "mic-off" : "mic"}
        word={muted ? copy.call.unmute : copy.call.mute}
        keys="M"
        on={muted}
        off={!may.mute}
        run={actions.toggleMute}
      />
      <Key
        icon={held ? "play" : "pause"}
        word={held ? copy.call.resume : copy.call.hold}
        keys="H"
        on={held}
        off={!may.hold}
        run={actions.toggleHold}
      />
      <Key
        icon="keypad"
        word={copy.call.keypad}
        keys="K"
        expanded={state.panel === "keypad"}
        off={!may.keypad}
        run={() => actions.show("keypad")}
      />
      <Key
        icon="transfer"
        word={copy.call.transfer}
        keys="T"
        expanded={state.panel === "transfer"}
        off={!may.transfer}
        run={() => actions.show("transfer")}
      />
      <Key
        icon="add"
        word={copy.call.add}
        keys="A"
        expanded={state.panel === "add"}
        off={!may.add}
        run={() => actions.show("add")}
      />
      <Key
        icon="record"
        word={recorded ? copy.call.stopRecording : copy.call.record}
        keys="R"
        off={!may.record}
        run={actions.toggleRecording}
      />
      <Key
        icon="hangup"
        word={own ? copy.call.hangUp : copy.call.leave}
        keys="Shift E"
        hang
        large={wide}
        off={!may.hangUp}
        run={() => void actions.hangUp()}
      />
    </>
  );
}

export function Pad({ view, call }: { view: DockView; call: CallView }) {
  return (
    <div class="pad" role="group" aria-label={copy.call.controls}>
      <Controls view={view} call={call} />
    </div>
  );
}
