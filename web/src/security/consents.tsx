/** What another administrator asks consent for; a decision is one click. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { change, read } from '../api/ask.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useRoleWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import './security.css';
import { securityWords } from './words.ts';

/** `isQuiet`: nothing is shown while nothing waits. */
export function Consents({ isQuiet = false }: { isQuiet?: boolean }): ReactNode {
  const t = useWords(securityWords);
  const nameOf = useName();
  const role = useRoleWords();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['consents'], queryFn: ({ signal }) => read('GET /api/consents', { signal }) });
  const decide = useMutation({
    mutationFn: async ({ id, gives }: { id: string; gives: boolean }) =>
      gives
        ? await change('POST /api/consents/{id}/give', { at: { id } })
        : await change('POST /api/consents/{id}/refuse', { at: { id } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['consents'] }),
  });
  if (isQuiet && query.data?.items.every(({ state }) => state !== 'open') !== false) return null;
  return (
    <section aria-label={t.consents}>
      <h2 className="side-title">{t.consents}</h2>
      {decide.isError && <ErrorPanel error={decide.error} />}
      <Answered query={query} rows={3}>
        {({ items }) => {
          const open = items.filter(({ state }) => state === 'open');
          return open.length === 0 ? (
            <p className="quiet">{t.noConsents}</p>
          ) : (
            <ul className="plain">
              {open.map((one) => (
                <li key={one.id} className="row security-row">
                  <div className="grow">
                    <strong>{t.kinds[one.kind]}</strong>{' '}
                    {(one.grants ?? []).map((grant) => (
                      <span key={`${grant.role} ${grant.orgPath}`}>
                        {`${role(grant.role)} · ${nameOf('organisation', grant.orgPath)} `}
                      </span>
                    ))}
                    <div className="quiet">
                      {`${t.asks(nameOf('person', one.by), nameOf('person', one.person))} · ${t.until(instantIn(one.expiresAt))}`}
                    </div>
                    <div className="said">{one.reason}</div>
                  </div>
                  <Button
                    type="primary"
                    onClick={() => decide.mutate({ id: one.id, gives: true })}
                    data-security="give"
                  >
                    {t.give}
                  </Button>
                  <Button danger onClick={() => decide.mutate({ id: one.id, gives: false })}>
                    {t.refuse}
                  </Button>
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </section>
  );
}
