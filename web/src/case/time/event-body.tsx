/** What was said with an event: its texts in full, its short fields on one line. */
import type { ReactNode } from 'react';
import { useFieldWords, useValueWords } from '../../words/fields.ts';
import { useSaid } from '../../words/words.ts';
import { useProcesses } from '../processes.ts';
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
  const wordOf = useValueWords();
  const clocks = useProcesses().get(process)?.clocks;
  const words = useSaid();
  const texts = TEXTS.flatMap((name) => (typeof data[name] === 'string' ? [[name, data[name]] as const] : []));
  const linesOf = ([name, value]: readonly [string, unknown]): string[] => {
    if (name === 'clock' && typeof value === 'string') {
      const [definition = value] = value.split('~');
      return [`${field(name)} ${words(clocks?.[definition], value)}`];
    }
    if (name === 'step' && 'clock' in data) return []; // of its ladder
    if (HIDDEN.has(name) || texts.some(([text]) => text === name)) return [];
    if (name === 'fields' && typeof value === 'object' && value !== null) return Object.entries(value).flatMap(linesOf);
    if (name === 'files') return Array.isArray(value) && value.length > 0 ? [`${field(name)} ${value.length}`] : [];
    if (isPlain(value)) return [`${field(name)} ${said(process, name, value)}`];
    const all = Array.isArray(value) ? value.filter(isPlain) : [];
    return all.length > 0 ? [`${field(name)} ${all.map((one) => said(process, name, one)).join(', ')}`] : [];
  };
  const others = Object.entries(data).flatMap(linesOf);
  return (
    <>
      {others.length > 0 && <div className="quiet said">{others.join(' · ')}</div>}
      {texts.map(([name, text]) => (
        <div key={name} className="said">
          {name === 'reason' ? wordOf(process, name, text) : text /* as he wrote it */}
        </div>
      ))}
    </>
  );
}
