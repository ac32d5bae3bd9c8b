/** What became of each thing that was said on this phone: waiting, sent, refused and why. */
import type { ReactNode } from 'react';
import { isWaiting, type Row } from '../off-line/row.ts';
import { useCodeOf } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { secondIn } from './head.tsx';
import type { CaseBox } from './outbox.tsx';
import { phoneWords } from './words.ts';

export const isOpen = (row: Row): boolean => isWaiting(row) || row.fate.is === 'refused';

type Shown = { box: CaseBox; of?: (row: Row) => boolean; titleOf: (row: Row) => string; isCut: boolean };
/** Rows that are not over. */
export function Unsent({ box, of = () => true, titleOf, isCut }: Shown): ReactNode {
  const t = useWords(phoneWords);
  const sayCode = useCodeOf();
  const rows = box.rows.filter((row) => isOpen(row) && of(row));
  if (rows.length === 0) return null;
  return (
    <ul className="unsent" aria-live="polite">
      {rows.map((row) => (
        <li key={row.key} data-fate={row.fate.is}>
          <strong>{titleOf(row)}</strong>
          <span className="quiet">
            {t.outbox.saidAt(secondIn(row.typedAt))}
            {row.photos && ` · ${t.outbox.photos(row.photos.length)}`}
          </span>
          {row.fate.is === 'refused' ? (
            <>
              <p role="alert">
                {`${t.outbox.refused}: ${sayCode(row.fate.problem.code, paramsOf(row.fate.problem.params))}`}
              </p>
              <div className="two">
                <button type="button" onClick={() => void box.again(row)}>
                  {t.outbox.again}
                </button>
                <button type="button" onClick={() => void box.drop(row)}>
                  {t.outbox.drop}
                </button>
              </div>
            </>
          ) : (
            <span className="pending">{box.isSending && !isCut ? t.outbox.sending : t.outbox.waiting}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
const paramsOf = (params: unknown): Record<string, unknown> =>
  typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {};
