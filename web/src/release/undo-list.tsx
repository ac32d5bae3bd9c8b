/** What a roll-back takes back, in its order, with the time that it may take. */
import type { ReactNode } from 'react';
import type { Run } from '../generated/api.ts';
import { useRoleWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import { releaseWords } from './words.ts';

type Undo = NonNullable<Run['abort']>['undo'][number];
const minutesOf = (ms: number): number => Math.round(ms / 60_000);

export function UndoList({ undo }: { undo: readonly Undo[] }): ReactNode {
  const t = useWords(releaseWords);
  const roleOf = useRoleWords();
  return (
    <section className="undo-list" aria-label={t.rollBack} data-release="undo">
      <h2 className="side-title">{undo.length === 0 ? t.rollBackNone : t.rollBack}</h2>
      <ol>
        {undo.map(({ part, title, role, budgetMs }) => (
          <li key={part}>
            {title} <span className="quiet">{`${roleOf(role)} · ${t.minutes(minutesOf(budgetMs))}`}</span>
          </li>
        ))}
      </ol>
      {undo.length > 1 && (
        <p className="quiet numbers">{t.inAll(minutesOf(undo.reduce((sum, { budgetMs }) => sum + budgetMs, 0)))}</p>
      )}
    </section>
  );
}
