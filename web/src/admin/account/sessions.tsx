/** The browsers that one is signed in with. */
import { useState } from "preact/hooks";
import { whenOf } from "../../state/format";
import { useAdmin, useNow } from "../here";
import { Loaded, useLoad } from "../load";
import { sentence } from "../api";
import { Badge, Card, Confirm, Table } from "../parts";
import type { SessionList, SessionRow, SessionsEnded } from "../wire";
import { sessions as copy } from "./copy";

const PATH = "/manage/api/account/sessions";

export function Sessions() {
  const { api, say } = useAdmin();
  const now = useNow();
  const load = useLoad((stop) => api.get<SessionList>(PATH, {}, stop), []);
  const [asks, setAsks] = useState(false);
  const end = async (row: SessionRow): Promise<void> => {
    try {
      await api.del<SessionsEnded>(`${PATH}/${encodeURIComponent(row.session_id)}`);
      say(copy.ended);
    } catch (error) {
      say(sentence(error), "bad");
    }
    load.again();
  };
  const endOthers = async (): Promise<void> => {
    const told = await api.del<SessionsEnded>(PATH);
    say(copy.endedAll(told.ended));
    load.again();
  };
  const when = (at: number): string => (at > 0 ? whenOf(at, now) : copy.unknown);
  return (
    <>
      <Loaded of={load}>
        {({ sessions }) => (
          <Card
            flush
            title={copy.title}
            under={copy.under}
            toolbar={
              sessions.length > 1 && (
                <button type="button" class="btn line sm" onClick={() => setAsks(true)}>
                  {copy.others}
                </button>
              )
            }
          >
            <Table
              label={copy.title}
              rows={sessions}
              rowKey={(row) => row.session_id}
              empty={{ icon: "user", title: copy.empty, under: copy.emptyUnder }}
              columns={[
                {
                  key: "browser",
                  label: copy.columns.browser,
                  cell: (row) => <b class="medium">{row.browser || copy.unknown}</b>,
                },
                {
                  key: "address",
                  label: copy.columns.address,
                  look: "mono muted",
                  cell: (row) => row.address || copy.unknown,
                },
                {
                  key: "since",
                  label: copy.columns.since,
                  look: "num muted",
                  cell: (row) => when(row.created_at),
                },
                {
                  key: "used",
                  label: copy.columns.used,
                  look: "num muted",
                  // It is noted now and then only; who reads this uses it.
                  cell: (row) => (row.current ? copy.now : when(row.seen_at)),
                },
              ]}
              rowActions={(row) =>
                row.current ? (
                  <Badge tone="accent">{copy.current}</Badge>
                ) : (
                  <button
                    type="button"
                    class="btn quiet sm bad-text"
                    aria-label={copy.endLabel(row.browser || copy.unknown)}
                    onClick={() => void end(row)}
                  >
                    {copy.end}
                  </button>
                )
              }
            />
          </Card>
        )}
      </Loaded>
      {asks && (
        <Confirm
          title={copy.othersTitle}
          yes={copy.others}
          danger
          run={endOthers}
          close={() => setAsks(false)}
        >
          <p>{copy.othersSays}</p>
        </Confirm>
      )}
    </>
  );
}
