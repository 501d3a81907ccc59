/** Signing in, step by step, for whichever page asks for it: the password, then what the server
 * wants beside it. */
import type { AccountChanged, RecoveryCodes, SecondFactorSetUp } from "../admin/wire";
import * as copy from "../copy";
import type { SignedIn } from "../wire";
import { HttpFault, postJson } from "./http";
import { signInSentence } from "./signin";

export type Step =
  | { readonly at: "password" }
  /** The second factor's code. */
  | { readonly at: "code" }
  /** Another password is due. */
  | { readonly at: "new-password" }
  /** A second factor is due. */
  | { readonly at: "set-up"; readonly app: SecondFactorSetUp }
  /** They are shown once. */
  | { readonly at: "codes"; readonly codes: readonly string[] };

export interface SigningInState {
  readonly step: Step;
  readonly busy: boolean;
  readonly error: string;
}

const BEGIN: SigningInState = { step: { at: "password" }, busy: false, error: "" };
const ACCOUNT = "/manage/api/account";

export class SigningIn {
  state = BEGIN;
  private login = "";
  private password = "";
  private who: SignedIn | null = null;

  constructor(
    private readonly changed: () => void,
    private readonly enter: (who: SignedIn) => Promise<void> | void,
  ) {}

  async withPassword(login: string, password: string): Promise<void> {
    this.login = login;
    this.password = password;
    await this.run(() => this.ask(null));
  }

  /** Of the app, or a recovery code. */
  async withCode(code: string): Promise<void> {
    await this.run(() => this.ask(code));
  }

  async takePassword(password: string): Promise<void> {
    await this.run(async () => {
      const body = { current_password: this.password, password };
      const told = await postJson<AccountChanged>(`${ACCOUNT}/password`, body);
      this.password = password;
      await this.go(told.due);
    });
  }

  async confirm(code: string): Promise<void> {
    await this.run(async () => {
      const told = await postJson<RecoveryCodes>(`${ACCOUNT}/second-factor/confirm`, { code });
      this.set({ step: { at: "codes", codes: told.codes } });
    });
  }

  /** The recovery codes are in a safe place. */
  async goOn(): Promise<void> {
    await this.run(() => this.go(""));
  }

  back(): void {
    this.password = "";
    this.who = null;
    this.set(BEGIN);
  }

  private async ask(code: string | null): Promise<void> {
    const form = { login: this.login, password: this.password, ...(code === null ? {} : { code }) };
    this.who = await postJson<SignedIn>("/dock/sign-in", form);
    await this.go(this.who.due);
  }

  private async go(due: string): Promise<void> {
    if (due === "password") {
      this.set({ step: { at: "new-password" } });
    } else if (due === "second-factor") {
      const body = { password: this.password };
      const app = await postJson<SecondFactorSetUp>(`${ACCOUNT}/second-factor/set-up`, body);
      this.set({ step: { at: "set-up", app } });
    } else if (this.who) {
      await this.enter(this.who);
      this.password = "";
    }
  }

  private async run(what: () => Promise<void>): Promise<void> {
    if (this.state.busy) return;
    this.set({ busy: true, error: "" });
    try {
      await what();
      this.set({ busy: false });
    } catch (error) {
      if (error instanceof HttpFault && error.code === "second-factor-needed") {
        this.set({ busy: false, step: { at: "code" } });
      } else if (error instanceof HttpFault && error.code === "not-signed-in") {
        // It took too long, or an admin has ended the session meanwhile.
        this.back();
        this.set({ error: copy.signIn.again });
      } else {
        this.set({ busy: false, error: this.sentence(error) });
      }
    }
  }

  private sentence(error: unknown): string {
    if (error instanceof HttpFault && (error.status === 400 || this.state.step.at !== "password")) {
      // The field it names is the only one there is.
      return error.message.replace(/^[a-z_]+: /, "") || signInSentence(error);
    }
    return signInSentence(error);
  }

  private set(part: Partial<SigningInState>): void {
    this.state = { ...this.state, ...part };
    this.changed();
  }
}
