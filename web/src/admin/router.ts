/** Where one is in the admin pages: the path, by the History API. */

const ROOT = "/admin";

export class Router {
  private readonly listeners = new Set<() => void>();
  /** Forms with something that is not saved, and the pages that one may go to all the same. */
  private readonly unsaved = new Set<{ readonly within: string | null }>();
  /** Asks whether to leave all the same; set by the page around the forms. */
  ask: (leave: () => void) => void = (leave) => leave();
  private shown = location.pathname + location.search;

  constructor() {
    addEventListener("popstate", () => this.came());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved.size > 0) event.preventDefault();
    });
    addEventListener("click", (event) => this.clicked(event));
  }

  /** Such as `/admin/users/rishi`, without a slash at the end. */
  get path(): string {
    const path = location.pathname.replace(/\/+$/, "");
    return path || ROOT;
  }

  /** What follows the question mark. */
  get query(): URLSearchParams {
    return new URLSearchParams(location.search);
  }

  go(path: string): void {
    this.leave(() => {
      history.pushState(null, "", path);
      this.came();
    }, path);
  }

  /** The same place, under another address (a filter, a page of a list); nothing is asked. */
  replace(path: string): void {
    history.replaceState(null, "", path);
    this.came();
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Until what it returns is called, one is asked before leaving; `within`: before leaving that
   *  path and what is below it. */
  hold(within: string | null = null): () => void {
    const form = { within };
    this.unsaved.add(form);
    return () => this.unsaved.delete(form);
  }

  /** Go, once it is sure that nothing typed is lost by it. `to`: the path, where it is one. */
  leave(run: () => void, to: string | null = null): void {
    const lost = this.lostBy(to);
    if (lost.length === 0) {
      run();
      return;
    }
    this.ask(() => {
      for (const form of lost) this.unsaved.delete(form);
      run();
    });
  }

  private lostBy(to: string | null) {
    const path = to?.split("?")[0] ?? null;
    return [...this.unsaved].filter(
      ({ within }) =>
        path === null || within === null || !(path === within || path.startsWith(`${within}/`)),
    );
  }

  private came(): void {
    const wanted = location.pathname + location.search;
    const elsewhere = location.pathname !== this.shown.split("?")[0];
    if (elsewhere && this.lostBy(wanted).length > 0) {
      // The browser has gone back already: return, and ask.
      history.pushState(null, "", this.shown);
      this.leave(() => {
        history.replaceState(null, "", wanted);
        this.came();
      }, wanted);
      return;
    }
    this.shown = wanted;
    for (const listener of this.listeners) listener();
  }

  /** Links to our own pages do not load anything anew. */
  private clicked(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname !== ROOT && !link.pathname.startsWith(`${ROOT}/`)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}
