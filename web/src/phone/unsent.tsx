/** What became of each thing that was said on this phone: waiting, sent, refused and why. */
import type { ReactNode } from 'react';
import { isWaiting, type Row } from '../off-line/row.ts';
import { useCodeOf } from '../words/codes.ts';
import { useWords } from '../words/words.ts';
import { secondIn } from './head.tsx';
import type { CaseBox } from './outbox.tsx';
import { phoneWords } from './words.ts';

export const isOpen = (row: Row): boolean => isWaiting(row) || row.fate.is === 'refused';

/** Said of what stood before: the same again is refused again. */
const STALE = 'stale-attempt';

type Shown = {
  box: CaseBox;
  of?: (row: Row) => boolean;
  titleOf: (row: Row) => string;
  isCut: boolean;
  /** Looks at what is there now, and says it of that. Absent: there is nothing of the kind any more. */
  anewOf?: (row: Row) => (() => void) | undefined;
};
/** Rows that are not over. */
export function Unsent({ box, of = () => true, titleOf, isCut, anewOf = () => undefined }: Shown): ReactNode {
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
                <Again row={row} box={box} anew={anewOf(row)} />
                <button type="button" data-act="drop" onClick={() => void box.drop(row).catch(() => undefined)}>
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
function Again({ row, box, anew }: { row: Row; box: CaseBox; anew: (() => void) | undefined }): ReactNode {
  const t = useWords(phoneWords);
  const isStale = row.fate.is === 'refused' && row.fate.problem.code === STALE;
  if (isStale)
    return anew ? (
      <button type="button" data-act="anew" onClick={anew}>
        {t.outbox.anew}
      </button>
    ) : null;
  return (
    <button type="button" data-act="again" onClick={() => void box.again(row).catch(() => undefined)}>
      {t.outbox.again}
    </button>
  );
}
const paramsOf = (params: unknown): Record<string, unknown> =>
  typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {};
