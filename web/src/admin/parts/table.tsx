/** Tables and what turns their pages. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/parts";
import * as copy from "../copy";

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  /** The label is only read aloud. */
  readonly silent?: boolean;
  /** A number: to the right, with digits of one width. */
  readonly number?: boolean;
  readonly look?: string;
  readonly cell: (row: Row) => ComponentChildren;
}

export interface EmptySays {
  readonly icon: string;
  readonly title: string;
  readonly under: string;
  readonly action?: ComponentChildren;
}

interface TableProps<Row> {
  /** What it lists. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Buttons at the end of a row. */
  readonly rowActions?: (row: Row) => ComponentChildren;
  readonly selected?: (row: Row) => boolean;
  readonly empty: EmptySays;
}

export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, rowActions, selected, empty } = props;
  if (rows.length === 0) return <Nothing {...empty} />;
  return (
    <Scrolling label={label}>
      <table class="table">
        <caption class="sr">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class={column.number ? "r" : ""}>
                {column.silent ? <span class="sr">{column.label}</span> : column.label}
              </th>
            ))}
            {rowActions && (
              <th scope="col">
                <span class="sr">{copy.parts.more}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} {...(selected?.(row) ? { "aria-selected": true } : {})}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  class={`${column.number ? "r" : ""} ${column.look ?? ""}`.trim()}
                >
                  {column.cell(row)}
                </td>
              ))}
              {rowActions && <td class="right nowrap">{rowActions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

/** Scrolls sideways where it must, and then by the keyboard as well. */
export function Scrolling({ label, children }: { label: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = (): void => setWide(element.scrollWidth > element.clientWidth + 1);
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    for (const child of element.children) watcher.observe(child);
    return () => watcher.disconnect();
  }, []);
  const region = wide ? { tabIndex: 0, role: "region" as const, "aria-label": label } : {};
  return (
    <div class="table-box" ref={box} {...region}>
      {children}
    </div>
  );
}

/** One icon, one noun, one line on when it fills. */
export function Nothing({ icon, title, under, action }: EmptySays) {
  return (
    <div class="empty">
      <span class="disc mb6">
        <Icon name={icon} />
      </span>
      <b>{title}</b>
      <span class="sm muted">{under}</span>
      {action && <div class="mt2">{action}</div>}
    </div>
  );
}

interface PagerProps {
  /** The number of the first and the last row that is shown, from 1. */
  readonly from: number;
  readonly to: number;
  /** null: nobody counted them. */
  readonly total: number | null;
  readonly back: (() => void) | null;
  readonly next: (() => void) | null;
  readonly what?: string;
}

export function Pager({ from, to, total, back, next, what = "" }: PagerProps) {
  const none = to < from;
  // A page whose last row has gone is none to be stuck on.
  if (none && back === null) return null;
  const range = total === null ? copy.parts.pageOf(from, to) : copy.parts.range(from, to, total);
  const button = (label: string, icon: string, run: (() => void) | null) => (
    <button
      type="button"
      class="btn quiet icon sm"
      aria-label={what ? `${label}: ${what}` : label}
      disabled={run === null}
      onClick={() => run?.()}
    >
      <Icon name={icon} size="s" />
    </button>
  );
  return (
    <div class="row between sm muted pager">
      <span class="num">{none ? "" : range}</span>
      <span class="row g0">
        {button(copy.parts.earlier, "left", back)}
        {button(copy.parts.later, "right", next)}
      </span>
    </div>
  );
}
