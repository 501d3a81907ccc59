import * as copy from "../copy";
import { timeOfDay } from "../state/format";
import { othersNotes } from "../state/read";
import { useHere } from "./context";

/** The note of the wide dock, kept while it is written. */
export function Note() {
  const { state, actions } = useHere();
  const { draft } = state;
  if (!draft) return null;
  return (
    <section class="card note-card" aria-label={copy.work.note}>
      <div class="tabs note-tabs">
        <h3 class="tab-title">{copy.work.note}</h3>
      </div>
      <OthersNotes />
      <label class="sr" for="note">
        {copy.wrapUp.note}
      </label>
      <textarea
        id="note"
        class="input bare-note"
        maxLength={4000}
        placeholder={copy.wrapUp.notePlaceholder}
        value={draft.note}
        onInput={(event) => actions.draft({ note: event.currentTarget.value })}
      />
      <p class="row between xs faint foot note-foot">
        <span>{copy.wrapUp.kept}</span>
        <SavedWord />
      </p>
    </section>
  );
}

/** What colleagues wrote who had the call before, or go on writing in their wrap-up. */
export function OthersNotes() {
  const { view } = useHere().state;
  const notes = view ? othersNotes(view) : [];
  if (notes.length === 0) return null;
  return (
    // What is long scrolls, by keyboard as well.
    <section class="others-notes sm" aria-label={copy.work.othersNotes} tabIndex={0}>
      <dl>
        {notes.map((one) => (
          <div key={one.agent_id}>
            <dt class="xs muted">{one.name}</dt>
            <dd>{one.note}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function SavedWord() {
  const { state } = useHere();
  if (state.saveFailed) return <span class="bad-text">{copy.banners.notSaved.join(" ")}</span>;
  if (state.noteSavedAt === null) return <span />;
  return <span class="num">{copy.wrapUp.saved(timeOfDay(state.noteSavedAt, true))}</span>;
}
