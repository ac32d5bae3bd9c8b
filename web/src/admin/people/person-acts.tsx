/** What is done with an account beside its form: a password set and shown once, lock and back, leaving with what hangs on him seen before. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Popconfirm } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { change, read } from '../../api/ask.ts';
import { toldOf } from '../../api/problem.ts';
import { Field } from '../../form/field.tsx';
import { useHasRole, useMe } from '../../shell/me.ts';
import { Answered } from '../../ui/answered.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useWords } from '../../words/words.ts';
import { Holdings } from '../closing.tsx';
import { peopleWords } from './words.ts';

type Act = 'lock' | 'reactivate' | 'deactivate';

export function PersonActs({ id, isActive }: { id: string; isActive: boolean }): ReactNode {
  const t = useWords(peopleWords);
  const me = useMe();
  const may = useHasRole('security-administrator');
  if (!may || me.id === id) return null;
  return (
    <section className="closing" aria-label={t.acts}>
      <h2 className="side-title">{t.acts}</h2>
      <SetPassword id={id} />
      <Status id={id} isActive={isActive} />
    </section>
  );
}

function SetPassword({ id }: { id: string }): ReactNode {
  const t = useWords(peopleWords);
  const set = useMutation({
    mutationFn: async () => await change('POST /api/people/{id}/password', { at: { id } }),
  });
  return (
    <div className="field">
      <Popconfirm title={t.passwordAsked} okText={t.setPassword} cancelText={t.cancel} onConfirm={() => set.mutate()}>
        <Button loading={set.isPending}>{t.setPassword}</Button>
      </Popconfirm>
      {set.isError && <ErrorPanel error={set.error} />}
      {set.data && (
        <Alert
          type="success"
          role="status"
          title={t.passwordOnce}
          description={<code className="secret">{set.data.password}</code>}
        />
      )}
    </div>
  );
}

function Status({ id, isActive }: { id: string; isActive: boolean }): ReactNode {
  const t = useWords(peopleWords);
  const field = useId();
  const client = useQueryClient();
  const [act, setAct] = useState<Act | undefined>(undefined);
  const [reason, setReason] = useState('');
  const [successor, setSuccessor] = useState<unknown>(undefined);
  const holdings = useQuery({
    queryKey: ['register', 'people', id, 'holdings'],
    queryFn: ({ signal }) => read('GET /api/people/{id}/holdings', { at: { id }, signal }),
    enabled: act === 'deactivate',
  });
  const work = useMutation({
    mutationFn: async (what: Act) => {
      const at = { id };
      const { version } = await read('GET /api/people/{id}', { at });
      const said = { reason: reason.trim() };
      if (what === 'lock') return await change('POST /api/people/{id}/lock', { at, body: said, version });
      if (what === 'reactivate') return await change('POST /api/people/{id}/reactivate', { at, body: said, version });
      const body = { ...said, ...(typeof successor === 'string' ? { successor } : {}) };
      return await change('POST /api/people/{id}/deactivate', { at, body, version });
    },
    onSuccess: () => {
      setAct(undefined);
      setReason('');
      void client.invalidateQueries({ queryKey: ['register', 'people'] });
    },
  });
  const acts: readonly Act[] = isActive ? ['lock', 'deactivate'] : ['reactivate'];
  if (act === undefined)
    return (
      <div className="row">
        {acts.map((one) => (
          <Button key={one} danger={one !== 'reactivate'} onClick={() => setAct(one)} data-admin={one}>
            {t.actions[one]}
          </Button>
        ))}
      </div>
    );
  return (
    <form
      className="command-form"
      onSubmit={(event) => {
        event.preventDefault();
        work.mutate(act);
      }}
    >
      <h3 className="check-title">{t.actions[act]}</h3>
      <p className="quiet">{t.actHints[act]}</p>
      {act === 'deactivate' && (
        <>
          <Answered query={holdings} rows={3}>
            {(held) => <Holdings held={held} />}
          </Answered>
          <Field
            about={{ process: '', picks: { '/successor': 'person' }, defs: {}, faults: toldOf(work.error).errors }}
            schema={{ type: 'string' }}
            pointer="/successor"
            pattern="/successor"
            name="successor"
            isRequired={false}
            value={successor}
            onChange={setSuccessor}
          />
        </>
      )}
      <div className="field">
        <label htmlFor={field}>{t.reason}</label>
        <Input id={field} value={reason} maxLength={1_000} onChange={({ target }) => setReason(target.value)} />
      </div>
      {work.isError && <ErrorPanel error={work.error} />}
      <div className="row form-foot">
        <Button
          type="primary"
          danger={act !== 'reactivate'}
          htmlType="submit"
          disabled={reason.trim() === ''}
          loading={work.isPending}
        >
          {t.actions[act]}
        </Button>
        <Button onClick={() => setAct(undefined)}>{t.cancel}</Button>
      </div>
    </form>
  );
}
