/** The voice engine and its trunk. */
import { phoneNumber, whenOf } from "../../state/format";
import { useAdmin, useNow } from "../here";
import { Loaded, useLoad } from "../load";
import { Badge, Card, CopyBox, Note, Nothing, PageHead, Table, type BadgeTone } from "../parts";
import type { EngineAnswer, TrunkView } from "../wire";
import { engine as copy } from "./copy";
import { PATH } from "./mark";
import { TestCallCard } from "./testcall";

export function EnginePage() {
  const { api } = useAdmin();
  const seen = useLoad((stop) => api.get<EngineAnswer>(PATH, {}, stop), [], { every: 5 });
  return (
    <>
      <PageHead title={copy.title} under={copy.under} />
      <Loaded of={seen}>
        {(answer) => (
          <>
            {!answer.up && (
              <Note tone="bad" alert>
                <b>{copy.away}</b> {copy.awayUnder}
                <span class="block mono xs mt1">{answer.detail}</span>
              </Note>
            )}
            <div class="pair">
              <TrunkCard answer={answer} />
              <TestCallCard answer={answer} />
            </div>
            <Failures answer={answer} />
            <Engines answer={answer} />
          </>
        )}
      </Loaded>
    </>
  );
}

const TONES: Readonly<Record<string, BadgeTone>> = {
  registered: "ok",
  none: "",
  unregistered: "warn",
  rejected: "bad",
  unknown: "warn",
};

function TrunkCard({ answer }: { answer: EngineAnswer }) {
  const trunk = answer.trunk;
  if (trunk === null) {
    const says = answer.trunk_known
      ? { title: copy.none, under: copy.noneUnder }
      : { title: copy.notAsked, under: answer.detail };
    return (
      <Card title={copy.trunk}>
        <Nothing icon="trunk" {...says} />
        {answer.trunk_known && <Where trunk={null} />}
      </Card>
    );
  }
  const state = trunk.registration;
  return (
    <Card
      title={copy.trunk}
      toolbar={
        <Badge tone={TONES[state] ?? ""} dot>
          {copy.registration[state] ?? state}
        </Badge>
      }
    >
      {copy.registrationUnder[state] && <p class="sm muted mb3">{copy.registrationUnder[state]}</p>}
      <Facts trunk={trunk} />
      {answer.name !== "memory" && <Where trunk={trunk} />}
    </Card>
  );
}

function Facts({ trunk }: { trunk: TrunkView }) {
  const now = useNow(5);
  const keys = copy.keys;
  const carrier = trunk.port ? `${trunk.host}:${trunk.port}` : trunk.host;
  const options =
    trunk.reachable === null ? (
      copy.notYet
    ) : trunk.reachable ? (
      copy.reachable(trunk.round_trip_ms)
    ) : (
      <span class="bad-text">{copy.unreachable}</span>
    );
  return (
    <dl class="kv">
      <dt>{keys.carrier}</dt>
      <dd class="mono">{carrier}</dd>
      <dt>{keys.options}</dt>
      <dd>{options}</dd>
      {trunk.registers && (
        <>
          <dt>{keys.username}</dt>
          <dd class="mono">{trunk.username || copy.nobody}</dd>
        </>
      )}
      {trunk.answered_at && (
        <>
          <dt>{keys.answered}</dt>
          <dd class="num">{whenOf(Date.parse(trunk.answered_at) / 1000, now)}</dd>
        </>
      )}
      {trunk.registers && trunk.renews_in !== null && (
        <>
          <dt>{keys.renews}</dt>
          <dd class="num">{copy.seconds(trunk.renews_in)}</dd>
        </>
      )}
      <dt>{keys.callerId}</dt>
      <dd>{trunk.caller_id ? phoneNumber(trunk.caller_id) : copy.spaceOwn}</dd>
      {trunk.prefix && (
        <>
          <dt>{keys.prefix}</dt>
          <dd class="mono">{trunk.prefix}</dd>
        </>
      )}
      <dt>{keys.limits}</dt>
      <dd>{copy.limits(trunk.limits.calls_in_setup, trunk.limits.calls_per_second)}</dd>
    </dl>
  );
}

