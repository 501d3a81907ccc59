import type { ComponentChildren } from "preact";
import { whoOf } from "../app/announce";
import { cardOnScreen } from "../app/cardnews";
import * as copy from "../copy";
import { inCall, leadName, onHold, ownsCall, pageOf, rejoining, timedSince } from "../state/read";
import type { CallView, DockView } from "../wire";
import { direction } from "./call";
import { Conversations } from "./chats";
import { allowed } from "./controls";
import { useHere, useTicking } from "./context";
import { Drain, Elapsed, Glyph, Icon, Left } from "./parts";
import { wrapUpSpan } from "./wrapup";

/** Between presence and page: what is wrong and what to do, and the call when it is elsewhere. */
export function Strip({ view }: { view: DockView }) {
  const { state, dock, actions, wide } = useHere();
  const linkUp = state.link.phase === "open";
  const call = view.call;
  const own = ownsCall(view);
  const muted = call !== null && inCall(view) && (own ? call.muted : state.mutedHere);
  const blocked = state.microphone === "blocked" || state.microphone === "missing";
  return (
    <div class="strip">
      <CountDown view={view} />
      {state.tab !== "phone" && call && inCall(view) && <Mini view={view} call={call} />}
      {state.tab !== "phone" && call && view.me.state === "ringing" && <OfferBar call={call} />}
      {linkUp && <CardWaits view={view} />}
      {state.link.phase === "replaced" ? (
        <Banner tone="bad" icon="alert" text={copy.banners.replaced}>
          <button type="button" class="btn line sm" onClick={() => dock.link.takeBack()}>
            {copy.banners.useThis}
          </button>
        </Banner>
      ) : rejoining(view, linkUp) ? (
        <Banner
          tone="warn"
          icon="wifi-off"
          text={!linkUp && state.audioFlows ? copy.banners.talkOn : copy.banners.rejoining}
        />
      ) : (
        !linkUp && <LinkLost />
      )}
      {linkUp && !view.engine_up && <Banner tone="bad" icon="alert" text={copy.banners.engine} />}
      {blocked && (
        <Banner
          tone="bad"
          icon="mic-off"
          text={
            state.microphone === "blocked"
              ? copy.banners.microphone
              : copy.banners.microphoneMissing
          }
        >
          <button type="button" class="btn line sm" onClick={() => void actions.allowMicrophone()}>
            {copy.banners.tryAgain}
          </button>
        </Banner>
      )}
      {linkUp && muted && (
        <Banner tone="warn" icon="mic-off" text={copy.banners.muted}>
          <button type="button" class="btn line sm" onClick={actions.toggleMute}>
            {copy.banners.unmute}
          </button>
        </Banner>
      )}
      {linkUp && call?.barged && inCall(view) && (
        <Banner tone="" icon="barge" text={copy.banners.barged(call.barged)} />
      )}
      {linkUp && view.engine_up && <PhoneAway />}
      {linkUp && state.link.quality === "weak" && inCall(view) && (
        <Banner tone="warn" icon="signal-weak" text={copy.banners.weak} />
      )}
      {state.notices.map((notice) => (
        <Banner key={notice.id} tone={notice.tone} icon={notice.icon} text={notice.text}>
          {notice.action === "ready" && (
            <button type="button" class="btn line sm" onClick={() => void actions.ready()}>
              {copy.ready.goReady}
            </button>
          )}
          <button
            type="button"
            class="iconbtn"
            aria-label={copy.banners.close}
            onClick={() => dock.dismiss(notice.id)}
          >
            <Icon name="x" size="s" />
          </button>
        </Banner>
      ))}
      {state.tab === "chats" && !wide && <Conversations view={view} />}
    </div>
  );
}

interface BannerProps {
  readonly tone: "ok" | "warn" | "bad" | "";
  readonly icon: string;
  readonly text: readonly [string, ComponentChildren] | readonly string[];
  readonly children?: ComponentChildren;
}

function Banner({ tone, icon, text, children }: BannerProps) {
  return (
    <div class={`banner ${tone}`}>
      <Icon name={icon} />
      <div>
        <b>{text[0]}</b> {text[1]}
      </div>
      {children}
    </div>
  );
}

/** A lead came while the agent was elsewhere, or in the middle of a number. */
function CardWaits({ view }: { view: DockView }) {
  const { state, actions } = useHere();
  const { card } = view;
  if (!card || pageOf(view, true) !== "card" || cardOnScreen(state)) return null;
  const left = (
    <>
      {leadName(card.lead)}{" "}
      <span class="num muted nowrap">
        <Left until={card.until} /> {copy.card.left}
      </span>
    </>
  );
  return (
    <Banner tone="" icon="campaign" text={[copy.card.next, left]}>
      <button type="button" class="btn line sm" onClick={actions.card.look}>
        {copy.card.show}
      </button>
    </Banner>
  );
}

