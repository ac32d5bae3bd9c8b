/** Before a step of no return: the whole screen says so, once on this phone. */
import { type ReactNode, useState } from 'react';
import { useMe } from '../../shell/me.ts';
import { useWords } from '../../words/words.ts';
import { keep, kept } from '../kept.ts';
import { runWords } from './words.ts';

export function NoReturn({ of }: { of: string }): ReactNode {
  const t = useWords(runWords);
  const { id } = useMe();
  const [isRead, setRead] = useState(kept(id, `no-return.${of}`) !== undefined);
  if (isRead) return null;
  const go = (): void => {
    keep(id, `no-return.${of}`, true);
    setRead(true);
  };
  return (
    <div className="over" role="alertdialog" aria-modal="true" aria-label={t.noReturn.title}>
      <div className="whole">
        <h1>{t.noReturn.title}</h1>
        <p>{t.noReturn.text}</p>
        <button type="button" className="big danger" onClick={go}>
          {t.noReturn.read}
        </button>
      </div>
    </div>
  );
}
