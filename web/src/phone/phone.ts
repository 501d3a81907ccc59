import { UA, WebSocketInterface } from "jssip";
import type { IncomingRTCSessionEvent, RTCSessionEvent } from "jssip/lib/UA";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { Phone as Credentials } from "../wire";
import { everySecondShown, LivelySocket, type EverySecond } from "./lively";

/** How long the first ICE candidates may wait for their fellows, milliseconds. */
const GATHERING = 60;
/** How long after a registration that failed the next one is tried, milliseconds. */
const TRIES_AGAIN = 3_000;
/** How long the floor may take to hang up a leg whose call is over, milliseconds. */
const HANG_UP_GRACE = 1_500;
/** How long audio may take to come about once a leg is answered, milliseconds. */
const MEDIA_GRACE = 5_000;

export interface PhoneState {
  readonly phoneId: string | null;
  readonly registered: boolean;
  /** The leg is up: audio can flow. */
  readonly legUp: boolean;
  /** A leg rings and waits for the agent. */
  readonly legRings: boolean;
}

export interface PhoneEvents {
  state(state: PhoneState): void;
  registered(phoneId: string, registered: boolean): void;
  /** A leg came up or ended; the connection is there to read figures from. */
  connection(connection: RTCPeerConnection | null): void;
  /** The far end's audio. */
  remote(stream: MediaStream | null): void;
}

