/** Signs that something was said: a count in the page's title, and a short tone. */

/** Puts "(2) " before whatever the site's title is, and takes only that away again. */
export class TitleCount {
  show(count: number): void {
    const plain = document.title.replace(/^\(\d+\) /, "");
    const wanted = count > 0 ? `(${count}) ${plain}` : plain;
    if (document.title !== wanted) document.title = wanted;
  }
}

export class Bell {
  private context: AudioContext | null = null;

  /** Silent until the visitor has clicked in the page: browsers begin no sound before. */
  ring(): void {
    this.context ??= new AudioContext();
    const { context } = this;
    const wave = new OscillatorNode(context, { frequency: 880 });
    const shape = new GainNode(context, { gain: 0 });
    const from = context.currentTime;
    shape.gain.linearRampToValueAtTime(0.12, from + 0.01);
    shape.gain.linearRampToValueAtTime(0, from + 0.18);
    wave.connect(shape).connect(context.destination);
    wave.start(from);
    wave.stop(from + 0.2);
  }
}
