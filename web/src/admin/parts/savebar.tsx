/** Saving a form, and what is not saved yet. */
import { useEffect } from "preact/hooks";
import { Icon } from "../../ui/parts";
import * as copy from "../copy";
import { useAdmin } from "../here";

/** While something is not saved, one is asked before the page goes; `within`: before this part of
 *  the pages does. */
export function useUnsaved(dirty: boolean, within: string | null = null): void {
  const { router } = useAdmin();
  useEffect(() => (dirty ? router.hold(within) : undefined), [dirty, router, within]);
}

interface SaveBarProps {
  readonly dirty: boolean;
  readonly busy: boolean;
  /** Leave it out where the bar stands in a form: its button submits. */
  readonly save?: () => void;
  readonly undo: () => void;
  /** What was refused, and no field says. */
  readonly error?: string | undefined;
  readonly label?: string;
}

/** At the end of a form; stays in sight while something is not saved. */
export function SaveBar({ dirty, busy, save, undo, error, label }: SaveBarProps) {
  useUnsaved(dirty);
  return (
    <div class={dirty || error ? "save-bar row wraps shown" : "save-bar row wraps"}>
      {error ? (
        <span class="sm bad-text row g1 grow" role="alert">
          <Icon name="alert" size="s" />
          {error}
        </span>
      ) : (
        <span class="sm muted grow">{dirty ? copy.parts.unsaved : ""}</span>
      )}
      <button type="button" class="btn quiet sm" disabled={!dirty || busy} onClick={undo}>
        {copy.parts.undo}
      </button>
      <button
        class="btn primary sm"
        disabled={!dirty || busy}
        {...(save ? { type: "button" as const, onClick: save } : {})}
      >
        {busy ? copy.parts.saving : (label ?? copy.parts.save)}
      </button>
    </div>
  );
}