function LinkLost() {
  const { state, dock } = useHere();
  const retryAt = state.link.retryAt;
  const seconds = useTicking(
    () => (retryAt === null ? 0 : Math.ceil((retryAt - performance.now()) / 1000)),
    [retryAt],
  );
  const text = seconds > 0 ? copy.banners.lost(seconds) : copy.banners.connecting;
  return (
    <Banner tone="warn" icon="wifi-off" text={text}>
      <button type="button" class="btn line sm" onClick={() => dock.link.tryNow()}>
        {copy.banners.tryNow}
      </button>
    </Banner>
  );
}

/** The phone's own way to the engine is gone; shown once that lasts. */
function PhoneAway() {
  const since = useHere().state.phoneAwaySince;
  const lasts = useTicking(() => since !== null && performance.now() - since > 3_000, [since]);
  return lasts ? <Banner tone="warn" icon="phone" text={copy.banners.phone} /> : null;
}

function CountDown({ view }: { view: DockView }) {
  const { state } = useHere();
  const call = view.call;
  const span = wrapUpSpan(view);
  if (span) {
    return (
      <div class="st-wrapup">
        <Drain square from={span.from} until={span.until} />
      </div>
    );
  }
  if (view.card && cardOnScreen(state)) {
    return <Drain square from={view.card.shown_at} until={view.card.until} />;
  }
  if (call?.phase === "waiting" && call.dials_at !== null && state.link.phase === "open") {
    return (
      <div class="st-ringing">
        <Drain square from={call.started_at} until={call.dials_at} />
      </div>
    );
  }
  return null;
}

/** A call that rings while the agent is elsewhere: it takes neither the screen nor the focus. */
function OfferBar({ call }: { call: CallView }) {
  const { state, actions } = useHere();
  return (
    <section class="mini offer-bar st-ringing" aria-label={copy.offer.section}>
      <Glyph state="ringing" large="g18" />
      <button type="button" class="grow mini-who" onClick={() => actions.go("phone")}>
        <span class="cut bold block">{whoOf(call)}</span>
        <span class="xs muted cut block">{direction(null, call)}</span>
      </button>
      <button
        type="button"
        class="btn line sm"
        aria-keyshortcuts="Shift+D"
        disabled={state.busy.has("decline")}
        onClick={() => void actions.decline()}
      >
        {copy.offer.decline}
      </button>
      <button
        type="button"
        class="btn call sm"
        aria-keyshortcuts="Shift+A"
        disabled={state.busy.has("answer")}
        onClick={() => void actions.answer()}
      >
        {copy.offer.answer}
      </button>
    </section>
  );
}

/** The call, small: time, mute, hold and hang up never leave the screen. */
function Mini({ view, call }: { view: DockView; call: CallView }) {
  const { state, actions } = useHere();
  const linkUp = state.link.phase === "open";
  const may = allowed(view, call, linkUp, state.settings?.recording ?? "off");
  const muted = ownsCall(view) ? call.muted : state.mutedHere;
  const held = onHold(call);
  const look = held ? "held" : call.answered_at === null ? "ringing" : "talking";
  const under = held
    ? copy.call.onHold
    : call.answered_at === null
      ? copy.call.dialling
      : call.recording === "on"
        ? `${copy.call.onTheLine}, ${copy.call.recordingOn}`
        : copy.call.onTheLine;
  const word = (text: string, keys: string): string => `${text} (${keys})`;
  return (
    <section class="mini" aria-label={copy.call.section}>
      <span class={`row st-${look}`}>
        <Glyph state={look} large="g18" />
      </span>
      <button type="button" class="grow mini-who" onClick={() => actions.go("phone")}>
        <span class="cut bold block">{whoOf(call)}</span>
        <span class="xs muted cut block">{under}</span>
      </button>
      <span class="num" role="timer" aria-label={copy.call.time}>
        <Elapsed since={timedSince(view, call)} />
      </span>
      <button
        type="button"
        class="iconbtn"
        aria-label={word(muted ? copy.call.unmute : copy.call.mute, "M")}
        disabled={!may.mute}
        onClick={actions.toggleMute}
      >
        <Icon name={muted ? "mic-off" : "mic"} />
      </button>
      <button
        type="button"
        class="iconbtn"
        aria-label={word(held ? copy.call.resume : copy.call.hold, "H")}
        disabled={!may.hold}
        onClick={actions.toggleHold}
      >
        <Icon name={held ? "play" : "pause"} />
      </button>
      <button
        type="button"
        class="iconbtn hang"
        aria-label={word(copy.call.hangUp, "Shift+E")}
        disabled={!may.hangUp}
        onClick={() => void actions.hangUp()}
      >
        <Icon name="hangup" />
      </button>
    </section>
  );
}
