import { Badge, Card } from "../parts";
import type { CampaignOutcome, CampaignsReport, ReportTime, Tries } from "../wire";
import { outcomes } from "../records/copy";
import { campaignsReport as copy, reports } from "./copy";
import { About, Behind, bucketNames, NothingHere, number, rowsOf, Tiles } from "./parts";
import { Bars, percent, Shares } from "./plots";

const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);

export function Campaigns({ answer }: { answer: CampaignsReport }) {
  const { campaigns } = answer.report;
  if (campaigns.length === 0) return <NothingHere />;
  return (
    <>
      {campaigns.map((one) => (
        <OneCampaign key={one.campaign_id} one={one} time={answer.time} />
      ))}
    </>
  );
}

function OneCampaign({ one, time }: { one: CampaignOutcome; time: ReportTime }) {
  const names = bucketNames(time);
  const finished = one.finished.reduce((sum, each) => sum + each.leads, 0);
  return (
    <Card title={one.campaign} under={one.team}>
      <Tiles
        tiles={[
          { label: copy.attempts, value: number(one.total.attempts) },
          { label: copy.connected, value: number(one.total.connected) },
          { label: copy.rate, value: percent(one.connect_rate) },
          { label: copy.finished, value: number(finished) },
        ]}
      />
      <div class="report-halves">
        <section aria-label={copy.outcomes}>
          <h3>{copy.outcomes}</h3>
          <Shares
            label={copy.outcomes}
            rows={one.outcomes.map((each) => ({
              key: each.key,
              name: each.key ? (outcomes[each.key] ?? each.key) : copy.goesOn,
              count: each.attempts,
            }))}
          />
        </section>
        <section aria-label={copy.dispositions}>
          <h3>{copy.dispositions}</h3>
          {one.dispositions.length === 0 ? (
            <p class="sm muted">{copy.noneGiven}</p>
          ) : (
            <Shares
              label={copy.dispositions}
              rows={one.dispositions.map((each) => ({ ...each, count: each.attempts }))}
            />
          )}
        </section>
      </div>
      <p class="row wraps sm mt2">
        <b class="medium">{copy.finished}</b>
        {one.finished.length === 0 && <span class="muted">{copy.noneFinished}</span>}
        {one.finished.map((each) => (
          <Badge key={each.state}>
            {each.state.replaceAll("_", " ")} <span class="num">{number(each.leads)}</span>
          </Badge>
        ))}
      </p>
      <h3 class="mt3">{copy.byTime}</h3>
      <Attempts label={copy.byTime} buckets={names.brief} full={names.full} tries={one.by_bucket} />
      {time.edges.length > 26 && (
        <>
          <h3 class="mt3">{copy.byHour}</h3>
          <Attempts label={copy.byHour} buckets={HOURS} full={HOURS} tries={one.by_hour} />
        </>
      )}
      <About>{copy.about}</About>
    </Card>
  );
}

interface AttemptsProps {
  readonly label: string;
  readonly buckets: readonly string[];
  readonly full: readonly string[];
  readonly tries: readonly Tries[];
}

function Attempts({ label, buckets, full, tries }: AttemptsProps) {
  const connected = tries.map((one) => one.connected);
  const rest = tries.map((one) => one.attempts - one.connected);
  const sum = (values: readonly number[]): string =>
    number(values.reduce((before, one) => before + one, 0));
  return (
    <>
      <Bars
        label={label}
        buckets={buckets}
        series={[
          { name: copy.connected, values: connected, look: 1, total: sum(connected) },
          { name: copy.notConnected, values: rest, look: 4, total: sum(rest) },
        ]}
      />
      <Behind
        label={label}
        rows={rowsOf(full, tries)}
        rowKey={(row) => row.name}
        columns={[
          { key: "time", label: reports.time, look: "num nowrap", cell: (row) => row.name },
          {
            key: "attempts",
            label: copy.attempts,
            number: true,
            cell: (row) => number(row.figures.attempts),
          },
          {
            key: "connected",
            label: copy.connected,
            number: true,
            cell: (row) => number(row.figures.connected),
          },
          {
            key: "rate",
            label: copy.rate,
            number: true,
            cell: ({ figures }) =>
              percent(figures.attempts ? figures.connected / figures.attempts : null),
          },
        ]}
      />
    </>
  );
}
