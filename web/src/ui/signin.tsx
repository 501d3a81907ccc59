import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import * as copy from "../copy";
import { engineUp } from "../app/http";
import { SigningIn } from "../app/signingin";
import { devicesReachable } from "../phone/devices";
import type { SignedIn } from "../wire";
import { useHere } from "./context";
import { Icon } from "./parts";
import { CodesStep, CodeStep, NewPasswordStep, SetUpStep, SignInError } from "./signinsteps";
import { OtherWays } from "./ways";

/** Whether calls can be made at all, before anybody signs in to make them. */
function EngineWord() {
  const [up, setUp] = useState<boolean | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    engineUp(stop.signal).then(setUp, () => setUp(null));
    return () => stop.abort();
  }, []);
  if (up === null) return <span />;
  return (
    <span class={`row g6 ${up ? "ok-text" : "bad-text"}`}>
      <span class="dot" />
      {up ? copy.signIn.engineReady : copy.signIn.engineAway}
    </span>
  );
}

export function SignIn() {
  const { state, actions } = useHere();
  return (
    <SignInForm
      heading={copy.signIn.heading}
      under={copy.signIn.under}
      error={state.signInError}
      enter={(who) => actions.entered(who)}
    />
  );
}

interface FormProps {
  readonly heading: string;
  readonly under: string;
  /** Why nobody could be found signed in. */
  readonly error: string;
  /** All that was asked for is done. What it throws is told in the form. */
  readonly enter: (who: SignedIn) => Promise<void> | void;
  /** Whether calls are made on the page, which needs a microphone. */
  readonly phone?: boolean;
  /** The space of whoever was signed in before, for its own ways in. */
  readonly cloud?: string;
  /** Other ways in, below the button. */
  readonly children?: ComponentChildren;
}

/** Login and password, then what the server wants beside them, for whichever page asks. */
export function SignInForm(props: FormProps) {
  const [, repaint] = useReducer<number, void>((count) => count + 1, 0);
  const enter = useRef(props.enter);
  enter.current = props.enter;
  const signing = useMemo(() => new SigningIn(repaint, (who) => enter.current(who)), []);
  const { step, busy, error } = signing.state;
  const told = { signing, busy, error };
  switch (step.at) {
    case "code":
      return <CodeStep {...told} />;
    case "new-password":
      return <NewPasswordStep {...told} />;
    case "set-up":
      return <SetUpStep {...told} app={step.app} />;
    case "codes":
      return <CodesStep {...told} codes={step.codes} />;
    case "password":
      return <PasswordStep {...props} {...told} error={error || props.error} />;
  }
}

interface PasswordProps extends FormProps {
  readonly signing: SigningIn;
  readonly busy: boolean;
}

function PasswordStep(props: PasswordProps) {
  const { heading, under, error, busy, signing, phone = true, children } = props;
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error === copy.signIn.wrong) first.current?.focus();
  }, [error]);
  return (
    <main class="signin">
      <form
        class="signin-wide"
        onSubmit={(event) => {
          event.preventDefault();
          void signing.withPassword(login.trim(), password);
        }}
      >
        <div class="stack g4">
          <div class="row">
            <span class="mark big">
              <Icon name="mark" size="l" />
            </span>
            <b class="wordmark">{copy.product}</b>
          </div>
          <div>
            <h1>{heading}</h1>
            <p class="muted sm mt1">{under}</p>
          </div>
        </div>
        <SignInError error={error} />
        {phone && !devicesReachable() && (
          <div class="banner warn note">
            <Icon name="mic-off" />
            <div>{copy.signIn.insecure}</div>
          </div>
        )}
        <div class="field">
          <label for="login">{copy.signIn.login}</label>
          <input
            class="input"
            id="login"
            ref={first}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            aria-describedby="login-hint"
            value={login}
            onInput={(event) => setLogin(event.currentTarget.value)}
          />
          <span class="xs faint" id="login-hint">
            {copy.signIn.loginHint}
          </span>
        </div>
        <div class="field">
          <label for="password">{copy.signIn.password}</label>
          <div class="row reveal">
            <input
              class="input"
              id="password"
              {...(shown ? { type: "text" as const } : { type: "password" as const })}
              autocomplete="current-password"
              required
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
            <button
              type="button"
              class="iconbtn"
              aria-label={shown ? copy.signIn.hide : copy.signIn.show}
              onClick={() => setShown(!shown)}
            >
              <Icon name="eye" />
            </button>
          </div>
        </div>
        <button class="btn primary lg wide" disabled={busy}>
          {busy ? copy.signIn.busy : copy.signIn.button}
        </button>
        <OtherWays login={login} before={props.cloud ?? ""} />
        {children}
        <p class="sm muted center">{copy.signIn.forgot}</p>
      </form>
      <footer class="row xs faint between signin-wide">
        <EngineWord />
        <span>{location.host}</span>
      </footer>
    </main>
  );
}
