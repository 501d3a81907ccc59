/** The one place where the board's parts are joined: stream, socket, phone and state. */
import { getJson, HttpFault, postJson } from "../app/http";
import { readPreferences } from "../app/kept";
import { mayWatch } from "../app/roles";
import type { Notice } from "../app/state";
import { Store } from "../app/store";
import * as dockCopy from "../copy";
import { browserSurroundings } from "../link/browser";
import type { LinkState } from "../link/socket";
import type { Figures as Sound } from "../phone/figures";
import type { MonitorFrame, SignedIn } from "../wire";
import { ServerClock, Ticker } from "./clock";
import * as copy from "./copy";
import { Ear } from "./ear";
import { Line } from "./line";
import { news } from "./news";
import { applyChange, beaten, fromSnapshot, nameNow, type Figures } from "./state";
import { STALE_AFTER, Stream, type Source } from "./stream";
import { initialBoard, type BoardState } from "./types";

const NOTICE_LASTS = { ok: 5_000, warn: 10_000, bad: 12_000 } as const;
export class Board {
  readonly store: Store<BoardState>;
  readonly stream: Stream;
  readonly line: Line;
  readonly ear: Ear;
  readonly ticker = new Ticker(200);
  readonly preferences = readPreferences(localStorage);

  private readonly clock = new ServerClock(() => performance.now());
  private nextNotice = 1;
  private checking = false;

  /** `wall`: a screen that is only looked at, for one team or for all. */
  constructor(
    readonly wall: boolean,
    team: string | null,
  ) {
    this.store = new Store({ ...initialBoard, team });
    this.stream = new Stream(
      {
        open: () => new EventSource("/pulse-api/stream") as Source,
        now: () => performance.now(),
        later: (milliseconds, run) => {
          const timer = setTimeout(run, milliseconds);
          return () => clearTimeout(timer);
        },
      },
      {
        snapshot: (snapshot) => {
          this.clock.forget();
          this.figuresAre(fromSnapshot(snapshot, this.store.state.figures));
        },
        change: (change) => {
          const { figures } = this.store.state;
          if (figures) this.figuresAre(applyChange(figures, change));
        },
        beat: (beat) => {
          const { figures } = this.store.state;
          if (figures) this.figuresAre(beaten(figures, beat.as_of));
        },
        refused: () => {
          if (!this.store.state.figures) this.store.set({ failed: true });
          void this.check();
        },
      },
    );
    this.ear = new Ear(this.preferences, {
      state: (phone) => this.store.set({ phone }),
      registered: (phoneId, registered) => this.line.tellPhone(phoneId, registered),
      microphone: (state) => {
        if (state === "blocked") this.notice("bad", "mic-off", copy.banners.microphone);
        if (state === "missing") this.notice("bad", "mic-off", copy.banners.microphoneMissing);
      },
    });
    this.line = new Line(browserSurroundings("/board/socket"), {
      welcome: (welcome) => {
        this.store.set({ welcome });
        this.monitorIs({ type: "monitor", monitor: welcome.monitor, why: "" });
      },
      monitor: (frame) => this.monitorIs(frame),
      phone: (credentials) => this.ear.phone.register(credentials),
      state: (link) => this.linkIs(link),
      phoneNow: () => this.ear.phone.state,
    });
    this.ticker.add(() => this.tick());
  }

  /** Finds out who is signed in, and goes on from there. */
  async begin(): Promise<void> {
    const { theme } = this.preferences;
    if (theme !== "system") document.documentElement.dataset["theme"] = theme;
    try {
      this.enter(await getJson<SignedIn>("/dock/session"));
    } catch (error) {
      const away = !(error instanceof HttpFault) || error.status !== 401;
      this.store.set({ session: "out", signInError: away ? dockCopy.signIn.away : "" });
    }
  }

  async signOut(): Promise<void> {
    try {
      await postJson("/dock/sign-out", {});
    } catch (error) {
      if (!(error instanceof HttpFault) || error.status !== 401) {
        this.notice("bad", "alert", copy.refusal("link-lost", dockCopy.failed.noAnswer));
        return;
      }
    }
    this.leave();
  }

