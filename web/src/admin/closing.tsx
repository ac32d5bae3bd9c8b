/** Closing an entry that cases name: what hangs on it first, then the heir, the reason and the day. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useId, useState } from 'react';
import { Link } from 'react-router';
import { send } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import { Field } from '../form/field.tsx';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useWords } from '../words/words.ts';
import type { Entry, Register } from './registers.ts';
import { adminWords } from './words.ts';

const HEIRS: Readonly<Record<string, string>> = {
  organisations: 'organisation',
  applications: 'application',
  categories: 'category',
  'cause-codes': 'cause-code',
  teams: 'queue',
};

export function Closing({ register, entry }: { register: Register; entry: Entry }): ReactNode {
  const t = useWords(adminWords);
  const id = useId();
  const client = useQueryClient();
  const address = `${register.path}/${encodeURIComponent(entry.id)}`;
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [heir, setHeir] = useState<unknown>(undefined);
  const [from, setFrom] = useState<string | undefined>(undefined);
  const holdings = useQuery({
    queryKey: ['register', register.name, entry.id, 'holdings'],
    queryFn: async ({ signal }) =>
      (await send('GET', `${address}/holdings`, { signal })) as Readonly<Record<string, unknown>>,
    enabled: isOpen,
  });
  const close = useMutation({
    mutationFn: async () =>
      await send('POST', `${address}/close`, {
        body: {
          reason: reason.trim(),
          ...(heir === undefined ? {} : { heir }),
          ...(from === undefined ? {} : { from }),
        },
        version: entry.version,
      }),
    onSuccess: () => {
      setOpen(false);
      void client.invalidateQueries({ queryKey: ['register', register.name] });
      void client.invalidateQueries({ queryKey: ['organisation-tree'] });
    },
  });
  if (entry['open'] === false) return <p className="quiet">{t.isClosed}</p>;
  if (!isOpen)
    return (
      <p>
        <Button danger onClick={() => setOpen(true)} data-admin="close">
          {t.closeEntry}
        </Button>
      </p>
    );
  const faults = toldOf(close.error).errors;
  return (
    <section className="closing" aria-label={t.closeEntry}>
      <h2 className="side-title">{t.closeEntry}</h2>
      <Answered query={holdings} rows={3}>
        {(held) => <Holdings held={held} />}
      </Answered>
      <form
        className="command-form"
        onSubmit={(event) => {
          event.preventDefault();
          close.mutate();
        }}
      >
        <div className="field">
          <label htmlFor={`${id}reason`}>{t.reason}</label>
          <Input
            id={`${id}reason`}
            value={reason}
            maxLength={1_000}
            onChange={({ target }) => setReason(target.value)}
          />
        </div>
        <Field
          about={{ process: '', picks: { '/heir': HEIRS[register.name] ?? '' }, defs: {}, faults }}
          schema={{ type: 'string' }}
          pointer="/heir"
          pattern="/heir"
          name="heir"
          isRequired={false}
          value={heir}
          onChange={setHeir}
        />
        {register.name !== 'teams' && (
          <div className="field">
            <label htmlFor={`${id}from`}>{t.closesFrom}</label>
            <DatePicker
              id={`${id}from`}
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              value={from === undefined ? null : dayjs(from)}
              onChange={(at) => setFrom(at ? at.toISOString() : undefined)}
            />
          </div>
        )}
        {close.isError && <ErrorPanel error={close.error} />}
        <div className="row form-foot">
          <Button danger type="primary" htmlType="submit" disabled={reason.trim() === ''} loading={close.isPending}>
            {t.closeEntry}
          </Button>
          <Button onClick={() => setOpen(false)}>{t.cancel}</Button>
        </div>
      </form>
    </section>
  );
}

/** What hangs on something, by kind: numbers of cases lead there. */
export function Holdings({ held }: { held: Readonly<Record<string, unknown>> }): ReactNode {
  const t = useWords(adminWords);
  const names: Readonly<Record<string, string>> = t.held;
  const rows = Object.entries(held).flatMap(([kind, list]): [string, readonly string[]][] =>
    Array.isArray(list) && list.length > 0
      ? [[kind, list.map((one) => (typeof one === 'string' ? one : Object.values(one as object).join(' · ')))]]
      : [],
  );
  const outside = held['outside'];
  if (rows.length === 0 && outside === undefined) return <p className="quiet">{t.holdsNothing}</p>;
  return (
    <dl className="shown">
      {rows.map(([kind, list]) => (
        <div key={kind}>
          <dt>{`${names[kind] ?? kind} (${list.length})`}</dt>
          <dd className="numbers-list">
            {list.map((one) =>
              /^[A-Z]{2,5}-\d+$/.test(one) ? (
                <Link key={one} to={`/cases/${one}`}>
                  {one}
                </Link>
              ) : (
                <span key={one}>{one}</span>
              ),
            )}
          </dd>
        </div>
      ))}
      {typeof outside === 'number' && outside > 0 && (
        <div>
          <dt>{t.outside(outside)}</dt>
          <dd />
        </div>
      )}
    </dl>
  );
}
