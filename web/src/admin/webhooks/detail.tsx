/** One webhook: how it is doing, what it was told, and what is to be done about it. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad, type Loading } from "../load";
import { Card, Confirm, Icon, Note, Nothing, PageHead } from "../parts";
import type { Tested, WebhookAnswer, WebhookGone, WebhookRow } from "../wire";
import { webhooks as copy } from "./copy";
import { Deliveries } from "./deliveries";
import { ReplayDialog, SecretDialog } from "./dialogs";
import { WebhookDrawer } from "./form";
import { Letters } from "./letters";
import { Check, Sample } from "./sample";
import {
  answerOf,
  count,
  eventsOf,
  Health,
  NewSecrets,
  pathOf,
  PLACE,
  seconds,
  When,
  type Fresh,
  type Secrets,
} from "./words";

interface OneProps {
  readonly webhookId: string;
  /** Its secret, where that was just made. */
  readonly fresh: readonly Fresh[];
  readonly secrets: Secrets;
}

export function OneWebhook(props: OneProps) {
  const { api } = useAdmin();
  const one = useLoad((stop) => api.get<WebhookAnswer>(pathOf(props.webhookId), {}, stop), [], {
    every: 10,
  });
  if (one.data === null && one.fault?.status === 404) return <Unknown />;
  return (
    <>
      {one.data === null && <Head title={copy.title} />}
      <Loaded of={one}>{(answer) => <Shown {...props} of={one} answer={answer} />}</Loaded>
    </>
  );
}

function Head({ title }: { title: string }) {
  return <PageHead title={title} crumb={{ label: copy.title, href: PLACE }} />;
}

function Unknown() {
  return (
    <>
      <Head title={copy.title} />
      <Card>
        <Nothing icon="send" title={copy.unknown} under={copy.unknownUnder} />
      </Card>
    </>
  );
}

interface ShownProps extends OneProps {
  readonly of: Loading<WebhookAnswer>;
  readonly answer: WebhookAnswer;
}

type Open = "edit" | "replay" | "secret" | "off" | "delete" | null;

function Shown({ of, answer, fresh, secrets }: ShownProps) {
  const { say } = useAdmin();
  const [open, setOpen] = useState<Open>(null);
  const [tested, setTested] = useState<Tested | null>(null);
  const row = answer.webhook;
  const close = (): void => setOpen(null);
  return (
    <>
      <PageHead
        title={row.name}
        crumb={{ label: copy.title, href: PLACE }}
        badge={<Health row={row} />}
      >
        <Buttons row={row} of={of} open={setOpen} tested={setTested} />
      </PageHead>
      <NewSecrets fresh={fresh} secrets={secrets} />
      {tested && <Result of={tested} putAway={() => setTested(null)} />}
      <Trouble row={row} />
      <div class="two">
        <div class="stack g4 hook-side">
          <Deliveries webhookId={row.webhook_id} />
          {row.dead_letters > 0 && <Letters row={row} changed={of.again} />}
          <Sample row={row} />
        </div>
        <div class="stack g4 hook-side">
          <About answer={answer} />
          <Check row={row} change={() => setOpen("secret")} />
        </div>
      </div>
      {open === "edit" && (
        <WebhookDrawer
          row={row}
          close={close}
          saved={(saved) => {
            close();
            of.put(saved);
            say(copy.form.saved(saved.webhook.name));
          }}
        />
      )}
      {open === "replay" && <ReplayDialog answer={answer} close={close} />}
      {open === "secret" && (
        <SecretDialog
          row={row}
          close={close}
          made={(changed) => {
            close();
            secrets.made(changed);
            of.put({ ...answer, webhook: changed.webhook });
          }}
        />
      )}
      {open === "off" && <Off row={row} of={of} close={close} />}
      {open === "delete" && (
        <Delete row={row} close={close} gone={() => secrets.putAway(row.webhook_id)} />
      )}
    </>
  );
}

interface ButtonsProps {
  readonly row: WebhookRow;
  readonly of: Loading<WebhookAnswer>;
  readonly open: (what: Open) => void;
  readonly tested: (answer: Tested) => void;
}

