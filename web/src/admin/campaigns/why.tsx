/** Why one lead is, or is not, dialled now; and what can be done about it. */
import { useState, type Dispatch } from "preact/hooks";
import { phoneNumber } from "../../state/format";
import { cityOf, ownZone, wallAt, timeOf } from "../../state/zones";
import { payloadRows } from "../../state/format";
import * as dockCopy from "../../copy";
import { sentence } from "../api";
import { useAdmin, useNow } from "../here";
import { Loaded, useDoing, useLoad } from "../load";
import { Drawer, Icon, Menu, type MenuItem } from "../parts";
import type { CampaignSheet, LeadRule, LeadSheet } from "../wire";
import * as copy from "./copy";
import { CallbackDialog, LeadDialog, NeverDialog, ZoneDialog } from "./leadforms";
import { StandingBadge } from "./leads";
import { lastWord, nextThere, nextWord, spanWord } from "./words";

export const LEADS = "/manage/api/leads";
const words = copy.why;
const FINISHED = new Set(["done", "do_not_call", "expired", "exhausted"]);
type Open = "" | "zone" | "never" | "callback" | "change";

interface WhyProps {
  readonly leadId: string;
  readonly sheet: CampaignSheet;
  readonly runs: boolean;
  readonly close: () => void;
  readonly changed: () => void;
}

export function WhyDrawer({ leadId, sheet, runs, close, changed }: WhyProps) {
  const { api } = useAdmin();
  const path = `${LEADS}/${leadId}`;
  const loading = useLoad((stop) => api.get<LeadSheet>(path, {}, stop), [path], { every: 5 });
  const [open, setOpen] = useState<Open>("");
  const lead = loading.data;
  const put = (changedLead: LeadSheet): void => {
    loading.put(changedLead);
    changed();
  };
  const dialog = { sheet, path, put, close: () => setOpen("") };
  return (
    <Drawer
      title={lead ? heading(lead) : words.notNow}
      crumb={lead && <span class="num">{phoneNumber(lead.lead.number)}</span>}
      close={close}
      footer={lead && runs && <Foot lead={lead} path={path} put={put} setOpen={setOpen} />}
    >
      <Loaded of={loading}>{(one) => <Told lead={one} />}</Loaded>
      {lead && open === "zone" && <ZoneDialog lead={lead} {...dialog} />}
      {lead && open === "never" && <NeverDialog lead={lead} {...dialog} />}
      {lead && open === "callback" && <CallbackDialog lead={lead} {...dialog} />}
      {lead && open === "change" && <LeadDialog lead={lead} {...dialog} />}
    </Drawer>
  );
}

function heading(lead: LeadSheet): string {
  if (FINISHED.has(lead.lead.state)) return words.finished;
  return lead.allowed ? words.now : words.notNow;
}

interface FootProps {
  readonly lead: LeadSheet;
  readonly path: string;
  readonly put: (lead: LeadSheet) => void;
  readonly setOpen: Dispatch<Open>;
}

