/** People from a CSV file: every line is looked at, each bad one with its reason, then all of it is taken or what is good. */
import { UploadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Radio, Table, Upload } from 'antd';
import { type ReactNode, useState } from 'react';
import { change } from '../../api/ask.ts';
import { toldOf } from '../../api/problem.ts';
import type { Answers } from '../../generated/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFaultWords } from '../../words/faults.ts';
import { useLocale, useWords } from '../../words/words.ts';
import { Differences } from '../differences.tsx';
import { peopleWords } from './words.ts';

type Looked = Answers['POST /api/people/import/preview']['answer'];
type Person = Looked['people'][number];
type Fault = Looked['faults'][number];
const MOST_BYTES = 3_000_000;

async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCodePoint(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

export function PeopleImport(): ReactNode {
  const t = useWords(peopleWords);
  const locale = useLocale();
  const client = useQueryClient();
  const [file, setFile] = useState<{ name: string; content: string } | undefined>(undefined);
  const [isTooLarge, setTooLarge] = useState(false);
  const [takes, setTakes] = useState<'all' | 'good'>('all');
  const [note, setNote] = useState('');
  const look = useMutation({
    mutationFn: async (content: string) => await change('POST /api/people/import/preview', { body: { content } }),
  });
  const take = useMutation({
    mutationFn: async () =>
      await change('POST /api/people/import', {
        body: {
          content: file?.content ?? '',
          take: takes,
          ...(look.data ? { preview: look.data.preview } : {}),
          ...(note.trim() === '' ? {} : { note: note.trim() }),
        },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['register'] });
      void client.invalidateQueries({ queryKey: ['organisation-tree'] });
    },
  });
  const open = async (blob: File): Promise<void> => {
    take.reset();
    setTooLarge(blob.size > MOST_BYTES);
    if (blob.size > MOST_BYTES) return;
    const content = await base64Of(blob);
    setFile({ name: blob.name, content });
    look.mutate(content);
  };
  const counts = look.data?.counts;
  const isNothing = counts !== undefined && counts.new + counts.changed === 0;
  return (
    <section aria-label={t.importTitle}>
      <p className="quiet">{t.importHint}</p>
      <div className="row">
        <Upload
          accept=".csv,text/csv"
          showUploadList={false}
          beforeUpload={(blob) => {
            void open(blob);
            return false;
          }}
        >
          <Button type="primary" icon={<UploadOutlined aria-hidden />} loading={look.isPending} data-admin="choose">
            {file?.name ?? t.chooseFile}
          </Button>
        </Upload>
        <a href={`/api/people/export?lang=${locale}`} download>
          {t.exportFirst}
        </a>
      </div>
      {isTooLarge && <Alert type="error" showIcon title={t.tooLarge} />}
      {look.isError && <ErrorPanel error={look.error} />}
      {look.data && !take.data && (
        <>
          <p role="status">
            {t.counts(counts?.new ?? 0, counts?.changed ?? 0, counts?.unchanged ?? 0, counts?.faulty ?? 0)}
          </p>
          <Faults faults={look.data.faults} more={look.data.moreFaults} />
          <People people={look.data.people} />
          {toldOf(take.error).status > 0 && <ErrorPanel error={take.error} />}
          <form
            className="command-form"
            onSubmit={(event) => {
              event.preventDefault();
              take.mutate();
            }}
          >
            {look.data.faults.length > 0 && (
              <Radio.Group
                aria-label={t.whatToTake}
                value={takes}
                onChange={({ target }) => setTakes(target.value === 'good' ? 'good' : 'all')}
                options={[
                  { value: 'all', label: t.takeAll },
                  { value: 'good', label: t.takeGood },
                ]}
              />
            )}
            <div className="row form-foot">
              <Input
                className="publish-note"
                aria-label={t.note}
                placeholder={t.note}
                value={note}
                maxLength={1_000}
                onChange={({ target }) => setNote(target.value)}
              />
              <Button
                type="primary"
                htmlType="submit"
                loading={take.isPending}
                disabled={isNothing || (takes === 'all' && look.data.faults.length > 0)}
                data-admin="take"
              >
                {t.take}
              </Button>
              {isNothing && <span className="quiet">{t.nothingToTake}</span>}
            </div>
          </form>
        </>
      )}
      {take.data && (
        <>
          <Alert
            type="success"
            showIcon
            role="status"
            title={t.taken(take.data.counts.new, take.data.counts.changed, take.data.counts.faulty)}
            description={take.data.counts.new > 0 ? t.passwords : undefined}
          />
          <Faults faults={take.data.faults} more={take.data.moreFaults} />
        </>
      )}
    </section>
  );
}

function Faults({ faults, more }: { faults: readonly Fault[]; more: number }): ReactNode {
  const t = useWords(peopleWords);
  const fault = useFaultWords();
  if (faults.length === 0) return null;
  return (
    <>
      <h3 className="check-title">{t.faults(faults.length + more)}</h3>
      <Table<Fault>
        size="small"
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        rowKey={(one) => `${one.line} ${one.column ?? ''} ${one.code} ${one.value ?? ''}`}
        scroll={{ x: 'max-content' }}
        dataSource={[...faults]}
        columns={[
          { title: t.line, dataIndex: 'line', align: 'right', className: 'numbers' },
          { title: t.column, key: 'column', render: (_, { heading, column }) => heading ?? column ?? '' },
          { title: t.value, dataIndex: 'value' },
          {
            title: t.reason,
            key: 'why',
            render: (_, { code, params }) => fault({ pointer: '', code, ...(params ? { params } : {}) }),
          },
        ]}
      />
    </>
  );
}

function People({ people }: { people: readonly Person[] }): ReactNode {
  const t = useWords(peopleWords);
  const shown = people.filter(({ what }) => what !== 'unchanged');
  if (shown.length === 0) return null;
  return (
    <Table<Person>
      size="small"
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      rowKey="id"
      scroll={{ x: 'max-content' }}
      dataSource={shown}
      expandable={{
        rowExpandable: ({ changes }) => changes.length > 0,
        expandedRowRender: ({ changes }) => <Differences items={changes} />,
      }}
      columns={[
        { title: t.line, dataIndex: 'line', align: 'right', className: 'numbers' },
        { title: t.account, dataIndex: 'id' },
        { title: t.name, dataIndex: 'name' },
        { title: t.what, dataIndex: 'what', render: (what: Person['what']) => t.whats[what] },
      ]}
    />
  );
}
