/** What is asked for after the password. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { SecondFactorSetUp } from "../admin/wire";
import type { SigningIn } from "../app/signingin";
import * as copy from "../copy";
import { Icon } from "./parts";

const words = copy.signIn;

interface StepProps {
  readonly signing: SigningIn;
  readonly busy: boolean;
  readonly error: string;
}

export function SignInError({ error }: { error: string }) {
  return (
    <div role="alert" class={error ? "" : "sr"}>
      {error && (
        <div class="banner bad note">
          <Icon name="alert" />
          <div>{error}</div>
        </div>
      )}
    </div>
  );
}

interface SheetProps extends StepProps {
  readonly heading: string;
  readonly under: string;
  readonly button: string;
  readonly submit: () => void;
  readonly children: ComponentChildren;
  readonly noWayBack?: boolean;
}

function Sheet(props: SheetProps) {
  const { signing, busy, error, heading, under, button, submit, children } = props;
  return (
    <main class="signin">
      <form
        class="signin-wide"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div>
          <h1>{heading}</h1>
          <p class="muted sm mt1">{under}</p>
        </div>
        <SignInError error={error} />
        {children}
        <button class="btn primary lg wide" disabled={busy}>
          {busy ? words.busy : button}
        </button>
        {!props.noWayBack && (
          <button type="button" class="btn quiet wide" onClick={() => signing.back()}>
            {words.back}
          </button>
        )}
      </form>
    </main>
  );
}

interface CodeProps {
  readonly value: string;
  readonly set: (value: string) => void;
  /** What is wrong with it: it takes focus again. */
  readonly error: string;
  readonly digits?: boolean;
}

function CodeField({ value, set, error, digits = false }: CodeProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    box.current?.focus();
    if (error) box.current?.select();
  }, [error]);
  return (
    <div class="field">
      <label for="code">{words.code}</label>
      <input
        class="input num code-field"
        id="code"
        ref={box}
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        required
        maxLength={40}
        {...(digits ? { inputMode: "numeric" as const } : {})}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </div>
  );
}

export function CodeStep(props: StepProps) {
  const [code, setCode] = useState("");
  return (
    <Sheet
      {...props}
      heading={words.codeHeading}
      under={words.codeUnder}
      button={words.goOn}
      submit={() => void props.signing.withCode(code.trim())}
    >
      <CodeField value={code} set={setCode} error={props.error} />
    </Sheet>
  );
}

export function NewPasswordStep(props: StepProps) {
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const hint = useId();
  useEffect(() => box.current?.focus(), [props.error]);
  return (
    <Sheet
      {...props}
      heading={words.newHeading}
      under={words.newUnder}
      button={words.newButton}
      submit={() => void props.signing.takePassword(password)}
    >
      <div class="field">
        <label for="new-password">{words.newPassword}</label>
        <div class="row reveal">
          <input
            class="input"
            id="new-password"
            ref={box}
            {...(shown ? { type: "text" as const } : { type: "password" as const })}
            autocomplete="new-password"
            required
            aria-describedby={hint}
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
          <button
            type="button"
            class="iconbtn"
            aria-label={shown ? words.hide : words.show}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        </div>
        <span class="xs faint" id={hint}>
          {words.newHint}
        </span>
      </div>
    </Sheet>
  );
}

/** The picture for the app, and the letters for who cannot read it. */
export function AppPicture({ app }: { app: SecondFactorSetUp }) {
  return (
    <div class="app-picture">
      <img src={app.picture} alt={words.picture} width="168" height="168" />
      <div class="stack g1">
        <span class="sm muted">{words.byHand}</span>
        <code class="mono sm app-secret" aria-label={words.secret}>
          {app.secret.replace(/(.{4})(?=.)/g, "$1 ")}
        </code>
      </div>
    </div>
  );
}

export function SetUpStep({ app, ...props }: StepProps & { readonly app: SecondFactorSetUp }) {
  const [code, setCode] = useState("");
  return (
    <Sheet
      {...props}
      heading={words.setUpHeading}
      under={words.setUpUnder}
      button={words.goOn}
      submit={() => void props.signing.confirm(code.replace(/\s/g, ""))}
    >
      <AppPicture app={app} />
      <CodeField value={code} set={setCode} error={props.error} digits />
    </Sheet>
  );
}

/** As they are printed or kept: one a line. */
export function CodeList({ codes }: { codes: readonly string[] }) {
  return (
    <ol class="recovery-codes mono" aria-label={words.codesHeading}>
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ol>
  );
}

export function CodesStep({ codes, ...props }: StepProps & { readonly codes: readonly string[] }) {
  return (
    <Sheet
      {...props}
      heading={words.codesHeading}
      under={words.codesUnder}
      button={words.codesKept}
      submit={() => void props.signing.goOn()}
      noWayBack
    >
      <CodeList codes={codes} />
    </Sheet>
  );
}
