/** Where the reply is written, with canned replies behind a slash. */
import { useEffect, useRef, useState } from "preact/hooks";
import * as copy from "../copy";
import { cannedFor, chosenChat, type Canned } from "../state/chats";
import type { ChatView, DockView } from "../wire";
import { useHere } from "./context";
import { Icon } from "./parts";

export function Composer({ view }: { view: DockView }) {
  const { state } = useHere();
  const chat = chosenChat(view, state.chatId);
  if (!chat) return null;
  return chat.state === "ended" ? <Ended /> : <Reply key={chat.chat_id} chat={chat} />;
}

function Ended() {
  const { state, actions } = useHere();
  return (
    <div class="pad composer">
      <div class="row between">
        <span class="sm muted">{copy.chat.closeUnder}</span>
        <button
          type="button"
          class="btn primary sm"
          disabled={state.busy.has("close_chat")}
          onClick={() => void actions.chats.close()}
        >
          {copy.chat.close}
        </button>
      </div>
    </div>
  );
}

function Reply({ chat }: { chat: ChatView }) {
  const { state, actions } = useHere();
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const [at, setAt] = useState(0);
  const [dropping, setDropping] = useState(false);
  const { settings } = state;
  const text = state.chatWork.drafts[chat.chat_id] ?? "";
  const canned = cannedFor(chat, settings, text);
  const chosen = canned?.[Math.min(at, canned.length - 1)];
  useEffect(() => grow(field.current), [text]);
  // The first letter after the slash begins the choice anew.
  useEffect(() => setAt(0), [text]);

  const use = (one: Canned): void => {
    actions.chats.write(one.text);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (canned && step !== undefined && canned.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, canned.length - 1) + step + canned.length) % canned.length);
    } else if (chosen && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      event.preventDefault();
      use(chosen);
    } else if (canned && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      actions.chats.write("");
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!event.repeat) actions.chats.send();
    }
  };
  return (
    <div
      class={`pad composer ${dropping ? "dropping" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        actions.chats.attach([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {canned && <CannedList canned={canned} chosen={chosen ?? null} use={use} />}
      <form
        class="write"
        onSubmit={(event) => {
          event.preventDefault();
          actions.chats.send();
          field.current?.focus();
        }}
      >
        <button
          type="button"
          class="iconbtn"
          aria-label={copy.chat.cannedButton}
          title={copy.chat.cannedButton}
          onClick={() => {
            // What is typed already is not thrown away for a list.
            if (text === "" || canned) actions.chats.write(canned ? "" : "/");
            field.current?.focus();
          }}
        >
          <Icon name="reply" />
        </button>
        {settings?.attachments && (
          <>
            <button
              type="button"
              class="iconbtn"
              aria-label={copy.chat.attach}
              title={copy.chat.attach}
              onClick={() => files.current?.click()}
            >
              <Icon name="upload" />
            </button>
            <input
              ref={files}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                actions.chats.attach([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = "";
              }}
            />
          </>
        )}
        <textarea
          ref={field}
          rows={1}
          aria-label={copy.chat.reply(chat.visitor)}
          placeholder={copy.chat.placeholder}
          maxLength={4000}
          value={text}
          {...(canned
            ? {
                "aria-controls": "canned",
                "aria-autocomplete": "list" as const,
                ...(chosen ? { "aria-activedescendant": `canned-${chosen.name}` } : {}),
              }
            : {})}
          onInput={(event) => actions.chats.write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])];
            if (pasted.length === 0) return;
            event.preventDefault();
            actions.chats.attach(pasted);
          }}
        />
        <button class="iconbtn send" aria-label={copy.chat.send} title={copy.chat.send}>
          <Icon name="send" />
        </button>
      </form>
    </div>
  );
}

interface CannedProps {
  readonly canned: readonly Canned[];
  readonly chosen: Canned | null;
  readonly use: (one: Canned) => void;
}

function CannedList({ canned, chosen, use }: CannedProps) {
  if (canned.length === 0) return <p class="sm muted inset-s">{copy.chat.noCanned}</p>;
  return (
    <div class="canned" id="canned" role="listbox" aria-label={copy.chat.canned}>
      {canned.map((one) => (
        <button
          key={one.name}
          type="button"
          role="option"
          id={`canned-${one.name}`}
          aria-selected={one === chosen}
          tabIndex={-1}
          onClick={() => use(one)}
        >
          <code>/{one.name}</code>
          <span class="cut">{one.text}</span>
        </button>
      ))}
    </div>
  );
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(112, Math.max(36, field.scrollHeight))}px`;
}
