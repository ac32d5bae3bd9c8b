/** S15: what a requester needs once a month: what waits for him, reporting, how far his problems are. */
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { useWords } from '../words/words.ts';
import './my.css';
import { type Own, useOwn } from './own.ts';
import { OwnCase } from './own-case.tsx';
import { Report } from './report.tsx';
import { WaitingCard } from './waiting-card.tsx';
import { myWords } from './words.ts';

export default function MyScreen(): ReactNode {
  const me = useMe();
  const query = useOwn(me.id);
  return (
    <div className="page my">
      <Answered query={query}>{(all) => <My all={all} />}</Answered>
    </div>
  );
}

function My({ all }: { all: readonly Own[] }): ReactNode {
  const t = useWords(myWords);
  const { opens } = useMe();
  const [areEndedShown, setEndedShown] = useState(false);
  const waiting = all.filter(({ mine }) => mine !== undefined);
  const ended = all.filter(({ first }) => first.closedAt !== undefined);
  const others = all.filter((own) => !ended.includes(own));
  return (
    <>
      {waiting.length > 0 && (
        <section aria-label={t.waitsForMe} className="my-list">
          <h2 className="case-title">{t.waitsForMe}</h2>
          {waiting.map((own) => (
            <WaitingCard key={own.first.number} own={own} />
          ))}
        </section>
      )}
      {opens['call']?.includes('create') && <Report last={all[0]?.first} />}
      <section aria-label={t.own} className="my-list">
        <h2 className="case-title">{t.own}</h2>
        {all.length === 0 && <p className="quiet">{t.none}</p>}
        <Cases list={others} />
        {ended.length > 0 && (
          <Button aria-expanded={areEndedShown} onClick={() => setEndedShown(!areEndedShown)}>
            {t.ended(ended.length)}
          </Button>
        )}
        {areEndedShown && <Cases list={ended} />}
      </section>
    </>
  );
}

function Cases({ list }: { list: readonly Own[] }): ReactNode {
  const [search, setSearch] = useSearchParams();
  const opened = search.get('case');
  const toggle = (number: string): void => setSearch(number === opened ? {} : { case: number }, { replace: true });
  return (
    <ul className="plain my-list">
      {list.map((own) => (
        <OwnCase
          key={own.first.number}
          own={own}
          isOpen={own.first.number === opened}
          onToggle={() => toggle(own.first.number)}
        />
      ))}
    </ul>
  );
}
