/**
 * What outlives a page change, in this tab only: which chat it is and the secret that opens it, and
 * what the visitor has written that is not there yet. Nothing else is stored, and no cookie is set.
 */

export interface Unsent {
  readonly line_id: string;
  readonly text: string;
  readonly attachments: readonly string[];
  /** Names of the files, to show until the line is there. */
  readonly files: readonly string[];
  readonly at: number;
}

export interface Kept {
  readonly chat_id: string;
  readonly secret: string;
  readonly open: boolean;
  readonly sound: boolean;
  readonly name: string;
  readonly draft: string;
  /** The number of the last line they have seen. */
  readonly seen: number;
  readonly unsent: readonly Unsent[];
}

export const nothingKept: Kept = {
  chat_id: "",
  secret: "",
  open: false,
  sound: false,
  name: "",
  draft: "",
  seen: 0,
  unsent: [],
};

/** A browser may refuse its storage altogether; the chat then lasts as long as the page. */
export class Keeping {
  private now: Kept;

  constructor(
    private readonly storage: Storage | null,
    private readonly key: string,
  ) {
    this.now = this.load();
  }

  get kept(): Kept {
    return this.now;
  }

  keep(changed: Partial<Kept>): void {
    this.now = { ...this.now, ...changed };
    try {
      this.storage?.setItem(this.key, JSON.stringify(this.now));
    } catch {
      // Full, or forbidden: it is held in the page's own memory.
    }
  }

  private load(): Kept {
    try {
      const found: unknown = JSON.parse(this.storage?.getItem(this.key) ?? "null");
      if (typeof found === "object" && found !== null) return { ...nothingKept, ...found };
    } catch {
      // Not ours, or cut off: begun anew.
    }
    return nothingKept;
  }
}
