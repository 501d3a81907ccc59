/** The one place where the dock's parts are joined: socket, phone, devices, sounds and state. */
import * as copy from "../copy";
import { browserSurroundings, socketAddress } from "../link/browser";
import { Link, type LinkState } from "../link/link";
import { watchPermission } from "../phone/devices";
import { Meter, type Figures } from "../phone/figures";
import { Loudspeaker } from "../phone/loudspeaker";
import { Phone, type PhoneState } from "../phone/phone";
import { Sounds } from "../phone/sounds";
import { apply, UnknownFact } from "../state/apply";
import { unreadInAll } from "../state/chats";
import { inCall, legWanted, muteWanted, rejoining } from "../state/read";
import type { DockView, FactFrame, SignedIn, Today, Welcome } from "../wire";
import { announce } from "./announce";
import { callCame, callGone } from "./callnews";
import { cardChanged, goneWords } from "./cardnews";
import { chatsChanged, returnedWords } from "./chatnews";
import { OfferNews } from "./offernews";
import { outcomeTold } from "./outcomenews";
import { getJson, HttpFault } from "./http";
import { keepFor, readPreferences, writePreferences, type Preferences } from "./kept";
import { initialState, type AppState, type Notice } from "./state";
import { Speaking } from "./speaking";
import { Store } from "./store";
import { showDot, showTitle, titleOf } from "./title";
import { WorkNews } from "./worknews";

const NOTICE_LASTS = { ok: 5_000, warn: 10_000, bad: 12_000 } as const;
/** What is said within so many milliseconds is said in one breath, or only the last is heard. */
const BREATH = 200;

export class Dock {
  readonly store = new Store<AppState>(initialState);
  readonly link: Link;
  readonly phone: Phone;
  readonly sounds: Sounds;
  readonly meter = new Meter();
  preferences: Preferences = readPreferences(localStorage);
  readonly speaking = new Speaking(this);

  private readonly loudspeaker = new Loudspeaker(() => this.preferences.speaker);
  private readonly offers = new OfferNews(this);
  private readonly work = new WorkNews(this.store);
  private nextNotice = 1;
  /** The call whose ring was answered or declined. */
  private hushed = "";
  private saidAt = Number.NEGATIVE_INFINITY;

  constructor() {
    this.sounds = new Sounds(
      () => this.preferences.speaker,
      () => this.preferences.ring,
    );
    const around = browserSurroundings();
    const microphone = (): Promise<MediaStream> => this.speaking.microphone.open();
    this.phone = new Phone(
      socketAddress("/sip"),
      microphone,
      {
        state: (phone) => this.phoneChanged(phone),
        registered: (phoneId, registered) => this.link.tellPhone(phoneId, registered),
        connection: (connection) => this.meter.follow(connection),
        remote: (stream) => this.hear(stream),
      },
      around.everySecond,
    );
    this.link = new Link(around, {
      welcome: (frame) => this.welcome(frame),
      settings: (settings) => this.store.set({ settings }),
      fact: (frame) => this.fact(frame),
      phone: (credentials) => this.phone.register(credentials),
      state: (state) => this.linkChanged(state),
      phoneNow: () => this.phone.state,
      paused: () => {
        const me = this.store.state.view?.me;
        return me?.state === "paused" ? me.pause_reason : null;
      },
      wrapUp: () => {
        const me = this.store.state.view?.me;
        if (me?.state !== "wrap_up" || !me.call_id || !me.until) return null;
        return { call_id: me.call_id, until: me.until };
      },
    });
    this.store.watch((after, before) => this.follow(after, before));
    setInterval(() => this.eachSecond(), 1000);
    document.addEventListener("visibilitychange", () =>
      this.store.set({ hidden: document.hidden }),
    );
  }

  /** Finds out whether the browser is signed in already, and goes on from there. */
  async begin(): Promise<void> {
    this.showTheme();
    try {
      this.enter(await getJson<SignedIn>("/dock/session"));
      // Nothing is asked after a reload; only what was allowed before is known.
      await watchPermission((state) => this.microphoneIs(state));
    } catch (error) {
      const away = !(error instanceof HttpFault) || error.status !== 401;
      this.store.set({ session: "out", signInError: away ? copy.signIn.away : "" });
    }
  }

  enter(who: SignedIn): void {
    keepFor(sessionStorage, `${who.login}@${who.cloud_id}`);
    this.store.set({ session: "in", who, signInError: "" });
    this.link.start();
  }

