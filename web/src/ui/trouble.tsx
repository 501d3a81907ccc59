import * as copy from "../copy";
import type { CallView, DockView } from "../wire";
import { CallHead } from "./call";
import { Controls } from "./controls";
import { useHere, useTicking } from "./context";
import { Note } from "./note";
import { Elapsed, Icon } from "./parts";

/** The way to a running call is broken: what stands, what is tried, how long there is. */
export function Trouble({ view, call }: { view: DockView; call: CallView }) {
  const { state, dock, actions, wide } = useHere();
  const linkUp = state.link.phase === "open";
  const waiting = state.link.phase === "waiting";
  const retryAt = state.link.retryAt;
  const tryIn = useTicking(
    () => (retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - performance.now()) / 1000))),
    [retryAt],
  );
  const rejoinUntil = call.rejoin_until;
  const left = useTicking(
    () => (rejoinUntil === null ? null : Math.max(0, Math.ceil(rejoinUntil - dock.now()))),
    [rejoinUntil],
  );
  const host = location.host;
  const heard = state.microphone;
  return (
    <>
      <CallHead view={view} call={call} kept={linkUp || !state.audioFlows} />
      {wide && (
        <div class="controls" role="group" aria-label={copy.call.controls}>
          <Controls view={view} call={call} />
        </div>
      )}
      <section class="card inset-s">
        <h3>{copy.trouble.heading}</h3>
        <ul class="sm checks">
          <li class="row">
            <span class="ok-text row">
              <Icon name="check" />
            </span>
            <span class="grow">{copy.trouble.callUp}</span>
            <span class="faint num">
              {left === null ? (
                <Elapsed since={call.answered_at ?? call.started_at} />
              ) : (
                copy.trouble.left(left)
              )}
            </span>
          </li>
          <li class="row">
            <span class={`row ${heard === "works" ? "ok-text" : "warn-text"}`}>
              <Icon name={heard === "works" ? "check" : "mic-off"} />
            </span>
            <span class="grow">
              {heard === "works"
                ? copy.trouble.microphoneWorks
                : heard === "unknown"
                  ? copy.trouble.microphoneUnknown
                  : copy.trouble.microphoneFails}
            </span>
            <span class="faint cut third right">{state.microphoneLabel}</span>
          </li>
          <li class="row">
            <span class={`row ${linkUp ? "ok-text" : "warn-text"}`}>
              <Icon name={linkUp ? "check" : "refresh"} />
            </span>
            <span class="grow cut">
              {linkUp ? copy.trouble.connected(host) : copy.trouble.connecting(host)}
            </span>
            <span class="faint num">
              {linkUp
                ? ""
                : waiting && tryIn > 0
                  ? copy.trouble.inSeconds(tryIn)
                  : copy.trouble.now}
            </span>
          </li>
          {linkUp && (
            <li class="row">
              <span class="row warn-text">
                <Icon name="refresh" />
              </span>
              <span class="grow">{copy.trouble.phone[call.agent_leg]}</span>
            </li>
          )}
        </ul>
      </section>
      {!linkUp && (
        <>
          <div class="row bottom">
            <button
              type="button"
              class="btn primary grow"
              onClick={() => dock.link.tryNow()}
              disabled={!waiting}
            >
              {copy.banners.tryNow}
            </button>
          </div>
          <p class="xs muted center">
            {copy.trouble.offline} {copy.trouble.keptFor(state.settings?.rejoin_seconds ?? 30)}
          </p>
        </>
      )}
      {wide && <Note />}
      {linkUp && (heard === "blocked" || heard === "missing") && (
        <button type="button" class="btn primary" onClick={() => void actions.allowMicrophone()}>
          {copy.devices.allow}
        </button>
      )}
    </>
  );
}
