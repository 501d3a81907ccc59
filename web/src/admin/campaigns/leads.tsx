/** The leads of a campaign: found by number, external id, state and list, page by page. */
import { useEffect, useState } from "preact/hooks";
import { phoneNumber } from "../../state/format";
import { useAdmin, useNow, useQuery } from "../here";
import { Loaded, useLoad } from "../load";
import {
  Badge,
  Card,
  Note,
  Pager,
  SearchInput,
  Select,
  Table,
  type Column,
  type EmptySays,
} from "../parts";
import type { CampaignSheet, LeadLine, LeadLines } from "../wire";
import * as copy from "./copy";
import { API } from "./list";
import { WhyDrawer } from "./why";
import { lastWord, nextWord } from "./words";

const LIMIT = 25;
const words = copy.leads;

interface LeadsProps {
  readonly sheet: CampaignSheet;
  /** Another one: leads were added. */
  readonly turn: number;
  /** A lead was changed here. */
  readonly changed: () => void;
  readonly runs: boolean;
}

export function LeadsCard({ sheet, turn, changed, runs }: LeadsProps) {
  const { api } = useAdmin();
  const now = useNow(15);
  const [find, setFind] = useQuery("find");
  const [states, setStates] = useQuery("state");
  const [list, setList] = useQuery("list");
  const [open, setOpen] = useQuery("lead");
  // The pages before this one, by where each begins.
  const [trail, setTrail] = useState<readonly string[]>([""]);
  useEffect(() => setTrail([""]), [find, states, list]);
  const after = trail[trail.length - 1] ?? "";
  const query = { find, states, list_id: list, after, limit: LIMIT };
  const loading = useLoad(
    (stop) => api.get<LeadLines>(`${API}/${sheet.campaign_id}/leads`, query, stop),
    [sheet.campaign_id, find, states, list, after, turn],
    { every: 5 },
  );
  const filtered = Boolean(find || states || list);
  return (
    <Card
      flush
      title={words.title}
      toolbar={
        <>
          <SearchInput label={words.find} value={find} set={setFind} />
          {sheet.lists.length > 1 && (
            <Select
              small
              label={words.listFilter}
              value={list}
              set={setList}
              options={[
                { value: "", label: words.allLists },
                ...sheet.lists.map((one) => ({ value: one.list_id, label: one.name })),
              ]}
            />
          )}
          <Select
            small
            label={words.filter}
            value={states}
            set={setStates}
            options={[
              { value: "", label: words.any },
              ...copy.filters.map(([value, label]) => ({ value, label })),
            ]}
          />
        </>
      }
    >
      <Loaded of={loading}>
        {(data) => (
          <>
            <Table
              label={words.title}
              columns={columns(now)}
              rows={data.leads}
              rowKey={(one) => one.lead_id}
              selected={(one) => one.lead_id === open}
              rowActions={(one) => (
                <button
                  type="button"
                  class={one.lead_id === open ? "btn line sm" : "btn quiet sm"}
                  aria-expanded={one.lead_id === open}
                  aria-label={words.whyOf(phoneNumber(one.number))}
                  onClick={() => setOpen(one.lead_id === open ? "" : one.lead_id)}
                >
                  {words.why}
                </button>
              )}
              empty={empty(filtered)}
            />
            {data.narrow && <Note>{words.narrow}</Note>}
            {find ? (
              data.leads.length > 0 && (
                <p class="sm muted num pager found">{words.found(data.leads.length)}</p>
              )
            ) : (
              <Pager
                what={words.title}
                from={(trail.length - 1) * LIMIT + 1}
                to={(trail.length - 1) * LIMIT + data.leads.length}
                total={data.total}
                back={trail.length > 1 ? () => setTrail(trail.slice(0, -1)) : null}
                next={
                  data.next_after === null
                    ? null
                    : () => setTrail([...trail, data.next_after ?? ""])
                }
              />
            )}
          </>
        )}
      </Loaded>
      {open && (
        <WhyDrawer
          key={open}
          leadId={open}
          sheet={sheet}
          runs={runs}
          close={() => setOpen("")}
          changed={() => {
            loading.again();
            changed();
          }}
        />
      )}
    </Card>
  );
}

function empty(filtered: boolean): EmptySays {
  return { icon: "users", ...(filtered ? words.nothing : words.empty) };
}

function columns(now: number): readonly Column<LeadLine>[] {
  return [
    {
      key: "number",
      label: words.columns.number,
      look: "num",
      cell: (one) => (
        <>
          <b class="medium">{phoneNumber(one.number)}</b>
          {one.external_id && <span class="xs faint block">{one.external_id}</span>}
        </>
      ),
    },
    {
      key: "owner",
      label: words.columns.owner,
      look: "muted nowrap",
      cell: (one) => one.username || words.anyone,
    },
    {
      key: "state",
      label: words.columns.state,
      cell: (one) => <StandingBadge lead={one} />,
    },
    {
      key: "attempts",
      label: words.columns.attempts,
      look: "num",
      cell: (one) => words.of(one.tries, one.most_tries),
    },
    {
      key: "last",
      label: words.columns.last,
      look: "num muted",
      cell: (one) => lastOf(one, now),
    },
    {
      key: "next",
      label: words.columns.next,
      look: "num",
      cell: (one) => nextOf(one, now),
    },
  ];
}

export function StandingBadge({ lead }: { lead: LeadLine }) {
  const [word, tone] = copy.standings[lead.standing];
  return <Badge tone={tone}>{word}</Badge>;
}

function lastOf(lead: LeadLine, now: number): string {
  if (lead.standing === "ringing" || lead.standing === "talking") return words.now;
  return lead.last_at === null ? "" : lastWord(lead.last_at, now);
}

function nextOf(lead: LeadLine, now: number): string {
  if (lead.standing === "do_not_call" || lead.standing === "stuck") return words.never;
  if (lead.next_at === null) return "";
  // The page's clock may be a little behind the server's, whose word is that it may be dialled now.
  const due = lead.standing === "next" || lead.next_at <= now;
  return due ? words.now : nextWord(lead.next_at, now);
}
