/** What is said of a webhook in several places. */
import { whenOf } from "../../state/format";
import { useNow } from "../here";
import { Badge, Note, Secret, type BadgeTone } from "../parts";
import type { WebhookMade, WebhookRow } from "../wire";
import { webhooks as copy } from "./copy";

export const PATH = "/manage/api/webhooks";
export const PLACE = "/admin/webhooks";

export function pathOf(webhookId: string): string {
  return `${PATH}/${encodeURIComponent(webhookId)}`;
}

const TONES: Readonly<Record<string, BadgeTone>> = {
  healthy: "ok",
  retrying: "warn",
  failing: "bad",
  gone: "bad",
};

export function Health({ row }: { row: WebhookRow }) {
  return <Badge tone={TONES[row.health] ?? ""}>{copy.health[row.health] ?? row.health}</Badge>;
}

/** A moment that the server told, as people say it; null is `never`. */
export function When({ at, never = copy.never }: { at: string | null; never?: string }) {
  const now = useNow();
  if (at === null) return <span class="muted">{never}</span>;
  return (
    <time class="num nowrap" dateTime={at} title={at}>
      {said(Date.parse(at) / 1000, now)}
    </time>
  );
}

/** `whenOf` is for what has been: of a coming day the time alone would mislead. */
function said(at: number, now: number): string {
  const then = new Date(at * 1000);
  if (at < now || then.toDateString() === new Date(now * 1000).toDateString())
    return whenOf(at, now);
  const day = then.toLocaleDateString("en-GB", { weekday: "short" });
  return `${day} ${whenOf(at, at)}`;
}

export function eventsOf(row: WebhookRow): string {
  return row.types.length === 0 ? copy.all : copy.types(row.types.length);
}

export function count(of: number): string {
  return of.toLocaleString("en-GB");
}

export function seconds(of: number): string {
  return of < 1 ? `${Math.round(of * 1000)} ms` : `${of.toFixed(1)} s`;
}

/** `status`: null where there was no answer. */
export function answerOf(status: number | null, text: string): string {
  const said = status === null ? copy.trouble.noAnswer : copy.trouble.answer(status);
  return text ? `${said}: ${text}` : said;
}

/** A secret that was just made, until it is put away. */
export interface Fresh {
  readonly webhookId: string;
  readonly name: string;
  readonly secret: string;
  readonly copied: boolean;
}

/** What becomes of those that were made. */
export interface Secrets {
  readonly made: (answer: WebhookMade) => void;
  readonly copied: (webhookId: string) => void;
  readonly putAway: (webhookId: string) => void;
}

/** Shown this once. */
export function NewSecrets({ fresh, secrets }: { fresh: readonly Fresh[]; secrets: Secrets }) {
  return fresh.map(({ webhookId, name, secret }) => (
    <Note tone="ok" icon="lock" key={webhookId}>
      <p class="mb1">
        <b>{copy.secret.made(name)}</b> {copy.secret.under}
      </p>
      <Secret
        label={copy.secret.label}
        value={secret}
        done={() => secrets.putAway(webhookId)}
        copied={() => secrets.copied(webhookId)}
      />
    </Note>
  ));
}
