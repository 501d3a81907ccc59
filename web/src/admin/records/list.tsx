/** A list of calls, page by page. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { Card, Pager, Table, type Column, type EmptySays } from "../parts";
import type { CallPage, CallRow } from "../wire";

const LIMIT = 50;

interface ListProps {
  readonly label: string;
  readonly query: Readonly<Record<string, string>>;
  readonly columns: readonly Column<CallRow>[];
  readonly rowActions: (row: CallRow) => ComponentChildren;
  readonly selected: string;
  readonly empty: EmptySays;
  readonly count: (page: CallPage) => string;
  /** Changes when the list is to be read again. */
  readonly turn: number;
}

export function CallList(props: ListProps) {
  const { api } = useAdmin();
  const key = JSON.stringify(props.query);
  // Where each page begins: the first one at the beginning.
  const [places, setPlaces] = useState<readonly string[]>([""]);
  const [first, setFirst] = useState<CallPage | null>(null);
  useEffect(() => setPlaces([""]), [key]);
  const after = places[places.length - 1]!;
  const page = useLoad(
    (stop) => api.get<CallPage>("/manage/api/calls", { ...props.query, after, limit: LIMIT }, stop),
    [key, after, props.turn],
  );
  useEffect(() => {
    // Only the first page has been counted.
    if (page.data?.total !== null) setFirst(page.data);
  }, [page.data]);
  const skipped = (places.length - 1) * LIMIT;
  return (
    <Loaded of={page}>
      {({ calls, next, hint }) => (
        <Card
          flush
          toolbar={
            <p class="sm muted num" role="status">
              {first && props.count(first)}
            </p>
          }
        >
          <Table
            label={props.label}
            columns={props.columns}
            rows={calls}
            rowKey={(row) => row.call_id}
            rowActions={props.rowActions}
            selected={(row) => row.call_id === props.selected}
            empty={hint ? { ...props.empty, under: hint } : props.empty}
          />
          {(next || places.length > 1) && (
            <Pager
              from={skipped + 1}
              to={skipped + calls.length}
              total={first && !first.total_more ? first.total : null}
              what={props.label}
              back={places.length > 1 ? () => setPlaces(places.slice(0, -1)) : null}
              next={next ? () => setPlaces([...places, next]) : null}
            />
          )}
        </Card>
      )}
    </Loaded>
  );
}
