/** Out of office: since when, who stands in, and its end. It is a delegation that says so. */
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { Line } from '../approvals/delegations.tsx';
import { Give } from '../approvals/give.tsx';
import { useDelegations } from '../approvals/reading.ts';
import '../approvals/approvals.css';
import { serverNow } from '../live/clock.ts';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import { accountWords } from './words.ts';

export function Away(): ReactNode {
  const t = useWords(accountWords);
  const me = useMe();
  const query = useDelegations();
  const [isGiving, setGiving] = useState(false);
  return (
    <section aria-label={t.away}>
      <div className="row">
        <h2 className="side-title grow">{t.away}</h2>
        {!isGiving && (
          <Button onClick={() => setGiving(true)} data-account="away">
            {t.setAway}
          </Button>
        )}
      </div>
      <p className="quiet">{t.awayHint}</p>
      {isGiving && (
        <div className="narrow">
          <Give isAway onClose={() => setGiving(false)} />
        </div>
      )}
      <Answered query={query} rows={1}>
        {({ pages }) => {
          const now = serverNow();
          const own = pages
            .flatMap(({ items }) => items)
            .filter(
              ({ from, away, revokedAt, until }) =>
                from === me.id && away === true && revokedAt === undefined && Date.parse(until) > now,
            );
          if (own.length === 0) return isGiving ? null : <p className="quiet">{t.notAway}</p>;
          return (
            <ul className="plain">
              {own.map((one) => (
                <Line key={one.id} one={one} isMine />
              ))}
            </ul>
          );
        }}
      </Answered>
    </section>
  );
}
