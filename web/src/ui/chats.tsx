/** The agent's chats: which there are, what was said in the chosen one, and its reply. */
import { useEffect, useRef } from "preact/hooks";
import type { PendingLine } from "../app/state";
import * as copy from "../copy";
import { authorOf, badgeOf, chosenChat, lastRead, unreadOf } from "../state/chats";
import { sizeWord } from "../state/files";
import { timeOfDay } from "../state/format";
import type { ChatLine, ChatView, DockView } from "../wire";
import { ChatPanelBox } from "./chatpanels";
import { useHere } from "./context";
import { Elapsed, Empty, Icon, Menu } from "./parts";

/** The conversations as chips above the narrow page; arrows move between them. */
export function Conversations({ view }: { view: DockView }) {
  const { state, actions } = useHere();
  const chosen = chosenChat(view, state.chatId);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current
      ?.querySelector("[aria-selected=true]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen?.chat_id]);
  if (view.chats.length === 0) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = view.chats.findIndex((one) => one === chosen);
    const next = view.chats[(at + step + view.chats.length) % view.chats.length];
    if (!next) return;
    actions.chats.choose(next.chat_id);
    box.current?.querySelector<HTMLElement>(`[data-chat="${next.chat_id}"]`)?.focus();
  };
  return (
    <div
      class="convs"
      role="tablist"
      aria-label={copy.chat.conversations}
      ref={box}
      onKeyDown={onKeyDown}
    >
      {view.chats.map((chat, at) => (
        <button
          key={chat.chat_id}
          type="button"
          class={chat.state === "ended" ? "conv ended" : "conv"}
          role="tab"
          id={`conv-${chat.chat_id}`}
          data-chat={chat.chat_id}
          aria-selected={chat === chosen}
          aria-controls="thread"
          tabIndex={chat === chosen ? 0 : -1}
          {...(at < 9 ? { "aria-keyshortcuts": `Alt+${at + 1}` } : {})}
          onClick={() => actions.chats.choose(chat.chat_id)}
        >
          <span class="avatar" aria-hidden="true">
            {badgeOf(chat.visitor)}
          </span>
          <span class="cut conv-name">{chat.visitor}</span>
          <ChatSign chat={chat} chosen={chat === chosen} />
        </button>
      ))}
    </div>
  );
}

/** What there is to see to: unread lines first, then how long the visitor waits. */
export function ChatSign({ chat, chosen }: { chat: ChatView; chosen: boolean }) {
  const unread = unreadOf(chat);
  if (unread > 0 && !chosen) return <Count count={unread} />;
  if (chat.waiting_since === null || chat.state === "ended" || chosen) return null;
  return (
    <span class="badge warn num">
      <Elapsed since={chat.waiting_since} />
    </span>
  );
}

export function Count({ count }: { count: number }) {
  return (
    <span class="count">
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span class="sr">{copy.chat.unread(count)}</span>
    </span>
  );
}

/** The chosen chat, or that there is none. */
export function Chats({ view }: { view: DockView }) {
  const { state } = useHere();
  const chat = chosenChat(view, state.chatId);
  if (!chat) {
    return <Empty icon="chat" title={copy.chat.none} under={copy.chat.noneUnder} />;
  }
  return (
    <>
      <ChatHead chat={chat} />
      <ChatPanelBox chat={chat} />
      <Thread key={chat.chat_id} chat={chat} me={view.me.agent_id} />
    </>
  );
}

function ChatHead({ chat }: { chat: ChatView }) {
  const { state, actions, wide } = useHere();
  const { chatPanel } = state;
  const free = state.link.phase === "open";
  const link = (panel: "transfer" | "end", word: string) => (
    <button
      type="button"
      class="link"
      aria-expanded={chatPanel === panel}
      disabled={!free}
      onClick={() => actions.chats.show(panel)}
    >
      {word}
    </button>
  );
  const about = { key: "about", label: copy.chat.visitor, icon: "user" };
  const more = [
    ...(wide ? [] : [{ ...about, run: () => actions.chats.show("about") }]),
    { key: "note", label: copy.chat.noteFor, icon: "list", run: () => actions.chats.show("note") },
  ];
  return (
    <div class="chat-head row between xs muted">
      {wide && <h2 class="cut chat-name">{chat.visitor}</h2>}
      <span class="row turn">
        <span class="cut">{chat.team}</span> · <ChatTurn chat={chat} />
      </span>
      <span class="row g3" role="group" aria-label={copy.chat.actions}>
        {chat.state !== "ended" && link("transfer", copy.chat.transfer)}
        {chat.state !== "ended" && link("end", copy.chat.end)}
        <Menu
          buttonClass="iconbtn more"
          side="to-right"
          label={copy.chat.more}
          menuLabel={copy.chat.more}
          items={more}
        >
          <Icon name="more" size="s" />
        </Menu>
      </span>
    </div>
  );
}

