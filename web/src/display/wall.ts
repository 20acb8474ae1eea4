import { useEffect, useState } from "react";

const MINUTE_MS = 60_000;
/** So that a timer that comes a little early does not show the minute that ends. */
const LATE_MS = 50;

/** The time, anew with each minute. */
export function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    let timer: number | undefined;
    const wait = (): void => {
      timer = window.setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS) + LATE_MS);
    };
    const tick = (): void => {
      setNow(new Date());
      wait();
    };
    wait();
    return () => window.clearTimeout(timer);
  }, []);
  return now;
}

/** Keep the screen awake, where the browser lets a page do so. It takes that back whenever the page is hidden. */
export function useWakeLock(): void {
  useEffect(() => {
    if (!("wakeLock" in navigator)) return undefined;
    let lock: WakeLockSentinel | null = null;
    const ask = (): void => {
      if (document.hidden) return;
      // Refused for a low battery, or by a rule of the browser: then the screen is as the tablet wants it.
      navigator.wakeLock.request("screen").then(
        (granted) => (lock = granted),
        () => undefined,
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}

const CALM = "(prefers-reduced-motion: reduce)";

export function useWantsCalm(): boolean {
  const [wants, setWants] = useState(() => window.matchMedia(CALM).matches);
  useEffect(() => {
    const media = window.matchMedia(CALM);
    const change = (): void => setWants(media.matches);
    media.addEventListener("change", change);
    return () => media.removeEventListener("change", change);
  }, []);
  return wants;
}
