import { useRef, useState } from "preact/hooks";
import { mayManage, mayWatch } from "../app/roles";
import type { AppState } from "../app/state";
import * as copy from "../copy";
import { chatting } from "../state/chats";
import { clock, initials } from "../state/format";
import { inCall, rejoining } from "../state/read";
import type { DockView } from "../wire";
import { useHere } from "./context";
import {
  Elapsed,
  Glyph,
  Icon,
  Left,
  Menu,
  stateClass,
  useClickOutside,
  type MenuItem,
} from "./parts";

export function Top({ view }: { view: DockView }) {
  const { state, actions, wide } = useHere();
  return (
    <header class="top">
      {wide && (
        <span class="mark">
          <Icon name="mark" />
        </span>
      )}
      <Presence view={view} />
      {wide && (
        <span class="row sm medium where-text">
          <Icon name="users" size="s" />
          <span class="cut">{view.me.teams.join(", ") || copy.ready.noTeam}</span>
        </span>
      )}
      <span class="grow" />
      {wide && state.today && (
        <span class="row sm muted day-figs">
          <span>
            <b class="num text">{state.today.calls}</b> {copy.ready.calls.toLowerCase()}
          </span>
          <span>
            <b class="num text">{state.today.answered}</b> {copy.ready.answered.toLowerCase()}
          </span>
          <span>
            <b class="num text">{clock(state.today.talk_seconds)}</b>{" "}
            {copy.ready.talk.toLowerCase()}
          </span>
        </span>
      )}
      <Connection view={view} />
      {wide && (
        <button
          type="button"
          class="iconbtn"
          aria-label={copy.shortcuts.button}
          title={copy.shortcuts.button}
          onClick={() => actions.list(true)}
        >
          <kbd class="sm">?</kbd>
        </button>
      )}
      <Account />
    </header>
  );
}

function Presence({ view }: { view: DockView }) {
  const { state, actions, dock } = useHere();
  const { me } = view;
  const linkUp = state.link.phase === "open";
  const lost = rejoining(view, linkUp);
  const away = !linkUp && !lost;
  const chats = chatting(view);
  const look = lost ? "held" : away ? "offline" : chats ? "chatting" : stateClass(me.state);
  const word = lost
    ? copy.presence.rejoining
    : away
      ? copy.states.offline
      : me.state === "paused" && me.pause_reason
        ? me.pause_reason
        : chats
          ? copy.presence.chatting
          : copy.states[me.state];
  // The page's own milliseconds, turned into the server's clock.
  const lostAt = state.link.lostAt;
  const linkLost = lostAt === null ? me.since : dock.now() - (performance.now() - lostAt) / 1000;
  const rejoinUntil = view.call?.rejoin_until ?? null;
  const legLost =
    rejoinUntil === null ? me.since : rejoinUntil - (state.settings?.rejoin_seconds ?? 0);
  const since = chats ? (me.chatting_since ?? me.since) : me.since;
  const busy = inCall(view) || me.state === "wrap_up";
  return (
    <Menu
      boxClass="presence-box"
      buttonClass={`presence st-${look}`}
      menuLabel={copy.presence.menu}
      items={presenceItems(view, state, busy, actions)}
    >
      <Glyph state={look} />
      <span>{word}</span>
      <span class="num">
        {linkUp && me.state === "wrap_up" && me.until !== null ? (
          <Left until={me.until} />
        ) : (
          <Elapsed since={!linkUp ? linkLost : lost ? legLost : since} />
        )}
      </span>
      <Icon name="down" />
    </Menu>
  );
}

