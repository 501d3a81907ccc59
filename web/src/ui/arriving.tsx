import { whoOf } from "../app/announce";
import * as copy from "../copy";
import { nameOf, ownsCall } from "../state/read";
import { phoneNumber } from "../state/format";
import type { CallView, DockView, Targets } from "../wire";
import { direction } from "./call";
import { useHere, useTicking } from "./context";
import { useFetch } from "./fetch";
import { Icon } from "./parts";
import { callData } from "./card";
import { PayloadCard } from "./payload";

/** The strip before a call dials by itself. Focus stays where it is; Esc cancels. */
export function Arriving({ view, call }: { view: DockView; call: CallView }) {
  const { dock, actions, wide } = useHere();
  const dialsAt = call.dials_at ?? call.started_at;
  const left = useTicking(() => Math.max(0, Math.ceil(dialsAt - dock.now())), [dialsAt]);
  return (
    <>
      <section
        class="card who ring-edge st-ringing"
        role="group"
        aria-label={direction(view, call)}
      >
        <div class="row between">
          <span class="row xs muted g1">
            <Icon name="out" size="s" />
            {direction(view, call)}
          </span>
        </div>
        <div class="name mt1">{whoOf(call)}</div>
        {nameOf(call.custom) && <div class="num muted">{phoneNumber(call.number)}</div>}
        <p class="countdown">
          {copy.call.callingIn} <b class="num ring-text">{left}</b> {copy.call.seconds(left)}
        </p>
        <div class="halves">
          <button
            type="button"
            class="btn line"
            aria-keyshortcuts="Escape"
            onClick={() => void actions.hangUp()}
          >
            {copy.call.cancel} <kbd>Esc</kbd>
          </button>
          <button type="button" class="btn call" onClick={() => void actions.callNow()}>
            <Icon name="phone" />
            {copy.call.callNow}
          </button>
        </div>
      </section>
      {!wide && <PayloadCard custom={callData(call)} />}
    </>
  );
}

/** Another agent asks this one into a call. */
export function Offered({ view, call }: { view: DockView; call: CallView }) {
  const { wide } = useHere();
  const { answer } = useFetch<Targets>("/dock/targets", call.call_id);
  const asker = answer?.agents.find((agent) => agent.agent_id === call.agent_id);
  const from = ownsCall(view) ? copy.call.fromCrm : (asker?.name ?? copy.offer.someone);
  return (
    <>
      <section class="card who ring-edge st-ringing" role="group" aria-label={copy.offer.section}>
        <div class="row xs muted g1">
          <Icon name="in" size="s" />
          <span class="cut">
            {from} {copy.offer.from}
            {call.team ? ` · ${call.team}` : ""}
          </span>
        </div>
        <div class="name mt1">{whoOf(call)}</div>
        {nameOf(call.custom) && <div class="num muted">{phoneNumber(call.number)}</div>}
        <OfferKeys call={call} />
      </section>
      {!wide && <PayloadCard custom={callData(call)} />}
    </>
  );
}

/** Answer and decline. Nothing here takes focus: Shift+A and Shift+D work from anywhere. */
export function OfferKeys({ call }: { call: CallView }) {
  const { state, actions } = useHere();
  const calls = call.queue?.callback === true;
  return (
    <div class="halves mt3">
      <button
        type="button"
        class="btn line"
        aria-keyshortcuts="Shift+D"
        title={`${copy.offer.decline} (Shift+D)`}
        disabled={state.busy.has("decline")}
        onClick={() => void actions.decline()}
      >
        {copy.offer.decline}
      </button>
      <button
        type="button"
        class="btn call"
        aria-keyshortcuts="Shift+A"
        title={`${copy.offer.answer} (Shift+A)`}
        disabled={state.busy.has("answer")}
        onClick={() => void actions.answer()}
      >
        <Icon name="phone" />
        {calls ? copy.offer.take : copy.offer.answer}
      </button>
    </div>
  );
}
