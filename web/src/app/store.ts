/**
 * One state, changed at once and painted once a frame. Whoever listens with `watch` hears of each
 * change as it happens (sounds, titles, the phone); whoever listens with `paint` at most once a
 * frame, and in a hidden page, where no frame comes, ten times a second.
 */
export class Store<State extends object> {
  private readonly watchers = new Set<(after: State, before: State) => void>();
  private readonly painters = new Set<() => void>();
  private due = false;

  constructor(public state: State) {}

  set(changed: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...changed };
    for (const watcher of this.watchers) watcher(this.state, before);
    if (!this.due) {
      this.due = true;
      this.nextFrame(() => {
        this.due = false;
        for (const painter of this.painters) painter();
      });
    }
  }

  watch(watcher: (after: State, before: State) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  paint(painter: () => void): () => void {
    this.painters.add(painter);
    return () => this.painters.delete(painter);
  }

  private nextFrame(run: () => void): void {
    if (document.hidden) setTimeout(run, 100);
    else requestAnimationFrame(run);
  }
}
