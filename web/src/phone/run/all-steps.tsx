/** The whole plan with where each step stands. */
import type { ReactNode } from 'react';
import { useCodeWords } from '../../words/codes.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { phoneWords } from '../words.ts';
import { usePlan } from './run.ts';
import { runWords } from './words.ts';

export function AllSteps({ number, onClose }: { number: string; onClose: () => void }): ReactNode {
  const t = useWords(runWords);
  const p = useWords(phoneWords);
  const say = useSaid();
  const sayCode = useCodeWords();
  const { data, error, isPending } = usePlan(number, true);
  return (
    <div className="over" role="dialog" aria-modal="true" aria-label={t.allSteps}>
      <div className="whole">
        <div className="row">
          <h1>{t.allSteps}</h1>
          <button type="button" onClick={onClose}>
            {p.close}
          </button>
        </div>
        {isPending && <p>{p.loading}</p>}
        {error && !data && <p role="alert">{sayCode(error)}</p>}
        <ol>
          {data?.parts.map(({ part, title, statusWords }) => (
            <li key={part}>{`${say(title)} · ${say(statusWords)}`}</li>
          ))}
        </ol>
      </div>
    </div>
  );
}
