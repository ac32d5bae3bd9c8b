/** A value of a plan as people read it: instants, names, lists and fields, whatever is in it. */
import type { ReactNode } from 'react';
import { useName } from '../names/names.ts';
import { useFieldWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useWords } from '../words/words.ts';
import { approvalWords } from './words.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:/;
const KINDS: Readonly<Record<string, string>> = { implementer: 'person', customers: 'organisation' };
const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** `/steps/0/minutes`: Steps / no. 1 / Minutes. */
export function usePointerWords(): (pointer: string) => string {
  const t = useWords(approvalWords);
  const field = useFieldWords();
  return (pointer) =>
    pointer
      .split('/')
      .slice(1)
      .map((part) => (/^\d+$/.test(part) ? t.entry(Number(part) + 1) : field(part)))
      .join(' / ');
}

export function Value({ name, value }: { name: string; value: unknown }): ReactNode {
  const t = useWords(approvalWords);
  const field = useFieldWords();
  const nameOf = useName();
  if (value === undefined || value === null) return <span className="quiet">{t.nothing}</span>;
  if (typeof value === 'string') {
    const kind = KINDS[name];
    return <span className="said">{INSTANT.test(value) ? instantIn(value) : kind ? nameOf(kind, value) : value}</span>;
  }
  if (Array.isArray(value))
    return value.length === 0 ? (
      <span className="quiet">{t.nothing}</span>
    ) : (
      <ol className="value-list">
        {value.map((one: unknown) => (
          <li key={JSON.stringify(one)}>
            <Value name={name} value={one} />
          </li>
        ))}
      </ol>
    );
  if (!isFields(value))
    return (
      <span className="numbers">{typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''}</span>
    );
  return (
    <dl className="facts">
      {Object.entries(value)
        .filter(([inner]) => inner !== 'id')
        .map(([inner, one]) => (
          <div key={inner}>
            <dt className="quiet">{field(inner)}</dt>
            <dd>
              <Value name={inner} value={one} />
            </dd>
          </div>
        ))}
    </dl>
  );
}
