/** Words that are being typed: still there after a reload, a crash, or a phone that had no room left. */
import { useState } from 'react';
import { useMe } from '../shell/me.ts';
import { forget, keep, kept } from './kept.ts';

/** `of`: case, part and what is said. */
export function useDraft(of: string, first = ''): [words: string, put: (words: string) => void, clear: () => void] {
  const { id } = useMe();
  const what = `draft.${of}`;
  const [words, setWords] = useState(() => kept<string>(id, what)?.data ?? first);
  const clear = (): void => {
    forget(id, what);
    setWords('');
  };
  const put = (next: string): void => {
    setWords(next);
    if (next === '') forget(id, what);
    else keep(id, what, next);
  };
  return [words, put, clear];
}
