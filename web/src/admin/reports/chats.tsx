import { clock } from "../../state/format";
import { Card, Table, type Column } from "../parts";
import type { ChatCounts, ChatsReport } from "../wire";
import { chatsReport as copy, reports } from "./copy";
import { About, Behind, bucketNames, NothingHere, number, rowsOf, Tiles } from "./parts";
import { Bars, percent } from "./plots";

export function Chats({ answer }: { answer: ChatsReport }) {
  const { total, by_bucket, teams } = answer.report;
  if (total.chats === 0) return <NothingHere />;
  const names = bucketNames(answer.time);
  const waiting = (one: ChatCounts): number => one.chats - one.answered - one.abandoned;
  return (
    <>
      <Tiles
        tiles={[
          { label: copy.figures.chats, value: number(total.chats) },
          { label: copy.figures.answered, value: number(total.answered) },
          { label: copy.figures.abandoned, value: number(total.abandoned) },
          { label: copy.figures.wait, value: seconds(total.wait_seconds) },
          { label: copy.figures.duration, value: seconds(total.duration_seconds) },
        ]}
      />
      <Card title={copy.plot}>
        <Bars
          label={copy.plot}
          buckets={names.brief}
          series={[
            {
              name: copy.figures.answered,
              values: by_bucket.map((one) => one.answered),
              look: 1,
              total: number(total.answered),
            },
            {
              name: copy.figures.abandoned,
              values: by_bucket.map((one) => one.abandoned),
              look: 2,
              total: number(total.abandoned),
            },
            {
              name: copy.waiting,
              values: by_bucket.map(waiting),
              look: 4,
              total: number(waiting(total)),
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
            ...columns<{ figures: ChatCounts }>((row) => row.figures),
          ]}
        />
      </Card>
      <Card title={reports.byTeam} flush>
        <Table
          label={reports.byTeam}
          rows={teams}
          rowKey={(row) => row.team}
          empty={{ icon: "chat", title: reports.empty, under: reports.emptyUnder }}
          columns={[
            { key: "team", label: reports.team, cell: (row) => row.team || reports.noTeam },
            ...columns<(typeof teams)[number]>((row) => row.total),
          ]}
        />
      </Card>
    </>
  );
}

function seconds(value: number | null): string {
  return value === null ? reports.none : clock(value);
}

function columns<Row>(of: (row: Row) => ChatCounts): Column<Row>[] {
  const { figures } = copy;
  const column = (key: keyof typeof figures, said: (one: ChatCounts) => string) => ({
    key,
    label: figures[key],
    number: true,
    cell: (row: Row) => said(of(row)),
  });
  return [
    column("chats", (one) => number(one.chats)),
    column("answered", (one) => number(one.answered)),
    column("abandoned", (one) => number(one.abandoned)),
    column("level", (one) => percent(one.level)),
    column("wait", (one) => seconds(one.wait_seconds)),
    column("longest", (one) => clock(one.longest_seconds)),
    column("duration", (one) => seconds(one.duration_seconds)),
  ];
}
