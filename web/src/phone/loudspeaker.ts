/** Plays the other side on the device the agent chose. */
export class Loudspeaker {
  private readonly audio = new Audio();

  constructor(private readonly device: () => string) {
    this.audio.autoplay = true;
  }

  play(stream: MediaStream | null): void {
    this.audio.srcObject = stream;
    if (!stream) return;
    this.choose();
    // Refused only before the first click on the page; that click plays it (see `woken`).
    void this.audio.play().catch(() => undefined);
  }

  /** A click or key: browsers let sound begin only then. */
  woken(): void {
    if (this.audio.srcObject && this.audio.paused) void this.audio.play().catch(() => undefined);
  }

  choose(): void {
    const audio = this.audio as HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };
    // An unplugged device leaves the sound on the system's own.
    void audio.setSinkId?.(this.device()).catch(() => undefined);
  }
}
