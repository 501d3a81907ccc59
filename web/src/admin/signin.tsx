import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/parts";
import { SignInForm } from "../ui/signin";
import * as copy from "./copy";
import type { AdminState, Session } from "./session";

/** Login and password, then what the server wants beside them. */
export function SignIn({ session, state }: { session: Session; state: AdminState }) {
  if (state.second) return <SecondFactor session={session} state={state} />;
  return (
    <SignInForm
      heading={copy.admin.signIn.heading}
      under={state.me ? copy.admin.signIn.again : copy.admin.signIn.under}
      error={state.signInError}
      busy={state.signingIn}
      phone={false}
      signIn={(form) => void session.signIn(form)}
    />
  );
}

function SecondFactor({ session, state }: { session: Session; state: AdminState }) {
  const [code, setCode] = useState("");
  const box = useRef<HTMLInputElement>(null);
  const error = state.second?.error ?? "";
  useEffect(() => box.current?.focus(), [error]);
  return (
    <main class="signin">
      <form
        class="signin-wide"
        onSubmit={(event) => {
          event.preventDefault();
          if (!state.signingIn) void session.secondStep(code.trim());
        }}
      >
        <div>
          <h1>{copy.second.heading}</h1>
          <p class="muted sm mt1">{copy.second.under}</p>
        </div>
        <div role="alert" class={error ? "" : "sr"}>
          {error && (
            <div class="banner bad note">
              <Icon name="alert" />
              <div>{error}</div>
            </div>
          )}
        </div>
        <div class="field">
          <label for="code">{copy.second.code}</label>
          <input
            class="input num"
            id="code"
            ref={box}
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck={false}
            required
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </div>
        <button class="btn primary lg wide" disabled={state.signingIn}>
          {copy.second.button}
        </button>
        <button type="button" class="btn quiet wide" onClick={() => session.cancelSecond()}>
          {copy.second.back}
        </button>
      </form>
    </main>
  );
}
