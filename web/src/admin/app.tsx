import { useEffect, useLayoutEffect, useMemo, useReducer } from "preact/hooks";
import * as copy from "./copy";
import { AdminContext, type Here } from "./here";
import type { Router } from "./router";
import type { Session } from "./session";
import { Shell } from "./shell";
import { SignIn } from "./signin";

export function App({ session, router }: { session: Session; router: Router }) {
  const [, repaint] = useReducer<number, void>((count) => count + 1, 0);
  // With the picture: an answer may be there before what is done after it.
  useLayoutEffect(() => session.store.paint(() => repaint()), [session]);
  const { state } = session.store;
  const { me } = state;
  const out = state.session === "out";
  const here = useMemo<Here | null>(
    () =>
      me && {
        me,
        out,
        api: session.api,
        go: (path) => router.go(path),
        can: (right) => me.rights.includes(right),
        say: (text, tone) => session.say(text, tone),
        now: () => Date.now() / 1000,
        router,
        session,
      },
    [me, out, session, router],
  );
  useEffect(() => {
    if (out) document.title = copy.admin.page(copy.admin.label, "Sign in");
  }, [out]);
  return (
    <>
      {out && <SignIn session={session} state={state} />}
      {here && (
        // Behind the form the page stays as it was left: what was typed is still there.
        <div class="whole" hidden={out} key={`${here.me.own_cloud_id} ${here.me.login}`}>
          <AdminContext.Provider value={here}>
            <Shell key={here.me.cloud_id} />
          </AdminContext.Provider>
        </div>
      )}
      <div class="sr" aria-live="polite" aria-atomic="true">
        {state.polite}
      </div>
    </>
  );
}