function Buttons({ row, of, open, tested }: ButtonsProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const path = pathOf(row.webhook_id);
  const test = (): Promise<boolean> =>
    doing.run(async () => tested(await api.post<Tested>(`${path}/test`)));
  const switchOn = (): Promise<boolean> =>
    doing.run(async () => {
      of.put(await api.patch<WebhookAnswer>(path, { active: true }));
      say(copy.switchedOn(row.name));
    });
  return (
    <>
      {doing.rest([]) && (
        <span class="sm bad-text" role="alert">
          {doing.rest([])}
        </span>
      )}
      <button type="button" class="btn quiet sm" onClick={() => open("delete")}>
        {copy.remove}
      </button>
      {row.active ? (
        <button type="button" class="btn quiet sm" onClick={() => open("off")}>
          {copy.off}
        </button>
      ) : (
        <button
          type="button"
          class="btn line sm"
          disabled={doing.busy}
          onClick={() => void switchOn()}
        >
          {copy.on}
        </button>
      )}
      <button type="button" class="btn line sm" onClick={() => open("edit")}>
        {copy.edit}
      </button>
      <button type="button" class="btn line sm" onClick={() => open("replay")}>
        <Icon name="history" size="s" />
        {copy.replay.button}
      </button>
      <button
        type="button"
        class="btn primary sm"
        disabled={doing.busy}
        onClick={() => void test()}
      >
        <Icon name="send" size="s" />
        {copy.test.button}
      </button>
    </>
  );
}

function Result({ of, putAway }: { of: Tested; putAway: () => void }) {
  const took = seconds(of.seconds);
  const said =
    of.status === null
      ? copy.test.silent(took)
      : of.taken
        ? copy.test.taken(of.status, took)
        : copy.test.refused(of.status, took);
  return (
    <Note tone={of.taken ? "ok" : "bad"} alert>
      <div class="row between wraps">
        <b>{said}</b>
        <button type="button" class="btn quiet sm m0" onClick={putAway}>
          {copy.test.again}
        </button>
      </div>
      {of.answer && <p class="mono hook-answer">{of.answer}</p>}
    </Note>
  );
}

function Trouble({ row }: { row: WebhookRow }) {
  if (row.health === "gone") {
    return <Note tone="bad">{copy.trouble.gone}</Note>;
  }
  if (row.failing_since === null || !row.active) return null;
  const failing = row.health === "failing";
  return (
    <Note tone={failing ? "bad" : "warn"}>
      <p>
        <b>{failing ? <Since at={row.failing_since} /> : copy.trouble.retrying}</b>{" "}
        {copy.trouble.keeps}
      </p>
      <p class="mono hook-answer">{answerOf(row.last_status, row.last_error)}</p>
    </Note>
  );
}

function Since({ at }: { at: string }) {
  const [before = "", after = ""] = copy.trouble.failing("\n").split("\n");
  return (
    <>
      {before}
      <When at={at} />
      {after}
    </>
  );
}

function About({ answer }: { answer: WebhookAnswer }) {
  const { webhook: row, first_seq: first, last_seq: last } = answer;
  const words = copy.about;
  return (
    <Card title={words.title}>
      <dl class="kv hook-about">
        <dt>{words.url}</dt>
        <dd class="mono hook-url">{row.url}</dd>
        <dt>{words.events}</dt>
        <dd>{row.types.length === 0 ? eventsOf(row) : row.types.join(", ")}</dd>
        <dt>{words.made}</dt>
        <dd>
          <When at={row.created_at} />
        </dd>
        <dt>{words.last}</dt>
        <dd>
          <When at={row.succeeded_at} />
        </dd>
        <dt>{words.waiting}</dt>
        <dd class="num">{count(row.waiting)}</dd>
        {row.behind > 0 && (
          <>
            <dt>{words.behind}</dt>
            <dd class="num">{count(row.behind)}</dd>
          </>
        )}
        <dt>{words.log}</dt>
        <dd class="num">
          {last < first ? words.logEmpty : words.logRange(count(first), count(last))}
        </dd>
      </dl>
    </Card>
  );
}

interface EndProps {
  readonly row: WebhookRow;
  readonly close: () => void;
}

function Off({ row, of, close }: EndProps & { of: Loading<WebhookAnswer> }) {
  const { api, say } = useAdmin();
  return (
    <Confirm
      title={copy.offTitle}
      yes={copy.off}
      close={close}
      run={async () => {
        of.put(await api.patch<WebhookAnswer>(pathOf(row.webhook_id), { active: false }));
        say(copy.switchedOff(row.name));
      }}
    >
      <p>{copy.offUnder}</p>
    </Confirm>
  );
}

function Delete({ row, close, gone }: EndProps & { gone: () => void }) {
  const { api, go, say } = useAdmin();
  return (
    <Confirm
      title={copy.removeTitle(row.name)}
      yes={copy.remove}
      danger
      close={close}
      run={async () => {
        await api.del<WebhookGone>(pathOf(row.webhook_id));
        gone();
        say(copy.removed(row.name));
        go(PLACE);
      }}
    >
      <p>{copy.removeUnder}</p>
    </Confirm>
  );
}
