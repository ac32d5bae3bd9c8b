/** Keeps what is typed: a while after the last stroke, and at once when the page, or the form alone, is left. */
import { useEffect } from 'react';
import { type Draft, keepSoon, keepWaiting } from './drafts.ts';

type Typed = Pick<Draft, 'person' | 'about' | 'data'> & { key: string };

/** `isChanged`: false where nothing was typed that is not kept already. */
export function useKept({ person, about, data, key }: Typed, isChanged: boolean, ms: number): void {
  useEffect(() => {
    if (isChanged) keepSoon({ person, about, data, key, at: Date.now() }, ms);
  }, [person, about, data, key, isChanged, ms]);
  useEffect(() => {
    const keep = (): void => keepWaiting(person, about);
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [person, about]);
}
