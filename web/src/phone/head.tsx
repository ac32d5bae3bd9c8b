/** Above every screen: what it is, how old it is, and what the phone keeps. */
import type { ReactNode } from 'react';
import { aheadMs } from '../live/clock.ts';
import { dayIn, lengthIn } from '../words/times.ts';
import { useLocale, useWords } from '../words/words.ts';
import { useOutbox, useUnsent } from './outbox.tsx';
import { useNewer } from './program.ts';
import { Link } from './route.tsx';
import { phoneWords } from './words.ts';

const clock = new Intl.DateTimeFormat('sv-SE', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const WRONG_MS = 60_000;
/** An instant by the clock of this phone, told by the server's; with its day where that is another. */
export function secondIn(at: number): string {
  const right = at - aheadMs();
  const today = dayIn(Date.now() - aheadMs());
  return dayIn(right) === today ? clock.format(right) : `${dayIn(right)} ${clock.format(right)}`;
}

/** `back`: to the first page, or to that one. */
type Shown = { title: string; back?: boolean | string; aside?: ReactNode; at: number; isCut: boolean };
export function Head({ title, back = false, aside, at, isCut }: Shown): ReactNode {
  const t = useWords(phoneWords);
  const locale = useLocale();
  const isNewer = useNewer();
  const { isBroken, isFull } = useOutbox();
  const off = Math.abs(aheadMs());
  const unsent = useUnsent();
  return (
    <header className="head">
      <div className="row">
        {back !== false && (
          <Link to={typeof back === 'string' ? back : '/m'} className="button">
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
      {isFull && <p role="alert">{t.outbox.full}</p>}
      {off > WRONG_MS && <p className="link">{t.clockWrong(lengthIn(locale, off))}</p>}
      {isNewer && (
        <div className="row" role="status">
          <span>{t.newer}</span>
          <button type="button" data-act="newer" onClick={() => location.reload()}>
            {t.load}
          </button>
        </div>
      )}
    </header>
  );
}
