/** Whether the log is whole: looked at from its first entry on, slice by slice. */
import { useEffect, useState } from "preact/hooks";
import { useAdmin } from "../here";
import { Badge, Note } from "../parts";
import type { AuditChain } from "../wire";
import { audit as copy } from "./copy";

const PATH = "/manage/api/audit/chain";

interface Seen {
  readonly chain: AuditChain | null;
  readonly before: number;
  readonly failed: boolean;
}

const NOTHING: Seen = { chain: null, before: 0, failed: false };

export function ChainState() {
  const { api } = useAdmin();
  const [seen, setSeen] = useState<Seen>(NOTHING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const look = async (): Promise<void> => {
      let after = 0;
      let before = 0;
      for (;;) {
        const chain = await api.get<AuditChain>(PATH, { after }, stop.signal);
        if (stop.signal.aborted) return;
        before += chain.before_chain;
        setSeen({ chain, before, failed: false });
        if (chain.done) return;
        after = chain.verified_to;
      }
    };
    look().catch(() => {
      if (!stop.signal.aborted) setSeen((old) => ({ ...old, failed: true }));
    });
    return () => stop.abort();
  }, [turn]);
  const again = (
    <button
      type="button"
      class="btn quiet sm"
      onClick={() => {
        setSeen(NOTHING);
        setTurn(turn + 1);
      }}
    >
      {copy.chain.again}
    </button>
  );
  const { chain, before, failed } = seen;
  if (chain?.fault) {
    return (
      <Note tone="bad" alert>
        <b>{copy.chain.broken(chain.fault.seq)}</b> {copy.chain.brokenUnder(chain.fault.why)}{" "}
        {again}
      </Note>
    );
  }
  return (
    <div class="row wraps sm audit-chain" role="status">
      {failed ? (
        <Badge tone="warn" icon="alert">
          {copy.chain.failed}
        </Badge>
      ) : chain?.done ? (
        <>
          <Badge tone="ok" icon="check">
            {copy.chain.verified(chain.verified_to)}
          </Badge>
          <span class="muted">{copy.chain.whole}</span>
          {before > 0 && <span class="muted">{copy.chain.before(before)}</span>}
        </>
      ) : (
        <Badge>{copy.chain.verifying(chain?.verified_to ?? 0, chain?.newest ?? 0)}</Badge>
      )}
      {(failed || chain?.done) && again}
    </div>
  );
}
