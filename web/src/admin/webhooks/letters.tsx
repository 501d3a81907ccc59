/** Events that nobody took: sent again, or dropped. */
import { useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import { Card, Confirm, CopyBox, Dialog, Note, Pager, Table } from "../parts";
import type { DeadLetter, DeadLettersAnswer, LettersDone, WebhookRow } from "../wire";
import { webhooks as copy } from "./copy";
import { answerOf, count, pathOf, When } from "./words";

const words = copy.letters;
const A_PAGE = 20;

interface Props {
  readonly row: WebhookRow;
  readonly changed: () => void;
}

export function Letters({ row, changed }: Props) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const path = `${pathOf(row.webhook_id)}/dead-letters`;
  /** Where each page so far began. */
  const [pages, setPages] = useState<readonly number[]>([0]);
  const after = pages[pages.length - 1] ?? 0;
  const list = useLoad(
    (stop) => api.get<DeadLettersAnswer>(path, { after, limit: A_PAGE }, stop),
    [after, row.dead_letters],
  );
  const [dropped, setDropped] = useState<{ readonly seq: number | null } | null>(null);
  const [shown, setShown] = useState<DeadLetter | null>(null);
  const done = (sentence: string): void => {
    say(sentence);
    setPages([0]);
    list.again();
    changed();
  };
  const retry = (seq: number | null): Promise<boolean> =>
    doing.run(async () => {
      const answer = await api.post<LettersDone>(`${path}/retry`, { seq });
      done(words.retried(answer.count));
    });
  const toolbar = (
    <>
      <button type="button" class="btn quiet sm" onClick={() => setDropped({ seq: null })}>
        {words.dropAll}
      </button>
      <button
        type="button"
        class="btn line sm"
        disabled={doing.busy}
        onClick={() => void retry(null)}
      >
        {words.retryAll}
      </button>
    </>
  );
  return (
    <Card flush title={words.title} under={words.under} toolbar={toolbar}>
      {doing.rest([]) && (
        <Note tone="bad" alert>
          {doing.rest([])}
        </Note>
      )}
      <Loaded of={list}>
        {({ dead_letters: rows, next_after: next, total }) => (
          <>
            <LettersTable
              rows={rows}
              busy={doing.busy}
              retry={(seq) => void retry(seq)}
              drop={(seq) => setDropped({ seq })}
              show={setShown}
            />
            <Pager
              from={(pages.length - 1) * A_PAGE + 1}
              to={(pages.length - 1) * A_PAGE + rows.length}
              total={total}
              back={pages.length > 1 ? () => setPages(pages.slice(0, -1)) : null}
              next={next === null ? null : () => setPages([...pages, next])}
              what={words.title}
            />
          </>
        )}
      </Loaded>
      {dropped && (
        <Confirm
          title={words.dropTitle(dropped.seq === null ? row.dead_letters : 1)}
          yes={words.drop}
          danger
          close={() => setDropped(null)}
          run={async () => {
            const answer = await api.post<LettersDone>(`${path}/drop`, { seq: dropped.seq });
            done(words.dropped(answer.count));
          }}
        >
          <p>{words.dropUnder}</p>
        </Confirm>
      )}
      {shown && (
        <Dialog title={words.showLabel(shown.seq)} wide close={() => setShown(null)}>
          <CopyBox label={words.showLabel(shown.seq)} text={JSON.stringify(shown.body, null, 2)} />
        </Dialog>
      )}
    </Card>
  );
}

interface TableProps {
  readonly rows: readonly DeadLetter[];
  readonly busy: boolean;
  readonly retry: (seq: number) => void;
  readonly drop: (seq: number) => void;
  readonly show: (letter: DeadLetter) => void;
}

function LettersTable({ rows, busy, retry, drop, show }: TableProps) {
  return (
    <Table<DeadLetter>
      label={words.title}
      rows={rows}
      rowKey={(row) => `${row.seq} ${row.replayed}`}
      empty={{ icon: "check", title: copy.deliveries.empty, under: words.under }}
      columns={[
        {
          key: "seq",
          label: words.columns.seq,
          cell: (row) => <span class="num">{count(row.seq)}</span>,
        },
        { key: "type", label: words.columns.type, look: "mono", cell: (row) => row.type },
        {
          key: "at",
          label: words.columns.happened,
          cell: (row) => <When at={row.at} />,
        },
        {
          key: "answer",
          label: words.columns.answer,
          look: "sm muted",
          cell: (row) => (
            <>
              <span class="hook-answer">{answerOf(row.last_status, row.last_answer)}</span>
              <span class="xs faint block">{words.tries(row.attempts)}</span>
            </>
          ),
        },
      ]}
      rowActions={(row) => (
        <>
          <button
            type="button"
            class="btn quiet sm"
            aria-label={words.showLabel(row.seq)}
            onClick={() => show(row)}
          >
            {words.show}
          </button>
          <button
            type="button"
            class="btn quiet sm"
            aria-label={words.dropLabel(row.seq)}
            onClick={() => drop(row.seq)}
          >
            {words.drop}
          </button>
          <button
            type="button"
            class="btn quiet sm"
            aria-label={words.retryLabel(row.seq)}
            disabled={busy}
            onClick={() => retry(row.seq)}
          >
            {words.retry}
          </button>
        </>
      )}
    />
  );
}
