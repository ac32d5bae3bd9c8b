/** What was said with an event: its texts in full, its short fields on one line. */
import type { ReactNode } from 'react';
import { useName } from '../names/names.ts';
import { instantIn } from '../words/times.ts';
import { useFieldWords, useValueWords } from '../words/fields.ts';

/** Words that stand by themselves. */
const TEXTS = ['text', 'description', 'solution', 'reason', 'diagnosis', 'words', 'question', 'opinion', 'instruction'];
const KINDS: Readonly<Record<string, string>> = {
  assignee: 'person',
  person: 'person',
  by: 'person',
  to: 'person',
  reporter: 'person',
  unit: 'organisation',
  application: 'application',
  queue: 'queue',
  queueOrg: 'organisation',
};
const HIDDEN = new Set(['audience', 'pins', 'digest', 'generation', 'effect', 'files', 'schema']);
/** A number beyond it is an instant: events hold them in milliseconds. */
const EPOCH_MS = 1_000_000_000_000;
const INSTANT = /^\d{4}-\d\d-\d\dT/;

export function EventBody({ data }: { data: Readonly<Record<string, unknown>> }): ReactNode {
  const nameOf = useName();
  const field = useFieldWords();
  const valueOf = useValueWords();
  const texts = TEXTS.flatMap((name) => (typeof data[name] === 'string' ? [[name, data[name]] as const] : []));
  const others = Object.entries(data).flatMap(([name, value]) => {
    if (HIDDEN.has(name) || texts.some(([text]) => text === name)) return [];
    if (typeof value === 'boolean') return [`${field(name)} ${valueOf('', name, String(value))}`];
    if (typeof value === 'number') return [`${field(name)} ${value > EPOCH_MS ? instantIn(value) : String(value)}`];
    if (typeof value !== 'string' || value === '') return [];
    const kind = KINDS[name];
    if (kind) return [`${field(name)} ${nameOf(kind, value)}`];
    return [`${field(name)} ${INSTANT.test(value) ? instantIn(value) : valueOf('', name, value)}`];
  });
  return (
    <>
      {others.length > 0 && <div className="quiet">{others.join(' · ')}</div>}
      {texts.map(([name, words]) => (
        <div key={name} className="said">
          {words}
        </div>
      ))}
    </>
  );
}
