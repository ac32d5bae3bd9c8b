/** The server's clock: a PC's may be wrong by a day. One offset, one ticker; nothing of business time is reckoned here. */
import { useSyncExternalStore } from 'react';

let offset = 0;
const hearers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Of any answer that says it. */
export function noteServerNow(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('serverNow' in answer)) return;
  const at = typeof answer.serverNow === 'string' ? Date.parse(answer.serverNow) : Number.NaN;
  if (Number.isFinite(at)) offset = at - Date.now();
}

/** How far the clock of this machine is ahead of the server's, as far as is known. */
export const aheadMs = (): number => -offset;
export const serverNow = (): number => Date.now() + offset;

function follow(hear: () => void): () => void {
  hearers.add(hear);
  timer ??= setInterval(() => hearers.forEach((one) => one()), 1_000);
  return () => {
    hearers.delete(hear);
    if (hearers.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Server time in whole seconds, as epoch ms; renders again each second while it is shown. */
export const useNow = (): number => useSyncExternalStore(follow, () => Math.floor(serverNow() / 1_000) * 1_000);
