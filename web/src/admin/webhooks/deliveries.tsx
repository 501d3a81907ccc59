/** What waits to be sent again, and the last attempts. */
import { useAdmin, useQuery } from "../here";
import { Loaded, useLoad } from "../load";
import { Badge, Card, Segments, Table, type BadgeTone } from "../parts";
import type { DeliveriesAnswer, DeliveryRow } from "../wire";
import { webhooks as copy } from "./copy";
import { answerOf, count, pathOf, When } from "./words";

const words = copy.deliveries;
const TONES: Readonly<Record<string, BadgeTone>> = {
  delivered: "ok",
  failed: "bad",
  waiting: "warn",
};

export function Deliveries({ webhookId }: { webhookId: string }) {
  const { api } = useAdmin();
  const [state, setState] = useQuery("state");
  const path = `${pathOf(webhookId)}/deliveries`;
  const list = useLoad((stop) => api.get<DeliveriesAnswer>(path, { state }, stop), [state], {
    every: 5,
  });
  const filter = (
    <Segments
      label={words.filter}
      value={state}
      set={setState}
      choices={Object.entries(words.states).map(([value, label]) => ({ value, label }))}
    />
  );
  return (
    <Card flush title={words.title} under={words.under} toolbar={filter}>
      <Loaded of={list}>
        {({ deliveries }) => (
          <Table<DeliveryRow>
            label={words.title}
            rows={deliveries}
            rowKey={keyOf}
            empty={{
              icon: "send",
              title: words.empty,
              under: state ? words.emptyFilter : words.emptyUnder,
            }}
            columns={[
              {
                key: "seq",
                label: words.columns.seq,
                cell: (row) => <span class="num">{count(row.seq)}</span>,
              },
              {
                key: "type",
                label: words.columns.type,
                cell: (row) => (
                  <>
                    <span class="mono">{row.type}</span>
                    {row.replayed && <span class="xs faint block">{words.replayed}</span>}
                  </>
                ),
              },
              {
                key: "tried",
                label: words.columns.tried,
                cell: (row) => (
                  <>
                    <When at={row.tried_at} never={words.notTried} />
                    {row.tried_at !== null && row.next_at !== null && (
                      <span class="xs faint block nowrap">
                        {words.again} <When at={row.next_at} />
                      </span>
                    )}
                  </>
                ),
              },
              {
                key: "attempt",
                label: words.columns.attempt,
                number: true,
                cell: (row) => row.attempt || "",
              },
              {
                key: "state",
                label: words.columns.state,
                cell: (row) => (
                  <Badge tone={TONES[row.state] ?? ""}>{words.state[row.state] ?? row.state}</Badge>
                ),
              },
              { key: "answer", label: words.columns.answer, look: "sm muted", cell: answered },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function keyOf(row: DeliveryRow): string {
  return [row.state, row.seq, row.attempt, row.replayed, row.tried_at].join(" ");
}

function answered(row: DeliveryRow) {
  if (row.state === "waiting" && row.tried_at === null) return "";
  return <span class="hook-answer">{answerOf(row.status, row.answer)}</span>;
}
