/** The screen stays on while a run is shown, and the phone shakes when the turn comes. */
import { useEffect, useRef } from 'react';

export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const hold = async (): Promise<void> => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      const held = await navigator.wakeLock.request('screen').catch(() => undefined); // low battery, or forbidden
      if (isOver) void held?.release();
      else lock = held;
    };
    const again = (): void => void hold();
    again();
    document.addEventListener('visibilitychange', again);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', again);
      void lock?.release();
    };
  }, []);
}

const SHAKE = [250, 120, 250];
/** `mine`: what waits for this person now. */
export function useShaken(mine: readonly string[]): void {
  const before = useRef<readonly string[]>(undefined);
  const now = mine.join(' ');
  useEffect(() => {
    const parts = now === '' ? [] : now.split(' ');
    if (before.current && parts.some((part) => !before.current?.includes(part))) navigator.vibrate?.(SHAKE);
    before.current = parts;
  }, [now]);
}
