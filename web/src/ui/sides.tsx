import { targetName, whoOf } from "../app/announce";
import { cardOnScreen } from "../app/cardnews";
import type { Tab } from "../app/state";
import * as copy from "../copy";
import { clock } from "../state/format";
import { leadName, ownsCall } from "../state/read";
import type { CallView, DockView } from "../wire";
import { leadData } from "./card";
import { useHere } from "./context";
import { Earlier } from "./history";
import { Elapsed, Icon, Left, stateClass } from "./parts";
import { hasRows, OpenRecord, PayloadList } from "./payload";

export function Nav({ three }: { three?: boolean }) {
  const { state, actions, wide } = useHere();
  const entries: readonly [Tab, string, string][] = [
    ["phone", wide ? copy.sections.pad : copy.sections.phone, wide ? "keypad" : "phone"],
    ["history", copy.sections.history, "history"],
    ["devices", copy.sections.devices, "settings"],
  ];
  const elsewhere = state.view?.call !== null || cardOnScreen(state);
  return (
    <nav class={three ? "nav three" : "nav"} aria-label="Sections">
      {entries.map(([tab, word, icon]) => (
        <a
          key={tab}
          href={`#${tab}`}
          {...(state.tab === tab && !(wide && tab === "phone" && elsewhere)
            ? { "aria-current": "page" as const }
            : {})}
          onClick={(event) => {
            event.preventDefault();
            // In the wide dock the lead is reached by the list above.
            if (wide && tab === "phone") actions.card.putAside();
            actions.go(tab);
          }}
        >
          <Icon name={icon} />
          {word}
        </a>
      ))}
    </nav>
  );
}

/** Left of the wide dock: what there is to do. */
export function WorkList({ view }: { view: DockView }) {
  const { state, actions } = useHere();
  const { call } = view;
  const today = state.today;
  return (
    <aside class="side" aria-label={copy.work.label}>
      <section>
        <header>{copy.work.call}</header>
        {call ? (
          <a
            class={`item st-${stateClass(view.me.state)}`}
            href="#phone"
            {...(state.tab === "phone" ? { "aria-current": "true" as const } : {})}
            onClick={(event) => {
              event.preventDefault();
              actions.go("phone");
            }}
          >
            <span class="disc">
              <Icon name="phone" />
            </span>
            <span class="grow">
              <b class="cut block">{whoOf(call)}</b>
              <span class="xs muted cut block">{workWord(view, call)}</span>
            </span>
            <span class="num sm">
              {view.me.state === "wrap_up" && view.me.until !== null ? (
                <Left until={view.me.until} />
              ) : (
                <Elapsed since={call.answered_at ?? call.started_at} until={call.ended_at} />
              )}
            </span>
          </a>
        ) : (
          <LeadItem view={view} />
        )}
      </section>
      <section>
        <header>{copy.work.today}</header>
        <dl class="figures-list sm">
          <div>
            <dt class="muted">{copy.ready.calls}</dt>
            <dd class="num medium">{today ? today.calls : "–"}</dd>
          </div>
          <div>
            <dt class="muted">{copy.ready.answered}</dt>
            <dd class="num medium">{today ? today.answered : "–"}</dd>
          </div>
          <div>
            <dt class="muted">{copy.ready.talk}</dt>
            <dd class="num medium">{today ? clock(today.talk_seconds) : "–"}</dd>
          </div>
        </dl>
      </section>
      <Nav three />
    </aside>
  );
}

function LeadItem({ view }: { view: DockView }) {
  const { state, actions } = useHere();
  const { card } = view;
  if (!card) return <p class="sm muted inset">{copy.work.noCall}</p>;
  return (
    <a
      class="item"
      href="#phone"
      {...(cardOnScreen(state) ? { "aria-current": "true" as const } : {})}
      onClick={(event) => {
        event.preventDefault();
        actions.card.look();
      }}
    >
      <span class="disc">
        <Icon name="campaign" />
      </span>
      <span class="grow">
        <b class="cut block">{leadName(card.lead)}</b>
        <span class="xs muted cut block">{copy.work.lead}</span>
      </span>
      <span class="num sm">
        <Left until={card.until} />
      </span>
    </a>
  );
}

function workWord(view: DockView, call: CallView): string {
  if (call.transfer && !call.transfer.blind && ownsCall(view))
    return copy.transfer.asking(targetName(call.transfer));
  if (view.me.state === "dialling" && call.phase === "ringing") return copy.call.ringing;
  return copy.states[view.me.state];
}

/** Right of the wide dock: what the CRM said, and what was before. */
export function Info({ view }: { view: DockView }) {
  const { call } = view;
  const lead = call === null ? (view.card?.lead ?? null) : null;
  const custom = call?.custom ?? (lead && leadData(lead));
  const number = call?.number ?? lead?.number;
  return (
    <aside class="info" aria-label={copy.payload.heading} tabIndex={0}>
      <div class="row between info-head">
        <h2>{copy.payload.heading}</h2>
        {custom && <OpenRecord custom={custom} />}
      </div>
      {custom && hasRows(custom) ? (
        <div class="info-kv">
          <PayloadList custom={custom} />
        </div>
      ) : (
        <div class="info-kv sm muted">{custom ? copy.payload.empty : copy.payload.emptyUnder}</div>
      )}
      {number && <Earlier number={number} callId={call?.call_id ?? ""} />}
    </aside>
  );
}
