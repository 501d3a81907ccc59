/** The menu, and the page of the address beside it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/parts";
import * as copy from "./copy";
import { useAdmin, usePath } from "./here";
import { Denied } from "./load";
import { SideMenu } from "./menu";
import { Missing } from "./missing";
import { Confirm, Nothing, PageHead } from "./parts";
import { PAGES, pageAt } from "./registry";

export function Shell() {
  const { router, can, me } = useAdmin();
  const path = usePath(router);
  const main = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const first = PAGES.find((page) => page.group !== "none" && can(page.right));
  const home = path === "/admin";
  useEffect(() => {
    if (home && first) router.replace(first.path);
  }, [home, first]);
  const found = pageAt(path);
  const place = found?.page.path ?? path;
  const before = useRef(place);
  useEffect(() => {
    // Whoever came by a link begins at the page's top; the first page leaves focus alone.
    if (before.current === place) return;
    before.current = place;
    main.current?.focus();
    main.current?.scrollTo(0, 0);
  }, [place]);
  const close = (): void => {
    if (open) opener.current?.focus();
    setOpen(false);
  };
  return (
    <div class="admin">
      <a class="btn primary sm skip" href="#page">
        {copy.admin.skip}
      </a>
      <header class="admin-bar only-narrow">
        <button
          type="button"
          class="btn quiet sm"
          ref={opener}
          aria-expanded={open}
          aria-controls="admin-menu"
          onClick={() => setOpen(!open)}
        >
          <Icon name="list" size="s" />
          {copy.admin.openMenu}
        </button>
        <span class="grow" />
        <span class="sm muted cut">{me.space_name || me.cloud_id}</span>
      </header>
      {open && <div class="menu-scrim" aria-hidden="true" onClick={close} />}
      <SideMenu at={found?.page.path ?? null} open={open} close={close} />
      <main class="page" id="page" tabIndex={-1} ref={main}>
        <Elsewhere />
        {found && !can(found.page.right) ? (
          <>
            <PageHead title={found.page.label} />
            <Denied />
          </>
        ) : found ? (
          <found.page.view key={found.page.path} rest={found.rest} />
        ) : home ? (
          first === undefined && <NoPages />
        ) : (
          <Missing />
        )}
      </main>
      <Leaving />
      <Toasts />
    </div>
  );
}

/** An operator must not mistake another's space for their own. */
function Elsewhere() {
  const { me, session, router } = useAdmin();
  if (me.cloud_id === me.own_cloud_id) return null;
  const own = me.spaces.find((one) => one.cloud_id === me.own_cloud_id);
  return (
    <div class="banner note">
      <Icon name="space" />
      <div class="grow">{copy.admin.elsewhere(me.space_name || me.cloud_id)}</div>
      <button
        type="button"
        class="btn line sm"
        onClick={() => router.leave(() => void session.chooseSpace(me.own_cloud_id))}
      >
        {copy.admin.back(own?.name || me.own_cloud_id)}
      </button>
    </div>
  );
}

function NoPages() {
  return (
    <>
      <PageHead title={copy.denied.heading} />
      <div class="card">
        <Nothing
          icon="lock"
          title={copy.nothing.heading}
          under={copy.nothing.under}
          action={
            <a class="btn primary sm" href="/dock">
              {copy.admin.dock}
            </a>
          }
        />
      </div>
    </>
  );
}

/** Asks before what was typed is lost. */
function Leaving() {
  const { router } = useAdmin();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => {
    router.ask = (run) => setLeave(() => run);
    return () => {
      router.ask = (run) => run();
    };
  }, [router]);
  if (!leave) return null;
  return (
    <Confirm
      title={copy.leaving.heading}
      yes={copy.leaving.leave}
      no={copy.leaving.stay}
      run={leave}
      close={() => setLeave(null)}
    >
      <p>{copy.leaving.under}</p>
    </Confirm>
  );
}

function Toasts() {
  const { session } = useAdmin();
  const { toasts } = session.store.state;
  return (
    <div class="toasts">
      {toasts.map((one) => (
        <div key={one.id} class={`banner ${one.tone} note lift`}>
          <Icon name={one.tone === "ok" ? "check" : "alert"} />
          <div class="grow">{one.text}</div>
          <button
            type="button"
            class="iconbtn"
            aria-label={copy.admin.toastClose}
            onClick={() => session.dismiss(one.id)}
          >
            <Icon name="x" size="s" />
          </button>
        </div>
      ))}
    </div>
  );
}
