import { useRef, useState } from "preact/hooks";
import * as copy from "../copy";
import { initials, phoneNumber } from "../state/format";
import { ownsCall } from "../state/read";
import { targetName, whoOf } from "../app/announce";
import type { AgentState, CallView, DockView, Target, Targets, TransferView } from "../wire";
import { useHere, useOpened } from "./context";
import { useFetch } from "./fetch";
import { Elapsed, Empty, Failed, Glyph, Icon, Loading, Radios, stateClass } from "./parts";

type How = "ask" | "now";

/** To whom the call goes: another agent of the space, or a number. */
export function TransferPanel({ adding }: { adding: boolean }) {
  const { actions } = useHere();
  const [how, setHow] = useState<How>("ask");
  const [wanted, setWanted] = useState("");
  const field = useRef<HTMLDivElement>(null);
  useOpened(field);
  const { answer, failed, again } = useFetch<Targets>("/dock/targets");
  const blind = !adding && how === "now";
  const number = wanted.replace(/[\s().\-/]/g, "");
  const isNumber = /^\+?\d{3,}$/.test(number);
  const found = (answer?.agents ?? []).filter((target) => matches(target, wanted));
  return (
    <section
      class="card transfer-card grow"
      aria-label={adding ? copy.transfer.addSection : copy.transfer.section}
    >
      <form
        class="form tight"
        onSubmit={(event) => {
          event.preventDefault();
          const [only] = found;
          if (isNumber) void actions.transfer({ blind, target_kind: "number", target: number });
          else if (only && found.length === 1) {
            void actions.transfer({ blind, target_kind: "agent", target: only.agent_id });
          }
        }}
      >
        {!adding && (
          <Radios<How>
            label={copy.transfer.how}
            groupClass="seg halves flush"
            choices={[
              { value: "ask", label: copy.transfer.askFirst },
              { value: "now", label: copy.transfer.now },
            ]}
            value={how}
            choose={setHow}
          />
        )}
        <div class="row">
          <div class="with-icon grow" ref={field}>
            <Icon name="search" size="s" />
            <input
              class="input"
              autocomplete="off"
              aria-label={copy.transfer.search}
              placeholder={copy.transfer.search}
              maxLength={80}
              value={wanted}
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          </div>
          <button
            type="button"
            class="iconbtn"
            aria-label={copy.transfer.close}
            onClick={() => actions.show("none")}
          >
            <Icon name="x" />
          </button>
        </div>
      </form>
      <div class="picks rule">
        {isNumber && (
          <button
            type="button"
            class="opt two-line"
            onClick={() => void actions.transfer({ blind, target_kind: "number", target: number })}
          >
            <span class="disc">
              <Icon name="phone" />
            </span>
            <span class="grow num medium">{copy.transfer.toNumber(phoneNumber(number))}</span>
          </button>
        )}
        {failed && <Failed title={copy.failed.targets} under={failed} again={again} />}
        {!answer && !failed && <Loading />}
        {found.map((target) => (
          <Pick
            key={target.agent_id}
            target={target}
            run={() =>
              void actions.transfer({ blind, target_kind: "agent", target: target.agent_id })
            }
          />
        ))}
        {answer && found.length === 0 && !isNumber && (
          <Empty icon="users" title={copy.transfer.nobody} under={copy.transfer.nobodyUnder} />
        )}
      </div>
    </section>
  );
}

function matches(target: Target, wanted: string): boolean {
  const text = [target.name, target.login, ...target.teams].join(" ").toLowerCase();
  return text.includes(wanted.trim().toLowerCase());
}

function Pick({ target, run }: { target: Target; run: () => void }) {
  const state = target.state as AgentState;
  const look = stateClass(state);
  return (
    <button type="button" class="opt two-line" onClick={run}>
      <span class="avatar" aria-hidden="true">
        {initials(target.name || target.login)}
      </span>
      <span class="grow">
        <b class="block medium cut">{target.name || target.login}</b>
        <span class="xs muted cut block">{target.teams.join(", ")}</span>
      </span>
      <span class={`state st-${look}`}>
        <Glyph state={look} />
        {copy.states[state] ?? target.state}
      </span>
    </button>
  );
}

/** The two others of an attended transfer, and what may be done with them. */
export function Legs({ view, call }: { view: DockView; call: CallView }) {
  const transfer = call.transfer;
  if (!transfer) return null;
  return ownsCall(view) ? (
    <OwnLegs call={call} transfer={transfer} />
  ) : (
    <div class="legs">
      <CustomerLeg call={call} transfer={transfer} />
    </div>
  );
}

function CustomerLeg({
  call,
  transfer,
  swap,
}: {
  call: CallView;
  transfer: TransferView;
  swap?: () => void;
}) {
  const talks = transfer.phase === "away" || transfer.phase === "joined";
  const look = talks ? "talking" : "held";
  const under = talks
    ? copy.transfer.under[transfer.phase === "joined" ? "joined" : "talking"]
    : copy.transfer.customerHeld;
  return (
    <div class={`leg st-${look}`}>
      <Glyph state={look} />
      <div class="grow">
        <b class="cut block">{whoOf(call)}</b>
        <div class="xs muted">{under}</div>
      </div>
      <span class="num in-state">
        <Elapsed since={call.held_since ?? transfer.since} />
      </span>
      {swap && transfer.phase !== "joined" ? (
        <button type="button" class="btn quiet sm" onClick={swap}>
          {copy.transfer.swap}
        </button>
      ) : (
        <span />
      )}
    </div>
  );
}

function OwnLegs({ call, transfer }: { call: CallView; transfer: TransferView }) {
  const { actions } = useHere();
  const { phase } = transfer;
  const reached = phase === "talking" || phase === "away" || phase === "joined";
  const look = phase === "away" ? "held" : reached ? "talking" : "ringing";
  const name = targetName(transfer);
  return (
    <>
      <div class="legs">
        <CustomerLeg
          call={call}
          transfer={transfer}
          {...(reached ? { swap: () => void actions.swap() } : {})}
        />
        <div class={`leg st-${look}`}>
          <Glyph state={look} />
          <div class="grow">
            <b class="cut block">{name}</b>
            <div class="xs muted">{copy.transfer.under[phase]}</div>
          </div>
          <span class="num in-state">
            <Elapsed since={transfer.since} />
          </span>
          <button type="button" class="btn quiet sm" onClick={() => void actions.drop()}>
            {copy.transfer.drop}
          </button>
        </div>
      </div>
      <div class="row handover">
        <span class="sm muted grow">
          {transfer.target_kind === "agent"
            ? copy.transfer.seesData(name)
            : copy.transfer.hearsNothing}
        </span>
        {reached && phase !== "joined" && (
          <button type="button" class="btn line sm" onClick={() => void actions.joinAll()}>
            {copy.transfer.joinAll}
          </button>
        )}
        {reached && (
          <button type="button" class="btn primary sm" onClick={() => void actions.handOver()}>
            <Icon name="transfer" size="s" />
            {copy.transfer.handOver}
          </button>
        )}
      </div>
    </>
  );
}
