import * as copy from "../copy";
import { HttpFault } from "./http";

/** Why signing in failed. */
export function signInSentence(error: unknown): string {
  if (!(error instanceof HttpFault) || error.status === 0) return copy.signIn.away;
  if (error.status === 401) return copy.signIn.wrong;
  if (error.status === 429) {
    return copy.signIn.locked(Math.max(1, Math.ceil((error.retryAfter ?? 300) / 60)));
  }
  return error.message || copy.signIn.away;
}
