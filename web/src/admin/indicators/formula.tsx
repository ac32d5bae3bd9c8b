/** A formula as it is written, what it says in plain words, the facts that it may use by their names, and what it would have come to. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type ReactNode, useDeferredValue, useId, useRef, useState } from 'react';
import { change, read } from '../../api/ask.ts';
import type { FieldFault } from '../../api/problem.ts';
import { toldOf } from '../../api/problem.ts';
import { useProcesses } from '../../case/processes.ts';
import type { Answers } from '../../generated/api.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useFaultWords } from '../../words/faults.ts';
import { useFieldWords } from '../../words/fields.ts';
import { useSaid, useWords } from '../../words/words.ts';
import { Tried } from './tried.tsx';
import { formulaWords } from './words.ts';

type Name = Answers['GET /api/indicators/names']['answer']['items'][number];
type Props = {
  id: string;
  value: string;
  faults: readonly FieldFault[];
  onChange: (formula: string) => void;
};

export function FormulaField({ id, value, faults, onChange }: Props): ReactNode {
  const t = useWords(formulaWords);
  const field = useId();
  const say = useFieldWords();
  const said = useSaid();
  const fault = useFaultWords();
  const place = useRef<number | undefined>(undefined);
  const [process, setProcess] = useState('incident');
  const processes = useProcesses();
  const formula = useDeferredValue(value.trim());
  const check = useQuery({
    queryKey: ['formula', id, formula],
    queryFn: async () => await change('POST /api/indicators/validate', { body: { id, formula } }),
    enabled: formula !== '',
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  const names = useQuery({
    queryKey: ['formula-names', process],
    queryFn: async ({ signal }) => (await read('GET /api/indicators/names', { query: { process }, signal })).items,
    staleTime: Infinity,
  });
  const put = (word: string): void => {
    const at = place.current ?? value.length;
    onChange(`${value.slice(0, at)}${word}${value.slice(at)}`);
    place.current = at + word.length;
  };
  const found = check.data?.faults ?? [];
  const wrong = [...faults.filter(({ code }) => !found.some((one) => one.code === code)), ...found];
  return (
    <fieldset className="group" data-pointer="/formula">
      <legend>
        {say('formula')}
        <span className="required">{' *'}</span>
      </legend>
      <Input.TextArea
        id={field}
        className="json"
        aria-label={say('formula')}
        aria-invalid={wrong.length > 0}
        aria-describedby={`${field}-says`}
        autoSize={{ minRows: 2, maxRows: 12 }}
        maxLength={2_000}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        onSelect={({ currentTarget }) => {
          place.current = currentTarget.selectionStart;
        }}
      />
      <div id={`${field}-says`} aria-live="polite">
        {wrong.map((one) => (
          <div key={`${one.code} ${JSON.stringify(one.params)}`} className="fault">
            {fault(one)}
            <Where formula={formula} params={one.params} />
          </div>
        ))}
        {check.data?.says && wrong.length === 0 && (
          <p className="formula-says">
            <strong>{t.says}</strong> {said(check.data.says.words)}
          </p>
        )}
        {check.isError && <ErrorPanel error={check.error} />}
      </div>
      <details>
        <summary>{t.names}</summary>
        <div className="row">
          <Select
            aria-label={t.process}
            className="admin-search"
            value={process}
            onChange={setProcess}
            options={[
              ...[...processes.values()].map(({ key, title }) => ({ value: key, label: said(title, key) })),
              { value: 'drill', label: t.drill },
            ]}
          />
        </div>
        <NameList names={names.data ?? []} onPut={put} />
      </details>
      <Try id={id} formula={formula} />
    </fieldset>
  );
}

/** The place that is wrong, with what stands there. */
function Where({
  formula,
  params,
}: {
  formula: string;
  params: Readonly<Record<string, unknown>> | undefined;
}): ReactNode {
  const at = params?.['at'];
  const length = params?.['length'];
  if (typeof at !== 'number') return null;
  const end = at + (typeof length === 'number' && length > 0 ? length : 1);
  return (
    <code className="formula-where">
      {formula.slice(Math.max(0, at - 12), at)}
      <mark>{formula.slice(at, end) || ' '}</mark>
      {formula.slice(end, end + 12)}
    </code>
  );
}

function NameList({ names, onPut }: { names: readonly Name[]; onPut: (word: string) => void }): ReactNode {
  const t = useWords(formulaWords);
  const said = useSaid();
  const [typed, setTyped] = useState('');
  const q = typed.trim().toLowerCase();
  const fitting = names.filter(
    ({ name, title }) => q === '' || `${name} ${title.zh} ${title.en}`.toLowerCase().includes(q),
  );
  return (
    <>
      <Input
        aria-label={t.find}
        placeholder={t.find}
        className="admin-search"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <ul className="plain names">
        {fitting.map(({ name, title, is, words }) => (
          <li key={name} className="row place-row">
            <Button size="small" type="link" onClick={() => onPut(name)} aria-label={t.put(said(title, name))}>
              {said(title, name)}
            </Button>
            <code className="quiet">{name}</code>
            <span className="quiet">{t.is[is]}</span>
            {words && (
              <span className="quiet grow">
                {words.map(({ word, title: own }) => (
                  <Button key={word} size="small" type="text" onClick={() => onPut(`"${word}"`)}>
                    {said(own, word)}
                  </Button>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const PERIODS = ['week', 'month', 'quarter', 'year'] as const;
type Period = (typeof PERIODS)[number];
function Try({ id, formula }: { id: string; formula: string }): ReactNode {
  const t = useWords(formulaWords);
  const [period, setPeriod] = useState<Period>('month');
  const work = useMutation({
    mutationFn: async () => await change('POST /api/indicators/preview', { body: { id, formula, period } }),
  });
  const fault = useFaultWords();
  const { errors } = toldOf(work.error);
  return (
    <section aria-label={t.tryIt}>
      <div className="row try">
        <Select
          aria-label={t.period}
          value={period}
          onChange={setPeriod}
          options={PERIODS.map((one) => ({ value: one, label: t.periods[one] }))}
        />
        <Button disabled={formula === ''} loading={work.isPending} onClick={() => work.mutate()} data-admin="try">
          {t.tryIt}
        </Button>
      </div>
      {work.isError &&
        (errors.length === 0 ? (
          <ErrorPanel error={work.error} />
        ) : (
          errors.map((one) => (
            <div key={one.code} className="fault">
              {fault(one)}
            </div>
          ))
        ))}
      {work.data && <Tried answer={work.data} />}
    </section>
  );
}
