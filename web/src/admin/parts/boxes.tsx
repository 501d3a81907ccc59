/** What opens over or beside the page. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/parts";
import * as copy from "../copy";
import { useAdmin } from "../here";
import { useDoing } from "../load";
import { Note } from "./page";
import { useUnsaved } from "./savebar";

/** What was opened takes focus, and gives it back when it goes, unless one has moved on. */
function useFocus(box: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const opened = box.current;
    const first =
      opened?.querySelector<HTMLElement>("[data-first]") ??
      opened?.querySelector<HTMLElement>(
        ":is(input:not([type=hidden]), select, textarea):not([disabled])",
      ) ??
      opened;
    first?.focus();
    return () => {
      const now = document.activeElement;
      const lost = now === null || now === document.body || opened?.contains(now);
      if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
}

interface DrawerProps {
  readonly title: string;
  /** A line above the title: what it is about. */
  readonly crumb?: ComponentChildren;
  readonly footer?: ComponentChildren;
  readonly close: () => void;
  /** With it the body and the footer are a form. */
  readonly submit?: () => void;
  /** Something typed is not saved: one is asked before it closes, or the page goes. */
  readonly unsaved?: boolean;
  readonly children: ComponentChildren;
}

/** Escape is for what lies on top. */
function underDialog(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/** Beside the page, or over its edge where there is no room; at most one. */
export function Drawer(props: DrawerProps) {
  const { title, crumb, footer, submit, unsaved = false, children } = props;
  const { out } = useAdmin();
  const box = useRef<HTMLDivElement>(null);
  const heading = useId();
  const [asks, setAsks] = useState(false);
  useFocus(box);
  useUnsaved(unsaved);
  const close = (): void => {
    if (unsaved) setAsks(true);
    else props.close();
  };
  useEffect(() => {
    // A button that is disabled while it saves loses the focus to the page.
    const lost = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || out) return;
      if (event.target !== document.body || underDialog()) return;
      event.preventDefault();
      close();
    };
    document.addEventListener("keydown", lost);
    return () => {
      document.removeEventListener("keydown", lost);
    };
  });
  const inside = (
    <>
      <div class="body" tabIndex={0}>
        {children}
      </div>
      {footer && <footer>{footer}</footer>}
    </>
  );
  return (
    <div
      class="drawer"
      role="dialog"
      aria-labelledby={heading}
      tabIndex={-1}
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || underDialog()) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <header>
        <div class="grow">
          {crumb && <p class="crumb">{crumb}</p>}
          <h2 id={heading}>{title}</h2>
        </div>
        <button
          type="button"
          class="btn quiet icon sm"
          aria-label={copy.parts.close}
          onClick={close}
        >
          <Icon name="x" />
        </button>
      </header>
      {submit ? (
        <form
          class="drawer-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {inside}
        </form>
      ) : (
        inside
      )}
      {asks && (
        <Confirm
          title={copy.leaving.closing}
          yes={copy.leaving.close}
          no={copy.leaving.stay}
          run={props.close}
          close={() => setAsks(false)}
        >
          <p>{copy.leaving.lost}</p>
        </Confirm>
      )}
    </div>
  );
}

/** The way out of a dialog that asks for something. */
export function Cancel({ close }: { readonly close: () => void }) {
  return (
    <button type="button" class="btn line" onClick={close}>
      {copy.parts.cancel}
    </button>
  );
}

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly footer?: ComponentChildren;
  readonly submit?: () => void;
  /** Something is under way whose answer is told here and nowhere else: it stays until then. */
  readonly stays?: boolean;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** Over everything: nothing else can be done until it is answered. */
export function Dialog(props: DialogProps) {
  const { title, close, footer, submit, stays = false, wide = false, children } = props;
  const { out } = useAdmin();
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    opener.current ??= document.activeElement;
    // Open behind the sign-in form, where nobody sees it, it would let nobody into the form.
    if (out) return;
    const opened = box.current;
    opened?.showModal();
    opened?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => opened?.close();
  }, [out]);
  useEffect(() => {
    return () => {
      const back = opener.current;
      if (back instanceof HTMLElement && back.isConnected) back.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={wide ? "sheet-box wide" : "sheet-box"}
      aria-labelledby={heading}
      onCancel={(event) => {
        // Ours to close: the page decides what is shown.
        event.preventDefault();
        if (!stays) close();
      }}
      onClose={() => {
        // By Escape pressed twice, of which the browser asks nobody; not by us.
        const opened = box.current;
        if (opened === null || opened.open || out) return;
        if (stays) opened.showModal();
        else close();
      }}
    >
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit?.();
        }}
      >
        <h2 id={heading}>{title}</h2>
        <div class="stack g3">{children}</div>
        {footer && <div class="row dialog-foot">{footer}</div>}
      </form>
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** What the button does, as a verb: Revoke. */
  readonly yes: string;
  readonly danger?: boolean;
  /** What goes wrong in it is said in the dialog, which stays. */
  readonly run: () => Promise<unknown> | void;
  readonly close: () => void;
  readonly no?: string;
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: ConfirmProps) {
  const { title, children, yes, danger = false, run, close, no = copy.parts.cancel } = props;
  const doing = useDoing();
  const press = async (): Promise<void> => {
    if (await doing.run(async () => run())) close();
  };
  return (
    <Dialog
      title={title}
      close={close}
      submit={() => void press()}
      footer={
        <>
          <button type="button" class="btn line" data-first onClick={close}>
            {no}
          </button>
          <button class={danger ? "btn danger" : "btn primary"} disabled={doing.busy}>
            {yes}
          </button>
        </>
      }
    >
      {children}
      {doing.rest([]) && (
        <Note tone="bad" alert>
          {doing.rest([])}
        </Note>
      )}
    </Dialog>
  );
}
