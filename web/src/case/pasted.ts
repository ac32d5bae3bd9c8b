/** A screenshot pasted anywhere on the page of a case begins an attachment (console.md S3). */
import { useEffect, useRef } from 'react';
import { hand } from '../form/handed.ts';
import type { CaseAnswer } from '../generated/api.ts';
import type { Opened } from './opened.ts';

const ATTACH = 'attach';

/** An open form takes what is pasted itself, if it has a place for files. */
export function usePasted(kase: CaseAnswer, opened: Opened | undefined, onOpen: (opened: Opened) => void): void {
  const may = opened === undefined && kase.allowed.includes(ATTACH);
  const newest = useRef({ may, onOpen });
  newest.current = { may, onOpen };
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || !newest.current.may || event.defaultPrevented) return;
      event.preventDefault();
      hand(files);
      newest.current.onOpen({ command: ATTACH });
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, []);
}
