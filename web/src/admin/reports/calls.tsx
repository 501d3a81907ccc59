import { Card, Table, type Column } from "../parts";
import type { CallCounts, CallsReport } from "../wire";
import { callsReport as copy, reports } from "./copy";
import { About, Behind, bucketNames, NothingHere, number, rowsOf, Tiles } from "./parts";
import { Bars } from "./plots";

type Figure = keyof typeof copy.figures;

const FIGURES = Object.keys(copy.figures) as Figure[];

export function Calls({ answer }: { answer: CallsReport }) {
  const { total, by_bucket, teams } = answer.report;
  if (total.calls === 0) return <NothingHere />;
  const names = bucketNames(answer.time);
  const of = (figure: Figure): number[] => by_bucket.map((one) => one[figure]);
  const series = (figure: Figure, look: 1 | 2 | 3 | 4) => ({
    name: copy.figures[figure],
    values: of(figure),
    look,
    total: number(total[figure]),
  });
  return (
    <>
      <Tiles
        tiles={(["calls", "offered", "answered", "abandoned", "missed", "outbound"] as const).map(
          (figure) => ({ label: copy.figures[figure], value: number(total[figure]) }),
        )}
      />
      <Card title={copy.inbound}>
        <Bars
          label={copy.inbound}
          buckets={names.brief}
          series={[
            series("answered", 1),
            series("abandoned", 2),
            series("turned_away", 3),
            series("missed", 4),
          ]}
        />
        <About>{copy.about}</About>
      </Card>
      <Card title={copy.traffic}>
        <Bars
          label={copy.traffic}
          buckets={names.brief}
          series={[series("inbound", 1), series("outbound", 2)]}
        />
        <Behind
          label={reports.byBucket}
          rows={rowsOf(names.full, by_bucket)}
          rowKey={(row) => row.name}
          columns={[
            { key: "time", label: reports.time, look: "num nowrap", cell: (row) => row.name },
            ...columns<{ figures: CallCounts }>((row) => row.figures),
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
            { key: "team", label: reports.team, cell: (row) => row.team || reports.noTeam },
            ...columns<(typeof teams)[number]>((row) => row.total),
          ]}
        />
      </Card>
    </>
  );
}

function columns<Row>(of: (row: Row) => CallCounts): Column<Row>[] {
  return FIGURES.map((figure) => ({
    key: figure,
    label: copy.figures[figure],
    number: true,
    cell: (row) => number(of(row)[figure]),
  }));
}