  leave(): void {
    this.link.stop();
    this.phone.stop();
    this.speaking.microphone.close();
    this.store.set({ ...initialState, session: "out" });
  }

  /** The server's clock, seconds since 1970: what every timer is reckoned by. */
  now(): number {
    return this.link.serverNow();
  }

  prefer(changed: Partial<Preferences>): void {
    this.preferences = { ...this.preferences, ...changed };
    writePreferences(localStorage, this.preferences);
    this.showTheme();
    if (changed.speaker !== undefined) this.loudspeaker.choose();
    if (changed.microphone !== undefined) this.speaking.chosen();
    this.store.set({});
  }

  notice(
    tone: Notice["tone"],
    icon: string,
    text: readonly [string, string],
    action?: Notice["action"],
  ): void {
    const id = this.nextNotice++;
    const others = this.store.state.notices.filter((one) => one.text[0] !== text[0]);
    const one = { id, tone, icon, text, ...(action ? { action } : {}) };
    this.store.set({ notices: [...others, one] });
    this.say(text.join(" "));
    if (!action) setTimeout(() => this.dismiss(id), NOTICE_LASTS[tone]);
  }

  /** No more ringing for this call; "": as its state says. */
  hush(callId: string): void {
    this.hushed = callId;
    this.ring(this.store.state);
  }

  /** Rings while it can be answered here: not in a page that is signed out, replaced or cut off. */
  private ring({ view, link }: AppState): void {
    const call = view?.call;
    const rings = view?.me.state === "ringing" && !!call && call.call_id !== this.hushed;
    this.sounds.ring(rings && link.phase === "open");
  }

  dismiss(id: number): void {
    this.store.set({ notices: this.store.state.notices.filter((one) => one.id !== id) });
  }

  /** Says something by the polite live region. */
  say(text: string): void {
    const before = performance.now() - this.saidAt < BREATH ? this.store.state.polite : "";
    this.saidAt = performance.now();
    this.store.set({ polite: before.endsWith(text) ? text : `${before} ${text}`.trim() });
  }

  figures(): Figures {
    const { view, phone, link } = this.store.state;
    return {
      callId: view?.call?.call_id ?? null,
      phoneId: phone.phoneId,
      registered: phone.registered && view?.me.phone === true,
      legUp: phone.legUp,
      linkRoundTrip: link.roundTrip,
      ...this.meter.now(),
    };
  }

  async loadToday(): Promise<void> {
    try {
      this.store.set({ today: await getJson<Today>("/dock/today") });
    } catch {
      // Yesterday's or an older figure would be worse than none.
      this.store.set({ today: null });
    }
  }

  private welcome(frame: Welcome): void {
    const lead = this.store.state.view?.card?.lead.lead_id;
    const gone = lead && frame.view.card?.lead.lead_id !== lead && !frame.view.call;
    const words = gone ? goneWords("left", this.store.state) : null;
    this.store.set({ view: frame.view, settings: frame.settings });
    // What was carried out is in the snapshot: a card that is still there is free again.
    const work = this.store.state.cardWork;
    if (work?.done) this.store.set({ cardWork: { ...work, done: false } });
    if (words) this.notice("warn", "campaign", words);
    void this.loadToday();
    void this.work.load();
  }

  private fact(frame: FactFrame): void {
    const view = this.store.state.view;
    if (!view) return;
    const { fact } = frame;
    try {
      const words = fact.type === "card_gone" ? goneWords(fact.why, this.store.state) : null;
      const returned = returnedWords(fact, view);
      this.store.set({ view: apply(view, fact) });
      if (words) this.notice("warn", "campaign", words);
      if (returned) this.notice("warn", "chat", returned);
      if (fact.type === "offer_ended") this.offers.ended(fact.why, view.me.state);
    } catch (error) {
      if (!(error instanceof UnknownFact)) throw error;
      // A newer server: the page is loaded anew, which is what a call survives.
      location.reload();
    }
  }

  private linkChanged(link: LinkState): void {
    const before = this.store.state.link;
    this.store.set({ link });
    if (link.phase === "signed_out") return this.leave();
    if (link.phase === "replaced") {
      this.phone.stop();
      // What is still on the screen is not this page's any more.
      this.speaking.microphone.close();
    }
    if (link.phase === "open" && before.phase !== "open" && before.lostAt !== null) {
      this.notice("ok", "check", copy.banners.back);
    }
    if (link.phase === "waiting" && before.phase === "open") {
      const kept = this.store.state.view !== null && inCall(this.store.state.view);
      const text = kept ? copy.banners.rejoining : [copy.connection.lost, ""];
      this.store.set({ assertive: text.join(" ").trim() });
    }
  }