  /** The server's clock, seconds since 1970; it stands still while the figures are stale. */
  now(): number {
    const { heardAt } = this.stream;
    return this.clock.now(heardAt === null ? undefined : heardAt + STALE_AFTER);
  }

  sound(): Sound {
    const { monitor, link } = this.store.state;
    return {
      ...this.ear.figures(),
      callId: monitor?.call_id ?? null,
      linkRoundTrip: link.roundTrip,
    };
  }

  tryNow(): void {
    this.stream.tryNow();
    this.line.tryNow();
  }

  notice(tone: Notice["tone"], icon: string, text: readonly [string, string]): void {
    const id = this.nextNotice++;
    const others = this.store.state.notices.filter((one) => one.text[0] !== text[0]);
    this.store.set({
      notices: [...others, { id, tone, icon, text }],
      polite: text.join(" ").trim(),
    });
    setTimeout(() => this.dismiss(id), NOTICE_LASTS[tone]);
  }

  dismiss(id: number): void {
    this.store.set({ notices: this.store.state.notices.filter((one) => one.id !== id) });
  }

  enter(who: SignedIn): void {
    const allowed = mayWatch(who.role);
    this.store.set({
      session: allowed ? "in" : "denied",
      who,
      signInError: "",
    });
    if (!allowed) return;
    document.title = copy.board.page(who.space_name);
    this.stream.start();
    if (!this.wall) this.line.start();
  }

  private leave(): void {
    this.stream.stop();
    this.line.stop();
    this.ear.stop();
    const { team, kind } = this.store.state;
    this.store.set({ ...initialBoard, team, kind, session: "out" });
  }

  /** The stream was refused: because nobody is signed in any more? */
  private async check(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    try {
      const who = await getJson<SignedIn>("/dock/session");
      if (!mayWatch(who.role)) {
        this.leave();
        this.store.set({ session: "denied", who });
      }
    } catch (error) {
      if (error instanceof HttpFault && error.status === 401) this.leave();
    } finally {
      this.checking = false;
    }
  }

  private figuresAre(figures: Figures): void {
    this.clock.told(figures.asOf);
    const before = this.store.state.figures;
    if (before) this.followTeam(before, figures);
    const polite = news(before, figures, this.store.state.team);
    this.store.set({ figures, failed: false, stale: null, ...(polite ? { polite } : {}) });
    if (before) this.askOfNoOtherCall(before, figures);
  }

  /** The team that is looked at may be called otherwise now; a wall shows it after a reload, too. */
  private followTeam(before: Figures, after: Figures): void {
    const { team } = this.store.state;
    const name = team === null ? null : nameNow(team, before, after);
    if (name === null || name === team) return;
    this.store.set({ team: name });
    const address = new URL(location.href);
    if (!address.searchParams.has("team")) return;
    address.searchParams.set("team", name);
    history.replaceState(null, "", address);
  }

  /** Whether to take a call over was asked of that call: the agent's next one is another matter. */
  private askOfNoOtherCall(before: Figures, after: Figures): void {
    const agentId = this.store.state.asksTakeOver;
    if (agentId === null) return;
    const callIn = ({ agents }: Figures) => agents.get(agentId)?.agent.call?.call_id;
    if (callIn(after) !== callIn(before)) this.store.set({ asksTakeOver: null });
  }

  private monitorIs({ monitor, why }: MonitorFrame): void {
    const before = this.store.state.monitor;
    this.store.set({ monitor, asksTakeOver: null });
    void this.ear.follow(monitor);
    const sentence = before && !monitor ? copy.ended[why] : undefined;
    if (sentence) this.notice(why === "taken-over" ? "ok" : "warn", "listen", sentence);
  }

  private linkIs(link: LinkState): void {
    this.store.set({ link });
    if (link.phase === "signed_out") this.leave();
    if (link.phase === "refused") void this.check();
    if (link.phase === "replaced") {
      this.store.set({ monitor: null });
      this.ear.stop();
    }
  }

  private tick(): void {
    this.stream.check();
    const { heardAt } = this.stream;
    const silent = heardAt === null ? 0 : performance.now() - heardAt;
    const stale = silent > STALE_AFTER ? Math.floor(silent / 1000) : null;
    if (stale !== this.store.state.stale) this.store.set({ stale });
  }
}
