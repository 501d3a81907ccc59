/** Everything the dock sounds is made here from sine waves; no file is ever played. */

interface Beep {
  readonly at: number;
  readonly for: number;
  readonly hertz: readonly number[];
  readonly decibels: number;
}

const RING: readonly Beep[] = [
  { at: 0, for: 0.4, hertz: [523, 659], decibels: -14 },
  { at: 0.5, for: 0.4, hertz: [523, 659], decibels: -14 },
];
const RING_EVERY = 2_500;
const SHORT: readonly Beep[] = [{ at: 0, for: 0.12, hertz: [880], decibels: -16 }];
const TICK: readonly Beep[] = [{ at: 0, for: 0.05, hertz: [1047], decibels: -18 }];
const TEST: readonly Beep[] = [
  { at: 0, for: 0.3, hertz: [440], decibels: -14 },
  { at: 0.35, for: 0.3, hertz: [554], decibels: -14 },
  { at: 0.7, for: 0.4, hertz: [659], decibels: -14 },
];

/** One output device and what sounds on it. */
class Output {
  private context: AudioContext | null = null;
  private sink = "";

  constructor(private readonly device: () => string) {}

  /** Starts the beeps; the answer silences them at once. */
  play(beeps: readonly Beep[]): () => void {
    const context = this.ready();
    const gain = new GainNode(context, { gain: 1 });
    gain.connect(context.destination);
    for (const beep of beeps) for (const hertz of beep.hertz) this.beep(context, gain, beep, hertz);
    return () => {
      gain.gain.value = 0;
      gain.disconnect();
    };
  }

  private ready(): AudioContext {
    this.context ??= new AudioContext();
    const context = this.context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
    const wanted = this.device();
    if (wanted !== this.sink && context.setSinkId) {
      this.sink = wanted;
      // An unplugged device leaves the sound on the system's own.
      void context.setSinkId(wanted).catch(() => undefined);
    }
    if (context.state === "suspended") void context.resume();
    return context;
  }

  private beep(context: AudioContext, into: AudioNode, beep: Beep, hertz: number): void {
    const start = context.currentTime + beep.at;
    const loud = 10 ** (beep.decibels / 20) / beep.hertz.length;
    const wave = new OscillatorNode(context, { frequency: hertz });
    const shape = new GainNode(context, { gain: 0 });
    shape.gain.setValueAtTime(0, start);
    shape.gain.linearRampToValueAtTime(loud, start + 0.01);
    shape.gain.setValueAtTime(loud, start + beep.for - 0.02);
    shape.gain.linearRampToValueAtTime(0, start + beep.for);
    wave.connect(shape).connect(into);
    wave.start(start);
    wave.stop(start + beep.for);
  }
}

export class Sounds {
  private readonly headset: Output;
  private readonly bell: Output;
  private ringing: { stop: () => void; timer: ReturnType<typeof setInterval> } | null = null;

  constructor(speaker: () => string, ring: () => string) {
    this.headset = new Output(speaker);
    this.bell = new Output(ring);
  }

  /** Rings on the ring device until told otherwise; once more changes nothing. */
  ring(on: boolean): void {
    if (!on) {
      this.ringing?.stop();
      if (this.ringing) clearInterval(this.ringing.timer);
      this.ringing = null;
    } else if (!this.ringing) {
      const ringing = {
        stop: this.bell.play(RING),
        timer: setInterval(() => {
          ringing.stop = this.bell.play(RING);
        }, RING_EVERY),
      };
      this.ringing = ringing;
    }
  }

  /** One short tone in the headset: a call arrives and answers itself. */
  short(): void {
    this.headset.play(SHORT);
  }

  /** A second event during a call. */
  tick(): void {
    this.headset.play(TICK);
  }

  test(on: "speaker" | "ring"): void {
    (on === "ring" ? this.bell : this.headset).play(TEST);
  }
}