function Foot({ lead, path, put, setOpen }: FootProps) {
  const { api, say } = useAdmin();
  const doing = useDoing();
  const finished = FINISHED.has(lead.lead.state);
  const tell = (ask: () => Promise<LeadSheet>, done: string): void =>
    void doing.run(async () => {
      try {
        put(await ask());
        say(done);
      } catch (error) {
        say(sentence(error), "warn");
      }
    });
  const queue = (): void => tell(() => api.post<LeadSheet>(`${path}/queue`), words.queued);
  const items: MenuItem[] = [
    {
      key: "callback",
      label: lead.callback ? words.moveCallback : words.setCallback,
      icon: "calendar",
      run: () => setOpen("callback"),
    },
    ...(lead.callback
      ? [
          {
            key: "clear",
            label: words.clearCallback,
            run: () => tell(() => api.del<LeadSheet>(`${path}/callback`), words.cleared),
          },
        ]
      : []),
    { key: "change", label: words.change, icon: "user", run: () => setOpen("change") },
    ...(finished ? [{ key: "zone", label: words.changeZone, run: () => setOpen("zone") }] : []),
  ];
  return (
    <>
      {finished ? (
        <button type="button" class="btn line sm grow" disabled={doing.busy} onClick={queue}>
          {words.queue}
        </button>
      ) : (
        <button type="button" class="btn line sm grow" onClick={() => setOpen("zone")}>
          {words.changeZone}
        </button>
      )}
      <button
        type="button"
        class="btn line sm grow"
        // Not disabled: that would take the focus out of the drawer when its dialog has closed.
        aria-disabled={lead.lead.state === "do_not_call"}
        onClick={() => lead.lead.state !== "do_not_call" && setOpen("never")}
      >
        <Icon name="ban" size="s" />
        {words.doNotCall}
      </button>
      <Menu
        buttonClass="btn quiet icon sm"
        label={words.more}
        menuLabel={words.more}
        side="to-right above"
        items={items}
      >
        <Icon name="more" size="s" />
      </Menu>
    </>
  );
}

function Told({ lead }: { lead: LeadSheet }) {
  const now = useNow(15);
  return (
    <>
      <Banner lead={lead} now={now} />
      {!FINISHED.has(lead.lead.state) && <Rules lead={lead} now={now} />}
      <Data lead={lead} now={now} />
      <Attempts lead={lead} now={now} />
    </>
  );
}

function Banner({ lead, now }: { lead: LeadSheet; now: number }) {
  if (FINISHED.has(lead.lead.state)) {
    return (
      <div class="banner note" role="status">
        <Icon name="info" />
        <div>
          <StandingBadge lead={lead.lead} /> {lead.reason}
        </div>
      </div>
    );
  }
  if (lead.allowed) {
    return (
      <div class="banner ok note" role="status">
        <Icon name="check" />
        <div>{lead.sentence}</div>
      </div>
    );
  }
  const refused = lead.rules.find((rule) => !rule.allowed);
  const group = refused && copy.ruleGroups.find((one) => one.rules.includes(refused.rule));
  return (
    <div class="banner warn note" role="status">
      <Icon name="clock" />
      <div>
        <b>{group ? words.waitsFor(group.waits) : refused?.sentence}</b>{" "}
        {lead.next_at === null || lead.next_at <= now
          ? lead.sentence
          : words.from(
              nextThere(lead.next_at, now, lead.zones[0] ?? ""),
              nextWord(lead.next_at, now),
              spanWord(lead.next_at - now),
            )}
      </div>
    </div>
  );
}

