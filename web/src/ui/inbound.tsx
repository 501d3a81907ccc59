/** A call that came in, or is to be called back, and rings here: who, for whom, what is known. */
import { whoOf } from "../app/announce";
import * as copy from "../copy";
import { phoneNumber, whenOf } from "../state/format";
import { cameIn, nameOf } from "../state/read";
import type { CallView, Known, KnownLead, QueueView } from "../wire";
import { OfferKeys } from "./arriving";
import { direction, directionIcon } from "./call";
import { useHere } from "./context";
import { useFetch } from "./fetch";
import { CallSign, whatCameOf } from "./history";
import { Elapsed, Failed, Icon } from "./parts";
import { hasRows, OpenRecord, PayloadCard, PayloadList } from "./payload";

interface QueuedProps {
  readonly call: CallView;
  readonly queue: QueueView;
}

export function Queued({ call, queue }: QueuedProps) {
  const { wide } = useHere();
  return (
    <>
      <section
        class="card who ring-edge st-ringing"
        role="group"
        aria-label={copy.offer.section}
        aria-live="off"
      >
        <div class="row between">
          <span class="row xs muted g1 cut">
            <Icon name={directionIcon(call)} size="s" />
            <span class="cut">{queue.callback ? copy.offer.callback : direction(null, call)}</span>
          </span>
          <span class="badge warn nowrap">
            {copy.offer.waiting}{" "}
            <span class="num">
              <Elapsed since={queue.since} />
            </span>
          </span>
        </div>
        <div class="name mt1">{whoOf(call)}</div>
        <NumberLine call={call} />
        {queue.line_name && (
          <p class="sm muted cut">
            {copy.offer.line} <span class="medium text">{queue.line_name}</span>
          </p>
        )}
        {queue.missed > 0 && <p class="xs warn-text">{copy.offer.missedBy(queue.missed)}</p>}
        {queue.callback && <p class="xs muted">{copy.offer.callbackUnder}</p>}
        <OfferKeys call={call} />
      </section>
      {!wide && (hasRows(call.custom) ? <PayloadCard custom={call.custom} /> : null)}
      {!wide && call.number && <KnownCard number={call.number} callId={call.call_id} />}
    </>
  );
}

/** The number below a name; and what the caller's own line says, which anybody may make up. */
export function NumberLine({ call }: { call: CallView }) {
  const named = nameOf(call.custom) !== "";
  return (
    <>
      {named && call.number && <div class="num muted">{phoneNumber(call.number)}</div>}
      <CallerName call={call} />
    </>
  );
}

export function CallerName({ call }: { call: CallView }) {
  if (!cameIn(call) || !call.caller_name) return null;
  return (
    <div class="sm muted cut">
      {copy.offer.says} “{call.caller_name}”, {copy.offer.unverified}
    </div>
  );
}

/** The lead with this number, and the last calls with it. */
export function KnownCard({ number, callId }: { number: string; callId: string }) {
  const { answer, failed, again } = useKnown(number, callId);
  const [lead] = answer?.leads ?? [];
  return (
    <section class="card payload grow" aria-label={copy.offer.known}>
      <header>
        <h3 class="cut">{copy.offer.known}</h3>
        {lead && <OpenRecord custom={lead.data} />}
      </header>
      {failed && <Failed title={copy.offer.knownFailed} under={failed} again={again} />}
      {answer && (
        <div class="scroll known" tabIndex={0} role="region" aria-label={copy.offer.knownRegion}>
          <KnownBody known={answer} callId={callId} />
        </div>
      )}
    </section>
  );
}

export function useKnown(number: string, callId: string) {
  return useFetch<Known>(`/dock/known?number=${encodeURIComponent(number)}`, callId);
}

interface KnownSideProps {
  readonly number: string;
  readonly callId: string;
  /** The column's own heading says it already. */
  readonly headed: boolean;
}

/** The same beside a call in the wide dock. */
export function KnownSide({ number, callId, headed }: KnownSideProps) {
  const { answer } = useKnown(number, callId);
  if (!answer) return null;
  if (answer.leads.length === 0) {
    return headed ? <div class="info-kv sm muted">{copy.offer.noLead}</div> : null;
  }
  return (
    <>
      {!headed && (
        <div class="row between info-sub">
          <h3>{copy.offer.known}</h3>
        </div>
      )}
      <div class="info-kv">
        {answer.leads.map((lead) => (
          <Lead key={lead.lead_id} lead={lead} />
        ))}
      </div>
    </>
  );
}

function KnownBody({ known, callId }: { known: Known; callId: string }) {
  const { dock } = useHere();
  const calls = known.calls.filter((row) => row.call_id !== callId);
  if (known.leads.length === 0 && calls.length === 0) {
    return <p class="sm muted known-none">{copy.offer.unknown}</p>;
  }
  return (
    <>
      {known.leads.map((lead) => (
        <Lead key={lead.lead_id} lead={lead} />
      ))}
      {calls.length > 0 && <h4 class="xs muted known-head">{copy.offer.lastCalls}</h4>}
      <ul>
        {calls.map((row) => (
          <li key={row.call_id} class="row past sm">
            <CallSign row={row} />
            <span class="grow cut">
              {[row.name, whatCameOf(row), row.agent_name].filter(Boolean).join(" · ")}
            </span>
            <span class="xs faint num nowrap">{whenOf(row.started_at, dock.now())}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Lead({ lead }: { lead: KnownLead }) {
  const name = nameOf(lead.data);
  return (
    <div class="known-lead">
      <div class="row between sm">
        <b class="cut medium">{name || copy.offer.lead(lead.campaign, lead.source)}</b>
        <span class="xs muted nowrap">{copy.offer.attempts(lead.attempts)}</span>
      </div>
      {name && <p class="xs muted cut">{copy.offer.lead(lead.campaign, lead.source)}</p>}
      <PayloadList custom={lead.data} />
    </div>
  );
}
