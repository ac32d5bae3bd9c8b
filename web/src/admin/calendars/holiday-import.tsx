/** A list of holidays into the draft of a calendar: each date is looked at first, what is not wanted is left out, then it is taken. */
import { UploadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, InputNumber, Table, Upload } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { send } from '../../api/ask.ts';
import { type FieldFault, toldOf } from '../../api/problem.ts';
import { type Fields, isFields } from '../../form/schema.ts';
import type { Answers } from '../../generated/api.ts';
import { serverNow } from '../../live/clock.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFaultWords } from '../../words/faults.ts';
import { useWords } from '../../words/words.ts';
import { useShortly } from '../shown.tsx';
import { calendarWords } from './words.ts';

type Looked = Answers['POST /api/calendars/{id}/import/preview']['answer'];
type Line = Looked['lines'][number];
type List = { format: 'json'; days: readonly unknown[] } | { format: 'ics'; content: string };

const NONE: Fields = {};
/** A list as the open data sets have it (`days`), or a calendar of a calendar program. */
function listOf(text: string): List | undefined {
  if (text.trimStart().startsWith('BEGIN:VCALENDAR')) return { format: 'ics', content: text };
  try {
    const parsed: unknown = JSON.parse(text);
    const days = Array.isArray(parsed) ? parsed : isFields(parsed) ? parsed['days'] : undefined;
    if (!Array.isArray(days)) return undefined;
    return {
      format: 'json',
      days: days.map((one: unknown) => {
        const { date, name, isOffDay } = isFields(one) ? one : NONE;
        return { date, name, isOffDay };
      }),
    };
  } catch {
    return undefined;
  }
}
const yearsIn = (list: List): readonly number[] => {
  const found =
    list.format === 'json'
      ? list.days.map((one) => (isFields(one) ? Number(String(one['date']).slice(0, 4)) : NaN))
      : [...list.content.matchAll(/DTSTART[^:]*:(\d{4})/g)].map(([, year]) => Number(year));
  const good = found.filter((one) => one > 1970 && one < 2101);
  return good.length === 0 ? [] : [Math.min(...good), Math.max(...good)];
};

export function HolidayImport({ id }: { id: string }): ReactNode {
  const t = useWords(calendarWords);
  const client = useQueryClient();
  const [, setSearch] = useSearchParams();
  const next = new Date(serverNow()).getUTCFullYear() + 1;
  const [file, setFile] = useState<{ name: string; list: List } | undefined>(undefined);
  const [isUnknown, setUnknown] = useState(false);
  const [years, setYears] = useState<readonly [number, number]>([next, next]);
  const [addOnly, setAddOnly] = useState(false);
  const [skips, setSkips] = useState(false);
  const [left, setLeft] = useState<readonly string[]>([]);
  const path = `/api/calendars/${encodeURIComponent(id)}/import`;
  const look = useMutation({
    mutationFn: async ({ list, within }: { list: List; within: readonly [number, number] }) =>
      (await send('POST', `${path}/preview`, { body: { ...list, years: within, addOnly } })) as Looked,
    onSuccess: () => setLeft([]),
  });
  const take = useMutation({
    mutationFn: async () =>
      await send('POST', path, {
        body: { ...file?.list, years, addOnly, leaveOut: left, skipErrors: skips },
        version: look.data?.revision ?? 0,
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['register', 'calendars'] });
      setSearch({ tab: 'draft' }, { replace: true });
    },
  });
  const open = async (blob: File): Promise<void> => {
    const list = listOf(await blob.text());
    setUnknown(list === undefined);
    setFile(list && { name: blob.name, list });
    look.reset();
    const [from, until] = list ? yearsIn(list) : [];
    if (list === undefined) return;
    const within = from === undefined || until === undefined ? years : ([from, until] as const);
    setYears(within);
    look.mutate({ list, within });
  };
  return (
    <section aria-label={t.holidays}>
      <p className="quiet">{t.holidaysHint}</p>
      <div className="row what-if">
        <Upload
          accept=".ics,.json,text/calendar,application/json"
          showUploadList={false}
          beforeUpload={(blob) => {
            void open(blob);
            return false;
          }}
        >
          <Button icon={<UploadOutlined aria-hidden />} data-admin="choose">
            {file?.name ?? t.chooseFile}
          </Button>
        </Upload>
        <span>{t.years}</span>
        <InputNumber
          aria-label={t.firstYear}
          min={1970}
          max={2100}
          precision={0}
          value={years[0]}
          onChange={(one) => setYears([one ?? next, Math.max(one ?? next, years[1])])}
        />
        <span aria-hidden>–</span>
        <InputNumber
          aria-label={t.lastYear}
          min={years[0]}
          max={2100}
          precision={0}
          value={years[1]}
          onChange={(one) => setYears([years[0], one ?? years[0]])}
        />
        <Checkbox checked={addOnly} onChange={({ target }) => setAddOnly(target.checked)}>
          {t.addOnly}
        </Checkbox>
        <Button
          type={look.data ? 'default' : 'primary'}
          disabled={!file}
          loading={look.isPending}
          onClick={() => file && look.mutate({ list: file.list, within: years })}
          data-admin="look"
        >
          {t.look}
        </Button>
      </div>
      {isUnknown && <Alert type="error" showIcon title={t.unknownFile} />}
      {look.isError && <Refused error={look.error} />}
      {look.data && (
        <>
          <Looks data={look.data} left={left} onLeft={setLeft} />
          {look.data.errors.length > 0 && (
            <Checkbox checked={skips} onChange={({ target }) => setSkips(target.checked)}>
              {t.skipErrors}
            </Checkbox>
          )}
          {take.isError && <Refused error={take.error} />}
          <div className="row form-foot">
            <Button
              type="primary"
              loading={take.isPending}
              disabled={look.data.errors.length > 0 && !skips}
              onClick={() => take.mutate()}
              data-admin="take"
            >
              {t.take}
            </Button>
            <span className="quiet">{t.takeHint}</span>
          </div>
        </>
      )}
    </section>
  );
}

