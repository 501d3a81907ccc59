import { useRef } from "preact/hooks";
import * as copy from "../copy";
import { clock, phoneNumber } from "../state/format";
import type { DockView } from "../wire";
import { useHere } from "./context";
import { Glyph, Icon, Menu } from "./parts";
import { Keys } from "./keys";
import { WorkLines } from "./work";

export function Ready({ view }: { view: DockView }) {
  const { wide } = useHere();
  if (wide) {
    return (
      <div class="card narrow-card stack g4">
        <Standby view={view} />
        <PausedCard view={view} />
        <DialForm />
      </div>
    );
  }
  return (
    <>
      <TeamCard view={view} />
      <PausedCard view={view} />
      <DialForm />
    </>
  );
}

function TeamCard({ view }: { view: DockView }) {
  const { state } = useHere();
  const today = state.today;
  return (
    <section class="card" aria-label={copy.ready.team}>
      <div class="where where-text">
        <Icon name="users" />
        <span class="grow cut">
          <b>{view.me.teams.join(", ") || copy.ready.noTeam}</b>
        </span>
      </div>
      <Standby view={view} />
      <div class="waiting rule">
        <div>
          <b>{today ? today.calls : "–"}</b>
          <span class="xs muted">{copy.ready.calls}</span>
        </div>
        <div>
          <b>{today ? today.answered : "–"}</b>
          <span class="xs muted">{copy.ready.answered}</span>
        </div>
        <div>
          <b>{today ? clock(today.talk_seconds) : "–"}</b>
          <span class="xs muted">{copy.ready.talk}</span>
        </div>
      </div>
      <WorkLines />
    </section>
  );
}

/** The dialer keeps the phone connected: the next person is put through without a ring. */
function Standby({ view }: { view: DockView }) {
  const { state } = useHere();
  if (!view.me.standby || view.call) return null;
  return (
    <p class="row sm muted standby">
      <Icon name="wave" size="s" />
      <span class="cut">{state.phone.legUp ? copy.ready.standby : copy.ready.standingBy}</span>
    </p>
  );
}

function PausedCard({ view }: { view: DockView }) {
  const { actions } = useHere();
  if (view.me.state !== "paused") return null;
  return (
    <section class="card row inset-s st-paused" aria-label={copy.states.paused}>
      <Glyph state="paused" large="g20" />
      <span class="grow sm">
        <b>{copy.ready.paused(view.me.pause_reason)}</b>
        <br />
        <span class="muted">{copy.ready.pausedUnder}</span>
      </span>
      <button
        type="button"
        class="btn primary sm"
        aria-keyshortcuts="P"
        onClick={() => void actions.ready()}
      >
        {copy.ready.goReady}
      </button>
    </section>
  );
}

function DialForm() {
  const { state, actions } = useHere();
  const input = useRef<HTMLInputElement>(null);
  const number = state.dialled;
  return (
    <form
      class="dial"
      onSubmit={(event) => {
        event.preventDefault();
        // What is typed, painted or not.
        const typed = input.current?.value.trim() ?? "";
        if (typed) void actions.dial(typed);
        else input.current?.focus();
      }}
    >
      <div class="number">
        <input
          ref={input}
          aria-label={copy.ready.number}
          inputMode="tel"
          autocomplete="off"
          maxLength={40}
          placeholder={copy.ready.number}
          value={number}
          onInput={(event) => actions.type(event.currentTarget.value)}
        />
        <button
          type="button"
          class="iconbtn mr5"
          aria-label={copy.ready.deleteLast}
          onClick={() => actions.deleteLast()}
        >
          <Icon name="back" />
        </button>
      </div>
      <Keys longZero press={(key) => actions.typeKey(key)} />
      <ShownAs />
      <button class="btn call lg wide" disabled={state.busy.has("dial")}>
        <Icon name="phone" />
        {copy.ready.call}
      </button>
    </form>
  );
}

function ShownAs() {
  const { state, dock } = useHere();
  const all = state.settings?.caller_ids ?? [];
  const chosen = state.callerId || all[0] || "";
  const shown = chosen ? phoneNumber(chosen) : copy.ready.noCallerId;
  return (
    <div class="row between sm shown-as">
      <span class="muted">{copy.ready.shownAs}</span>
      {all.length > 1 ? (
        <Menu
          buttonClass="btn quiet sm"
          side="to-right above"
          menuLabel={copy.ready.shownAs}
          items={all.map((number) => ({
            key: number,
            label: phoneNumber(number),
            checked: number === chosen,
            run: () => dock.store.set({ callerId: number === all[0] ? "" : number }),
          }))}
        >
          <span class="num">{shown}</span>
          <Icon name="down" size="s" />
        </Menu>
      ) : (
        <span class="num medium">{shown}</span>
      )}
    </div>
  );
}
