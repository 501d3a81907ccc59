/** One entry, whole. */
import { Fragment } from "preact";
import { useAdmin } from "../here";
import { Drawer, Note } from "../parts";
import type { AuditRow } from "../wire";
import { actionOf, actorOf, audit as copy, count } from "./copy";
import { changes, facts, momentOf } from "./words";

export function Details({ row, close }: { row: AuditRow; close: () => void }) {
  const { me } = useAdmin();
  const told = facts(row.detail);
  const changed = changes(row.detail);
  return (
    <Drawer title={actionOf(row.action)} crumb={momentOf(row.at, me.time_zone)} close={close}>
      <div class="stack g3">
        {row.erased_at !== null && (
          <Note>{copy.erased(momentOf(row.erased_at, me.time_zone))}</Note>
        )}
        {row.seq === null && <Note>{copy.beforeChain}</Note>}
        <dl class="kv">
          <dt class="muted">{copy.actor}</dt>
          <dd>{actorOf(row.actor)}</dd>
          <dt class="muted">{copy.action}</dt>
          <dd class="mono">{row.action}</dd>
          {row.seq !== null && (
            <>
              <dt class="muted">{copy.number}</dt>
              <dd class="num">{count(row.seq)}</dd>
            </>
          )}
        </dl>
        {changed.length > 0 && (
          <ul class="stack g2">
            {changed.map((one) => (
              <li key={one.path}>
                <b class="mono sm">{one.path}</b>
                <div class="sm">
                  <span class="faint">{copy.from}</span> {one.from}
                </div>
                <div class="sm">
                  <span class="faint">{copy.to}</span> {one.to}
                </div>
              </li>
            ))}
          </ul>
        )}
        {told.length > 0 && (
          <dl class="kv">
            {told.map(([name, value]) => (
              <Fragment key={name}>
                <dt class="muted">{name}</dt>
                <dd>{value}</dd>
              </Fragment>
            ))}
          </dl>
        )}
        {told.length + changed.length === 0 && <p class="sm muted">{copy.nothing}</p>}
        {row.hash !== null && (
          <div>
            <p class="xs muted">{copy.hash} (SHA-256)</p>
            <p class="mono xs audit-hash">{row.hash}</p>
          </div>
        )}
      </div>
    </Drawer>
  );
}
