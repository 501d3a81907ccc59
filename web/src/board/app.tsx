import { useLayoutEffect, useMemo, useReducer } from "preact/hooks";
import { Failed, Icon } from "../ui/parts";
import { SignInForm } from "../ui/signin";
import type { Actions } from "./actions";
import { Agents } from "./agents";
import type { Board } from "./board";
import { Campaigns } from "./campaigns";
import { HereContext, StateContext, useBoard, useHere } from "./context";
import * as copy from "./copy";
import { Head } from "./head";
import { Monitor } from "./monitor";
import { Strip } from "./strip";
import { Teams } from "./teams";
import { TrendCard } from "./trend";
import { Wall } from "./wall";
import { Waiting } from "./waiting";

export function App({ board, actions }: { board: Board; actions: Actions }) {
  const [, repaint] = useReducer<number, void>((count) => count + 1, 0);
  useLayoutEffect(() => board.store.paint(() => repaint()), [board]);
  const { state } = board.store;
  const here = useMemo(() => ({ board, actions }), [board, actions]);
  return (
    <HereContext.Provider value={here}>
      <StateContext.Provider value={state}>
        <Screen />
        <div class="sr" aria-live="polite" aria-atomic="true">
          {state.polite}
        </div>
      </StateContext.Provider>
    </HereContext.Provider>
  );
}

function Screen() {
  const { board } = useHere();
  const { session, signInError } = useBoard();
  if (session === "out") {
    return (
      <SignInForm
        heading={copy.board.signIn.heading}
        under={copy.board.signIn.under}
        error={signInError}
        enter={(who) => board.enter(who)}
      />
    );
  }
  if (session === "denied") return <NotAllowed />;
  return board.wall ? <Wall /> : <Desk />;
}

function NotAllowed() {
  const { board } = useHere();
  const { who } = useBoard();
  return (
    <main class="signin">
      <div class="signin-wide stack g4 denied">
        <span class="mark">
          <Icon name="mark" />
        </span>
        <div>
          <h1>{copy.notAllowed.heading}</h1>
          <p class="muted sm mt1">{copy.notAllowed.under(who?.login ?? "")}</p>
        </div>
        <a class="btn primary" href="/dock">
          {copy.notAllowed.dock}
        </a>
        <button type="button" class="btn line" onClick={() => void board.signOut()}>
          {copy.board.signOut}
        </button>
      </div>
    </main>
  );
}

function Desk() {
  const { board } = useHere();
  const { figures, stale, failed } = useBoard();
  return (
    <div class={stale === null ? "board" : "board stale"}>
      <Head />
      <Strip />
      {figures ? (
        <div class="cols">
          <main>
            <Teams figures={figures} />
            <Agents figures={figures} />
            <TrendCard figures={figures} />
          </main>
          <Campaigns figures={figures} />
        </div>
      ) : (
        <main class="cols">
          {failed ? (
            <Failed
              title={copy.failed.title}
              under={copy.failed.under}
              again={() => board.tryNow()}
            />
          ) : (
            <Waiting />
          )}
        </main>
      )}
      <Monitor />
    </div>
  );
}
