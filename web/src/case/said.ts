/** Values of a case in words: names for keys, instants on the clock, words of the process for its choices. */
import { useName } from '../names/names.ts';
import { useValueWords } from '../words/fields.ts';
import { instantIn } from '../words/times.ts';
import { useSaid } from '../words/words.ts';
import { statusOf, useProcesses } from './processes.ts';

/** Fields that hold keys, and of what. */
const KINDS: Readonly<Record<string, string>> = {
  assignee: 'person',
  person: 'person',
  by: 'person',
  to: 'person',
  on: 'person',
  worker: 'person',
  reporter: 'person',
  implementer: 'person',
  commander: 'person',
  resolvedBy: 'person',
  heir: 'person',
  crew: 'person',
  engineers: 'person',
  inspectors: 'person',
  unit: 'organisation',
  queueOrg: 'organisation',
  customers: 'organisation',
  application: 'application',
  queue: 'queue',
  category: 'category',
  causeCode: 'cause-code',
  item: 'item',
  items: 'item',
  skills: 'skill',
};
/** A number beyond it is an instant: events hold them in milliseconds. */
const EPOCH_MS = 1_000_000_000_000;
const INSTANT = /^\d{4}-\d\d-\d\dT/;

export function useSaidValue(): (process: string, field: string, value: string | number | boolean) => string {
  const nameOf = useName();
  const valueOf = useValueWords();
  const processes = useProcesses();
  const said = useSaid();
  return (process, field, value) => {
    if (typeof value === 'boolean') return valueOf(process, field, String(value));
    if (typeof value === 'number') return value > EPOCH_MS ? instantIn(value) : String(value);
    if (field === 'status') return said(statusOf(processes.get(process), value).title);
    const kind = KINDS[field];
    if (kind !== undefined) return nameOf(kind, value);
    return INSTANT.test(value) ? instantIn(value) : valueOf(process, field, value);
  };
}
