/** What an edit changes, place by place: as it was, and as it would be. */
import type { ReactNode } from 'react';
import { useFieldWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import type { Differing } from './differing.ts';
import { Shown } from './shown.tsx';
import { adminWords } from './words.ts';

const isDiffering = (value: unknown): value is Differing & { withheld?: boolean } =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'pointer') === 'string';

const nameOf = (pointer: string): string => pointer.split('/').findLast((part) => !/^\d*$/.test(part)) ?? '';

export function Differences({ items }: { items: readonly unknown[] }): ReactNode {
  const t = useWords(adminWords);
  const field = useFieldWords();
  const known = items.filter(isDiffering);
  const placeOf = (pointer: string): string =>
    pointer
      .split('/')
      .slice(1)
      .map((part) => field(part))
      .join(' / ');
  if (known.length === 0) return <p className="quiet">{t.noChanges}</p>;
  return (
    <ul className="plain differences">
      {known.map(({ pointer, before, after, withheld }) => (
        <li key={pointer}>
          <div className="quiet">{placeOf(pointer)}</div>
          {withheld === true ? (
            <span>{t.withheld}</span>
          ) : (
            <div className="difference">
              <del>
                <span className="seen-by-readers">{t.before}</span>
                <Shown value={before} name={nameOf(pointer)} />
              </del>
              <span aria-hidden>→</span>
              <ins>
                <span className="seen-by-readers">{t.after}</span>
                <Shown value={after} name={nameOf(pointer)} />
              </ins>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
