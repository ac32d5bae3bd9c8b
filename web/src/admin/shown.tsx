/** An entry, or a piece of one, to read: names of fields and values in words, hours as hours, lengths as lengths. */
import type { ReactNode } from 'react';
import { isFields } from '../form/schema.ts';
import { useName } from '../names/names.ts';
import { useFieldWords, useValueWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useLocale, useWords } from '../words/words.ts';
import { useWorkHours } from './days.tsx';
import { framesSaid, isFrameList } from './fields/hours.ts';
import { fieldWords } from './fields/words.ts';

const isTwo = (value: unknown): value is { zh: string; en: string } =>
  isFields(value) &&
  Object.keys(value).every((name) => name === 'zh' || name === 'en') &&
  Object.keys(value).length > 0;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
/** Whose values are keys of a register. */
const KINDS: Readonly<Record<string, string>> = {
  orgPath: 'organisation',
  organisation: 'organisation',
  organisations: 'organisation',
  unit: 'organisation',
  board: 'organisation',
  judge: 'organisation',
  person: 'person',
  lead: 'person',
  onCall: 'person',
  onCallBackup: 'person',
  owner: 'person',
  chair: 'person',
  secretary: 'person',
  members: 'person',
  changedBy: 'person',
  application: 'application',
  applications: 'application',
  services: 'application',
  team: 'queue',
  teams: 'queue',
  category: 'category',
};

/** One line; `name`: of the field that it is of. */
export function useShortly(): (name: string, value: unknown) => string | undefined {
  const locale = useLocale();
  const t = useWords(fieldWords);
  const say = useValueWords();
  const nameOf = useName();
  const length = useWorkHours();
  return function shortly(name: string, value: unknown): string | undefined {
    if (value === undefined || value === null) return '—';
    if (typeof value === 'boolean') return value ? t.yes : t.no;
    if (typeof value === 'number') return name === 'ms' || name.endsWith('Ms') ? length(value) : String(value);
    if (typeof value === 'string') {
      const kind = KINDS[name];
      if (kind !== undefined) return nameOf(kind, value);
      return INSTANT.test(value) ? instantIn(value) : say('', name, value);
    }
    if (isTwo(value)) return value[locale] ?? value.zh ?? value.en;
    if (Array.isArray(value)) {
      if (value.length === 0) return '—';
      const list: readonly unknown[] = value;
      if (isFrameList(list)) return framesSaid(list);
      return list.every((one) => !isFields(one) && !Array.isArray(one))
        ? list.map((one) => shortly(name, one)).join(t.joint)
        : undefined;
    }
    return undefined;
  };
}

export function Shown({ value, name = '' }: { value: unknown; name?: string }): ReactNode {
  const field = useFieldWords();
  const shortly = useShortly();
  const t = useWords(fieldWords);
  const short = shortly(name, value);
  if (short !== undefined) return <span className="said">{short}</span>;
  if (Array.isArray(value))
    return name === 'week' && value.length === 7 ? (
      <dl className="shown">
        {value.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- the days of a week are their places
          <div key={at}>
            <dt>{weekdayOf(t.weekdays, at)}</dt>
            <dd>{framesSaid(one) || '—'}</dd>
          </div>
        ))}
      </dl>
    ) : (
      <ol className="shown-list">
        {value.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- as they stand
          <li key={at}>
            <Shown value={one} name={name} />
          </li>
        ))}
      </ol>
    );
  return (
    <dl className="shown">
      {Object.entries(isFields(value) ? value : {}).map(([key, one]) => (
        <div key={key}>
          <dt>{field(key)}</dt>
          <dd>
            <Shown value={one} name={key} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
const weekdayOf = (words: Readonly<Record<string, string>>, at: number): string => words[String(at + 1)] ?? '';
