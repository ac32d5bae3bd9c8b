/** Above every screen: what it is, how old it is, and what the phone keeps. */
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import { useOutbox, useUnsent } from './outbox.tsx';
import { Link } from './route.tsx';
import { phoneWords } from './words.ts';

const clock = new Intl.DateTimeFormat('sv-SE', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const secondIn = (at: number): string => clock.format(at);

type Shown = { title: string; back?: boolean; aside?: ReactNode; at: number; isCut: boolean };
export function Head({ title, back = false, aside, at, isCut }: Shown): ReactNode {
  const t = useWords(phoneWords);
  const { isBroken } = useOutbox();
  const unsent = useUnsent();
  return (
    <header className="head">
      <div className="row">
        {back && (
          <Link to="/m" className="button">
            {t.back}
          </Link>
        )}
        <h1>{title}</h1>
        {aside}
      </div>
      <p className={isCut ? 'link cut' : 'link'} role="status" data-link={isCut ? 'off' : 'on'}>
        {isCut ? t.offline(secondIn(at)) : t.online(secondIn(at))}
        {unsent > 0 && ` · ${t.outbox.count(unsent)} · ${t.outbox.keepOpen}`}
      </p>
      {isBroken && <p role="alert">{t.outbox.keepsNothing}</p>}
    </header>
  );
}
