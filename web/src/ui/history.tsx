import * as copy from "../copy";
import { clock, phoneNumber, whenOf } from "../state/format";
import type { CallRow, History as Calls } from "../wire";
import { useHere } from "./context";
import { useFetch } from "./fetch";
import { Empty, Failed, Icon, Loading } from "./parts";

/** The agent's own calls, newest first; a click calls again. */
export function History() {
  const { state, actions, dock } = useHere();
  const key = state.view?.call?.call_id ?? "";
  const { answer, failed, again } = useFetch<Calls>("/dock/history?limit=50", key);
  const busy = state.view?.call !== null && state.view?.me.state !== "wrap_up";
  return (
    <div class="column">
      <h1 class="page-head mb2">{copy.history.heading}</h1>
      {failed && <Failed title={copy.history.failed} under={failed} again={again} />}
      {!answer && !failed && <Loading />}
      {answer?.calls.length === 0 && (
        <Empty icon="history" title={copy.history.empty} under={copy.history.emptyUnder} />
      )}
      {answer && answer.calls.length > 0 && (
        <ul class="card">
          {answer.calls.map((row) => {
            const who = row.name || phoneNumber(row.number);
            return (
              <li key={row.call_id} class="opt num two-line">
                <span class={isFailed(row) ? "bad-text row" : "faint row"}>
                  <Icon name="out" />
                </span>
                <span class="grow">
                  <b class="block medium cut">{who}</b>
                  <span class="xs muted cut block">{whatCameOf(row)}</span>
                </span>
                <span class="xs faint nowrap">{whenOf(row.started_at, dock.now())}</span>
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
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

/** It is over, and nobody answered. */
function isFailed(row: CallRow): boolean {
  return row.ended_at !== null && row.outcome !== "answered";
}

/** Callback · 6:31, or No answer. */
export function whatCameOf(row: CallRow): string {
  if (row.ended_at === null) return copy.history.underWay;
  const word = row.disposition || (row.outcome ? copy.outcomeWord(row.outcome) : "");
  const talked = row.answered_at === null ? "" : clock(row.talk_seconds);
  return [word, talked].filter(Boolean).join(" · ");
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
            <span class="faint row">
              <Icon name="out" />
            </span>
            <span class="grow">
              <span class="cut block">{row.disposition || copy.outcomeWord(row.outcome)}</span>
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
