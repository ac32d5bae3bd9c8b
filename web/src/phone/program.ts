/**
 * The program itself: kept for a start without a network (public/worker.js), and exchanged for a newer one as soon as there is one, so
 * that no phone goes on with what an upgrade has replaced.
 */
import { useSyncExternalStore } from 'react';

const CHECK_MS = 30 * 60_000;
/** While an upgrade is under way two servers may answer in turn. */
const ONCE_IN_MS = 10 * 60_000;
const RELOADED = 'changming-phone-reloaded';

let isNewer = false;
let isTouched = false;
const hearers = new Set<() => void>();

/** True: there is a newer program, and it waits for somebody to load it. */
export const useNewer = (): boolean =>
  useSyncExternalStore(
    (hear) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    () => isNewer,
  );

const own = (): string[] =>
  [...document.querySelectorAll('script[src], link[rel="stylesheet"], link[rel="modulepreload"]')].map(
    (one) => new URL(one.getAttribute('src') ?? one.getAttribute('href') ?? '', location.href).pathname,
  );

export function keepProgram(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const mine = own();
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ named?: readonly string[] }>) => {
    if (!data.named || mine.every((path) => data.named?.includes(path))) return;
    isNewer = true;
    for (const hear of hearers) hear();
    exchange();
  });
  const check = (): void =>
    void serviceWorker.ready.then(({ active }) => active?.postMessage('check')).catch(() => undefined);
  // without it all works, but for a start off line
  serviceWorker
    .register('/worker.js', { scope: '/m' })
    .then(check)
    .catch(() => undefined);
  for (const name of ['pointerdown', 'keydown']) addEventListener(name, () => (isTouched = true), { once: true });
  addEventListener('online', check);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') check();
    else if (isNewer) exchange();
  });
  setInterval(check, CHECK_MS);
}

/** By itself where nobody is at anything: just opened, or out of sight with no sheet open. Else a button offers it. */
function exchange(): void {
  const isIdle = document.visibilityState === 'hidden' && document.querySelector('.over, form') === null;
  if (isTouched && !isIdle) return;
  const before = Number(sessionStorage.getItem(RELOADED));
  if (Date.now() - before < ONCE_IN_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}
