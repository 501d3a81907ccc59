import { Badge, Card } from "../parts";
import type { CampaignCap, CapsReport, ReportTime } from "../wire";
import { zoneOf } from "../records/when";
import { capsReport as copy } from "./copy";
import { About, Behind, bucketNames, NothingHere, number } from "./parts";
import { Lines, percent } from "./plots";

export function Caps({ answer }: { answer: CapsReport }) {
  const { campaigns } = answer.report;
  if (campaigns.length === 0) return <NothingHere />;
  return (
    <>
      {campaigns.map((one) => (
        <OneCap key={one.campaign_id} one={one} time={answer.time} />
      ))}
    </>
  );
}

function OneCap({ one, time }: { one: CampaignCap; time: ReportTime }) {
  const zone = zoneOf(time.time_zone);
  const names = bucketNames(time);
  const last = one.points[one.points.length - 1];
  const over = last !== undefined && last.share > one.cap;
  return (
    <Card
      title={one.campaign}
      under={[one.team, copy.window(one.window_hours)].filter(Boolean).join(" · ")}
      toolbar={
        last && (
          <Badge tone={over ? "bad" : "ok"} icon={over ? "alert" : "check"}>
            {over ? copy.over : copy.under}
          </Badge>
        )
      }
    >
      <Lines
        label={`${one.campaign}: ${copy.plot}`}
        buckets={names.brief}
        shares
        target={{ value: one.cap, name: copy.cap(percent(one.cap)) }}
        series={[
          {
            name: copy.share,
            values: names.brief.map((_, n) => one.points[n]?.share ?? null),
            look: 1,
            ...(last ? { total: percent(last.share) } : {}),
          },
        ]}
      />
      <About>{copy.about}</About>
      <Behind
        label={one.campaign}
        rows={one.points}
        rowKey={(row) => String(row.at)}
        columns={[
          { key: "at", label: copy.at, look: "num nowrap", cell: (row) => zone.brief(row.at) },
          { key: "share", label: copy.share, number: true, cell: (row) => percent(row.share) },
          { key: "answers", label: copy.answers, number: true, cell: (row) => number(row.answers) },
          {
            key: "abandons",
            label: copy.abandons,
            number: true,
            cell: (row) => number(row.abandons),
          },
          {
            key: "windowAnswers",
            label: copy.windowAnswers,
            number: true,
            cell: (row) => number(row.window_answers),
          },
          {
            key: "windowAbandons",
            label: copy.windowAbandons,
            number: true,
            cell: (row) => number(row.window_abandons),
          },
        ]}
      />
    </Card>
  );
}
