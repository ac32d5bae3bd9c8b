/** Who approves for me while I am away, and for whom I do. */
import { Button, Empty, Popconfirm, Tag } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { change } from '../api/ask.ts';
import { asked } from '../api/keys.ts';
import { useProcesses } from '../case/processes.ts';
import { serverNow } from '../live/clock.ts';
import { useName } from '../names/names.ts';
import { useMe } from '../shell/me.ts';
import { Answered } from '../ui/answered.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { Give } from './give.tsx';
import { type Delegation, useDelegations } from './reading.ts';
import { approvalWords } from './words.ts';

export function Delegations(): ReactNode {
  const t = useWords(approvalWords);
  const me = useMe();
  const query = useDelegations();
  const [isGiving, setGiving] = useState(false);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const groups = [
    { title: t.given, rows: items.filter(({ from }) => from === me.id) },
    { title: t.held, rows: items.filter(({ from }) => from !== me.id) },
  ];
  return (
    <div className="narrow">
      {isGiving ? (
        <Give onClose={() => setGiving(false)} />
      ) : (
        <Button type="primary" data-delegation="give" onClick={() => setGiving(true)}>
          {t.give}
        </Button>
      )}
      <Answered query={query} rows={4}>
        {() =>
          items.length === 0 ? (
            <Empty description={t.noDelegation} />
          ) : (
            groups
              .filter(({ rows }) => rows.length > 0)
              .map(({ title, rows }) => (
                <section key={title} aria-label={title}>
                  <h2 className="side-title delegations-title">{title}</h2>
                  <ul className="plain">
                    {rows.map((one) => (
                      <Line key={one.id} one={one} isMine={one.from === me.id} />
                    ))}
                  </ul>
                </section>
              ))
          )
        }
      </Answered>
      {query.hasNextPage && <Button onClick={() => void query.fetchNextPage()}>{t.more}</Button>}
    </div>
  );
}

/** One delegation, with its end where it is one's own. */
export function Line({ one, isMine }: { one: Delegation; isMine: boolean }): ReactNode {
  const t = useWords(approvalWords);
  const said = useSaid();
  const nameOf = useName();
  const processes = useProcesses();
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => change('POST /api/delegations/{id}/revoke', { at: { id: one.id } }),
    onSettled: () => client.invalidateQueries({ queryKey: asked.delegations }),
  });
  const now = serverNow();
  const isOver = one.revokedAt !== undefined || Date.parse(one.until) <= now;
  const state =
    one.revokedAt === undefined
      ? isOver
        ? t.over
        : Date.parse(one.since) > now
          ? t.ahead
          : t.inForce
      : t.revoked(instantIn(one.revokedAt));
  return (
    <li className="delegation" data-delegation={one.id}>
      <div className="row">
        <strong>{`${nameOf('person', one.from)} → ${nameOf('person', one.to)}`}</strong>
        <Tag>{state}</Tag>
        {one.away === true && <Tag>{t.outOfOffice}</Tag>}
        <span className="grow" />
        {isMine && !isOver && (
          <Popconfirm title={t.revokeAsk} okText={t.revoke} cancelText={t.cancel} onConfirm={() => revoking.mutate()}>
            <Button danger loading={revoking.isPending}>
              {t.revoke}
            </Button>
          </Popconfirm>
        )}
      </div>
      <div className="quiet">
        <span className="numbers">{`${instantIn(one.since)} – ${instantIn(one.until)}`}</span>
        {` · ${one.process === undefined ? t.everything : said(processes.get(one.process)?.title, one.process)}`}
        {one.organisation !== undefined && ` · ${nameOf('organisation', one.organisation)}`}
      </div>
      <div className="said">{one.reason}</div>
      {revoking.isError && <ErrorPanel error={revoking.error} />}
    </li>
  );
}
