/** Calls under a legal hold. */
import { useState } from "preact/hooks";
import { whenOf } from "../../state/format";
import { HttpFault } from "../api";
import { useAdmin, useNow } from "../here";
import { useDoing } from "../load";
import { Card, Confirm, Drawer, Field, Icon, Note, Table, TextInput } from "../parts";
import type { KeptAnswer, KeptCallView } from "../wire";
import { holds as copy } from "./copy";

interface Props {
  readonly kept: readonly KeptCallView[];
  readonly changed: () => void;
}

function pathOf(call: string): string {
  return `/manage/api/calls/${encodeURIComponent(call)}/keep`;
}

export function HoldsCard({ kept, changed }: Props) {
  const { api, say } = useAdmin();
  const now = useNow();
  const [adding, setAdding] = useState(false);
  const [released, setReleased] = useState<KeptCallView | null>(null);
  return (
    <Card
      title={copy.title}
      under={copy.under}
      flush
      toolbar={
        <button type="button" class="btn line sm" onClick={() => setAdding(true)}>
          <Icon name="lock" size="s" />
          {copy.add}
        </button>
      }
    >
      <Table
        label={copy.title}
        rows={kept}
        rowKey={(row) => row.call_id}
        empty={{ icon: "lock", title: copy.empty, under: copy.emptyUnder }}
        columns={[
          { key: "call", label: copy.columns.call, look: "mono", cell: (row) => row.call_id },
          { key: "reason", label: copy.columns.reason, cell: (row) => row.reason },
          { key: "by", label: copy.columns.by, look: "muted nowrap", cell: (row) => row.kept_by },
          {
            key: "since",
            label: copy.columns.since,
            look: "muted nowrap",
            cell: (row) => whenOf(Date.parse(row.kept_at) / 1000, now),
          },
        ]}
        rowActions={(row) => (
          <button
            type="button"
            class="btn quiet sm"
            aria-label={copy.releaseLabel(row.call_id)}
            onClick={() => setReleased(row)}
          >
            {copy.release}
          </button>
        )}
      />
      {adding && (
        <HoldDrawer
          close={() => setAdding(false)}
          done={() => {
            setAdding(false);
            say(copy.kept);
            changed();
          }}
        />
      )}
      {released && (
        <Confirm
          title={copy.releaseTitle}
          yes={copy.release}
          run={async () => {
            await api.del<KeptAnswer>(pathOf(released.call_id));
            say(copy.released);
            changed();
          }}
          close={() => setReleased(null)}
        >
          <p class="sm mono">{released.call_id}</p>
          <p class="sm muted">{copy.releaseUnder}</p>
        </Confirm>
      )}
    </Card>
  );
}

function HoldDrawer({ close, done }: { close: () => void; done: () => void }) {
  const { api } = useAdmin();
  const doing = useDoing();
  const [call, setCall] = useState("");
  const [reason, setReason] = useState("");
  const hold = async (): Promise<void> => {
    const kept = await doing.run(async () => {
      if (!call.trim()) throw new HttpFault(400, "", `call_id: ${copy.needsCall}`, null);
      await api.post<KeptAnswer>(pathOf(call.trim()), { reason });
    });
    if (kept) done();
  };
  const rest = doing.rest(["call_id", "reason"]);
  return (
    <Drawer
      title={copy.add}
      close={close}
      submit={() => void hold()}
      footer={
        <button class="btn primary" disabled={doing.busy}>
          {copy.keep}
        </button>
      }
    >
      <Field label={copy.call} hint={copy.callHint} error={doing.fault("call_id")}>
        <TextInput value={call} set={setCall} mono longest={80} />
      </Field>
      <Field label={copy.reason} hint={copy.reasonHint} error={doing.fault("reason")}>
        <TextInput value={reason} set={setReason} longest={200} />
      </Field>
      {rest && (
        <Note tone="bad" alert>
          {rest}
        </Note>
      )}
    </Drawer>
  );
}
