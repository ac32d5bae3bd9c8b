/** Narrows the record of a case by person, by what was done, and by time; kept in the address. */
import { Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useSaid, useWords } from '../words/words.ts';
import type { Step } from './reading.ts';
import { useWho } from './story.tsx';
import { auditWords } from './words.ts';

const NAMES = ['who', 'what', 'from', 'until'] as const;
type Name = (typeof NAMES)[number];

const options = (from: ReadonlyMap<string, string>) => [...from].map(([value, label]) => ({ value, label }));

/** The steps that the address asks for. */
export function useNarrowed(steps: readonly Step[]): readonly Step[] {
  const [search] = useSearchParams();
  const [who, what, from, until] = NAMES.map((name) => search.get(name) ?? '');
  const [first, last] = [Date.parse(from ?? ''), Date.parse(until ?? '')];
  return steps.filter(
    ({ by, type, at }) =>
      (!who || by.id === who) &&
      (!what || type === what) &&
      !(at < first) && // an instant that is none narrows nothing
      !(at > last),
  );
}

export function StepFilters({ steps }: { steps: readonly Step[] }): ReactNode {
  const t = useWords(auditWords);
  const said = useSaid();
  const whoIs = useWho();
  const [search, setSearch] = useSearchParams();
  const put = (changes: Partial<Record<Name, string>>): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes))
          if (value) after.set(name, value);
          else after.delete(name);
        return after;
      },
      { replace: true },
    );
  const people = new Map(steps.map(({ by }) => [by.id, whoIs(by)]));
  const types = new Map(steps.map(({ type, words }) => [type, said(words, type)]));
  return (
    <div className="row audit-filters">
      <Select
        className="audit-filter"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t.who}
        placeholder={t.who}
        value={search.get('who')}
        onChange={(value: string | undefined) => put({ who: value ?? '' })}
        options={options(people)}
      />
      <Select
        className="audit-filter"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t.what}
        placeholder={t.what}
        value={search.get('what')}
        onChange={(value: string | undefined) => put({ what: value ?? '' })}
        options={options(types)}
      />
      {(['from', 'until'] as const).map((name) => (
        <Input
          key={name}
          className="audit-time"
          type="datetime-local"
          aria-label={t[name]}
          prefix={<span className="quiet">{t[name]}</span>}
          value={search.get(name) ?? ''}
          onChange={({ target }) => put({ [name]: target.value })}
        />
      ))}
      {NAMES.some((name) => search.has(name)) && (
        <Button onClick={() => put({ who: '', what: '', from: '', until: '' })}>{t.clear}</Button>
      )}
    </div>
  );
}
