/** What is copied: samples, addresses, secrets. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../ui/parts";
import * as copy from "../copy";
import { useAdmin } from "../here";
import { useUnsaved } from "./savebar";

/** Copies a text, and says whether it worked: to the reader, and to the caller. */
export function useCopy(): (text: string) => Promise<boolean> {
  const { say } = useAdmin();
  return async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      say(copy.parts.copied);
      return true;
    } catch {
      say(copy.parts.notCopied, "warn");
      return false;
    }
  };
}

interface CopyBoxProps {
  /** What it is: curl sample. */
  readonly label: string;
  /** What is copied. */
  readonly text: string;
  /** The same with marks in it; else the text. */
  readonly children?: ComponentChildren;
  readonly wrap?: boolean;
}

export function CopyBox({ label, text, children, wrap = false }: CopyBoxProps) {
  const take = useCopy();
  return (
    <div class="copyable">
      <pre class={wrap ? "code wrap" : "code"} tabIndex={0} aria-label={label}>
        {children ?? text}
      </pre>
      <button type="button" class="btn sm copy" onClick={() => void take(text)}>
        <Icon name="copy" size="s" />
        {copy.parts.copy}
        <span class="sr">: {label}</span>
      </button>
    </div>
  );
}

interface SecretProps {
  readonly label: string;
  readonly value: string;
  /** They have it: it is put away. */
  readonly done?: () => void;
  /** It goes with the page: until it is copied, one is asked before leaving that. */
  readonly asks?: boolean;
  /** It was copied. */
  readonly copied?: () => void;
}

/** Shown once. */
export function Secret({ label, value, done, asks = false, copied }: SecretProps) {
  const take = useCopy();
  const [taken, setTaken] = useState(false);
  useUnsaved(asks && !taken);
  return (
    <div class="row wraps">
      <div class="secret mono grow num">
        <span class="secret-text" aria-label={label}>
          {value}
        </span>
        <span class="grow" />
        <button
          type="button"
          class="btn primary sm"
          onClick={async () => {
            if (!(await take(value))) return;
            setTaken(true);
            copied?.();
          }}
        >
          <Icon name="copy" size="s" />
          {copy.parts.copy}
        </button>
      </div>
      {done && (
        <button type="button" class="btn quiet sm m0" onClick={done}>
          {copy.parts.haveIt}
        </button>
      )}
    </div>
  );
}
