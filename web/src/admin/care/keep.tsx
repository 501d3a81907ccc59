/** Days by kind, and what would go with them now. */
import { useEffect, useState } from "preact/hooks";
import { HttpFault } from "../api";
import { useForm } from "../form";
import { useAdmin } from "../here";
import { useDoing, useLoad } from "../load";
import { Card, Confirm, NumberInput, SaveBar } from "../parts";
import type { GoingAnswer, RetentionAnswer, RetentionBody, RetentionView } from "../wire";
import { going, keep as copy } from "./copy";

export const PATH = "/manage/api/retention";
const KINDS = ["recordings", "calls", "chats", "leads", "agent_states"] as const;
type Kind = (typeof KINDS)[number];
const LEAST: Readonly<Record<Kind, number>> = {
  recordings: 1,
  calls: 8,
  chats: 1,
  leads: 1,
  agent_states: 1,
};
const TYPING_MS = 400;

interface Props {
  readonly answer: RetentionAnswer;
  readonly saved: (answer: RetentionAnswer) => void;
}

export function KeepCard({ answer, saved }: Props) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const { draft, set, ...form } = useForm<RetentionView>(answer.retention);
  const [asking, setAsking] = useState(false);
  const patch = changes(answer.retention, draft);
  const dirty = Object.keys(patch).length > 0;
  const wanted = useSettled(sendable(draft));
  const would = useLoad(
    () => api.post<GoingAnswer>(`${PATH}/preview`, wanted),
    [JSON.stringify(wanted), JSON.stringify(answer.retention)],
  );
  // What was counted for other days is nothing to decide by.
  const settled = JSON.stringify(wanted) === JSON.stringify(sendable(draft)) && !would.loading;
  const counted = settled && would.fault === null ? would.data : null;
  const told = (kind: Kind): string =>
    settled && would.fault !== null ? copy.uncounted : sentence(kind, counted);
  const save = async (): Promise<void> => {
    const now = await api.patch<RetentionAnswer>(PATH, patch);
    form.saved(now.retention);
    saved(now);
    say(copy.saved);
  };
  const press = async (): Promise<void> => {
    const takes = sendable(draft);
    const odd = KINDS.find((kind) => draft[kind] !== takes[kind]);
    if (odd || !shorter(answer.retention, draft)) {
      await doing.run(async () => {
        if (odd)
          throw new HttpFault(400, "invalid-field", `${odd}: ${copy.needsDays(LEAST[odd])}`, null);
        await save();
      });
      return;
    }
    doing.clear();
    setAsking(true);
  };
  return (
    <Card title={copy.title} under={copy.under}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void press();
        }}
      >
        {KINDS.map((kind) => (
          <KeepLine
            key={kind}
            kind={kind}
            days={draft[kind]}
            set={(days) => set({ [kind]: days })}
            error={doing.fault(kind)}
            would={draft[kind] === null ? "" : told(kind)}
          />
        ))}
        {counted !== null && counted.unsent_files > 0 && (
          <p class="sm muted mt2">{copy.unsent(counted.unsent_files)}</p>
        )}
        <SaveBar
          dirty={dirty}
          busy={doing.busy}
          undo={() => {
            form.undo();
            doing.clear();
          }}
          error={doing.rest(KINDS)}
        />
      </form>
      {asking && (
        <Confirm
          title={copy.confirm}
          yes={copy.confirmYes}
          danger
          run={save}
          close={() => setAsking(false)}
        >
          <dl class="found-list sm">
            {KINDS.filter((kind) => draft[kind] !== null).map((kind) => (
              <div key={kind}>
                <dt>{copy.kinds[kind].name}</dt>
                <dd class="num medium">{told(kind)}</dd>
              </div>
            ))}
          </dl>
          <p class="sm muted">{copy.confirmUnder}</p>
        </Confirm>
      )}
    </Card>
  );
}

interface LineProps {
  readonly kind: Kind;
  readonly days: number | null;
  readonly set: (days: number | null) => void;
  readonly error: string | undefined;
  readonly would: string;
}

function KeepLine({ kind, days, set, error, would }: LineProps) {
  const words = copy.kinds[kind];
  return (
    <div class="keep-line">
      <div>
        <b class="medium">{words.name}</b>
        <span class="sm muted block">{words.what}</span>
        {error && (
          <span class="xs bad-text block" role="alert">
            {error}
          </span>
        )}
      </div>
      <NumberInput
        value={days}
        set={set}
        unit={copy.days}
        least={1}
        label={copy.daysLabel(words.name)}
      />
      <div class="sm">
        {days === null ? (
          <span class="muted">{copy.ever}</span>
        ) : (
          <>
            <span class="xs muted block">{copy.would}</span>
            <span class="num medium">{would}</span>
          </>
        )}
      </div>
    </div>
  );
}

function sentence(kind: Kind, answer: GoingAnswer | null): string {
  if (!answer) return copy.counting;
  const text = {
    recordings: () =>
      answer.recordings && going.recordings(answer.recordings, answer.recording_bytes),
    calls: () => going.calls(answer.calls, answer.attempts),
    chats: () => going.chats(answer.chats, answer.files),
    leads: () => answer.leads && going.leads(answer.leads),
    agent_states: () => answer.agent_states && going.agent_states(answer.agent_states),
  }[kind]();
  if (!text) return copy.nothing;
  return answer.more ? copy.more(text) : text;
}

function changes(before: RetentionView, draft: RetentionView): RetentionBody {
  const changed = KINDS.filter((kind) => before[kind] !== draft[kind]);
  return Object.fromEntries(changed.map((kind) => [kind, draft[kind]]));
}

/** Whether something is to be kept for less long than before. */
function shorter(before: RetentionView, draft: RetentionView): boolean {
  return KINDS.some((kind) => (draft[kind] ?? Infinity) < (before[kind] ?? Infinity));
}

/** What the server can count: a number that is being typed may be none it takes yet. */
function sendable(draft: RetentionView): RetentionView {
  const whole = (kind: Kind): number | null => {
    const days = draft[kind];
    const whole = days !== null && Number.isInteger(days);
    return whole && days >= LEAST[kind] && days <= 36_500 ? days : null;
  };
  return {
    recordings: whole("recordings"),
    calls: whole("calls"),
    chats: whole("chats"),
    leads: whole("leads"),
    agent_states: whole("agent_states"),
  };
}

/** The value once it has been the same for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
