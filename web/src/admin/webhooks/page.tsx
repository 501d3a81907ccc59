/** Webhooks: the list, or one of them. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { Card, Icon, PageHead, Table } from "../parts";
import type { PageProps } from "../registry";
import type { WebhookMade, WebhookRow, WebhooksAnswer } from "../wire";
import { webhooks as copy } from "./copy";
import { OneWebhook } from "./detail";
import { WebhookDrawer } from "./form";
import { count, eventsOf, Health, NewSecret, PATH, When } from "./words";

/** A secret that was just made, until it is put away. */
export interface Fresh {
  readonly webhookId: string;
  readonly secret: string;
}

export function WebhooksPage({ rest }: PageProps) {
  const [fresh, setFresh] = useState<Fresh | null>(null);
  const made = (answer: WebhookMade): void =>
    setFresh({ webhookId: answer.webhook.webhook_id, secret: answer.secret });
  const putAway = (): void => setFresh(null);
  if (!rest) return <EveryWebhook secret={fresh?.secret ?? null} made={made} putAway={putAway} />;
  return (
    <OneWebhook
      key={rest}
      webhookId={rest}
      secret={fresh?.webhookId === rest ? fresh.secret : null}
      made={made}
      putAway={putAway}
    />
  );
}

interface EveryProps {
  readonly secret: string | null;
  readonly made: (answer: WebhookMade) => void;
  readonly putAway: () => void;
}

function EveryWebhook({ secret, made, putAway }: EveryProps) {
  const { api, say } = useAdmin();
  const list = useLoad((stop) => api.get<WebhooksAnswer>(PATH, {}, stop), [], { every: 10 });
  const [fresh, setFresh] = useState(false);
  const begin = (
    <button type="button" class="btn primary sm" onClick={() => setFresh(true)}>
      <Icon name="plus" size="s" />
      {copy.fresh}
    </button>
  );
  return (
    <>
      <PageHead title={copy.title} under={copy.under}>
        {begin}
      </PageHead>
      {secret && <NewSecret value={secret} putAway={putAway} />}
      <Loaded of={list}>
        {({ webhooks }) => (
          <Card flush>
            <Table<WebhookRow>
              label={copy.title}
              rows={webhooks}
              rowKey={(row) => row.webhook_id}
              empty={{ icon: "send", title: copy.empty, under: copy.emptyUnder }}
              columns={[
                {
                  key: "name",
                  label: copy.columns.name,
                  look: "hook-name",
                  cell: (row) => (
                    <>
                      <a class="medium" href={`/admin/webhooks/${row.webhook_id}`}>
                        {row.name}
                      </a>
                      <span class="mono faint block hook-url">{row.url}</span>
                    </>
                  ),
                },
                { key: "events", label: copy.columns.events, look: "nowrap", cell: eventsOf },
                {
                  key: "health",
                  label: copy.columns.health,
                  cell: (row) => <Health row={row} />,
                },
                {
                  key: "last",
                  label: copy.columns.last,
                  cell: (row) => <When at={row.succeeded_at} />,
                },
                {
                  key: "waiting",
                  label: copy.columns.waiting,
                  number: true,
                  cell: (row) => count(row.waiting + row.behind),
                },
                {
                  key: "dead",
                  label: copy.columns.dead,
                  number: true,
                  cell: (row) => (
                    <span class={row.dead_letters ? "bad-text" : ""}>
                      {count(row.dead_letters)}
                    </span>
                  ),
                },
              ]}
            />
          </Card>
        )}
      </Loaded>
      {fresh && (
        <WebhookDrawer
          close={() => setFresh(false)}
          made={(answer) => {
            setFresh(false);
            made(answer);
            say(copy.form.made(answer.webhook.name));
            list.again();
          }}
        />
      )}
    </>
  );
}
