/** Whom the product would have told: when, why, by which ways; nothing of it was sent. */
import { Empty, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useProcesses } from '../case/processes.ts';
import { useName } from '../names/names.ts';
import { Answered } from '../ui/answered.tsx';
import { useValueWords } from '../words/fields.ts';
import { clockIn, instantIn } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { type Told, useTold } from './reading.ts';
import { rehearsalWords } from './words.ts';

export function ToldList({ number }: { number: string }): ReactNode {
  const t = useWords(rehearsalWords);
  const said = useSaid();
  const nameOf = useName();
  const valueOf = useValueWords();
  const processes = useProcesses();
  const query = useTold(number);
  const clockOf = ({ number: of, why }: Told): string => {
    const process = [...processes.values()].find(({ prefix }) => of.startsWith(`${prefix}-`));
    return why.clock === undefined ? '' : said(process?.clocks[why.clock], why.clock);
  };
  return (
    <Answered query={query} rows={4}>
      {(told) => (
        <section aria-label={t.told(told.length)} className="rehearsal-told">
          <h2 className="side-title">{t.told(told.length)}</h2>
          {told.length === 0 ? (
            <Empty description={t.nobody} />
          ) : (
            <Table<Told>
              size="small"
              rowKey="id"
              data-rehearsal="told"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={[...told]}
              columns={[
                { title: t.when, className: 'numbers', render: (_, { at }) => instantIn(at) },
                {
                  title: t.who,
                  render: (_, { to, stoodIn }) => (
                    <>
                      {nameOf('person', to)}
                      {stoodIn !== undefined && (
                        <span className="quiet">{` ${t.instead(nameOf('person', stoodIn))}`}</span>
                      )}
                    </>
                  ),
                },
                {
                  title: t.why,
                  render: (_, one) =>
                    [clockOf(one), one.why.percent === undefined ? '' : t.percent(one.why.percent)]
                      .filter((word) => word !== '')
                      .join(' '),
                },
                { title: t.what, render: (_, { text, template }) => said(text, template) },
                {
                  title: t.how,
                  render: (_, { deliveries }) => (
                    <>
                      <Tag>{t.inbox}</Tag>
                      {deliveries.map(({ channel, at, held, page }) => (
                        <Tag key={`${channel} ${at}`} color={page ? 'warning' : undefined}>
                          {`${valueOf('', 'channel', channel)} ${clockIn(at)}${held ? ` · ${t.held}` : ''}`}
                        </Tag>
                      ))}
                    </>
                  ),
                },
              ]}
            />
          )}
        </section>
      )}
    </Answered>
  );
}
