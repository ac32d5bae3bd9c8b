/** What is different from the plan that was submitted before: old → new, place by place. */
import type { ReactNode } from 'react';
import { useWords } from '../words/words.ts';
import type { Sheet } from './reading.ts';
import { usePointerWords, Value } from './value.tsx';
import { approvalWords } from './words.ts';

export function Differences({ sheet, isMarked }: { sheet: Sheet; isMarked: boolean }): ReactNode {
  const t = useWords(approvalWords);
  const place = usePointerWords();
  const { differences } = sheet;
  if (differences === undefined)
    return <p className="quiet">{sheet.planHash === undefined ? t.notSubmitted : t.first}</p>;
  return (
    <section className={isMarked ? 'differences marked' : 'differences'} aria-label={t.differences}>
      <h3 className="side-title">{t.differences}</h3>
      {differences.length === 0 && <p className="quiet">{t.same}</p>}
      <dl className="plain">
        {differences.map(({ pointer, before, after }) => {
          const name = pointer.split('/').findLast((part) => !/^\d*$/.test(part)) ?? '';
          return (
            <div key={pointer} className="difference">
              <dt>{place(pointer)}</dt>
              <dd>
                <del>
                  <Value name={name} value={before} />
                </del>
                <span aria-hidden>→</span>
                <ins>
                  <Value name={name} value={after} />
                </ins>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
