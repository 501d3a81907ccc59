/** What is asked before a replay, and before the secret is changed. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { parts } from "../copy";
import { useDoing } from "../load";
import { Dialog, Field, Note, NumberInput } from "../parts";
import type { ReplayAnswer, WebhookAnswer, WebhookMade, WebhookRow } from "../wire";
import { webhooks as copy } from "./copy";
import { count, pathOf } from "./words";

interface ReplayProps {
  readonly answer: WebhookAnswer;
  readonly close: () => void;
}

export function ReplayDialog({ answer, close }: ReplayProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const { webhook, first_seq: first, last_seq: last, keep_hours: hours } = answer;
  const [from, setFrom] = useState<number | null>(first <= last ? first : null);
  const words = copy.replay;
  const run = async (): Promise<void> => {
    const path = `${pathOf(webhook.webhook_id)}/replay`;
    const done = await doing.run(async () => {
      const told = await api.post<ReplayAnswer>(path, { from_seq: from });
      say(words.done(told.from_seq, told.to_seq));
    });
    if (done) close();
  };
  const possible = webhook.active && first <= last;
  return (
    <Dialog
      title={words.title}
      close={close}
      submit={() => void run()}
      footer={
        <>
          <button type="button" class="btn line" onClick={close}>
            {parts.cancel}
          </button>
          <button class="btn primary" disabled={doing.busy || !possible}>
            {words.run}
          </button>
        </>
      }
    >
      {!webhook.active && <Note tone="warn">{words.offNow}</Note>}
      <p class="sm muted">
        {first <= last ? words.under(count(first), count(last), hours) : words.none}
      </p>
      {possible && (
        <Field label={words.from} error={doing.fault("from_seq") ?? doing.rest(["from_seq"])}>
          <NumberInput value={from} set={setFrom} least={first} most={last} />
        </Field>
      )}
    </Dialog>
  );
}

interface SecretProps {
  readonly row: WebhookRow;
  readonly close: () => void;
  readonly made: (answer: WebhookMade) => void;
}

export function SecretDialog({ row, close, made }: SecretProps) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [hours, setHours] = useState<number | null>(24);
  const words = copy.secret;
  const run = async (): Promise<void> => {
    const path = `${pathOf(row.webhook_id)}/secret`;
    await doing.run(async () =>
      made(await api.post<WebhookMade>(path, { overlap_hours: hours ?? "" })),
    );
  };
  return (
    <Dialog
      title={words.changing}
      close={close}
      submit={() => void run()}
      footer={
        <>
          <button type="button" class="btn line" onClick={close}>
            {parts.cancel}
          </button>
          <button class="btn primary" disabled={doing.busy}>
            {words.run}
          </button>
        </>
      }
    >
      <p>{words.explain}</p>
      <Field
        label={words.overlap}
        error={doing.fault("overlap_hours") ?? doing.rest(["overlap_hours"])}
      >
        <NumberInput value={hours} set={setHours} unit={words.hours} most={168} />
      </Field>
    </Dialog>
  );
}
