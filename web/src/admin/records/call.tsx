/** All of one call, beside the list. */
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { clock, payloadRows, phoneNumber } from "../../state/format";
import { useAdmin } from "../here";
import { Loaded, useLoad } from "../load";
import { Badge, Confirm, Drawer, Icon } from "../parts";
import type { AttemptRow, CallStateRow, CallWhole } from "../wire";
import { call as copy, directions, kinds, outcomes, player, states } from "./copy";
import { OutcomeBadge } from "./outcome";
import { Player } from "./player";
import { zoneOf, type Zone } from "./when";

interface DrawerProps {
  readonly callId: string;
  /** Play it at once. */
  readonly play?: boolean;
  readonly close: () => void;
  /** Something of it was changed. */
  readonly changed: () => void;
}

export function CallDrawer({ callId, play = false, close, changed }: DrawerProps) {
  const { api, me, can, say } = useAdmin();
  const path = `/manage/api/calls/${encodeURIComponent(callId)}`;
  const whole = useLoad((stop) => api.get<CallWhole>(path, {}, stop), [callId]);
  const [asked, setAsked] = useState(false);
  const zone = useMemo(() => zoneOf(me.time_zone), [me.time_zone]);
  const told = whole.data;
  const title = told ? phoneNumber(told.call.number) || copy.facts : copy.facts;
  return (
    <Drawer title={title} crumb={told ? zone.full(told.call.started_at) : copy.crumb} close={close}>
      <Loaded of={whole}>
        {(answer) => (
          <>
            <Recordings
              answer={answer}
              zone={zone}
              play={play}
              remove={can("delete_recordings") ? () => setAsked(true) : null}
            />
            <Facts answer={answer} zone={zone} />
            <Section title={copy.note}>
              <p class={answer.call.note ? "wrap sm" : "sm muted"}>
                {answer.call.note || copy.noteNone}
              </p>
            </Section>
            {answer.states.length > 0 && (
              <Section title={copy.who}>
                <States rows={answer.states} zone={zone} />
              </Section>
            )}
            {answer.lead && (
              <Section title={copy.lead}>
                <Pairs
                  rows={[
                    [copy.campaign, answer.lead.campaign],
                    [copy.external, answer.lead.external_id],
                    [copy.leadState, answer.lead.state.replaceAll("_", " ")],
                    ...dataRows(answer.lead.data),
                  ]}
                />
              </Section>
            )}
            {Object.keys(answer.custom).length > 0 && (
              <Section title={copy.custom}>
                <Pairs rows={dataRows(answer.custom)} />
              </Section>
            )}
            {answer.call.number && (
              <Section title={copy.attempts}>
                <Attempts rows={answer.attempts} zone={zone} />
                <p class="sm mt2">
                  <a href={`/admin/calls?number=%2B${answer.call.number}`}>{copy.all}</a>
                </p>
              </Section>
            )}
          </>
        )}
      </Loaded>
      {asked && (
        <Confirm
          title={player.confirm.title}
          yes={player.confirm.yes}
          danger
          close={() => setAsked(false)}
          run={async () => {
            await api.del(`${path}/recording`);
            say(player.confirm.done);
            whole.again();
            changed();
          }}
        >
          <p class="sm">{player.confirm.under}</p>
        </Confirm>
      )}
    </Drawer>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section aria-label={title}>
      <h3 class="mb1">{title}</h3>
      {children}
    </section>
  );
}

interface RecordingsProps {
  readonly answer: CallWhole;
  readonly zone: Zone;
  readonly play: boolean;
  readonly remove: (() => void) | null;
}

function Recordings({ answer, zone, play, remove }: RecordingsProps) {
  const { recordings, deleted, call } = answer;
  const there = recordings.filter((one) => one.there);
  return (
    <section aria-label={player.title}>
      <div class="row between mb1">
        <h3>{player.title}</h3>
        {remove && recordings.length > 0 && call.ended_at !== null && (
          <button type="button" class="btn quiet sm bad-text" onClick={remove}>
            {player.remove}
          </button>
        )}
      </div>
      <div class="stack g3">
        {there.map((one, at) => (
          <Player
            key={one.place}
            callId={call.call_id}
            place={one.place}
            total={recordings.length}
            seconds={recordings.length === 1 ? call.talk_seconds + call.hold_seconds : 0}
            begin={play && at === 0}
          />
        ))}
        {there.length < recordings.length && (
          <p class="sm muted">{call.ended_at === null ? player.goesOn : player.gone}</p>
        )}
        {deleted && <p class="sm">{player.deleted(zone.full(deleted.at), deleted.actor)}</p>}
        {recordings.length === 0 && !deleted && <p class="sm muted">{player.none}</p>}
      </div>
    </section>
  );
}