/** Whether an INVITE asks to be answered at once. */
export function answersItself(header: (name: string) => string | undefined): boolean {
  const own = header("X-Dockline-Answer");
  if (own !== undefined) return own.trim().toLowerCase() === "auto";
  return /info=["']?alert-autoanswer\b/i.test(header("Alert-Info") ?? "");
}

/**
 * The page's telephone: a SIP endpoint over our own `/sip` socket, whose media goes straight to
 * the engine. It knows nothing of calls: the floor tells what a leg is for.
 */
export class Phone {
  state: PhoneState = { phoneId: null, registered: false, legUp: false, legRings: false };

  private ua: UA | null = null;
  private credentials: Credentials | null = null;
  private session: RTCSession | null = null;
  private muted = false;
  /** The floor expects a leg now, so one that arrives is answered whatever its headers say. */
  private expected = false;
  private endTimer: ReturnType<typeof setTimeout> | null = null;
  /** The last leg was given up since no audio could flow: another one in a row would not help. */
  private renewed = false;
  private registerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly address: string,
    private readonly microphone: () => Promise<MediaStream>,
    private readonly events: PhoneEvents,
    private readonly everySecond: EverySecond = everySecondShown,
  ) {}

  /** A leg is up, rings, or is being answered. */
  get busy(): boolean {
    return this.session !== null;
  }

  /** Registers with these credentials; the same ones again change nothing. */
  register(credentials: Credentials): void {
    const known = this.credentials;
    if (
      this.ua &&
      known?.phone_id === credentials.phone_id &&
      known.password === credentials.password
    ) {
      return;
    }
    this.stop();
    this.credentials = credentials;
    const ua = new UA({
      sockets: [new LivelySocket(new WebSocketInterface(this.address), this.everySecond)],
      uri: credentials.uri,
      authorization_user: credentials.username,
      password: credentials.password,
      register: true,
      register_expires: 300,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 2,
      user_agent: "Dockline dock",
    });
    this.ua = ua;
    const mine = (run: () => void) => () => {
      if (this.ua === ua) run();
    };
    ua.on(
      "registered",
      mine(() => this.setRegistered(true)),
    );
    ua.on(
      "unregistered",
      mine(() => this.setRegistered(false)),
    );
    ua.on(
      "registrationFailed",
      mine(() => {
        this.setRegistered(false);
        this.registerAgain(ua);
      }),
    );
    ua.on(
      "disconnected",
      mine(() => this.setRegistered(false)),
    );
    ua.on("newRTCSession", (event: RTCSessionEvent) => {
      if (this.ua === ua && event.originator === "remote")
        this.arrived(event as IncomingRTCSessionEvent);
    });
    this.change({ phoneId: credentials.phone_id, registered: false });
    ua.start();
  }

  /** Ends the leg and the registration (signing out, or new credentials). */
  stop(): void {
    this.endLeg();
    const ua = this.ua;
    clearTimeout(this.registerTimer);
    this.ua = null;
    this.credentials = null;
    ua?.stop();
    this.change({ phoneId: null, registered: false });
  }

  /** What the floor says of the call: whether a leg is wanted, and whether the agent is muted. */
  follow(wanted: { leg: boolean; answer: boolean; muted: boolean }): void {
    this.expected = wanted.answer;
    this.muted = wanted.muted;
    this.applyMute();
    if (wanted.answer) this.answerWaiting();
    if (wanted.leg) this.cancelEnd();
    else if (this.session && !this.endTimer) {
      this.endTimer = setTimeout(() => this.endLeg(), HANG_UP_GRACE);
    }
  }

  /** Answers the leg that rings, if one does. */
  answerWaiting(): void {
    const session = this.session;
    if (session && this.state.legRings) void this.answer(session);
  }

  /** Ends the leg now. */
  endLeg(): void {
    this.cancelEnd();
    const session = this.session;
    this.session = null;
    if (session && !session.isEnded()) session.terminate();
    this.ended();
  }

  /** Sends from another microphone, in mid-call too. */
  async replaceMicrophone(stream: MediaStream): Promise<void> {
    const [track] = stream.getAudioTracks();
    const sender = this.session?.connection
      ?.getSenders()
      .find((one) => one.track?.kind === "audio");
    if (track && sender) {
      await sender.replaceTrack(track);
      this.applyMute();
    }
  }

  private arrived(event: IncomingRTCSessionEvent): void {
    const before = this.session;
    const session = event.session;
    this.session = session;
    this.cancelEnd();
    // The new leg takes the old one's place: the floor rings again only for a leg it gave up.
    if (before && !before.isEnded()) before.terminate();
    const current = (run: () => void) => () => {
      if (this.session === session) run();
    };
    session.on("peerconnection", ({ peerconnection }) => this.connected(session, peerconnection));
    session.on("icecandidate", ({ ready }) => setTimeout(ready, GATHERING));
    session.on(
      "confirmed",
      current(() => {
        this.change({ legUp: true, legRings: false });
        setTimeout(() => this.renewIfSilent(session), MEDIA_GRACE);
      }),
    );
    session.on(
      "ended",
      current(() => this.dropped()),
    );
    session.on(
      "failed",
      current(() => this.dropped()),
    );
    this.change({ legUp: false, legRings: true });
    const header = (name: string): string | undefined => event.request.getHeader(name);
    if (answersItself(header) || this.expected) void this.answer(session);
  }

  private async answer(session: RTCSession): Promise<void> {
    this.change({ legRings: false });
    let stream: MediaStream;
    try {
      stream = await this.microphone();
    } catch {
      // Whoever opens the microphone says why not.
      if (this.session === session && !session.isEnded()) session.terminate({ status_code: 480 });
      return;
    }
    if (this.session !== session || session.isEnded()) return;
    session.answer({
      mediaStream: stream,
      mediaConstraints: { audio: true, video: false },
      // The engine is reached directly: its own candidates and ours are enough.
      pcConfig: { iceServers: [] },
    });
    this.applyMute();
  }

  private connected(session: RTCSession, connection: RTCPeerConnection): void {
    connection.addEventListener("track", (event) => {
      if (this.session !== session) return;
      this.events.remote(event.streams[0] ?? new MediaStream([event.track]));
    });
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "connected") this.renewed = false;
    });
    if (this.session === session) this.events.connection(connection);
    this.applyMute();
  }

  /** Ends a leg whose audio cannot flow though it is up: the floor rings for another at once. */
  private renewIfSilent(session: RTCSession): void {
    const connected = session.connection?.connectionState === "connected";
    if (this.session !== session || session.isEnded() || connected || this.renewed) return;
    this.renewed = true;
    session.terminate();
  }

  private dropped(): void {
    this.cancelEnd();
    this.session = null;
    this.ended();
  }

  private ended(): void {
    this.events.connection(null);
    this.events.remote(null);
    this.change({ legUp: false, legRings: false });
  }

  private cancelEnd(): void {
    if (this.endTimer) clearTimeout(this.endTimer);
    this.endTimer = null;
  }

  private applyMute(): void {
    for (const sender of this.session?.connection?.getSenders() ?? []) {
      if (sender.track?.kind === "audio") sender.track.enabled = !this.muted;
    }
  }

  /** JsSIP tries once for each time its socket opens; an engine that was busy stays unasked. */
  private registerAgain(ua: UA): void {
    clearTimeout(this.registerTimer);
    this.registerTimer = setTimeout(() => {
      if (ua.isConnected()) ua.register();
    }, TRIES_AGAIN);
  }

  private setRegistered(registered: boolean): void {
    const phoneId = this.credentials?.phone_id;
    if (registered === this.state.registered || !phoneId) return;
    this.change({ registered });
    this.events.registered(phoneId, registered);
  }

  private change(changed: Partial<PhoneState>): void {
    this.state = { ...this.state, ...changed };
    this.events.state(this.state);
  }
}
