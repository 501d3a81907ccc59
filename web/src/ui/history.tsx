import { useState } from "preact/hooks";
import * as copy from "../copy";
import { clock, phoneNumber, whenOf } from "../state/format";
import type { CallRow, History as Calls } from "../wire";
import { PastChats } from "./chathistory";
import { useHere } from "./context";
import { useFetch } from "./fetch";
import { Empty, Failed, Icon, Loading, Radios } from "./parts";

type Shown = "calls" | "chats";

/** What is past: calls, and chats. */
export function History() {
  const [shown, setShown] = useState<Shown>("calls");
  return (
    <div class="column">
      <div class="row between mb2">
        <h1 class="page-head">{copy.history.heading}</h1>
        <Radios<Shown>
          label={copy.history.which}
          groupClass="seg flush"
          choices={[
            { value: "calls", label: copy.history.calls },
            { value: "chats", label: copy.sections.chats },
          ]}
          value={shown}
          choose={setShown}
        />
      </div>
      {shown === "calls" ? <PastCalls /> : <PastChats />}
    </div>
  );
}

/** The agent's own calls, newest first; a click calls again. */
function PastCalls() {
  const { state, actions, dock } = useHere();
  const key = state.view?.call?.call_id ?? "";
  const { answer, failed, again } = useFetch<Calls>("/dock/history?limit=50", key);
  const busy = state.view?.call !== null && state.view?.me.state !== "wrap_up";
  return (
    <>
      {failed && <Failed title={copy.history.failed} under={failed} again={again} />}
      {!answer && !failed && <Loading />}
      {answer?.calls.length === 0 && (
        <Empty icon="history" title={copy.history.empty} under={copy.history.emptyUnder} />
      )}
      {answer && answer.calls.length > 0 && (
        <ul class="card">
          {answer.calls.map((row) => {
            const who = row.name || phoneNumber(row.number) || copy.call.withheld;
            return (
              <li key={row.call_id} class="opt num two-line">
                <CallSign row={row} />
                <span class="grow">
                  <b class="block medium cut">{who}</b>
                  <span class="xs muted cut block">{whatCameOf(row)}</span>
                </span>
                <span class="xs faint nowrap">{whenOf(row.started_at, dock.now())}</span>
                {row.number && (
                  <button
                    type="button"
                    class="iconbtn"
                    aria-label={copy.history.callAgain(who)}
                    title={copy.history.callAgain(who)}
                    disabled={busy || state.busy.has("dial")}
                    onClick={() => void actions.dial(`+${row.number.replace(/^\+/, "")}`)}
                  >
                    <Icon name="phone" />
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

/** Which way it went, and whether it came to anything. */
export function CallSign({ row }: { row: CallRow }) {
  const came = row.kind === "inbound";
  return (
    <span class={isFailed(row) ? "bad-text row" : "faint row"}>
      <Icon name={came ? "in" : "out"} />
      <span class="sr">{came ? copy.history.incoming : copy.history.outgoing}</span>
    </span>
  );
}

/** It is over, and nobody answered. */
function isFailed(row: CallRow): boolean {
  return row.ended_at !== null && row.outcome !== "answered";
}

/** Callback · 6:31, or No answer. */
export function whatCameOf(row: CallRow): string {
  if (row.ended_at === null) return copy.history.underWay;
  const word = dispositionOrOutcome(row);
  const talked = row.answered_at === null ? "" : clock(row.talk_seconds);
  return [word, talked].filter(Boolean).join(" · ");
}

function dispositionOrOutcome(row: CallRow): string {
  if (row.disposition || !row.outcome) return row.disposition;
  // Nobody was abandoned by a dialer: they did not want to wait.
  if (row.kind === "inbound" && row.outcome === "abandoned") return copy.history.leftQueue;
  return copy.outcomeWord(row.outcome);
}

/** Everybody's calls with one number, beside the call. */
export function Earlier({ number, callId }: { number: string; callId: string }) {
  const { dock } = useHere();
  const path = `/dock/history?number=${encodeURIComponent(number)}&limit=10`;
  const { answer } = useFetch<Calls>(path, callId);
  const rows = answer?.calls.filter((row) => row.call_id !== callId) ?? [];
  return (
    <>
      <div class="row between info-sub">
        <h3>{copy.history.earlier}</h3>
        <span class="sm faint num">{answer ? rows.length : ""}</span>
      </div>
      <ul class="past-list">
        {answer && rows.length === 0 && <li class="sm muted past">{copy.history.earlierEmpty}</li>}
        {rows.map((row) => (
          <li key={row.call_id} class="row past">
            <CallSign row={row} />
            <span class="grow">
              <span class="cut block">{dispositionOrOutcome(row)}</span>
              <span class="xs muted cut block">
                {[row.agent_name, row.answered_at === null ? "" : clock(row.talk_seconds), row.note]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            <span class="xs faint num nowrap">{whenOf(row.started_at, dock.now())}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