function Facts({ answer, zone }: { answer: CallWhole; zone: Zone }) {
  const { call } = answer;
  const at = (time: number | null): string => (time === null ? "" : zone.exact(time));
  return (
    <Section title={copy.facts}>
      <Pairs
        rows={[
          [copy.outcome, <OutcomeBadge outcome={call.outcome} />],
          [copy.number, phoneNumber(call.number)],
          [copy.name, call.name],
          [copy.ours, phoneNumber(call.caller_id)],
          [copy.direction, directions[call.direction] ?? call.direction],
          [copy.kind, kinds[call.kind] ?? call.kind],
          [copy.agent, call.agent_name],
          [copy.team, call.team || copy.noTeam],
          [copy.disposition, call.disposition],
          [copy.started, at(call.started_at)],
          [copy.rang, at(answer.ringing_at)],
          [copy.answered, at(call.answered_at)],
          [copy.ended, call.ended_at === null ? copy.goesOn : at(call.ended_at)],
          [copy.wait, call.wait_seconds === null ? "" : clock(call.wait_seconds)],
          [copy.talk, call.answered_at === null ? "" : clock(call.talk_seconds)],
          [copy.hold, call.hold_seconds > 0 ? clock(call.hold_seconds) : ""],
          [copy.endedBy, copy.endedByNames[call.ended_by] ?? call.ended_by],
          [copy.cause, call.cause.replaceAll("-", " ")],
          [copy.sip, answer.sip_status === null ? "" : String(answer.sip_status)],
          [copy.id, <span class="mono xs">{call.call_id}</span>],
        ]}
      />
    </Section>
  );
}

/** Those that have something to say. */
function Pairs({ rows }: { rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="kv">
      {rows
        .filter(([, value]) => value !== "")
        .map(([name, value]) => [<dt key={`${name}-key`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}

function dataRows(
  data: Readonly<Record<string, unknown>>,
): (readonly [string, ComponentChildren])[] {
  const words = { yes: "Yes", no: "No", none: "–" };
  return payloadRows(data, words).map(({ key, text, link }) => [
    key,
    link ? (
      <a href={link} target="_blank" rel="noreferrer">
        {text}
      </a>
    ) : (
      text
    ),
  ]);
}

const LOOK: Readonly<Record<string, string>> = { dialling: "ringing", wrap_up: "wrapup" };

function States({ rows, zone }: { rows: readonly CallStateRow[]; zone: Zone }) {
  return (
    <ol class="steps">
      {rows.map((row) => {
        const look = LOOK[row.state] ?? row.state;
        return (
          <li key={`${row.agent_id}-${row.begins_at}-${row.state}`} class={`row sm st-${look}`}>
            <span class="num muted">{zone.exact(row.begins_at)}</span>
            <Icon name={`st-${look}`} size="s" />
            <span class="grow">
              {states[row.state] ?? row.state} <span class="muted">{row.agent_name}</span>
            </span>
            <span class="num muted">
              {row.ends_at === null ? copy.goesOn : clock(row.ends_at - row.begins_at)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Attempts({ rows, zone }: { rows: readonly AttemptRow[]; zone: Zone }) {
  if (rows.length === 0) return <p class="sm muted">{copy.attemptsNone}</p>;
  return (
    <ol class="steps">
      {rows.map((row) => (
        <li key={row.attempt_id} class="sm">
          <div class="row between">
            <span class="num">{zone.brief(row.dialled_at)}</span>
            <span class="row g1">
              {row.disposition && <Badge>{row.disposition}</Badge>}
              <OutcomeBadge outcome={row.outcome} />
            </span>
          </div>
          <span class="xs muted">
            {copy.attemptBy(row.campaign, row.agent_name)}
            {row.judged && ` · ${copy.judged(outcomes[row.judged] ?? row.judged)}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