/** Every fault of the list, or why it was not looked at at all. */
function Refused({ error }: { error: Error }): ReactNode {
  const { errors } = toldOf(error);
  return errors.length === 0 ? <ErrorPanel error={error} /> : <Faults faults={errors} />;
}
function Faults({ faults }: { faults: readonly FieldFault[] }): ReactNode {
  const t = useWords(calendarWords);
  const fault = useFaultWords();
  return (
    <Alert
      type="warning"
      showIcon
      title={t.faults(faults.length)}
      description={
        <ul className="plain">
          {faults.map((one) => (
            <li key={`${one.pointer} ${one.code} ${JSON.stringify(one.params)}`}>
              {[lineOf(one.pointer, one.params), fault(one)].join(' ')}
            </li>
          ))}
        </ul>
      }
    />
  );
}
const lineOf = (pointer: string, params: Readonly<Record<string, unknown>> | undefined): string => {
  const line = params?.['line'] ?? /\/days\/(\d+)/.exec(pointer)?.[1];
  return line === undefined ? '' : `#${JSON.stringify(line)}`;
};

type LooksProps = { data: Looked; left: readonly string[]; onLeft: (left: readonly string[]) => void };
function Looks({ data, left, onLeft }: LooksProps): ReactNode {
  const t = useWords(calendarWords);
  const shortly = useShortly();
  const say = (rule: unknown): string => {
    if (rule === undefined) return t.byWeek;
    if (rule === 'closed') return t.kinds.holiday;
    return isFields(rule) && typeof rule['like'] === 'number'
      ? t.like(rule['like'])
      : (shortly('open', isFields(rule) ? (rule['open'] ?? rule['set']) : rule) ?? '');
  };
  const shown = data.lines.filter(({ kind }) => kind !== 'same');
  const same = data.lines.length - shown.length;
  return (
    <>
      {data.errors.length > 0 && <Faults faults={data.errors} />}
      <p>{t.covers(data.years.before.join('–'), data.years.after.join('–'))}</p>
      {same > 0 && <p className="quiet">{t.same(same)}</p>}
      <Table<Line>
        size="small"
        pagination={false}
        rowKey="date"
        scroll={{ x: 'max-content' }}
        dataSource={shown}
        locale={{ emptyText: t.nothingNew }}
        rowSelection={{
          selectedRowKeys: shown.filter(({ date }) => !left.includes(date)).map(({ date }) => date),
          onChange: (keys) => onLeft(shown.map(({ date }) => date).filter((date) => !keys.includes(date))),
        }}
        columns={[
          { title: t.date, dataIndex: 'date', className: 'numbers' },
          { title: t.name, dataIndex: 'name' },
          { title: t.change, dataIndex: 'kind', render: (kind: Line['kind']) => t.changes[kind] },
          { title: t.was, key: 'before', render: (_, { before }) => say(before) },
          { title: t.becomes, key: 'after', render: (_, { after }) => say(after) },
        ]}
      />
    </>
  );
}
