/** A person's account: lock it or give it back, with the reason; his API keys. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { change, read } from '../api/ask.ts';
import { choicesFor } from '../form/picks.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useLocale, useWords } from '../words/words.ts';
import { GiveAccess } from './give-access.tsx';
import { KeyList } from './key-list.tsx';
import { securityWords } from './words.ts';

export function OnePerson(): ReactNode {
  const t = useWords(securityWords);
  const client = useQueryClient();
  const locale = useLocale();
  const [typed, setTyped] = useState('');
  const [person, setPerson] = useState<string | undefined>(undefined);
  const [reason, setReason] = useState('');
  const q = useDeferredValue(typed);
  const choices = useQuery({
    queryKey: ['register', 'pick-person', locale, q],
    queryFn: ({ signal }) => choicesFor('person', { q, locale, signal }),
    placeholderData: (before) => before,
  });
  const keys = useQuery({
    queryKey: ['people', person, 'api-keys'],
    queryFn: ({ signal }) => read('GET /api/people/{id}/api-keys', { at: { id: person ?? '' }, signal }),
    enabled: person !== undefined,
  });
  const act = useMutation({
    mutationFn: async (what: 'lock' | 'reactivate') => {
      const at = { id: person ?? '' };
      const { version } = await read('GET /api/people/{id}', { at });
      const sent = { at, body: { reason }, version };
      return what === 'lock'
        ? await change('POST /api/people/{id}/lock', sent)
        : await change('POST /api/people/{id}/reactivate', sent);
    },
    onSuccess: () => setReason(''),
  });
  const end = useMutation({
    mutationFn: (key: string) => change('DELETE /api/people/{id}/api-keys/{key}', { at: { id: person ?? '', key } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['people', person, 'api-keys'] }),
  });
  const isReady = person !== undefined && reason.trim() !== '';
  return (
    <section aria-label={t.ofAccount}>
      <h2 className="side-title">{t.ofAccount}</h2>
      <p className="quiet">{t.ofAccountHint}</p>
      <div className="row security-act">
        <div className="field-person" data-pointer="person">
          <Select
            className="security-person"
            aria-label={t.choose}
            placeholder={t.choose}
            showSearch={{ filterOption: false, onSearch: setTyped }}
            options={(choices.data ?? []).map(({ value, label }) => ({ value, label: `${label} · ${value}` }))}
            value={person}
            onChange={setPerson}
            data-security="person"
          />
        </div>
        <Input
          className="security-reason"
          aria-label={t.reason}
          placeholder={t.reason}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          data-security="reason"
        />
        <Button
          danger
          disabled={!isReady}
          loading={act.isPending}
          onClick={() => act.mutate('lock')}
          data-security="lock"
        >
          {t.lock}
        </Button>
        <Button disabled={!isReady} loading={act.isPending} onClick={() => act.mutate('reactivate')}>
          {t.unlock}
        </Button>
        <span role="status" aria-live="polite">
          {act.isSuccess ? t.done : ''}
        </span>
      </div>
      {act.isError && <ErrorPanel error={act.error} />}
      {person !== undefined && <GiveAccess key={person} person={person} reason={reason} />}
      {person !== undefined && keys.data && <KeyList items={keys.data.items} onEnd={(key) => end.mutate(key)} />}
      {end.isError && <ErrorPanel error={end.error} />}
    </section>
  );
}
