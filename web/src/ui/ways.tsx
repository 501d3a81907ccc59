/** Other ways in than a password: the space's own provider. */
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../app/http";
import * as copy from "../copy";
import type { SignInWays } from "../wire";

/** Of the login that is typed (`rishi@leap`), else what the address names (`?cloud=leap`). */
export function cloudOf(login: string, search: string): string {
  const typed = login.includes("@") ? login.slice(login.lastIndexOf("@") + 1).trim() : "";
  return typed.toLowerCase() || (new URLSearchParams(search).get("cloud") ?? "");
}

/** A link to the provider, where the space has one. */
export function OtherWays({ login, before = "" }: { login: string; before?: string }) {
  const [ways, setWays] = useState<SignInWays | null>(null);
  const cloud = cloudOf(login, location.search) || before;
  useEffect(() => {
    const stop = new AbortController();
    const path = cloud ? `?cloud_id=${encodeURIComponent(cloud)}` : "";
    const ask = (): void => {
      getJson<SignInWays>(`/dock/sign-in-ways${path}`, stop.signal).then(
        (told) => !stop.signal.aborted && setWays(told),
        // The password goes on being a way.
        () => !stop.signal.aborted && setWays(null),
      );
    };
    // Not with each letter of a cloud that is typed.
    const timer = setTimeout(ask, login ? 400 : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [cloud]);
  if (!ways?.provider) return null;
  const to = encodeURIComponent(location.pathname === "/" ? "/dock" : location.pathname);
  return (
    <>
      <p class="sm muted center" aria-hidden="true">
        {copy.signIn.or}
      </p>
      <a class="btn line lg wide normal" href={`${ways.provider.address}?to=${to}`}>
        {copy.signIn.with(ways.provider.label)}
      </a>
      {!ways.password && <p class="sm muted center">{copy.signIn.only(ways.provider.label)}</p>}
    </>
  );
}
