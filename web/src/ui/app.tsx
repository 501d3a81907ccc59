import { useLayoutEffect, useReducer } from "preact/hooks";
import type { Actions } from "../app/actions";
import type { Dock } from "../app/dock";
import { listenForKeys } from "../app/shortcuts";
import type { AppState } from "../app/state";
import * as copy from "../copy";
import { inCall, pageOf, type Page } from "../state/read";
import type { DockView } from "../wire";
import { Arriving, Offered } from "./arriving";
import { Call } from "./call";
import { LeadCard, LeadPad } from "./card";
import { Chats } from "./chats";
import { Composer } from "./composer";
import { HereContext, useHere, useMedia } from "./context";
import { Pad } from "./controls";
import { Devices } from "./devices";
import { History } from "./history";
import { Queued } from "./inbound";
import { Loading } from "./parts";
import { Ready } from "./ready";
import { ShortcutList } from "./shortcuts";
import { Info, Nav, WorkList } from "./sides";
import { SignIn } from "./signin";
import { Strip } from "./strip";
import { Top } from "./top";
import { Trouble } from "./trouble";
import { FinishPad, WrapUp } from "./wrapup";

export function App({ dock, actions }: { dock: Dock; actions: Actions }) {
  const [, repaint] = useReducer<number, void>((count) => count + 1, 0);
  const wide = useMedia("(min-width: 900px)");
  // With the picture: an answer may be there before what is done after it.
  useLayoutEffect(() => {
    const stops = [dock.store.paint(() => repaint()), listenForKeys(dock, actions)];
    return () => stops.forEach((stop) => stop());
  }, [dock]);
  const { state } = dock.store;
  return (
    <HereContext.Provider value={{ dock, actions, state, wide }}>
      <Screen state={state} />
      <div class="sr" aria-live="assertive" aria-atomic="true">
        {state.assertive}
      </div>
      <div class="sr" aria-live="polite" aria-atomic="true">
        {state.polite}
      </div>
      <ShortcutList />
    </HereContext.Provider>
  );
}

function Screen({ state }: { state: AppState }) {
  if (state.session === "out") return <SignIn />;
  if (!state.view) {
    return (
      <main class="signin" aria-busy="true">
        <div class="signin-wide">
          <Loading />
        </div>
      </main>
    );
  }
  return <DockScreen view={state.view} />;
}

function DockScreen({ view }: { view: DockView }) {
  const { state, wide } = useHere();
  const found = pageOf(view, state.link.phase === "open");
  // A lead that came while the agent was typing a number waits until they look at it.
  const page = found === "card" && state.cardWork?.aside ? "ready" : found;
  const shown = state.tab === "phone" ? page : null;
  const main = (
    // Where nothing in it can be reached by Tab, the keyboard scrolls the page's middle itself.
    <main
      id="main"
      class={state.tab === "chats" ? "chat" : mainClass(shown, wide)}
      {...(shown === "trouble" ? { tabIndex: 0 } : {})}
    >
      {state.tab === "chats" && (wide ? <WideChat view={view} /> : <Chats view={view} />)}
      {state.tab === "history" && <History />}
      {state.tab === "devices" && <Devices />}
      {shown && <PhonePage page={shown} view={view} />}
    </main>
  );
  if (wide) {
    return (
      <div class="dock wide">
        <Top view={view} />
        <Strip view={view} />
        <WorkList view={view} />
        {main}
        <Info view={view} />
      </div>
    );
  }
  return (
    <div class="dock">
      <Top view={view} />
      <Strip view={view} />
      {main}
      {(shown === "call" || shown === "trouble") && view.call && (
        <Pad view={view} call={view.call} />
      )}
      {state.tab === "chats" && <Composer view={view} />}
      {shown === "card" && <LeadPad />}
      {shown === "wrap_up" && <FinishPad />}
      <Nav />
    </div>
  );
}

function WideChat({ view }: { view: DockView }) {
  if (view.chats.length === 0) return <Chats view={view} />;
  return (
    <section class="card chat-card" aria-label={copy.sections.chats}>
      <Chats view={view} />
      <Composer view={view} />
    </section>
  );
}

function mainClass(shown: Page | null, wide: boolean): string {
  if (wide || shown === null || shown === "ready" || shown === "card") return "";
  return shown === "wrap_up" ? "wrapup" : "snug";
}

function PhonePage({ page, view }: { page: Page; view: DockView }) {
  const { call, card } = view;
  if (page === "card") return card && <LeadCard card={card} />;
  if (!call || page === "ready") return <Ready view={view} />;
  switch (page) {
    case "arriving":
      return <Arriving view={view} call={call} />;
    case "offered":
      if (call.queue && call.phase === "queued") return <Queued call={call} queue={call.queue} />;
      return <Offered view={view} call={call} />;
    case "trouble":
      return <Trouble view={view} call={call} />;
    case "wrap_up":
      return <WrapUp call={call} />;
    case "call":
      return inCall(view) ? <Call view={view} call={call} /> : null;
    default:
      return page satisfies never;
  }
}
