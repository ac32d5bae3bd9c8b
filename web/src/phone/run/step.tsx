/** The step that is to be done now, in type that one reads at arm's length. */
import type { ReactNode } from 'react';
import { useNow } from '../../live/clock.ts';
import { useMe } from '../../shell/me.ts';
import { useLocale, useSaid, useWords } from '../../words/words.ts';
import { nameOf, People } from './people.tsx';
import { type Current, lengthOf } from './run.ts';
import { runWords } from './words.ts';

export function Step({ at }: { at: Current }): ReactNode {
  const t = useWords(runWords);
  const locale = useLocale();
  const say = useSaid();
  const me = useMe();
  const { title, instruction, verify } = at.words;
  const callable = at.wanted.people.filter(({ id }) => id !== me.id);
  const confirms = at.who ?? at.wanted.people[0];
  const who = confirms
    ? `${nameOf(confirms)}${confirms.id === me.id ? ` (${t.you})` : ''}`
    : say(at.role?.title, t.nobody);
  return (
    <section className="step" data-part={at.part} data-status={at.status} lang={locale === 'zh' ? 'zh-CN' : 'en'}>
      {at.way === 'back' && <p className="pending">{t.back}</p>}
      <h2>{title[locale]}</h2>
      {instruction && <p>{instruction[locale]}</p>}
      {verify && <p className="check">{`${t.check}: ${verify[locale]}`}</p>}
      <p>{`${say(at.statusWords)} · ${t.confirms(who)}`}</p>
      {at.asked ? (
        <p className="pending">{t.saidDone(nameOf(at.asked.by))}</p>
      ) : (
        at.witness && <p className="quiet">{t.secondWaits}</p>
      )}
      <StepClock at={at} />
      <People people={callable} more={at.wanted.more} />
    </section>
  );
}

function StepClock({ at: { sinceAt, budgetMs, dueAt } }: { at: Current }): ReactNode {
  const t = useWords(runWords);
  const now = useNow();
  if (sinceAt === undefined) return null;
  const gone = now - Date.parse(sinceAt);
  const isLate = dueAt !== undefined ? now > Date.parse(dueAt) : budgetMs !== undefined && gone > budgetMs;
  const length = budgetMs === undefined ? lengthOf(gone) : t.of(lengthOf(gone), lengthOf(budgetMs));
  return <p className={isLate ? 'clock late' : 'clock'}>{isLate ? `${length} · ${t.late}` : length}</p>;
}
