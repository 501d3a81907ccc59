/** Webhooks: the list, or one of them. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { Card, Icon, PageHead, Table, useUnsaved } from "../parts";
import type { PageProps } from "../registry";
import type { WebhookRow, WebhooksAnswer } from "../wire";
import { webhooks as copy } from "./copy";
import { OneWebhook } from "./detail";
import { WebhookDrawer } from "./form";
import {
  count,
  eventsOf,
  Health,
  NewSecrets,
  PATH,
  PLACE,
  When,
  type Fresh,
  type Secrets,
} from "./words";

export function WebhooksPage({ rest }: PageProps) {
  const [fresh, setFresh] = useState<readonly Fresh[]>([]);
  // It is there on all pages of webhooks, and nowhere else, ever again.
  useUnsaved(
    fresh.some((one) => !one.copied),
    PLACE,
  );
  const secrets: Secrets = {
    made: ({ webhook: { webhook_id: webhookId, name }, secret }) =>
      setFresh((before) => [
        { webhookId, name, secret, copied: false },
        ...before.filter((one) => one.webhookId !== webhookId),
      ]),
    copied: (webhookId) =>
      setFresh((before) =>
        before.map((one) => (one.webhookId === webhookId ? { ...one, copied: true } : one)),
      ),
    putAway: (webhookId) =>
      setFresh((before) => before.filter((one) => one.webhookId !== webhookId)),
  };
  if (!rest) return <EveryWebhook fresh={fresh} secrets={secrets} />;
  return (
    <OneWebhook
      key={rest}
      webhookId={rest}
      fresh={fresh.filter((one) => one.webhookId === rest)}
      secrets={secrets}
    />
  );
}

interface EveryProps {
  readonly fresh: readonly Fresh[];
  readonly secrets: Secrets;
}

function EveryWebhook({ fresh, secrets }: EveryProps) {
  const { api, say } = useAdmin();
  const list = useLoad((stop) => api.get<WebhooksAnswer>(PATH, {}, stop), [], { every: 10 });
  const [making, setMaking] = useState(false);
  const begin = (
    <button type="button" class="btn primary sm" onClick={() => setMaking(true)}>
      <Icon name="plus" size="s" />
      {copy.fresh}
    </button>
  );
  return (
    <>
      <PageHead title={copy.title} under={copy.under}>
        {begin}
      </PageHead>
      <NewSecrets fresh={fresh} secrets={secrets} />
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
                      <a class="medium" href={`${PLACE}/${row.webhook_id}`}>
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
      {making && (
        <WebhookDrawer
          close={() => setMaking(false)}
          made={(answer) => {
            setMaking(false);
            secrets.made(answer);
            say(copy.form.made(answer.webhook.name));
            list.again();
          }}
        />
      )}
    </>
  );
}
