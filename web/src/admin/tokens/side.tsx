/** Beside tokens and samples: where to send, and what was sent. */
import { Fragment } from "preact";
import { timeOfDay } from "../../state/format";
import { useAdmin } from "../here";
import { Loaded, type Loading } from "../load";
import { Card } from "../parts";
import type { SamplesAnswer, UsageAnswer } from "../wire";
import * as copy from "./copy";
import { secondsOf } from "./words";

export function WhereToSend({ data }: { data: SamplesAnswer }) {
  return (
    <Card title={copy.where.heading}>
      <dl class="kv narrow-key">
        <dt>{copy.where.address}</dt>
        <dd class="mono">{data.address}</dd>
        {data.cluster_id && (
          <>
            <dt>cluster_id</dt>
            <dd class="mono">{data.cluster_id}</dd>
          </>
        )}
        <dt>cloud_id</dt>
        <dd class="mono">{data.cloud_id}</dd>
        <dt>{copy.where.limits}</dt>
        <dd>{copy.where.limit(data.leads_per_body, data.body_mib)}</dd>
      </dl>
      <p class="mt2">
        <a class="sm tall" href="/docs" target="_blank" rel="noopener">
          {copy.where.reference}
        </a>
      </p>
    </Card>
  );
}

export function LastHour({ of }: { of: Loading<UsageAnswer> }) {
  const { can } = useAdmin();
  return (
    <Card
      title={copy.hour.heading}
      toolbar={
        can("read_audit") && (
          <a class="sm tall" href="/admin/audit">
            {copy.hour.audit}
          </a>
        )
      }
    >
      <Loaded of={of}>{(data) => <Figures data={data} />}</Loaded>
    </Card>
  );
}

function Figures({ data }: { data: UsageAnswer }) {
  const lines = [
    { label: copy.hour.stored, count: data.leads_stored, bad: false },
    { label: copy.hour.refused, count: data.leads_refused, bad: false },
    { label: copy.hour.calls, count: data.click_to_call, bad: false },
    { label: copy.hour.wrong, count: data.wrong_token, bad: data.wrong_token > 0 },
  ];
  return (
    <>
      <dl class="kv last">
        {lines.map(({ label, count, bad }) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd class={bad ? "num bad-text" : "num"}>{count.toLocaleString("en-GB")}</dd>
          </Fragment>
        ))}
      </dl>
      {!data.whole_hour && (
        <p class="xs faint mt2">{copy.hour.since(timeOfDay(secondsOf(data.since)))}</p>
      )}
    </>
  );
}
