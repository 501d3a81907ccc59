import * as copy from "../copy";
import { whoOf } from "../app/announce";
import {
  cameIn,
  isCallback,
  nameOf,
  onHold,
  ownsCall,
  timedSince,
  waitedSeconds,
} from "../state/read";
import { clock, phoneNumber } from "../state/format";
import type { CallView, DockView } from "../wire";
import { callData } from "./card";
import { useHere } from "./context";
import { KeypadPanel } from "./keypad";
import { Controls } from "./controls";
import { CallerName, KnownCard } from "./inbound";
import { LeadOrigin, There } from "./lead";
import { LeadScript } from "./leadscript";
import { Note, OthersNotes } from "./note";
import { Elapsed, Icon } from "./parts";
import { hasRows, PayloadCard } from "./payload";
import { Legs, TransferPanel } from "./transfer";

/** The call on the screen: head, what is open below it, and (narrow) the CRM's data. */
export function Call({ view, call }: { view: DockView; call: CallView }) {
  const { state, wide } = useHere();
  const panel = state.panel;
  const open =
    panel === "keypad" ? (
      <KeypadPanel call={call} />
    ) : panel === "transfer" || panel === "add" ? (
      <TransferPanel adding={panel === "add"} />
    ) : null;
  const legs = call.transfer && panel === "none" ? <Legs view={view} call={call} /> : null;
  if (wide) {
    return (
      <>
        <section class="card" aria-label={copy.call.section}>
          <WideHead view={view} call={call} />
          <div class="controls in-card" role="group" aria-label={copy.call.controls}>
            <Controls view={view} call={call} />
          </div>
          {legs ?? (call.transfer ? <Legs view={view} call={call} /> : null)}
          {open && <div class="in-card-panel">{open}</div>}
        </section>
        <LeadScript lead={call.lead} />
        {ownsCall(view) && <Note />}
      </>
    );
  }
  return (
    <>
      <CallHead view={view} call={call} />
      {open}
      {legs && <section class="card small-leg">{legs}</section>}
      {panel === "none" && <OthersNotes />}
      {panel === "none" && <LeadScript lead={call.lead} />}
      {panel === "none" && <CallData call={call} />}
    </>
  );
}

/** A call that came in brings nothing from a CRM: what is known of its number stands there. */
function CallData({ call }: { call: CallView }) {
  if (cameIn(call) && call.number && !hasRows(call.custom)) {
    return <KnownCard number={call.number} callId={call.call_id} />;
  }
  return <PayloadCard custom={callData(call)} />;
}

interface HeadProps {
  readonly view: DockView;
  readonly call: CallView;
  /** The agent is not on the line: the customer hears music. */
  readonly kept?: boolean;
}

export function CallHead({ view, call, kept = false }: HeadProps) {
  return (
    <section class="card who" aria-label={copy.call.section}>
      <div class="row between">
        <Direction view={view} call={call} />
        {kept ? <span class="badge">{copy.call.onHold}</span> : <Badges call={call} />}
      </div>
      <div class="row between head-line">
        <div class="grow">
          <div class="name cut">{whoOf(call)}</div>
          <div class="row muted">
            <span class="num nowrap">{kept && !nameOf(call.custom) ? "" : underName(call)}</span>
            {call.lead && <There lead={call.lead} />}
          </div>
        </div>
        <CallTimer call={call} size="" kept={kept} />
      </div>
      <CallerName call={call} />
      <EarlyMedia call={call} />
    </section>
  );
}

function WideHead({ view, call }: { view: DockView; call: CallView }) {
  return (
    <div class="row between call-head">
      <div class="grow">
        <Direction view={view} call={call} />
        <div class="caller cut">{whoOf(call)}</div>
        <div class="row muted">
          <span class="num nowrap">{underName(call)}</span>
          {call.lead && <There lead={call.lead} />}
        </div>
        <CallerName call={call} />
        <EarlyMedia call={call} />
      </div>
      <div class="right">
        <CallTimer call={call} size="huge" />
        <Badges call={call} />
      </div>
    </div>
  );
}

/** The number below the name; below a number, nothing that says it twice. */
function underName(call: CallView): string {
  const number = phoneNumber(call.number);
  return nameOf(call.custom) ? number : phaseWord(call);
}

function phaseWord(call: CallView): string {
  if (call.phase === "ringing") return copy.call.ringing;
  if (call.phase === "talking") return copy.call.onTheLine;
  if (onHold(call)) return copy.call.onHold;
  if (call.phase === "held") return copy.call.onTheLine;
  return copy.call.dialling;
}

/** Where the call comes from; a lead's own says which campaign and list. */
function Direction({ view, call }: { view: DockView; call: CallView }) {
  if (call.lead && ownsCall(view)) {
    return (
      <span class="xs muted cut">
        <LeadOrigin lead={call.lead} />
      </span>
    );
  }
  return (
    <span class="row xs muted g1 cut">
      <Icon name={ownsCall(view) ? directionIcon(call) : "in"} size="s" />
      <span class="cut">{direction(view, call)}</span>
    </span>
  );
}

/** Where the call comes from, for which team, and how long it waited; null: nobody has it yet. */
export function direction(view: DockView | null, call: CallView): string {
  const waited = waitedSeconds(call);
  const parts = [
    view && !ownsCall(view) ? copy.call.asked : kindWord(call),
    call.team,
    waited === null ? "" : copy.call.waited(clock(waited)),
  ];
  return parts.filter(Boolean).join(" · ");
}

function kindWord(call: CallView): string {
  return isCallback(call) ? copy.call.callback : (kinds[call.kind] ?? copy.call.outgoing);
}

const kinds: Partial<Record<CallView["kind"], string>> = {
  click_to_call: copy.call.fromCrm,
  inbound: copy.call.incoming,
};

export function directionIcon(call: CallView): string {
  return cameIn(call) ? "in" : "out";
}

interface TimerProps {
  readonly call: CallView;
  readonly size: "" | "huge";
  readonly kept?: boolean;
}

function CallTimer({ call, size, kept = false }: TimerProps) {
  const { view } = useHere().state;
  const held = kept || onHold(call);
  return (
    <div class={`timer ${size} ${held ? "held" : ""}`} role="timer" aria-label={copy.call.time}>
      <Elapsed since={timedSince(view, call)} until={call.ended_at} />
    </div>
  );
}

function Badges({ call }: { call: CallView }) {
  if (onHold(call) && call.held_since !== null) {
    return (
      <span class="badge nowrap">
        {copy.call.onHold}{" "}
        <span class="num">
          <Elapsed since={call.held_since} />
        </span>
      </span>
    );
  }
  if (call.recording === "on") {
    return (
      <span class="badge bad">
        <Icon name="record" size="s" />
        {copy.call.recording}
      </span>
    );
  }
  if (call.answered_at === null) {
    return <span class="badge">{phaseWord(call)}</span>;
  }
  if (call.agent_leg !== "up") return <span class="badge">{copy.call.connecting}</span>;
  return null;
}

function EarlyMedia({ call }: { call: CallView }) {
  if (!call.early_media || call.answered_at !== null) return null;
  return <p class="xs muted early">{copy.call.earlyMedia}</p>;
}
