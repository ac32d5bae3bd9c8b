/** What publishing a draft would change: what is still wrong, what differs, and the open cases that it concerns. */
import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { Link } from 'react-router';
import type { FieldFault } from '../../api/problem.ts';
import { Answered } from '../../ui/answered.tsx';
import { useFaultWords } from '../../words/faults.ts';
import { useFieldWords } from '../../words/fields.ts';
import { instantIn } from '../../words/times.ts';
import { useWords } from '../../words/words.ts';
import { Differences } from '../differences.tsx';
import type { Register } from '../registers.ts';
import { adminWords } from '../words.ts';

export type Checked = {
  problems: readonly FieldFault[];
  changes: readonly unknown[];
  affected: { open: number; capped: boolean; provisional: number; numbers: readonly string[] };
  meets?: { changes: readonly { number: string; from: string; until: string }[]; outside: number; capped: boolean };
};
type Props = {
  query: UseQueryResult<Checked>;
  register: Register;
  isDirty: boolean;
  isPublishing: boolean;
  onPublish: (note: string) => void;
};

export function Check({ query, register, isDirty, isPublishing, onPublish }: Props): ReactNode {
  const t = useWords(adminWords);
  const id = useId();
  const [note, setNote] = useState('');
  return (
    <section className="check" aria-label={t.check}>
      <h2 className="side-title">{t.check}</h2>
      <Answered query={query} rows={4}>
        {({ problems, changes, affected, meets }) => (
          <>
            <Problems problems={problems} />
            <h3 className="check-title">{t.changes}</h3>
            <Differences items={changes} />
            <Affected {...affected} />
            {meets && <Met {...meets} />}
            {register.publishes ? (
              <form
                className="row publish"
                onSubmit={(event) => {
                  event.preventDefault();
                  if (note.trim() !== '') onPublish(note.trim());
                }}
              >
                <label htmlFor={id}>{t.note}</label>
                <Input
                  id={id}
                  className="publish-note"
                  value={note}
                  maxLength={1_000}
                  onChange={({ target }) => setNote(target.value)}
                />
                <Button
                  type={isDirty ? 'default' : 'primary'}
                  htmlType="submit"
                  disabled={note.trim() === '' || isDirty || problems.length > 0}
                  loading={isPublishing}
                  data-admin="publish"
                >
                  {t.publish}
                </Button>
                <span className="quiet">{isDirty ? t.saveFirst : problems.length > 0 ? t.problems : ''}</span>
              </form>
            ) : (
              <p className="quiet">{t.publishedByOthers}</p>
            )}
          </>
        )}
      </Answered>
    </section>
  );
}

function Problems({ problems }: { problems: readonly FieldFault[] }): ReactNode {
  const t = useWords(adminWords);
  const fault = useFaultWords();
  const field = useFieldWords();
  const placeOf = (pointer: string): string =>
    pointer
      .split('/')
      .slice(1)
      .map((part) => field(part))
      .join(' / ');
  return problems.length === 0 ? (
    <Alert type="success" showIcon title={t.noProblems} />
  ) : (
    <Alert
      type="warning"
      showIcon
      title={t.problems}
      description={
        <ul className="plain">
          {problems.map((one) => (
            <li key={`${one.pointer} ${one.code}`}>{`${placeOf(one.pointer)} ${fault(one)}`}</li>
          ))}
        </ul>
      }
    />
  );
}

function Affected({ open, capped, provisional, numbers }: Checked['affected']): ReactNode {
  const t = useWords(adminWords);
  return (
    <>
      <h3 className="check-title">{t.affectedTitle}</h3>
      {open === 0 ? (
        <p className="quiet">{t.affectsNone}</p>
      ) : (
        <details>
          <summary>
            {t.affected(open, capped)}
            {provisional > 0 && ` · ${t.provisional(provisional)}`}
          </summary>
          <p className="numbers-list">
            {numbers.map((number) => (
              <Link key={number} to={`/cases/${number}`}>
                {number}
              </Link>
            ))}
          </p>
        </details>
      )}
    </>
  );
}

function Met({ changes, outside, capped }: NonNullable<Checked['meets']>): ReactNode {
  const t = useWords(adminWords);
  if (changes.length + outside === 0) return null;
  return (
    <>
      <h3 className="check-title">{t.meets(changes.length + outside, capped)}</h3>
      <ul className="plain">
        {changes.map(({ number, from, until }) => (
          <li key={number}>
            <Link to={`/cases/${number}`}>{number}</Link>{' '}
            <span className="quiet numbers">{`${instantIn(from)} – ${instantIn(until)}`}</span>
          </li>
        ))}
        {outside > 0 && <li className="quiet">{t.outside(outside)}</li>}
      </ul>
    </>
  );
}
