/** "Due when?": what a case opened then, there, for that service would be due by, line by line. */
import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { send } from '../api/ask.ts';
import { toldOf } from '../api/problem.ts';
import { useProcesses } from '../case/processes.ts';
import { Field } from '../form/field.tsx';
import { type Fields, filledIn, type Schema } from '../form/schema.ts';
import type { Answers } from '../generated/api.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { instantIn, useTimes } from '../words/times.ts';
import { useSaid, useWords } from '../words/words.ts';
import { Days } from './days.tsx';
import { adminWords } from './words.ts';

type Answer = Answers['POST /api/sla/preview']['answer'];
type Running = Answer['running'][number];
const word: Schema = { type: 'string' };
const FIELDS: Readonly<Record<string, Schema>> = {
  at: { type: 'string', format: 'date-time' },
  unit: word,
  application: word,
  priority: { type: 'string', enum: ['P1', 'P2', 'P3', 'P4'] },
};

const PICKS = { '/unit': 'organisation', '/application': 'application' };

export function Due(): ReactNode {
  const t = useWords(adminWords);
  const said = useSaid();
  const clocks = useProcesses().get('incident')?.clocks;
  const { length } = useTimes();
  const [asking, setAsking] = useState<Fields>(() => ({ at: new Date().toISOString(), priority: 'P3' }));
  const [drafts, setDrafts] = useState(false);
  const work = useMutation({
    mutationFn: async () =>
      (await send('POST', '/api/sla/preview', { body: { ...Object(filledIn(asking)), drafts } })) as Answer,
  });
  const faults = toldOf(work.error).errors;
  return (
    <form
      className="command-form"
      aria-label={t.due}
      onSubmit={(event) => {
        event.preventDefault();
        work.mutate();
      }}
    >
      <h1>{t.due}</h1>
      {Object.entries(FIELDS).map(([name, schema]) => (
        <Field
          key={name}
          about={{ process: '', picks: PICKS, defs: {}, faults }}
          schema={schema}
          pointer={`/${name}`}
          pattern={`/${name}`}
          name={name}
          isRequired
          value={asking[name]}
          onChange={(value) => setAsking({ ...asking, [name]: value })}
        />
      ))}
      <div className="row">
        <Checkbox checked={drafts} onChange={({ target }) => setDrafts(target.checked)}>
          {t.dueDrafts}
        </Checkbox>
        <Button type="primary" htmlType="submit" loading={work.isPending} data-admin="due">
          {t.dueGo}
        </Button>
      </div>
      {work.isError && faults.length === 0 && <ErrorPanel error={work.error} />}
      {work.data && (
        <section aria-live="polite">
          <p className="quiet">
            {[
              work.data.chosen.contract?.name,
              work.data.chosen.policy.id,
              ...new Set(work.data.chosen.calendars.map(({ id }) => id)),
            ]
              .filter((one) => one !== undefined)
              .join(' · ')}
          </p>
          <Table<Running>
            size="small"
            pagination={false}
            rowKey="clock"
            scroll={{ x: 'max-content' }}
            dataSource={[...work.data.running]}
            expandable={{
              rowExpandable: ({ arithmetic }) => arithmetic !== null,
              expandedRowRender: ({ arithmetic }) => (
                <Days days={arithmetic?.days ?? []} zone={arithmetic?.zone ?? 'UTC'} />
              ),
            }}
            columns={[
              { title: t.clock, dataIndex: 'clock', render: (clock: string) => said(clocks?.[clock], clock) },
              { title: t.calendar, dataIndex: 'calendar' },
              {
                title: t.dueBy,
                dataIndex: 'targetMs',
                render: (ms: number | null) => (ms === null ? '' : length(ms)),
              },
              {
                title: t.due,
                dataIndex: 'dueAt',
                className: 'numbers',
                render: (at: string | null) => (at === null ? '' : instantIn(at)),
              },
            ]}
          />
        </section>
      )}
    </form>
  );
}
