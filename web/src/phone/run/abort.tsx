/** Stopping a run: tapped at the foot, started by a second tap at the head of another page, so that no shaking hand does both. */
import { type ReactNode, useState } from 'react';
import type { Run } from '../../generated/api.ts';
import { useCodeOf } from '../../words/codes.ts';
import { useWords } from '../../words/words.ts';
import { phoneWords } from '../words.ts';
import { pathOf, Sent, useDirect } from './direct.tsx';
import { People } from './people.tsx';
import { runWords } from './words.ts';

export const mayAbort = ({ allowed }: Run): boolean => allowed.includes('pause') || allowed.includes('rollBack');

type Shown = { run: Run; isCut: boolean; onClose: () => void };
export function Abort({ run, isCut, onClose }: Shown): ReactNode {
  const t = useWords(runWords);
  const p = useWords(phoneWords);
  const sayCode = useCodeOf();
  const [reason, setReason] = useState('');
  const [lacks, setLacks] = useState(false);
  const sending = useDirect(run.number, onClose);
  const go = (command: 'pause' | 'rollBack'): void => {
    if (reason.trim() === '') setLacks(true);
    else sending.go({ path: pathOf(run.process, run.number, command), data: { reason: reason.trim() } });
  };
  const undo = run.abort?.undo ?? [];
  const minutes = Math.ceil((run.abort?.budgetMs ?? 0) / 60_000);
  const people = [...(run.commander ? [run.commander] : []), ...run.current.flatMap(({ wanted }) => wanted.people)];
  const told = people.filter(({ id }, n) => people.findIndex((one) => one.id === id) === n);
  return (
    <div className="over" role="dialog" aria-modal="true" aria-label={t.abortTitle} data-act="abort">
      <div className="whole">
        <h1>{t.abortTitle}</h1>
        {run.allowed.includes('rollBack') && (
          <button type="button" className="big danger" disabled={sending.isPending} onClick={() => go('rollBack')}>
            {t.rollBack}
          </button>
        )}
        {run.allowed.includes('pause') && (
          <button type="button" className="big" disabled={sending.isPending} onClick={() => go('pause')}>
            {t.halt}
          </button>
        )}
        <label>
          {t.reason}
          <textarea value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2_000} />
        </label>
        {lacks && reason.trim() === '' && <p role="alert">{t.reasonNeeded}</p>}
        <Sent sending={sending} />
        {isCut && <p role="alert">{t.offLineNo}</p>}
        {run.allowed.includes('pause') && <p className="quiet">{`${t.halt}: ${t.haltSays}`}</p>}
        {run.abort?.refused && <p className="pending">{sayCode(run.abort.refused.code, run.abort.refused.params)}</p>}
        <p>{undo.length > 0 ? t.rollBackSays(undo.length, minutes) : t.nothingBack}</p>
        <ol>
          {undo.map(({ part, title, budgetMs }) => (
            <li key={part}>{`${title} · ${t.minutes(Math.ceil(budgetMs / 60_000))}`}</li>
          ))}
        </ol>
        <h2>{t.told}</h2>
        <People people={told} />
        <button type="button" className="big" onClick={onClose}>
          {p.cancel}
        </button>
      </div>
    </div>
  );
}
