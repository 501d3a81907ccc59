/** The agent's own chats that are past, each with all that was said. */
import * as copy from "../copy";
import { authorOf, lastWords } from "../state/chats";
import { sizeWord } from "../state/files";
import { timeOfDay, whenOf } from "../state/format";
import type { ChatHistory, ChatRow } from "../wire";
import { useHere } from "./context";
import { useFetch } from "./fetch";
import { Empty, Failed, Icon, Loading } from "./parts";

export function PastChats() {
  const { state } = useHere();
  // One more is past when one of those on the dock is closed.
  const key = state.view?.chats.map((chat) => chat.chat_id + chat.state).join() ?? "";
  const { answer, failed, again } = useFetch<ChatHistory>("/dock/chat-history?limit=20", key);
  return (
    <>
      {failed && <Failed title={copy.history.failed} under={failed} again={again} />}
      {!answer && !failed && <Loading />}
      {answer?.chats.length === 0 && (
        <Empty icon="chat" title={copy.history.noChats} under={copy.history.noChatsUnder} />
      )}
      {answer && answer.chats.length > 0 && (
        <ul class="card past-chats">
          {answer.chats.map((row) => (
            <li key={row.chat_id}>
              <PastChat row={row} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function PastChat({ row }: { row: ChatRow }) {
  const { state, dock } = useHere();
  const me = state.view?.me.agent_id ?? "";
  return (
    <details>
      <summary class="opt two-line">
        <span class="faint row">
          <Icon name="chat" />
        </span>
        <span class="grow">
          <b class="block medium cut">{row.visitor}</b>
          <span class="xs muted cut block">
            {[row.team, row.note || lastWords(row, copy.chat.you)].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span class="xs faint num nowrap">{whenOf(row.started_at, dock.now())}</span>
        <Icon name="down" size="s" />
      </summary>
      <div class="past-lines">
        {row.note && <p class="sm past-note">{row.note}</p>}
        <dl class="sm">
          {row.lines.map((line) => [
            <dt key={`${line.seq}w`} class="xs muted">
              {authorOf(line, me) === "me" ? copy.chat.you : line.name || row.visitor},{" "}
              <span class="num">{timeOfDay(line.at)}</span>
            </dt>,
            <dd key={`${line.seq}t`}>
              {line.text}
              {line.attachments.map((one) => (
                <a
                  key={one.attachment_id}
                  class="block"
                  href={`/chat/attachments/${row.chat_id}/${one.attachment_id}`}
                  target="_blank"
                  rel="noopener noreferrer"
                >
                  {one.name}, {sizeWord(one.size)}
                </a>
              ))}
            </dd>,
          ])}
        </dl>
      </div>
    </details>
  );
}
