/** One's own sessions: each with where it is, and its end. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { change, read } from '../api/ask.ts';
import { securityWords } from '../security/words.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';

export function Sessions(): ReactNode {
  const t = useWords(securityWords);
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => read('GET /api/sessions', { signal }) });
  const end = useMutation({
    mutationFn: async (id: string | undefined) =>
      id === undefined
        ? await change('DELETE /api/sessions')
        : await change('DELETE /api/sessions/{id}', { at: { id } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <section aria-label={t.sessions}>
      <div className="row">
        <h2 className="side-title grow">{t.sessions}</h2>
        <Button onClick={() => end.mutate(undefined)}>{t.endOthers}</Button>
      </div>
      {end.isError && <ErrorPanel error={end.error} />}
      <Answered query={query} rows={2}>
        {({ items }) => (
          <ul className="plain">
            {items.map(({ id, seenAt, address, agent, current }) => (
              <li key={id} className="row security-row">
                <span className="grow">
                  {t.seen(instantIn(seenAt))} <span className="quiet">{`${address ?? ''} ${agent ?? ''}`}</span>
                </span>
                {current ? (
                  <strong>{t.current}</strong>
                ) : (
                  <Button onClick={() => end.mutate(id)}>{t.endSession}</Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </section>
  );
}
