import { cardFree } from "../app/cardnews";
import * as copy from "../copy";
import { placeOf } from "../state/callback";
import { phoneNumber, whenOf } from "../state/format";
import { leadName, nameOf } from "../state/read";
import { dateOf, ownZone, wallAt, wallWord } from "../state/zones";
import type { CallView, CardView, LeadView } from "../wire";
import { CallbackPanel, NeverPanel, SkipPanel } from "./cardpanels";
import { useHere } from "./context";
import { LeadOrigin, There } from "./lead";
import { LeadScript } from "./leadscript";
import { Icon, Left } from "./parts";
import { hasRows, PayloadList } from "./payload";
import { LeftOf } from "./work";

/** A lead and what is known of it: nothing is dialled before the agent accepts. */
export function LeadCard({ card }: { card: CardView }) {
  const { wide } = useHere();
  const { lead } = card;
  if (wide) {
    return (
      <article class="card lead-wide" aria-labelledby="lead">
        <Head card={card} />
        <div class="lead-keys" role="group" aria-label={copy.card.actions}>
          <LeadKeys />
        </div>
        <OpenPanel card={card} />
        <LeadScript lead={lead} inside />
        <Last lead={lead} />
      </article>
    );
  }
  return (
    <article class="card payload grow" aria-labelledby="lead">
      <Head card={card} />
      <OpenPanel card={card} />
      <Known lead={lead} />
    </article>
  );
}

function Head({ card }: { card: CardView }) {
  const { state, actions, wide } = useHere();
  const { lead } = card;
  const named = nameOf(lead.data) !== "";
  const asking = state.cardWork?.panel === "never";
  return (
    <div class="who">
      <div class="row between xs muted">
        <LeadOrigin lead={lead} />
        <span class="num nowrap" role="timer" aria-label={copy.card.leftLabel}>
          <Left until={card.until} /> {copy.card.left}
        </span>
      </div>
      <h2 class={wide ? "caller mt2" : "name mt2"} id="lead">
        {leadName(lead)}
      </h2>
      <div class="row phone-line">
        {named && <span class="num nowrap">{phoneNumber(lead.number)}</span>}
        <There lead={lead} />
        {!wide && (
          <button
            type="button"
            class="iconbtn push"
            aria-label={copy.card.never}
            title={copy.card.never}
            aria-expanded={asking}
            disabled={!asking && !cardFree(state)}
            onClick={() => actions.card.show("never")}
          >
            <Icon name="ban" />
          </button>
        )}
      </div>
      <Tags card={card} />
      {lead.callback_note && <p class="sm lead-note">{lead.callback_note}</p>}
    </div>
  );
}

function Tags({ card }: { card: CardView }) {
  const { dock } = useHere();
  const { lead } = card;
  const asked = askedFor(lead, dock.now());
  return (
    <div class="row tags">
      {card.own && <span class="badge accent">{copy.card.own}</span>}
      <span class="badge">{copy.card.attempt(lead.attempts + 1)}</span>
      {asked && (
        <span class="badge warn">
          <Icon name="calendar" size="s" />
          {asked}
        </span>
      )}
      <LeftOf campaignId={lead.campaign_id} />
    </div>
  );
}

/** When a callback was promised for: by the agent's clock, and by the lead's. */
function askedFor(lead: LeadView, now: number): string {
  const at = lead.callback_at;
  if (at === null) return "";
  const place = placeOf(lead, now);
  const here = wallAt(at, ownZone());
  const there = wallAt(at, place.zone);
  const today = dateOf(wallAt(now, ownZone()));
  return copy.card.asked(
    wallWord(here, today),
    here === there ? null : wallWord(there, dateOf(here)),
  );
}

/** The narrow card's middle; an open panel takes its place. */
function Known({ lead }: { lead: LeadView }) {
  const { state } = useHere();
  if (state.cardWork && state.cardWork.panel !== "none") return null;
  const data = leadData(lead);
  return (
    <div class="scroll-on" tabIndex={0} role="region" aria-label={copy.card.region}>
      <LeadScript lead={lead} inside />
      {hasRows(data) ? (
        <div class="kv-box">
          <PayloadList custom={data} />
        </div>
      ) : (
        <p class="sm muted inset-s">{copy.card.empty}</p>
      )}
      <Last lead={lead} />
    </div>
  );
}

