/** Who is signed in, and in which space they act. */
import { getJson, HttpFault, postJson } from "../app/http";
import { Store } from "../app/store";
import * as dockCopy from "../copy";
import { addressOf, Api } from "./api";
import * as copy from "./copy";
import type { Right } from "./rights";
import type { Me } from "./wire";

const SPACE = "dockline.admin.space";
const TOAST_LASTS = { ok: 5_000, warn: 10_000, bad: 12_000 } as const;

export type Tone = keyof typeof TOAST_LASTS;

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

export interface AdminState {
  readonly session: "unknown" | "out" | "in";
  /** Kept after a session has ended: what was typed is behind the form until they are back. */
  readonly me: Me | null;
  readonly signInError: string;
  readonly toasts: readonly Toast[];
  /** What the polite live region says. */
  readonly polite: string;
}

const BEGIN: AdminState = {
  session: "unknown",
  me: null,
  signInError: "",
  toasts: [],
  polite: "",
};

export class Session {
  readonly store = new Store<AdminState>(BEGIN);
  readonly api = new Api(
    () => this.elsewhere(),
    () => this.store.set({ session: "out" }),
  );
  private nextToast = 1;

  /** Finds out who is signed in, and goes on from there. */
  async begin(): Promise<void> {
    try {
      await this.enter();
    } catch (error) {
      const away = !(error instanceof HttpFault) || error.status !== 401;
      this.store.set({
        session: "out",
        signInError: away ? dockCopy.signIn.away : "",
      });
    }
  }

  /** All that the server asks for at sign-in is done. */
  async entered(): Promise<void> {
    await this.enter();
  }

  async signOut(): Promise<void> {
    try {
      await postJson("/dock/sign-out", {});
    } catch (error) {
      if (!(error instanceof HttpFault) || error.status !== 401) {
        this.say(copy.noAnswer, "bad");
        return;
      }
    }
    sessionStorage.removeItem(SPACE);
    this.store.set({ ...BEGIN, session: "out" });
  }

  /** Act in this space from now on. */
  async chooseSpace(cloudId: string): Promise<void> {
    const before = this.elsewhere();
    this.keepSpace(cloudId);
    try {
      await this.enter();
    } catch {
      this.keepSpace(before ?? "");
      this.say(copy.noAnswer, "bad");
    }
  }

  /** Read anew who is signed in: after what changes it (a name, the list of spaces). */
  async again(): Promise<void> {
    await this.enter();
  }

  can(right: Right): boolean {
    return this.store.state.me?.rights.includes(right) ?? false;
  }

  /** Shown for a while, and said to who does not see it. */
  say(text: string, tone: Tone = "ok"): void {
    const id = this.nextToast++;
    const others = this.store.state.toasts.filter((one) => one.text !== text);
    this.store.set({ toasts: [...others, { id, tone, text }], polite: text });
    setTimeout(() => this.dismiss(id), TOAST_LASTS[tone]);
  }

  dismiss(id: number): void {
    this.store.set({ toasts: this.store.state.toasts.filter((one) => one.id !== id) });
  }

  private async enter(): Promise<void> {
    const me = await this.whoAmI();
    this.keepSpace(me.cloud_id === me.own_cloud_id ? "" : me.cloud_id);
    this.store.set({ session: "in", me, signInError: "" });
  }

  private async whoAmI(): Promise<Me> {
    const space = this.elsewhere();
    try {
      return await getJson<Me>(addressOf("/manage/api/me", { cloud_id: space }));
    } catch (error) {
      // The space they acted in is another's, or is gone: back to their own.
      if (space === null || !(error instanceof HttpFault) || error.status !== 403) throw error;
      this.keepSpace("");
      return getJson<Me>("/manage/api/me");
    }
  }

  private elsewhere(): string | null {
    return sessionStorage.getItem(SPACE);
  }

  private keepSpace(cloudId: string): void {
    if (cloudId) sessionStorage.setItem(SPACE, cloudId);
    else sessionStorage.removeItem(SPACE);
  }
}
