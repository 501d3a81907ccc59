/** What the page's phone hears and sends, in figures. Read by the browser tests and by support. */

export interface Figures {
  readonly callId: string | null;
  readonly phoneId: string | null;
  /** The phone is registered, and the floor knows: a call can be made. */
  readonly registered: boolean;
  readonly legUp: boolean;
  /** Sum of squared levels since the leg came up (RTCStats `totalAudioEnergy`). */
  readonly inboundEnergy: number;
  readonly outboundEnergy: number;
  readonly inboundPackets: number;
  readonly outboundPackets: number;
  /** 0 to 1, of the last moment. */
  readonly inboundLevel: number;
  /** The loudest frequency now, hertz; 0 when it is silent. */
  readonly inboundFrequency: number;
  /** Milliseconds: of the media, and of the dock's socket. */
  readonly mediaRoundTrip: number | null;
  readonly linkRoundTrip: number | null;
}

/** The engine sends a packet each 20 ms to whom it hears; without any for so long, none flows. */
const FLOWS_WITHIN = 700;
const SILENCE_DB = -75;

/** The loudest frequency of a spectrum in decibels, between two bins by a parabola; 0: silence. */
export function loudest(spectrum: Float32Array, hertzPerBin: number): number {
  let best = 1;
  for (let bin = 2; bin < spectrum.length - 1; bin++) {
    if ((spectrum[bin] ?? -Infinity) > (spectrum[best] ?? -Infinity)) best = bin;
  }
  const [left = 0, middle = 0, right = 0] = spectrum.subarray(best - 1, best + 2);
  if (!(middle > SILENCE_DB)) return 0;
  const bend = left - 2 * middle + right;
  const shift = Number.isFinite(bend) && bend !== 0 ? (0.5 * (left - right)) / bend : 0;
  return (best + shift) * hertzPerBin;
}

/** Listens beside the loudspeaker; nothing it does can be heard. */
export class Meter {
  private context: AudioContext | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private analyser: AnalyserNode | null = null;
  private connection: RTCPeerConnection | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private packetAt = 0;
  private stats = {
    inboundEnergy: 0,
    outboundEnergy: 0,
    inboundPackets: 0,
    outboundPackets: 0,
    inboundLevel: 0,
    mediaRoundTrip: null as number | null,
  };

  listen(stream: MediaStream | null): void {
    this.source?.disconnect();
    this.source = null;
    if (!stream) return;
    this.context ??= new AudioContext();
    void this.context.resume();
    this.analyser ??= new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0.2 });
    this.source = this.context.createMediaStreamSource(stream);
    this.source.connect(this.analyser);
  }

  /** A click allows sound where the browser waited for one. */
  wake(): void {
    if (this.context?.state === "suspended") void this.context.resume();
  }

  follow(connection: RTCPeerConnection | null): void {
    this.connection = connection;
    if (this.timer) clearInterval(this.timer);
    this.timer = connection ? setInterval(() => void this.read(), 200) : null;
    this.stats = { ...this.stats, inboundPackets: 0, outboundPackets: 0 };
    this.packetAt = 0;
  }

  /** The far end's audio arrives now. */
  flows(): boolean {
    return this.connection !== null && performance.now() - this.packetAt < FLOWS_WITHIN;
  }

  now(): typeof this.stats & { inboundFrequency: number } {
    return { ...this.stats, inboundFrequency: this.frequency() };
  }

  private frequency(): number {
    if (!this.analyser || !this.source || !this.context) return 0;
    const spectrum = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(spectrum);
    return loudest(spectrum, this.context.sampleRate / this.analyser.fftSize);
  }

  private async read(): Promise<void> {
    const connection = this.connection;
    if (!connection || connection.connectionState === "closed") return;
    const report = await connection.getStats();
    const next = { ...this.stats };
    report.forEach((entry: Record<string, unknown>) => {
      const number = (name: string): number => Number(entry[name] ?? 0);
      if (entry["type"] === "inbound-rtp") {
        next.inboundEnergy = number("totalAudioEnergy");
        next.inboundPackets = number("packetsReceived");
        next.inboundLevel = number("audioLevel");
      } else if (entry["type"] === "media-source") {
        next.outboundEnergy = number("totalAudioEnergy");
      } else if (entry["type"] === "outbound-rtp") {
        next.outboundPackets = number("packetsSent");
      } else if (entry["type"] === "candidate-pair" && entry["nominated"] === true) {
        next.mediaRoundTrip = number("currentRoundTripTime") * 1000;
      }
    });
    if (next.inboundPackets > this.stats.inboundPackets) this.packetAt = performance.now();
    this.stats = next;
  }
}