  private phoneChanged(phone: PhoneState): void {
    const away = this.store.state.phoneAwaySince;
    this.store.set({
      phone,
      phoneAwaySince: phone.registered ? null : (away ?? performance.now()),
    });
  }

  /** Everything that follows from a change without being painted. */
  private follow(after: AppState, before: AppState): void {
    const { view } = after;
    if (
      view !== before.view ||
      after.link.phase !== before.link.phase ||
      after.mutedHere !== before.mutedHere
    ) {
      const linkUp = after.link.phase === "open";
      this.phone.follow({
        ...legWanted(view, linkUp),
        muted: muteWanted(view, after.mutedHere),
      });
    }
    if (view && view !== before.view) this.viewChanged(view, before.view);
    if (view !== before.view || after.link.phase !== before.link.phase) {
      this.ring(this.store.state);
    }
    if (after.phone.legUp !== before.phone.legUp && !after.phone.legUp) this.speaking.rest();
    this.showTitle(after);
  }

  private viewChanged(view: DockView, before: DockView | null): void {
    const call = view.call;
    const spoken = announce(before, view);
    if (spoken.assertive) this.store.set({ assertive: spoken.assertive });
    if (spoken.polite) this.say(spoken.polite);
    cardChanged(this, view, before, this.typesNumber());
    chatsChanged(this, view, before);
    this.work.viewChanged(view, before);
    if (view.me.state !== "ringing") this.hushed = "";
    this.offers.stateIs(view.me.state);
    if (view.me.state !== "paused") this.dropActions();
    callCame(this, view, before);
    this.speaking.follow();
    const busy = call !== null && (inCall(view) || view.me.state === "ringing");
    if (!busy && this.store.state.panel !== "none") this.store.set({ panel: "none" });
    callGone(this, view, before);
    if (before) outcomeTold(this, view, before);
  }

  private hear(stream: MediaStream | null): void {
    this.loudspeaker.play(stream);
    this.meter.listen(stream);
  }

  /** A click or key: browsers let sound begin only then. */
  woken(): void {
    this.meter.wake();
    this.loudspeaker.woken();
  }

  private microphoneIs(state: PermissionState): void {
    if (state === "denied") this.store.set({ microphone: "blocked" });
    if (state === "granted" && this.store.state.microphone !== "works") {
      this.store.set({ microphone: "works" });
    }
  }

  private eachSecond(): void {
    const { view } = this.store.state;
    this.showTitle(this.store.state);
    this.work.eachSecond();
    const audioFlows = this.meter.flows();
    if (audioFlows !== this.store.state.audioFlows) this.store.set({ audioFlows });
    if (view?.me.state === "wrap_up" && view.me.until !== null) {
      const left = Math.ceil(view.me.until - this.now());
      // A wrap-up that is hardly longer needs no warning over the call's own end.
      const long = view.me.until - view.me.since > 15;
      if (long && left === 10) this.store.set({ assertive: copy.said.tenLeft });
    }
  }

  private showTitle(state: AppState): void {
    const linkUp = state.link.phase === "open";
    showTitle(titleOf(state.view, state.session === "in", linkUp, this.now()));
    const view = state.view;
    showDot(
      view !== null &&
        (view.me.state === "ringing" ||
          inCall(view) ||
          rejoining(view, linkUp) ||
          view.card !== null ||
          unreadInAll(view) > 0),
    );
  }

  notify(title: string): void {
    if (!this.preferences.notify || !document.hidden || !("Notification" in window)) return;
    if (Notification.permission !== "granted") return;
    const shown = new Notification(title, { tag: "dockline-call" });
    shown.onclick = () => window.focus();
  }

  /** A number is being typed: what arrives must not sit where the next key falls. */
  private typesNumber(): boolean {
    const at = document.activeElement;
    return this.store.state.dialled !== "" && at?.closest("form.dial") != null;
  }

  /** Notices that ask for what is done by now. */
  private dropActions(): void {
    const { notices } = this.store.state;
    if (!notices.some((one) => one.action === "ready")) return;
    this.store.set({ notices: notices.filter((one) => one.action !== "ready") });
  }

  private showTheme(): void {
    const { theme } = this.preferences;
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }
}
