import { clock } from "../../state/format";
import { Card, Table, type Column } from "../parts";
import type { ServiceFigures, ServiceReport } from "../wire";
import { reports, serviceReport as copy } from "./copy";
import { About, Behind, bucketNames, NothingHere, number, rowsOf, Tiles } from "./parts";
import { Bars, Lines, percent } from "./plots";

export function Service({ answer }: { answer: ServiceReport }) {
  const { total, by_bucket, teams } = answer.report;
  if (total.offered === 0) return <NothingHere />;
  const names = bucketNames(answer.time);
  const [only] = teams;
  const shown = teams.filter((one) => one.total.offered > 0).slice(0, 4);
  return (
    <>
      <Tiles
        tiles={[
          { label: copy.figures.level, value: percent(total.level) },
          { label: copy.figures.answer, value: seconds(total.answer_seconds) },
          { label: copy.figures.longest, value: clock(total.longest_seconds) },
          { label: copy.figures.rate, value: percent(total.abandon_rate) },
          { label: copy.figures.offered, value: number(total.offered) },
          { label: copy.figures.lost, value: number(total.lost) },
        ]}
      />
      <Card title={copy.level}>
        <Lines
          label={copy.level}
          buckets={names.brief}
          shares
          {...(teams.length === 1 && only
            ? { target: { value: only.target_level, name: copy.target } }
            : {})}
          series={shown.map((one, n) => ({
            name: one.team,
            values: one.by_bucket.map((each) => each.level),
            look: (n + 1) as 1 | 2 | 3 | 4,
            total: percent(one.total.level),
          }))}
        />
        <About>{copy.about}</About>
      </Card>
      <Card title={copy.waits}>
        <Bars
          label={copy.waits}
          buckets={names.brief}
          said={(value) => clock(value)}
          series={[
            {
              name: copy.figures.answer,
              values: by_bucket.map((one) => one.answer_seconds),
              look: 1,
              total: seconds(total.answer_seconds),
            },
          ]}
        />
        <Behind
          label={reports.byBucket}
          rows={rowsOf(names.full, by_bucket)}
          rowKey={(row) => row.name}
          columns={[
            { key: "time", label: reports.time, look: "num nowrap", cell: (row) => row.name },
            ...columns<{ figures: ServiceFigures }>((row) => row.figures),
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
            { key: "team", label: copy.team, cell: (row) => row.team },
            {
              key: "target",
              label: copy.target,
              look: "nowrap muted",
              cell: (row) => copy.targetOf(percent(row.target_level), row.target_seconds),
            },
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

function columns<Row>(of: (row: Row) => ServiceFigures): Column<Row>[] {
  const { figures } = copy;
  const column = (key: keyof typeof figures, said: (one: ServiceFigures) => string) => ({
    key,
    label: figures[key],
    number: true,
    cell: (row: Row) => said(of(row)),
  });
  return [
    column("level", (one) => percent(one.level)),
    column("offered", (one) => number(one.offered)),
    column("answered", (one) => number(one.answered)),
    column("in_time", (one) => number(one.in_time)),
    column("lost", (one) => number(one.lost)),
    column("rate", (one) => percent(one.abandon_rate)),
    column("answer", (one) => seconds(one.answer_seconds)),
    column("longest", (one) => clock(one.longest_seconds)),
  ];
}
