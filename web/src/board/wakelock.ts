/** Keeps the screen on. It is given back by browsers when the page is hidden, and asked for anew. */
export function keepAwake(): void {
  const ask = (): void => {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    // Refused where the machine saves power; the wall's own settings rule then.
    void navigator.wakeLock.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
