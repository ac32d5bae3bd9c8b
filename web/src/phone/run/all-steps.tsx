/** The whole plan with where each step stands. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { read } from '../../api/ask.ts';
import { useCodeWords } from '../../words/codes.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { phoneWords } from '../words.ts';
import { runWords } from './words.ts';

export function AllSteps({ number, onClose }: { number: string; onClose: () => void }): ReactNode {
  const t = useWords(runWords);
  const p = useWords(phoneWords);
  const say = useSaid();
  const sayCode = useCodeWords();
  const { data, error, isPending } = useQuery({
    queryKey: ['seen', number, 'plan'],
    queryFn: ({ signal }) => read('GET /api/runs/{number}/plan', { at: { number }, query: { format: 'json' }, signal }),
  });
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
        {error && <p role="alert">{sayCode(error)}</p>}
        <ol>
          {data?.parts.map(({ part, title, statusWords }) => (
            <li key={part}>{`${say(title)} · ${say(statusWords)}`}</li>
          ))}
        </ol>
      </div>
    </div>
  );
}
