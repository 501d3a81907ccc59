/** What waits for the agent: the leads of their campaigns, and the callbacks they have promised. */
import * as copy from "../copy";
import { count, phoneNumber, timeOfDay } from "../state/format";
import { useHere } from "./context";
import { Icon } from "./parts";

/** Rows of each in the list of work; what is more is counted. */
const ROWS = 3;

export function CallbackItems() {
  const callbacks = useHere().state.work?.callbacks ?? [];
  if (callbacks.length === 0) return null;
  return (
    <section>
      <header>
        <span>{copy.work.callbacks}</span>
        <span class="num">{callbacks.length}</span>
      </header>
      {callbacks.slice(0, ROWS).map((one) => (
        <div key={one.lead_id} class="item still">
          <span class="disc">
            <Icon name="calendar" />
          </span>
          <span class="grow cut">
            <b class="num cut block">{one.name || phoneNumber(one.number)}</b>
            <span class="xs muted cut block">{one.campaign}</span>
          </span>
          <span class="num sm">{timeOfDay(one.at)}</span>
        </div>
      ))}
      <More of={callbacks.length} />
    </section>
  );
}

export function LeadsToCall() {
  const campaigns = useHere().state.work?.campaigns ?? [];
  if (campaigns.length === 0) return null;
  return (
    <section>
      <header>{copy.work.leads}</header>
      <dl class="figures-list sm">
        {campaigns.slice(0, ROWS).map((one) => (
          <div key={one.campaign_id}>
            <dt class="muted cut">{one.campaign}</dt>
            <dd class="num medium nowrap">{copy.work.left(count(one.leads_left))}</dd>
          </div>
        ))}
      </dl>
      <More of={campaigns.length} />
    </section>
  );
}

function More({ of }: { of: number }) {
  return of > ROWS ? <p class="xs muted inset">{copy.work.more(of - ROWS)}</p> : null;
}

/** The narrow dock's: a line for what is left to call, and one for the callbacks. */
export function WorkLines() {
  const { work } = useHere().state;
  if (!work || (work.campaigns.length === 0 && work.callbacks.length === 0)) return null;
  const [first] = work.callbacks;
  const [only, ...others] = work.campaigns;
  const left = work.campaigns.reduce((sum, one) => sum + one.leads_left, 0);
  return (
    <dl class="work-lines sm rule">
      {only && (
        <Line
          icon="campaign"
          word={others.length > 0 ? copy.work.campaigns(work.campaigns.length) : only.campaign}
        >
          {copy.work.left(count(left))}
        </Line>
      )}
      {first && (
        <Line icon="calendar" word={copy.work.callbacks}>
          {copy.work.next(work.callbacks.length, timeOfDay(first.at))}
        </Line>
      )}
    </dl>
  );
}

function Line({ icon, word, children }: { icon: string; word: string; children: string }) {
  return (
    <div>
      <dt class="row g6 cut">
        <Icon name={icon} size="s" />
        <span class="cut">{word}</span>
      </dt>
      <dd class="num medium nowrap">{children}</dd>
    </div>
  );
}

/** How many of the lead's campaign are left; nothing before that is known. */
export function LeftOf({ campaignId }: { campaignId: string }) {
  const campaigns = useHere().state.work?.campaigns ?? [];
  const found = campaigns.find((one) => one.campaign_id === campaignId);
  if (!found) return null;
  return (
    <span class="xs muted num nowrap push">{copy.card.leadsLeft(count(found.leads_left))}</span>
  );
}
