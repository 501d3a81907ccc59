import { useMemo } from "preact/hooks";
import * as copy from "../copy";
import {
  CALLBACK_NOTE,
  placeOf,
  quickTimes,
  readCallback,
  type CallbackDraft,
  type LeadPlace,
  type Quick,
} from "../state/callback";
import { dateOf, wallAt } from "../state/zones";
import type { LeadView } from "../wire";
import { useHere } from "./context";
import { useMinute } from "./lead";
import { Radios } from "./parts";

interface CallbackProps {
  readonly lead: LeadView;
  /** Whose agents may call, if it is not this one. */
  readonly team: string;
  readonly draft: CallbackDraft;
  readonly write: (changed: Partial<CallbackDraft>) => void;
  /** Its own note, or that of the wrap-up goes with it. */
  readonly ownNote: boolean;
}

/** When, by the lead's clock; the agent's own beside it. Who calls, and what they should know. */
export function CallbackFields({ lead, team, draft, write, ownNote }: CallbackProps) {
  const { dock } = useHere();
  const minute = useMinute();
  const place = useMemo(() => placeOf(lead, dock.now()), [lead]);
  const quick = useMemo(() => quickTimes(place.zone, dock.now(), lead.callback_at), [place]);
  const today = dateOf(wallAt(minute * 60, place.zone));
  const choose = (chosen: Quick): void => {
    const now = quickTimes(place.zone, dock.now(), lead.callback_at);
    if (chosen === "hour") write({ quick: chosen, ...now.hour });
    else if (chosen === "tomorrow") write({ quick: chosen, ...quick.tomorrow });
    else write({ quick: chosen });
  };
  return (
    <>
      <Radios<Quick>
        label={copy.callback.when}
        groupClass="chips"
        itemClass="chip"
        tick
        choices={[
          { value: "hour", label: copy.callback.hour },
          { value: "tomorrow", label: copy.callback.tomorrow(quick.tomorrow.time) },
          { value: "pick", label: copy.callback.pick },
        ]}
        value={draft.quick}
        choose={choose}
      />
      <div class="date-time">
        <input
          class="input sm"
          type="date"
          aria-label={copy.callback.date}
          aria-describedby="callback-reading"
          min={today}
          value={draft.date}
          onInput={(event) => write({ quick: "pick", date: event.currentTarget.value })}
        />
        <input
          class="input sm num"
          type="time"
          aria-label={copy.callback.time}
          aria-describedby="callback-reading"
          value={draft.time}
          onInput={(event) => write({ quick: "pick", time: event.currentTarget.value })}
        />
      </div>
      <Reading draft={draft} place={place} now={dock.now()} />
      <Radios<"me" | "team">
        label={copy.callback.who}
        groupClass="seg halves flush"
        choices={[
          { value: "me", label: copy.callback.me },
          { value: "team", label: copy.callback.team(team) },
        ]}
        value={draft.personal ? "me" : "team"}
        choose={(who) => write({ personal: who === "me" })}
      />
      {ownNote && (
        <div class="field">
          <label for="callback-note">{copy.card.note}</label>
          <textarea
            class="input note-box"
            id="callback-note"
            rows={1}
            maxLength={CALLBACK_NOTE}
            value={draft.note}
            onInput={(event) => write({ note: event.currentTarget.value })}
          />
        </div>
      )}
    </>
  );
}

interface ReadingProps {
  readonly draft: CallbackDraft;
  readonly place: LeadPlace;
  readonly now: number;
}

/** What the chosen time means. */
function Reading({ draft, place, now }: ReadingProps) {
  const { fault, there, here, how } = readCallback(draft, place.zone, now);
  const lines: string[] = [];
  if (!place.known) lines.push(copy.callback.noZone);
  else if (place.several) lines.push(copy.callback.several(place.city));
  if (fault !== "missing" && place.known) {
    lines.push(
      here === null
        ? copy.callback.sameTime(there, place.city)
        : copy.callback.reads(there, place.city, here),
    );
  }
  if (how === "skipped") lines.push(copy.callback.skipped(there));
  if (how === "twice") lines.push(copy.callback.twice);
  return (
    <p class="xs muted" id="callback-reading">
      {fault === "past" && <b class="bad-text">{copy.callback.past} </b>}
      {lines.join(" ")}
    </p>
  );
}