function presenceItems(
  view: DockView,
  state: AppState,
  busy: boolean,
  actions: ReturnType<typeof useHere>["actions"],
): MenuItem[] {
  const { me } = view;
  const reasons = state.settings?.pause_reasons ?? [];
  // In a call it is what comes after.
  const then = busy ? state.draft : null;
  const pausing = busy ? then?.then === "paused" : me.state === "paused";
  const reasonNow = then ? then.pauseReason : me.pause_reason;
  return [
    {
      key: "ready",
      label: copy.states.ready,
      state: "ready",
      checked: me.state === "ready" || (busy && !pausing),
      // Out of a wrap-up nothing that was written is left behind.
      run: () => void (me.state === "wrap_up" ? actions.finishThen("ready") : actions.ready()),
    },
    ...reasons.map((reason) => ({
      key: `pause ${reason}`,
      label: busy ? copy.presence.pausedLater(reason) : reason,
      state: "paused",
      checked: pausing && reasonNow === reason,
      run: () => void actions.pause(reason),
    })),
    {
      key: "sign out",
      label: copy.presence.signOut,
      state: "offline",
      checked: false,
      run: () => void actions.signOut(),
    },
  ];
}

function Connection({ view }: { view: DockView }) {
  const { state, wide, dock } = useHere();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  useClickOutside(box, open, () => setOpen(false));
  const { quality, roundTrip } = state.link;
  const ms = roundTrip === null ? null : Math.max(1, Math.round(roundTrip));
  const label = quality === "lost" ? copy.connection.lost : copy.connection[quality](ms);
  const look = { good: "ok", weak: "warn", lost: "bad" }[quality];
  const icon = { good: "signal", weak: "signal-weak", lost: "wifi-off" }[quality];
  const audio = dock.meter.now().mediaRoundTrip;
  return (
    <span
      class="menu-box conn-box"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === "Escape" && open) {
          event.stopPropagation();
          setOpen(false);
          box.current?.querySelector("button")?.focus();
        }
      }}
    >
      <button
        type="button"
        class={wide ? `btn quiet sm conn ${look}` : `iconbtn ${look}`}
        aria-label={label}
        title={label}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
        {wide && <span class="num">{ms === null ? copy.connection.lost : `${ms} ms`}</span>}
      </button>
      {open && (
        <section class="menu card lift to-right facts" aria-label={copy.connection.heading}>
          <h3>{copy.connection.heading}</h3>
          <dl class="kv">
            <dt>{copy.connection.server}</dt>
            <dd class="num">{label}</dd>
            <dt>{copy.connection.phone}</dt>
            <dd>
              {state.phone.registered ? copy.connection.registered : copy.connection.unregistered}
            </dd>
            <dt>{copy.connection.audio}</dt>
            <dd class="num">
              {state.phone.legUp && audio !== null
                ? `${Math.round(audio)} ms`
                : copy.connection.noCall}
            </dd>
            <dt>{copy.connection.engine}</dt>
            <dd>{view.engine_up ? copy.connection.ready : copy.connection.away}</dd>
          </dl>
        </section>
      )}
    </span>
  );
}

function Account() {
  const { state, actions } = useHere();
  const who = state.who;
  const name = who?.name || who?.login || "";
  const short = initials(name);
  return (
    <Menu
      boxClass="account-box"
      buttonClass="iconbtn"
      side="to-right"
      label={copy.account.label(short, who?.login ?? "", who?.space_name || who?.cloud_id || "")}
      menuLabel={name}
      items={[
        {
          key: "keys",
          label: copy.account.shortcuts,
          icon: "keypad",
          hint: "?",
          run: () => actions.list(true),
        },
        ...(mayWatch(who?.role ?? "")
          ? [
              {
                key: "board",
                label: copy.account.board,
                icon: "chart",
                run: () => void window.open("/board", "_blank", "noopener"),
              },
            ]
          : []),
        ...(mayManage(who?.role ?? "")
          ? [
              {
                key: "admin",
                label: copy.account.admin,
                icon: "settings",
                run: () => void window.open("/admin", "_blank", "noopener"),
              },
            ]
          : []),
        {
          key: "out",
          label: copy.account.signOut,
          icon: "lock",
          run: () => void actions.signOut(),
        },
      ]}
    >
      <span class="avatar tiny" aria-hidden="true">
        {short}
      </span>
    </Menu>
  );
}
