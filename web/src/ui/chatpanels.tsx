/** What opens above a chat: handing it on, ending it, its note, and who the visitor is. */
import { useRef, useState } from "preact/hooks";
import * as copy from "../copy";
import { attributeRows } from "../state/chats";
import { initials, timeOfDay } from "../state/format";
import type { AgentState, ChatView, Targets } from "../wire";
import { useHere, useOpened } from "./context";
import { useFetch } from "./fetch";
import { Empty, Failed, Glyph, Icon, Loading, stateClass } from "./parts";

export function ChatPanelBox({ chat }: { chat: ChatView }) {
  switch (useHere().state.chatPanel) {
    case "transfer":
      return <HandOn />;
    case "end":
      return <EndAsk />;
    case "note":
      return <ChatNote key={chat.chat_id} chat={chat} />;
    case "about":
      return <About chat={chat} />;
    default:
      return null;
  }
}

function HandOn() {
  const { state, actions } = useHere();
  const [wanted, setWanted] = useState("");
  const box = useRef<HTMLElement>(null);
  useOpened(box);
  const { answer, failed, again } = useFetch<Targets>("/dock/targets");
  const like = (text: string): boolean => text.toLowerCase().includes(wanted.trim().toLowerCase());
  const teams = (state.settings?.chat_teams ?? []).filter((one) => like(one.name));
  const agents = (answer?.agents ?? []).filter((one) =>
    like([one.name, one.login, ...one.teams].join(" ")),
  );
  const busy = state.busy.has("transfer_chat");
  return (
    <section class="card transfer-card chat-panel" aria-label={copy.chat.transfer} ref={box}>
      <div class="row hand-on">
        <div class="with-icon grow">
          <Icon name="search" size="s" />
          <input
            class="input"
            autocomplete="off"
            aria-label={copy.chat.search}
            placeholder={copy.chat.search}
            maxLength={80}
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </div>
        <CloseButton />
      </div>
      <div class="picks rule">
        {teams.map((team) => (
          <button
            key={team.team_id}
            type="button"
            class="opt two-line"
            disabled={busy}
            onClick={() => void actions.chats.transfer("team", team.team_id, team.name)}
          >
            <span class="disc">
              <Icon name="users" />
            </span>
            <b class="grow medium cut">{team.name}</b>
          </button>
        ))}
        {failed && <Failed title={copy.failed.targets} under={failed} again={again} />}
        {!answer && !failed && <Loading />}
        {agents.map((agent) => {
          const look = stateClass(agent.state as AgentState);
          const name = agent.name || agent.login;
          return (
            <button
              key={agent.agent_id}
              type="button"
              class="opt two-line"
              disabled={busy}
              onClick={() => void actions.chats.transfer("agent", agent.agent_id, name)}
            >
              <span class="avatar" aria-hidden="true">
                {initials(name)}
              </span>
              <span class="grow">
                <b class="block medium cut">{name}</b>
                <span class="xs muted cut block">{agent.teams.join(", ")}</span>
              </span>
              <span class={`state st-${look}`}>
                <Glyph state={look} />
                {copy.states[agent.state as AgentState] ?? agent.state}
              </span>
            </button>
          );
        })}
        {answer && agents.length === 0 && teams.length === 0 && (
          <Empty icon="users" title={copy.chat.nobody} under={copy.chat.nobodyUnder} />
        )}
      </div>
    </section>
  );
}

function EndAsk() {
  const { state, actions } = useHere();
  const box = useRef<HTMLElement>(null);
  useOpened(box);
  return (
    <section class="card inset-s chat-panel" aria-label={copy.chat.endSure} ref={box}>
      <b>{copy.chat.endSure}</b> <span class="sm muted">{copy.chat.endUnder}</span>
      <div class="halves mt3">
        <button type="button" class="btn line" onClick={() => actions.chats.show("none")}>
          {copy.chat.endNo}
        </button>
        <button
          type="button"
          class="btn danger"
          disabled={state.busy.has("end_chat")}
          onClick={() => void actions.chats.end()}
        >
          {copy.chat.endYes}
        </button>
      </div>
    </section>
  );
}

function ChatNote({ chat }: { chat: ChatView }) {
  const { state, actions } = useHere();
  const box = useRef<HTMLFormElement>(null);
  return (
    <form
      class="card inset-s chat-panel stack"
      aria-label={copy.chat.noteFor}
      ref={box}
      onSubmit={(event) => {
        event.preventDefault();
        void actions.chats.note();
      }}
    >
      <div class="row between">
        <label class="sm medium" for="chat-note">
          {copy.chat.noteFor}
        </label>
        <CloseButton />
      </div>
      <textarea
        id="chat-note"
        class="input note-box"
        maxLength={4000}
        value={state.chatWork.notes[chat.chat_id] ?? chat.note}
        onInput={(event) => actions.chats.writeNote(event.currentTarget.value)}
      />
      <button class="btn primary sm" disabled={state.busy.has("note_chat")}>
        {copy.chat.save}
      </button>
    </form>
  );
}

function About({ chat }: { chat: ChatView }) {
  return (
    <section class="card payload chat-panel" aria-label={copy.chat.visitor}>
      <header>
        <h3>{copy.chat.visitor}</h3>
        <CloseButton />
      </header>
      <div class="scroll" tabIndex={0} role="region" aria-label={copy.chat.attributes}>
        <VisitorData chat={chat} />
      </div>
    </section>
  );
}

/** What the site said of the visitor: text, never a link. */
export function VisitorData({ chat }: { chat: ChatView }) {
  const rows = [
    ...attributeRows(chat.attributes),
    [copy.chat.channel, chat.channel] as const,
    [copy.chat.begun, timeOfDay(chat.started_at)] as const,
  ];
  return (
    <dl class="kv">
      {rows.map(([key, text], at) => [
        <dt key={`k${at}`}>{key}</dt>,
        <dd key={`v${at}`}>{text}</dd>,
      ])}
    </dl>
  );
}

function CloseButton() {
  const { actions } = useHere();
  return (
    <button
      type="button"
      class="iconbtn"
      aria-label={copy.banners.close}
      onClick={() => actions.chats.show("none")}
    >
      <Icon name="x" />
    </button>
  );
}
