import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { cardFree } from "../app/cardnews";
import type { CardWork } from "../app/state";
import * as copy from "../copy";
import { phoneNumber } from "../state/format";
import type { CardView } from "../wire";
import { CallbackFields } from "./callback";
import { useHere, useOpened } from "./context";
import { Icon } from "./parts";
import { Refused } from "./refused";

interface PanelProps {
  readonly card: CardView;
  readonly work: CardWork;
}

function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  const { actions } = useHere();
  const box = useRef<HTMLElement>(null);
  useOpened(box);
  return (
    <section class="card-panel" aria-label={title} ref={box}>
      <div class="row between panel-head">
        <h3>{title}</h3>
        <button
          type="button"
          class="iconbtn"
          aria-label={copy.card.close}
          onClick={() => actions.card.show("none")}
        >
          <Icon name="x" />
        </button>
      </div>
      {children}
    </section>
  );
}

/** One of the campaign's reasons with one click, or the agent's own words. */
export function SkipPanel({ card, work }: PanelProps) {
  const { state, actions } = useHere();
  const free = cardFree(state);
  return (
    <Panel title={copy.card.whySkip}>
      <ul>
        {card.skip_reasons.map((reason) => (
          <li key={reason}>
            <button
              type="button"
              class="opt rule"
              disabled={!free}
              onClick={() => void actions.card.skip(reason)}
            >
              <span class="grow">{reason}</span>
              <Icon name="skip" size="s" />
            </button>
          </li>
        ))}
      </ul>
      <form
        class="form tight rule"
        onSubmit={(event) => {
          event.preventDefault();
          void actions.card.skip(work.reason);
        }}
      >
        <Refused text={work.refused} />
        <div class="row">
          <input
            class="input grow"
            aria-label={copy.card.ownWords}
            placeholder={copy.card.ownWords}
            autocomplete="off"
            maxLength={200}
            value={work.reason}
            onInput={(event) => actions.card.write({ reason: event.currentTarget.value })}
            onKeyDown={(event) => {
              // The button may not have been painted since the last letter, and then submits nothing.
              if (event.key !== "Enter" || event.isComposing) return;
              event.preventDefault();
              void actions.card.skip(event.currentTarget.value);
            }}
          />
          <button class="btn primary" disabled={!free || !work.reason.trim()}>
            {copy.card.skipWith}
          </button>
        </div>
      </form>
    </Panel>
  );
}

export function CallbackPanel({ card, work }: PanelProps) {
  const { state, actions } = useHere();
  const { teams } = state.view?.me ?? { teams: [] };
  return (
    <Panel title={copy.card.whenBack}>
      <form
        class="form tight rule"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void actions.card.callBack();
        }}
      >
        <CallbackFields
          lead={card.lead}
          team={teams.length === 1 ? (teams[0] ?? "") : ""}
          draft={work.callback}
          write={(changed) => actions.card.write({ callback: changed })}
          ownNote
        />
        <div class="panel-foot stack">
          <Refused text={work.refused} />
          <button class="btn primary" disabled={!cardFree(state)}>
            {copy.card.setCallback}
          </button>
        </div>
      </form>
    </Panel>
  );
}

export function NeverPanel({ card, work }: PanelProps) {
  const { state, actions } = useHere();
  return (
    <div class="card-panel rule inset-s">
      <NeverAsk
        number={card.lead.number}
        free={cardFree(state)}
        refused={work.refused}
        no={() => actions.card.show("none")}
        yes={() => void actions.card.never()}
      />
    </div>
  );
}

interface NeverProps {
  readonly number: string;
  readonly free: boolean;
  readonly refused: readonly [string, string] | null;
  readonly no: () => void;
  readonly yes: () => void;
}

/** The second click of "do not call", in the place of the first. */
export function NeverAsk({ number, free, refused, no, yes }: NeverProps) {
  const box = useRef<HTMLDivElement>(null);
  useOpened(box);
  return (
    <div class="stack" role="group" aria-labelledby="never-title" ref={box}>
      <p class="sm">
        <b id="never-title">{copy.card.neverTitle(phoneNumber(number))}</b>
        <br />
        <span class="muted">{copy.card.neverUnder}</span>
      </p>
      <Refused text={refused} />
      <div class="halves">
        <button type="button" class="btn line" onClick={no}>
          {copy.card.neverNo}
        </button>
        <button type="button" class="btn danger" disabled={!free} onClick={yes}>
          <Icon name="ban" />
          {copy.card.neverYes}
        </button>
      </div>
    </div>
  );
}