/** The server's rules, those of one kind together, the first that says no speaking for them. */
function Rules({ lead, now }: { lead: LeadSheet; now: number }) {
  const { rules } = lead;
  const known = new Set(copy.ruleGroups.flatMap((one) => one.rules));
  const groups = [
    ...copy.ruleGroups.map((one) => ({
      ...one,
      rules: rules.filter((rule) => one.rules.includes(rule.rule)),
    })),
    ...rules
      .filter((rule) => !known.has(rule.rule))
      .map((rule) => ({ key: rule.rule, name: rule.rule, waits: "", rules: [rule] })),
  ].filter((one) => one.rules.length > 0);
  return (
    <ol class="rules">
      {groups.map((group) => {
        const no = group.rules.find((rule) => !rule.allowed);
        const look = no === undefined ? "yes" : no.next_at === null ? "no" : "wait";
        const icon = { yes: "check", wait: "clock", no: "x" }[look];
        const says = no ? no.sentence : yesWord(group.key, group.rules, lead, now);
        return (
          <li key={group.name} class={look}>
            <Icon name={icon} size="s" />
            <b>
              {group.name}
              {look === "wait" && `: ${words.wait}`}
              {look === "no" && `: ${words.no}`}
            </b>
            <span>{inOwnTime(says, now)}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** The same in fewer words where all is well. */
function yesWord(key: string, rules: readonly LeadRule[], lead: LeadSheet, now: number): string {
  const words = copy.ruleYes;
  const { lead: line } = lead;
  switch (key) {
    case "state":
      return words.free;
    case "campaign":
      return lead.campaign;
    case "list":
      return line.list_name;
    case "never":
      return words.never;
    case "number":
      return words.number;
    case "limits":
      return words.limits;
    case "attempts":
      return words.attempts(line.tries, line.most_tries);
    case "rest":
      return line.last_at === null ? words.first : words.rest(spanWord(now - line.last_at));
    case "dates":
      return lead.expires_at === null && lead.not_before === null ? words.dates : said(rules);
    case "agent":
      return line.username || words.anyone;
    default:
      return said(rules);
  }
}

const said = (rules: readonly LeadRule[]): string =>
  [...new Set(rules.map((rule) => rule.sentence).filter(Boolean))].join(" ");

/** The server writes moments in UTC; here they are by the reader's clock. */
function inOwnTime(text: string, now: number): string {
  return text.replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/g, (_, day: string, time: string) =>
    nextWord(Date.parse(`${day}T${time}Z`) / 1000, now),
  );
}

function Data({ lead, now }: { lead: LeadSheet; now: number }) {
  const zone = lead.timezone || lead.zones.join(", ");
  const { callback } = lead;
  return (
    <div>
      <h3 class="mb1">{words.data}</h3>
      <dl class="kv">
        {payloadRows(lead.data, dockCopy.payload).map((row, at) => [
          <dt key={`k${at}`}>{row.key}</dt>,
          <dd key={`v${at}`}>{row.text}</dd>,
        ])}
        {lead.lead.external_id && [
          <dt key="id">{words.externalId}</dt>,
          <dd key="id-of">{lead.lead.external_id}</dd>,
        ]}
        <dt>{words.timezone}</dt>
        <dd>
          {zone || words.unknownZone}{" "}
          {!lead.timezone && zone && <span class="faint regular">{words.fromNumber}</span>}
          {zone && <span class="faint regular block">{thereNow(lead, now)}</span>}
        </dd>
        <dt>{words.list}</dt>
        <dd>{lead.lead.list_name}</dd>
        {lead.lead.username && [
          <dt key="who">{words.owner}</dt>,
          <dd key="w">{lead.lead.username}</dd>,
        ]}
        {lead.priority !== 0 && [
          <dt key="p">{words.priority}</dt>,
          <dd key="pv" class="num">
            {lead.priority}
          </dd>,
        ]}
        {callback && [
          <dt key="cb">{copy.standings.callback[0]}</dt>,
          <dd key="cbv">
            {nextWord(callback.at, now)}
            {callback.username && `, ${callback.username}`}
            {callback.note && <span class="block regular muted">{callback.note}</span>}
          </dd>,
        ]}
      </dl>
    </div>
  );
}

function thereNow(lead: LeadSheet, now: number): string {
  const zone = lead.zones[0];
  if (!zone || zone === ownZone()) return "";
  try {
    return `${timeOf(wallAt(now, zone))} in ${cityOf(zone)}`;
  } catch {
    return "";
  }
}

function Attempts({ lead, now }: { lead: LeadSheet; now: number }) {
  return (
    <div>
      <h3 class="mb1">{words.attempts}</h3>
      {lead.attempts.length === 0 ? (
        <p class="sm muted">{words.never}</p>
      ) : (
        <ul class="sm tries">
          {[...lead.attempts].reverse().map((one) => (
            <li key={one.attempt_id} class="row between">
              <span>
                {one.outcome === null ? words.now : (copy.outcomes[one.outcome] ?? one.outcome)}
                {one.disposition && `, ${one.disposition}`}
                {one.username && <span class="faint"> {one.username}</span>}
              </span>
              <span class="faint num nowrap">{lastWord(one.dialled_at, now)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
