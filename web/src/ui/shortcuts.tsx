import { useEffect, useRef } from "preact/hooks";
import * as copy from "../copy";
import { useHere } from "./context";
import { Icon } from "./parts";

/** The list of keys, as a dialog: it takes focus and gives it back. */
export function ShortcutList() {
  const { state, actions, dock } = useHere();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (state.listOpen && !box.current?.open) box.current?.showModal();
    if (!state.listOpen && box.current?.open) box.current.close();
  }, [state.listOpen]);
  if (!state.listOpen) return null;
  return (
    <dialog
      ref={box}
      class="sheet-box"
      aria-labelledby="shortcut-list"
      onClose={() => actions.list(false)}
    >
      <div class="row between info-head">
        <h2 id="shortcut-list">{copy.shortcuts.heading}</h2>
        <button
          type="button"
          class="iconbtn"
          aria-label={copy.shortcuts.close}
          onClick={() => box.current?.close()}
        >
          <Icon name="x" />
        </button>
      </div>
      <div class="key-list">
        {!dock.preferences.singleKeys && <p class="sm warn-text mb2">{copy.shortcuts.off}</p>}
        {copy.shortcuts.groups.map((group) => (
          <section key={group.name}>
            <h3 class="sm muted mt2">{group.name}</h3>
            <ul class="sm">
              {group.keys.map(([keys, what]) => (
                <li key={keys} class="row between">
                  <span>{what}</span>
                  <span class="row g1">
                    {keys.split(" ").map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </dialog>
  );
}
