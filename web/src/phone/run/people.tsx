/** Whom to ring up: a tap away. */
import type { ReactNode } from 'react';
import { useWords } from '../../words/words.ts';
import { runWords } from './words.ts';

type Person = { id: string; name?: string | undefined; phone?: string | undefined };
export const nameOf = ({ id, name }: Person): string => name ?? id;

export function People({ people, more = 0 }: { people: readonly Person[]; more?: number | undefined }): ReactNode {
  const t = useWords(runWords);
  if (people.length === 0) return null;
  return (
    <ul className="plain people">
      {people.map((one) => (
        <li key={one.id}>
          {one.phone ? (
            <a className="button" href={`tel:${one.phone}`}>{`${t.call} ${nameOf(one)} ${one.phone}`}</a>
          ) : (
            <span>{nameOf(one)}</span>
          )}
        </li>
      ))}
      {more > 0 && <li className="quiet">{t.more(more)}</li>}
    </ul>
  );
}
