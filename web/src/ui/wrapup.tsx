import { targetName, whoOf } from "../app/announce";
import * as copy from "../copy";
import { needsCallback } from "../state/callback";
import { nameOf, talkSeconds } from "../state/read";
import { clock, phoneNumber } from "../state/format";
import type { CallView, DockView } from "../wire";
import { CallbackFields } from "./callback";
import { NeverAsk } from "./cardpanels";
import { useHere } from "./context";
import { Icon, Menu, Radios } from "./parts";
import { OthersNotes, SavedWord } from "./note";
import { Refused } from "./refused";

/** After the call: what came of it, while the next one waits. */
export function WrapUp({ call }: { call: CallView }) {
  const { state, actions, wide } = useHere();
  const draft = state.draft;
  const note = draft?.note ?? "";
  const called = draft !== null && needsCallback(call.lead, draft.disposition);
  const body = (
    <>
      <div class="row between">
        <div class="grow">
          <h2 class="cut">{whoOf(call)}</h2>
          <p class="sm muted num">{summary(call, wide)}</p>
        </div>
        <button
          type="button"
          class="btn line sm"
          disabled={state.busy.has("extend")}
          onClick={() => void actions.extend()}
        >
          <Icon name="plus" size="s" />
          {copy.wrapUp.more}
        </button>
      </div>
      <form class="stack wrap-form" onSubmit={(event) => event.preventDefault()}>
        {isSettled(call) ? (
          <div>
            <p class="sm muted">{copy.wrapUp.settled}</p>
            <Never call={call} />
          </div>
        ) : (
          <fieldset class="bare-set">
            <legend class="label legend-label" id="disposition">
              {copy.wrapUp.disposition}
            </legend>
            <Radios
              labelledBy="disposition"
              groupClass="chips"
              itemClass="chip"
              tick
              choices={dispositionsOf(call, state.settings?.dispositions ?? [])}
              value={draft?.disposition || null}
              choose={(disposition) => actions.draft({ disposition })}
            />
            {!call.lead && <Never call={call} />}
          </fieldset>
        )}
        {call.lead && called && (
          <fieldset class="card form tight bare">
            <legend class="sr">{copy.callback.section}</legend>
            <CallbackFields
              lead={call.lead}
              team={call.team}
              draft={draft.callback}
              write={(changed) => actions.draftCallback(changed)}
              ownNote={false}
            />
          </fieldset>
        )}
        <Refused text={state.finishRefused} />
        <OthersNotes />
        <div class="field fill-field">
          <label for="note" class="row between">
            <span>
              {copy.wrapUp.note}
              {called && <span class="regular">, {copy.callback.noteGoes}</span>}
            </span>
            <span class="xs faint regular" aria-live="off">
              <SavedWord />
            </span>
          </label>
          <textarea
            class="input note-box"
            id="note"
            maxLength={4000}
            value={note}
            onInput={(event) => actions.draft({ note: event.currentTarget.value })}
          />
        </div>
      </form>
    </>
  );
  if (!wide) return body;
  return (
    <section class="card wrap-card column fill" aria-label={copy.wrapUp.section}>
      {body}
      <FinishPad />
    </section>
  );
}

/** A lead that nobody answered for: its campaign's plan goes on, whatever an agent would say. */
function isSettled(call: CallView): boolean {
  return call.lead !== null && call.phase === "ended" && call.answered_at === null;
}

/** A lead's campaign has its own, with codes; any other call has the space's. */
function dispositionsOf(
  call: CallView,
  ofSpace: readonly string[],
): readonly { readonly value: string; readonly label: string }[] {
  return (
    call.lead?.dispositions.map(({ code, name }) => ({ value: code, label: name })) ??
    ofSpace.map((one) => ({ value: one, label: one }))
  );
}

/** Do not call, for a call that no lead's disposition can say it for. */
function Never({ call }: { call: CallView }) {
  const { state, actions } = useHere();
  const asked = state.never?.callId === call.call_id ? state.never : null;
  if (asked?.done) {
    return (
      <p class="row sm ok-text never">
        <Icon name="check" size="s" />
        {copy.card.neverDone}
      </p>
    );
  }
  return (
    <div class="never">
      <button
        type="button"
        class="btn quiet sm"
        aria-expanded={asked !== null}
        onClick={() => actions.askNever(asked === null)}
      >
        <Icon name="ban" size="s" />
        {copy.wrapUp.never}
      </button>
      {asked && (
        <div class="card inset-s">
          <NeverAsk
            number={call.number}
            free={state.link.phase === "open" && !state.busy.has("never_call")}
            refused={null}
            no={() => actions.askNever(false)}
            yes={() => void actions.never()}
          />
        </div>
      )}
    </div>
  );
}

/** Disposition's fellow at the bottom: what comes after, and Finish. */
export function FinishPad() {
  const { state, actions } = useHere();
  const then = state.draft?.then ?? "ready";
  const reason = state.draft?.pauseReason ?? "";
  const busy = state.busy.has("finish");
  return (
    <div class="pad finish" role="group" aria-label={copy.wrapUp.finish}>
      <Menu
        buttonClass="btn line lg normal wide"
        side="above"
        menuLabel={copy.wrapUp.then}
        items={[
          {
            key: "ready",
            label: copy.wrapUp.thenReady,
            state: "ready",
            checked: then === "ready",
            run: () => actions.draft({ then: "ready", pauseReason: "" }),
          },
          ...(state.settings?.pause_reasons ?? []).map((one) => ({
            key: one,
            label: `${copy.wrapUp.thenPaused}: ${one}`,
            state: "paused",
            checked: then === "paused" && reason === one,
            run: () => actions.draft({ then: "paused", pauseReason: one }),
          })),
        ]}
      >
        {then === "ready" ? copy.wrapUp.thenReady : copy.wrapUp.thenPaused}
        <Icon name="down" size="s" />
      </Menu>
      <button
        type="button"
        class="btn primary lg"
        aria-keyshortcuts="Control+Enter"
        disabled={busy}
        onClick={() => void actions.finish()}
      >
        {busy ? copy.wrapUp.saving : copy.wrapUp.finish} <kbd>Ctrl Enter</kbd>
      </button>
    </div>
  );
}

/** +1 202 555 0143 · talked 6:31, or how it failed. */
function summary(call: CallView, wide: boolean): string {
  const parts = nameOf(call.custom) ? [phoneNumber(call.number)] : [];
  const talked = talkSeconds(call, call.ended_at ?? call.started_at);
  if (call.phase !== "ended") {
    if (call.transfer) parts.push(copy.wrapUp.transferring(targetName(call.transfer)));
    else parts.push(copy.wrapUp.causes["transferred"] ?? "");
  } else if (talked !== null) {
    parts.push(`${copy.call.talked} ${clock(talked)}`);
    const ended = wide ? copy.wrapUp.endedBy[call.ended_by] : "";
    const why = copy.wrapUp.causes[call.cause] ?? ended;
    if (why) parts.push(why);
  } else {
    parts.push(copy.outcomeWord(call.outcome ?? "cancelled"));
    if (call.sip_status && call.outcome !== "cancelled")
      parts.push(copy.sipStatus(call.sip_status));
    const why = copy.wrapUp.causes[call.cause];
    if (why) parts.push(why);
  }
  return parts.filter(Boolean).join(" · ");
}

export function wrapUpSpan(view: DockView): { from: number; until: number } | null {
  const { until, since } = view.me;
  return view.me.state === "wrap_up" && until !== null ? { from: since, until } : null;
}
