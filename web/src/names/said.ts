/** A value of a case or of the record as people read it: names for keys, instants on the clock, words for what is chosen from. */
import { useFieldWords, useValueWords } from '../words/fields.ts';
import { instantIn, useTimes } from '../words/times.ts';
import { useName } from './names.ts';

const KINDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'answeredBy',
      'approvers',
      'assignee',
      'assignees',
      'asked',
      'assistants',
      'builder',
      'by',
      'commander',
      'consentBy',
      'followers',
      'hands',
      'implementer',
      'inspectors',
      'involved',
      'person',
      'reporter',
      'reporters',
      'requester',
      'resolvedBy',
      'to',
      'watchers',
    ].map((name) => [name, 'person']),
  ),
  unit: 'organisation',
  orgPath: 'organisation',
  queueOrg: 'organisation',
  orgLine: 'organisation',
  application: 'application',
  queue: 'queue',
  team: 'queue',
  teams: 'queue',
  category: 'category',
  causeCode: 'cause-code',
  item: 'item',
  items: 'item',
};
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:/;
/** A number beyond it is an instant: the record holds them in milliseconds. */
const EPOCH_MS = 1_000_000_000_000;

/** `said(name, value)`: of a field by its name; nothing is a dash. */
export function useSaidValue(): (name: string, value: unknown, process?: string) => string {
  const nameOf = useName();
  const field = useFieldWords();
  const valueOf = useValueWords();
  const { length } = useTimes();
  return (given, whole, process = '') => {
    const said = (name: string, value: unknown): string => {
      if (value === undefined || value === null || value === '') return '—';
      if (typeof value === 'number') {
        if (value > EPOCH_MS) return instantIn(value);
        return name.endsWith('Ms') ? length(value) : String(value);
      }
      if (typeof value === 'string') {
        const kind = KINDS[name];
        if (kind !== undefined) return nameOf(kind, value);
        return INSTANT.test(value) ? instantIn(value) : valueOf(process, name, value);
      }
      if (typeof value === 'boolean') return valueOf(process, name, String(value));
      if (Array.isArray(value)) return value.length === 0 ? '—' : value.map((one) => said(name, one)).join(', ');
      if (typeof value !== 'object') return '';
      return Object.entries(value)
        .map(([inner, one]) => `${field(inner)} ${said(inner, one)}`)
        .join('; ');
    };
    return said(given, whole);
  };
}