/** The lines of the settings file, as they are now; the password is not known here. */
function Where({ trunk }: { trunk: TrunkView | null }) {
  const text = (value: string): string => JSON.stringify(value);
  const lines =
    trunk === null
      ? ["[engine.trunk]", 'host = "sip.carrier.example"', "port = 5060"]
      : [
          "[engine.trunk]",
          `host = ${text(trunk.host)}`,
          `port = ${trunk.port}`,
          ...(trunk.username ? [`username = ${text(trunk.username)}`, 'password = "…"'] : []),
          `register = ${String(trunk.registers)}`,
          `caller_id = ${text(trunk.caller_id)}`,
          `prefix = ${text(trunk.prefix)}`,
          `calls_in_setup = ${trunk.limits.calls_in_setup}`,
          `calls_per_second = ${decimal(trunk.limits.calls_per_second)}`,
        ];
  return (
    <details class="mt3 where" open>
      <summary class="medium sm">{copy.where}</summary>
      <p class="sm muted mt2 mb2">{copy.whereUnder}</p>
      <CopyBox label={copy.whereLabel} text={lines.join("\n")} />
      <p class="xs faint mt2">{copy.whereEnv}</p>
    </details>
  );
}

function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function Failures({ answer }: { answer: EngineAnswer }) {
  const now = useNow();
  const columns = copy.failureColumns;
  return (
    <Card title={copy.failures} under={copy.failuresUnder} flush>
      <Table
        label={copy.failures}
        rows={answer.failures}
        rowKey={(row) => `${row.sip_status ?? row.reason}`}
        empty={{ icon: "check", title: copy.noFailures, under: copy.noFailuresUnder }}
        columns={[
          {
            key: "status",
            label: columns.status,
            cell: (row) => <span class="num medium">{row.sip_status ?? "—"}</span>,
          },
          { key: "what", label: columns.what, cell: (row) => sentenceOf(row.words) },
          { key: "count", label: columns.count, number: true, cell: (row) => row.count },
          {
            key: "last",
            label: columns.last,
            number: true,
            look: "muted nowrap",
            cell: (row) => whenOf(Date.parse(row.last_at) / 1000, now),
          },
        ]}
      />
    </Card>
  );
}

function sentenceOf(words: string): string {
  return words ? `${words[0]!.toUpperCase()}${words.slice(1)}.` : "";
}

function Engines({ answer }: { answer: EngineAnswer }) {
  const now = useNow();
  const columns = copy.columns;
  return (
    <Card title={copy.list} under={copy.listUnder} flush>
      <Table
        label={copy.list}
        rows={[answer]}
        rowKey={(row) => row.name}
        empty={{ icon: "trunk", title: copy.away, under: copy.awayUnder }}
        columns={[
          {
            key: "name",
            label: columns.name,
            cell: (row) => (
              <div>
                <span class="row g2">
                  <b class="medium">{copy.names[row.name] ?? (row.name || copy.away)}</b>
                  <Badge tone={row.up ? "ok" : "bad"} dot>
                    {row.up ? copy.up : copy.down}
                  </Badge>
                </span>
                <span class="xs faint block">
                  {row.name === "memory" && row.up ? copy.memory : row.detail}
                </span>
              </div>
            ),
          },
          {
            key: "version",
            label: columns.version,
            look: "muted",
            cell: (row) => row.version.split("+")[0],
          },
          {
            key: "since",
            label: columns.since,
            look: "muted nowrap",
            cell: (row) => (row.up_since ? whenOf(Date.parse(row.up_since) / 1000, now) : "—"),
          },
          { key: "channels", label: columns.channels, number: true, cell: (row) => row.legs },
          {
            key: "setup",
            label: columns.setup,
            number: true,
            cell: (row) => row.calls_in_setup ?? "—",
          },
          { key: "restarts", label: columns.restarts, number: true, cell: (row) => row.restarts },
        ]}
      />
    </Card>
  );
}
