import { targetName, whoOf } from "../app/announce";
import { cardOnScreen } from "../app/cardnews";
import type { Tab } from "../app/state";
import * as copy from "../copy";
import { badgeOf, chosenChat, lastWords, unreadInAll, unreadOf } from "../state/chats";
import { timeOfDay } from "../state/format";
import { cameIn, leadName, ownsCall, timedSince } from "../state/read";
import type { CallView, ChatView, DockView } from "../wire";
import { callData, leadData } from "./card";
import { VisitorData } from "./chatpanels";
import { ChatSign, Count } from "./chats";
import { useHere } from "./context";
import { Earlier } from "./history";
import { KnownSide } from "./inbound";
import { Elapsed, Icon, Left, stateClass } from "./parts";
import { hasRows, OpenRecord, PayloadList } from "./payload";
import { CallbackItems, LeadsToCall } from "./work";

/** In the wide dock the chats stand in the list of work, not here. */
export function Nav() {
  const { state, actions, wide } = useHere();
  const unread = state.view ? unreadInAll(state.view) : 0;
  const entries: readonly (readonly [Tab, string, string])[] = [
    ["phone", wide ? copy.sections.pad : copy.sections.phone, wide ? "keypad" : "phone"],
    ...(wide ? [] : [["chats", copy.sections.chats, "chat"] as const]),
    ["history", copy.sections.history, "history"],
    ["devices", copy.sections.devices, "settings"],
  ];
  const elsewhere = state.view?.call !== null || cardOnScreen(state);
  return (
    <nav class={wide ? "nav three" : "nav"} aria-label={copy.sections.label}>
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
          {tab === "chats" && unread > 0 && <Count count={unread} />}
        </a>
      ))}
    </nav>
  );
}

/** Left of the wide dock: what there is to do. */
export function WorkList({ view }: { view: DockView }) {
  const { state, actions } = useHere();
  const { call } = view;
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
                <Elapsed since={timedSince(view, call)} until={call.ended_at} />
              )}
            </span>
          </a>
        ) : (
          <LeadItem view={view} />
        )}
      </section>
      <ChatItems view={view} />
      <CallbackItems />
      <LeadsToCall />
      <Nav />
    </aside>
  );
}

function ChatItems({ view }: { view: DockView }) {
  const { state, actions } = useHere();
  const limit = state.settings?.chat_limit ?? 0;
  if (view.chats.length === 0 && limit === 0) return null;
  const chosen = chosenChat(view, state.chatId);
  return (
    <section>
      <header>
        <span>{copy.work.chats}</span>
        <span class="num">{copy.chat.limit(view.me.chats.length, limit)}</span>
      </header>
      {view.chats.length === 0 && <p class="sm muted inset">{copy.chat.none}</p>}
      {view.chats.map((chat, at) => {
        const here = state.tab === "chats" && chat === chosen;
        return (
          <a
            key={chat.chat_id}
            class={chat.state === "ended" ? "item ended" : "item"}
            href="#chats"
            {...(here ? { "aria-current": "true" as const } : {})}
            {...(at < 9 ? { "aria-keyshortcuts": `Alt+${at + 1}` } : {})}
            onClick={(event) => {
              event.preventDefault();
              actions.chats.choose(chat.chat_id);
            }}
          >
            <span class="avatar" aria-hidden="true">
              {badgeOf(chat.visitor)}
            </span>
            <span class="grow">
              <b class="cut block">{chat.visitor}</b>
              <span class="xs muted cut block">{lastWords(chat, copy.chat.you)}</span>
            </span>
            <span class="end">
              {here || (unreadOf(chat) === 0 && chat.waiting_since === null) ? (
                <span class="xs faint num">
                  {timeOfDay(chat.lines.at(-1)?.at ?? chat.started_at)}
                </span>
              ) : (
                <ChatSign chat={chat} chosen={false} />
              )}
            </span>
          </a>
        );
      })}
    </section>
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
  const { state } = useHere();
  const { call } = view;
  const chat = state.tab === "chats" ? chosenChat(view, state.chatId) : null;
  if (chat) return <VisitorInfo chat={chat} />;
  const lead = call === null ? (view.card?.lead ?? null) : null;
  const custom = call ? callData(call) : lead && leadData(lead);
  // No CRM has asked for it, so none has said anything of it.
  const unasked = call !== null && cameIn(call) && !hasRows(call.custom);
  const number = call?.number ?? lead?.number;
  return (
    <aside class="info" aria-label={unasked ? copy.offer.known : copy.payload.heading} tabIndex={0}>
      <div class="row between info-head">
        <h2>{unasked ? copy.offer.known : copy.payload.heading}</h2>
        {custom && <OpenRecord custom={custom} />}
      </div>
      {unasked ? null : custom && hasRows(custom) ? (
        <div class="info-kv">
          <PayloadList custom={custom} />
        </div>
      ) : (
        <div class="info-kv sm muted">{custom ? copy.payload.empty : copy.payload.emptyUnder}</div>
      )}
      {call && number && cameIn(call) && (
        <KnownSide number={number} callId={call.call_id} headed={unasked} />
      )}
      {unasked && !number && <div class="info-kv sm muted">{copy.offer.callerWithheld}</div>}
      {number && <Earlier number={number} callId={call?.call_id ?? ""} />}
    </aside>
  );
}

function VisitorInfo({ chat }: { chat: ChatView }) {
  return (
    <aside class="info" aria-label={copy.chat.visitor} tabIndex={0}>
      <div class="row between info-head">
        <h2>{copy.chat.visitor}</h2>
      </div>
      <div class="info-kv">
        <VisitorData chat={chat} />
      </div>
    </aside>
  );
}