/** Whose word it is. */
function ChatTurn({ chat }: { chat: ChatView }) {
  if (chat.state === "ended")
    return (
      <span class="nowrap">{copy.chat.ended[chat.ended_by] ?? copy.chat.ended["system"]}</span>
    );
  if (chat.waiting_since !== null) {
    return (
      <span class="nowrap">
        {copy.chat.waiting}{" "}
        <b class="num warn-text">
          <Elapsed since={chat.waiting_since} />
        </b>
      </span>
    );
  }
  return <span class="nowrap">{chat.visitor_here ? copy.chat.theirTurn : copy.chat.away}</span>;
}

function Thread({ chat, me }: { chat: ChatView; me: string }) {
  const { state } = useHere();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const pending = state.chatWork.pending.filter((one) => one.chatId === chat.chat_id);
  const uploads = Object.entries(state.uploads).filter(([, one]) => one.chatId === chat.chat_id);
  const read = lastRead(chat);
  // Shows the last line, and goes on to, unless the agent has scrolled back.
  useEffect(() => {
    const log = box.current;
    if (log && atEnd.current) log.scrollTop = log.scrollHeight;
  });
  return (
    <div
      class="thread bottom"
      id="thread"
      role="log"
      aria-label={copy.chat.messages}
      tabIndex={0}
      ref={box}
      onScroll={() => {
        const log = box.current;
        if (log) atEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
      }}
    >
      <span class="thread-top" />
      {chat.lines.map((line) => (
        <Line key={line.line_id} chat={chat} line={line} me={me} read={line.seq === read} />
      ))}
      {pending.map((line) => (
        <Pending key={line.lineId} line={line} />
      ))}
      {uploads.map(([key, one]) => (
        <span key={key} class="when me num">
          {copy.chat.uploading(one.name, one.share)}
        </span>
      ))}
      {chat.visitor_typing && <span class="when typing">{copy.chat.types(chat.visitor)}</span>}
    </div>
  );
}

interface LineProps {
  readonly chat: ChatView;
  readonly line: ChatLine;
  readonly me: string;
  readonly read: boolean;
}

function Line({ chat, line, me, read }: LineProps) {
  const who = authorOf(line, me);
  if (who === "system") return <span class="when told">{line.text}</span>;
  const mine = who === "visitor" ? "" : "me";
  const time = timeOfDay(line.at);
  const under = [who === "other-agent" ? line.name : "", time, read ? copy.chat.read : ""];
  return (
    <>
      <div class={`msg ${mine}`}>
        {line.text}
        {line.attachments.map((one) => (
          <a
            key={one.attachment_id}
            class="file"
            href={`/chat/attachments/${chat.chat_id}/${one.attachment_id}`}
            target="_blank"
            rel="noopener noreferrer"
          >
            {one.name}, {sizeWord(one.size)}
          </a>
        ))}
      </div>
      <span class={`when ${mine}`}>{under.filter(Boolean).join(" · ")}</span>
    </>
  );
}

function Pending({ line }: { line: PendingLine }) {
  const { state, actions } = useHere();
  const word = state.link.phase === "open" ? copy.chat.sending : copy.chat.waits;
  return (
    <>
      <div class="msg me">
        {line.text}
        {line.files.map((name) => (
          <span key={name} class="file">
            {name}
          </span>
        ))}
      </div>
      {line.refused ? (
        <span class="when me bad-text row">
          {copy.chat.failed} {line.refused}
          <button
            type="button"
            class="btn line sm"
            onClick={() => actions.chats.retry(line.lineId)}
          >
            {copy.chat.retry}
          </button>
          <button
            type="button"
            class="btn quiet sm"
            onClick={() => actions.chats.discard(line.lineId)}
          >
            {copy.chat.remove}
          </button>
        </span>
      ) : (
        <span class="when me">
          {timeOfDay(line.at)} · {word}
        </span>
      )}
    </>
  );
}
