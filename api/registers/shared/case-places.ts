/** What the places of a canned text stand for in a case, as its reader is shown it. */
import { processOf } from '../../../domain/catalogue.ts';
import type { FieldSpec } from '../../../domain/kernel/own-fields.ts';
import { type ProcessKey, processes } from '../../../domain/processes.ts';
import { COMMON_PLACES } from '../../../domain/sharing/places.ts';
import type { Names } from '../../cases/export-columns.ts';

type Words = { zh: string; en: string };
const SAID: readonly FieldSpec['is'][] = ['text', 'texts', 'whole', 'instant', 'yes-no', 'choice'];
const YES: Words = { zh: '是', en: 'yes' };
const NO: Words = { zh: '否', en: 'no' };
const REGISTERS: Readonly<Record<string, 'category' | 'cause-code'>> = {
  category: 'category',
  causeCode: 'cause-code',
};

/** True for a place that some case of the process may fill. */
export function isPlaceOf(process: ProcessKey, place: string): boolean {
  if (COMMON_PLACES.some((one) => one === place)) return true;
  const { fields } = processOf(process);
  const spec = Object.hasOwn(fields, place) ? fields[place] : undefined;
  return spec !== undefined && SAID.includes(spec.is);
}

/** The case as its reader is shown it: what he may not see is absent. */
export type Shown = Readonly<Record<string, unknown>> & { process: string; number: string };
/** `clock`: an instant as he reads it; `me`: his name. */
export type PlaceReader = { names: Names; clock: (at: number) => string; me: string; now: number };

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const partOf = (value: unknown, name: string): string | undefined =>
  typeof value === 'object' && value !== null ? textOf(Reflect.get(value, name)) : undefined;

/** The value of each of these places; one without a value is left out. */
export async function valuesOf(
  places: readonly string[],
  shown: Shown,
  reader: PlaceReader,
): Promise<ReadonlyMap<string, string>> {
  const values = await Promise.all(places.map(async (place) => [place, await valueOf(place, shown, reader)] as const));
  return new Map(values.flatMap(([place, value]) => (value === undefined ? [] : [[place, value]])));
}

async function valueOf(place: string, shown: Shown, reader: PlaceReader): Promise<string | undefined> {
  const { names, me, clock, now } = reader;
  const { lang } = names;
  const key = textOf(shown[place]);
  switch (place) {
    case 'me':
      return me;
    case 'now':
      return clock(now);
    case 'process':
      return Object.entries(processes).find(([name]) => name === shown.process)?.[1].title[lang];
    case 'status':
      return key && (processOf(shown.process).words.statuses[key]?.[lang] ?? key);
    case 'unit':
      return await named(partOf(shown['parties'], 'unit') ?? textOf(shown['orgPath']), (one) => names.unit(one));
    case 'application':
      return await named(key, (one) => names.word('application', one));
    case 'queue':
      return await named(key, (one) => names.team(one));
    case 'requester':
    case 'assignee':
      return await named(partOf(shown['parties'], place), (one) => names.person(one));
    default:
      return await ofField(place, shown, reader);
  }
}

const named = async (
  key: string | undefined,
  name: (key: string) => Promise<string | undefined>,
): Promise<string | undefined> => (key === undefined ? undefined : ((await name(key)) ?? key));

const INSTANTS: readonly string[] = ['openedAt', 'dueAt', 'closedAt'];

async function ofField(place: string, shown: Shown, { names, clock }: PlaceReader): Promise<string | undefined> {
  const value = shown[place];
  const { fields, words } = processOf(shown.process);
  const spec = Object.hasOwn(fields, place) ? fields[place] : undefined;
  if (INSTANTS.includes(place) || spec?.is === 'instant') return typeof value === 'number' ? clock(value) : undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return (value ? YES : NO)[names.lang];
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join(' ') || undefined;
  const key = textOf(value);
  const register = REGISTERS[place];
  if (register) return await named(key, (one) => names.word(register, one));
  return key && (words.choices[place]?.[key]?.[names.lang] ?? key);
}
