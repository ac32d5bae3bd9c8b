/** What stands in a record of the trail: what an edit changed, place by place, and its other fields. */
import type { ReactNode } from 'react';
import { useSaidValue } from '../names/said.ts';
import { useFieldWords } from '../words/fields.ts';
import { useWords } from '../words/words.ts';
import { auditWords } from './words.ts';

type Change = { pointer: string; before?: unknown; after?: unknown; withheld?: boolean };
const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'pointer') === 'string';
export const shortly = (value: unknown): string =>
  value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value);

export function Changes({ items }: { items: readonly unknown[] }): ReactNode {
  const t = useWords(auditWords);
  const field = useFieldWords();
  const name = (pointer: string): string =>
    pointer
      .split('/')
      .slice(1)
      .map((part) => field(part))
      .join(' / ');
  return (
    <ul className="plain changes">
      {items.filter(isChange).map((one) => (
        <li key={one.pointer}>
          <span className="quiet">{name(one.pointer)}</span>{' '}
          {one.withheld ? (
            t.withheld
          ) : (
            <>
              <del>{shortly(one.before)}</del> → <ins>{shortly(one.after)}</ins>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

export function TrailDetail({ data }: { data: Readonly<Record<string, unknown>> }): ReactNode {
  const field = useFieldWords();
  const value = useSaidValue();
  const { changes, agent: _agent, ...others } = data;
  const words = Object.entries(others).flatMap(([name, one]) =>
    one === null || one === undefined || (Array.isArray(one) && one.length === 0)
      ? []
      : [`${field(name)} ${value(name, one)}`],
  );
  return (
    <div className="trail-detail">
      {words.join(' · ')}
      {Array.isArray(changes) && <Changes items={changes} />}
    </div>
  );
}
