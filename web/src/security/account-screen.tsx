/** One's own sessions, API keys and notices. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { change, read } from '../api/ask.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { KeyList } from './key-list.tsx';
import './security.css';
import { securityWords } from './words.ts';

export default function AccountScreen(): ReactNode {
  const t = useWords(securityWords);
  return (
    <div className="page security">
      <h1>{t.account}</h1>
      <Sessions />
      <Notices />
      <Keys />
    </div>
  );
}

function Sessions(): ReactNode {
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

const MAILS = ['all', 'escalations', 'none'] as const;

function Notices(): ReactNode {
  const t = useWords(securityWords);
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['preferences'],
    queryFn: ({ signal }) => read('GET /api/me/preferences', { signal }),
  });
  const save = useMutation({
    mutationFn: (body: NonNullable<typeof query.data>) => change('PUT /api/me/preferences', { body }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['preferences'] }),
  });
  return (
    <section aria-label={t.notices}>
      <h2 className="side-title">{t.notices}</h2>
      <Answered query={query} rows={1}>
        {({ mail, quietHours, zone, locale }) => (
          <div className="row">
            <span>{t.mail}</span>
            <Radio.Group
              aria-label={t.mail}
              value={mail}
              onChange={({ target }) => save.mutate({ mail: target.value, quietHours, zone, locale })}
              options={MAILS.map((value) => ({ value, label: t.mails[value] }))}
            />
          </div>
        )}
      </Answered>
      {save.isError && <ErrorPanel error={save.error} />}
    </section>
  );
}

function Keys(): ReactNode {
  const t = useWords(securityWords);
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const query = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => read('GET /api/api-keys', { signal }) });
  const again = (): void => void client.invalidateQueries({ queryKey: ['api-keys'] });
  const end = useMutation({
    mutationFn: (id: string) => change('DELETE /api/api-keys/{id}', { at: { id } }),
    onSettled: again,
  });
  const make = useMutation({
    mutationFn: () => change('POST /api/api-keys', { body: { name, password } }),
    onSuccess: () => {
      setName('');
      setPassword('');
      again();
    },
  });
  return (
    <section aria-label={t.keys}>
      <Answered query={query} rows={2}>
        {({ items }) => <KeyList items={items} onEnd={(id) => end.mutate(id)} />}
      </Answered>
      {make.data && (
        <Alert type="success" role="status" title={t.shownOnce} description={<code>{make.data.key}</code>} />
      )}
      {make.isError && <ErrorPanel error={make.error} />}
      <form
        className="row security-act"
        aria-label={t.newKey}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Input aria-label={t.name} placeholder={t.name} value={name} onChange={({ target }) => setName(target.value)} />
        <Input.Password
          aria-label={t.password}
          placeholder={t.password}
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <Button htmlType="submit" disabled={name === '' || password === ''} loading={make.isPending}>
          {t.make}
        </Button>
      </form>
    </section>
  );
}
