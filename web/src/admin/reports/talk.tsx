import { clock } from "../../state/format";
import { Card, Table, type Column } from "../parts";
import type { Handling, TalkReport } from "../wire";
import { lengthOf } from "../records/when";
import { reports, talkReport as copy } from "./copy";
import { About, Behind, bucketNames, NothingHere, number, rowsOf, Tiles } from "./parts";
import { Bars } from "./plots";

export function Talk({ answer }: { answer: TalkReport }) {
  const { total, by_bucket, teams, agents } = answer.report;
  if (total.answered === 0 && total.wrap_up_seconds === 0) return <NothingHere />;
  const names = bucketNames(answer.time);
  const minutes = (of: (one: Handling) => number): number[] => by_bucket.map((one) => of(one) / 60);
  return (
    <>
      <Tiles
        tiles={[
          { label: copy.figures.answered, value: number(total.answered) },
          { label: copy.figures.talk, value: lengthOf(total.talk_seconds) },
          { label: copy.figures.hold, value: lengthOf(total.hold_seconds) },
          { label: copy.figures.wrap, value: lengthOf(total.wrap_up_seconds) },
          { label: copy.figures.handle, value: average(total) },
        ]}
      />
      <Card title={copy.plot}>
        <Bars
          label={copy.plot}
          buckets={names.brief}
          said={(value) => lengthOf(value * 60)}
          series={[
            {
              name: copy.figures.talk,
              values: minutes((one) => one.talk_seconds),
              look: 1,
              total: lengthOf(total.talk_seconds),
            },
            {
              name: copy.figures.hold,
              values: minutes((one) => one.hold_seconds),
              look: 2,
              total: lengthOf(total.hold_seconds),
            },
          ]}
        />
        <About>{copy.about}</About>
        <Behind
          label={reports.byBucket}
          rows={rowsOf(names.full, by_bucket)}
          rowKey={(row) => row.name}
          columns={[
            { key: "time", label: reports.time, look: "num nowrap", cell: (row) => row.name },
            ...columns<{ figures: Handling }>((row) => row.figures).slice(0, 3),
          ]}
        />
      </Card>
      <Card title={reports.byAgent} flush>
        <Table
          label={reports.byAgent}
          rows={agents}
          rowKey={(row) => row.agent_id}
          empty={{ icon: "users", title: reports.empty, under: reports.emptyUnder }}
          columns={[
            {
              key: "agent",
              label: copy.agent,
              cell: (row) => (
                <>
                  {row.name} <span class="muted">{row.login}</span>
                </>
              ),
            },
            ...columns<(typeof agents)[number]>((row) => row.total),
          ]}
        />
      </Card>
      <Card title={reports.byTeam} flush>
        <Table
          label={reports.byTeam}
          rows={teams}
          rowKey={(row) => row.team}
          empty={{ icon: "chart", title: reports.empty, under: reports.emptyUnder }}
          columns={[
            { key: "team", label: copy.team, cell: (row) => row.team || reports.noTeam },
            ...columns<(typeof teams)[number]>((row) => row.total),
          ]}
        />
      </Card>
    </>
  );
}

function average(one: Handling): string {
  return one.handle_seconds === null ? reports.none : clock(one.handle_seconds);
}

function columns<Row>(of: (row: Row) => Handling): Column<Row>[] {
  const { figures } = copy;
  const column = (key: keyof typeof figures, said: (one: Handling) => string) => ({
    key,
    label: figures[key],
    number: true,
    cell: (row: Row) => said(of(row)),
  });
  return [
    column("answered", (one) => number(one.answered)),
    column("talk", (one) => clock(one.talk_seconds)),
    column("hold", (one) => clock(one.hold_seconds)),
    column("wrap", (one) => clock(one.wrap_up_seconds)),
    column("handle", average),
  ];
}
