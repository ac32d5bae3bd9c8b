/** What was said with an event: its texts in full, its short fields on one line. */
import type { ReactNode } from 'react';
import { useFieldWords } from '../../words/fields.ts';
import { useSaidValue } from '../said.ts';

/** Words that stand by themselves. */
const TEXTS = [
  'text',
  'description',
  'solution',
  'reason',
  'diagnosis',
  'words',
  'question',
  'opinion',
  'instruction',
  'what',
  'work',
  'evidence',
];
/** Of the record alone; parts stand in the words of the event. */
const HIDDEN = new Set(
  'audience pins digest generation effect schema part parts rev entry key recordHash planHash hash'.split(' '),
);

const isPlain = (value: unknown): value is string | number | boolean =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';

export function EventBody({ process, data }: { process: string; data: Readonly<Record<string, unknown>> }): ReactNode {
  const field = useFieldWords();
  const said = useSaidValue();
  const texts = TEXTS.flatMap((name) => (typeof data[name] === 'string' ? [[name, data[name]] as const] : []));
  const linesOf = ([name, value]: readonly [string, unknown]): string[] => {
    if (HIDDEN.has(name) || texts.some(([text]) => text === name)) return [];
    if (name === 'fields' && typeof value === 'object' && value !== null) return Object.entries(value).flatMap(linesOf);
    if (name === 'files') return Array.isArray(value) && value.length > 0 ? [`${field(name)} ${value.length}`] : [];
    if (isPlain(value)) return [`${field(name)} ${said(process, name, value)}`];
    const words = Array.isArray(value) ? value.filter(isPlain) : [];
    return words.length > 0 ? [`${field(name)} ${words.map((one) => said(process, name, one)).join(', ')}`] : [];
  };
  const others = Object.entries(data).flatMap(linesOf);
  return (
    <>
      {others.length > 0 && <div className="quiet said">{others.join(' · ')}</div>}
      {texts.map(([name, words]) => (
        <div key={name} className="said">
          {words}
        </div>
      ))}
    </>
  );
}