/** The lead's data, and its id in the CRM where that is not among it. */
export function leadData(lead: LeadView): Readonly<Record<string, unknown>> {
  return withId(lead.data, lead.external_id);
}

/** What the CRM sent of a call; of a lead's, the same as its card showed. */
export function callData(call: CallView): Readonly<Record<string, unknown>> {
  return withId(call.custom, call.lead?.external_id ?? "");
}

function withId(
  data: Readonly<Record<string, unknown>>,
  externalId: string,
): Readonly<Record<string, unknown>> {
  if (!externalId || Object.values(data).includes(externalId)) return data;
  return { ...data, [copy.card.externalId]: externalId };
}

/** What came of the attempt before. */
function Last({ lead }: { lead: LeadView }) {
  const { dock } = useHere();
  const outcome = lead.last_outcome === null ? "" : copy.outcomeWord(lead.last_outcome);
  const last = [outcome, lead.last_disposition].filter(Boolean).join(", ");
  if (!last) return null;
  return (
    <div class="earlier">
      <h3 class="label">{copy.card.earlier}</h3>
      <ul class="sm earlier-list">
        <li class="row between">
          <span class="cut">{last}</span>
          <span class="faint num nowrap">
            {lead.last_at === null ? "" : whenOf(lead.last_at, dock.now())}
          </span>
        </li>
      </ul>
    </div>
  );
}

function OpenPanel({ card }: { card: CardView }) {
  const { state } = useHere();
  const work = state.cardWork;
  if (!work) return null;
  switch (work.panel) {
    case "none":
      return null;
    case "skip":
      return <SkipPanel card={card} work={work} />;
    case "callback":
      return <CallbackPanel card={card} work={work} />;
    case "never":
      return <NeverPanel card={card} work={work} />;
    default:
      return work.panel satisfies never;
  }
}

/** Accept, skip, callback; in the wide dock the fourth, which the narrow one has beside the number. */
function LeadKeys() {
  const { state, actions, wide } = useHere();
  const panel = state.cardWork?.panel ?? "none";
  const free = cardFree(state);
  const accepting = state.busy.has("accept_card");
  return (
    <>
      {(wide || panel === "none") && (
        // A narrow dock has no room for it below what else was opened.
        <button
          type="button"
          class="btn call lg all"
          aria-keyshortcuts="Enter"
          aria-busy={accepting}
          aria-disabled={state.cardWork?.fresh}
          disabled={!free}
          onClick={() => void actions.card.accept()}
        >
          {accepting ? <Icon name="refresh" spin /> : <Icon name="phone" />}
          {accepting ? copy.card.accepting : copy.card.accept} <kbd>Enter</kbd>
        </button>
      )}
      <button
        type="button"
        class="btn line"
        aria-keyshortcuts="S"
        title={`${copy.card.skip} (S)`}
        aria-expanded={panel === "skip"}
        disabled={panel !== "skip" && !free}
        onClick={() => actions.card.show("skip")}
      >
        <Icon name="skip" />
        {copy.card.skip}
      </button>
      <button
        type="button"
        class="btn line"
        aria-keyshortcuts="B"
        title={`${copy.card.callback} (B)`}
        aria-expanded={panel === "callback"}
        disabled={panel !== "callback" && !free}
        onClick={() => actions.card.show("callback")}
      >
        <Icon name="calendar" />
        {copy.card.callback}
      </button>
      {wide && (
        <button
          type="button"
          class="btn line"
          aria-expanded={panel === "never"}
          disabled={panel !== "never" && !free}
          onClick={() => actions.card.show("never")}
        >
          <Icon name="ban" />
          {copy.card.never}
        </button>
      )}
    </>
  );
}

export function LeadPad() {
  return (
    <div class="pad lead-pad" role="group" aria-label={copy.card.actions}>
      <LeadKeys />
    </div>
  );
}
