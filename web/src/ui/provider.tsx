/** The button that leads to the space's own provider, where it has one. */
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../app/http";
import * as copy from "../copy";
import type { SignInWays } from "../wire";

/** `?cloud=` in the address names the space; a server with one space needs none. */
export function ProviderButton() {
  const [ways, setWays] = useState<SignInWays | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const cloud = new URLSearchParams(location.search).get("cloud") ?? "";
    const path = `/dock/sign-in-ways?cloud_id=${encodeURIComponent(cloud)}`;
    // Without an answer there is a password's form still.
    getJson<SignInWays>(path, stop.signal).then(setWays, () => undefined);
    return () => stop.abort();
  }, []);
  if (!ways?.provider) return null;
  const to = encodeURIComponent(location.pathname);
  return (
    <>
      <a class="btn line lg wide" href={`${ways.provider.address}?to=${to}`}>
        {copy.signIn.provider(ways.provider.label)}
      </a>
      {!ways.password && <p class="sm muted center">{copy.signIn.passwordsOff}</p>}
    </>
  );
}
