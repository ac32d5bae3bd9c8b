/** Days of the calendar in parameters: they begin by the clock on the wall of the organisation that is looked at. */
import { z } from 'zod';
import { instant } from '../../domain/kernel/contract.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { instantsOfDays, isDate } from '../../platform/zones.ts';
import { asSent } from './query.ts';

/** An instant, or a day: its first instant is meant. */
export type When = number | string;
/** The zone of the days of an organisation; absent: of the top one. */
export type ZoneOf = (orgPath?: OrgPath) => Promise<string>;

/** An instant, or a day `2026-04-01`: its begin is meant, by the clock of the organisation that is looked at. */
export const instantOrDay = () =>
  asSent(
    z.string().transform((words, context): When => {
      if (DAY.test(words) && isDate(words)) return words;
      const parsed = instant().safeParse(words);
      if (parsed.success) return parsed.data;
      for (const { path: _path, ...issue } of parsed.error.issues) context.addIssue({ ...issue, path: [] });
      return z.NEVER;
    }),
    { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] },
  );
/** Of the years that instants may be of. */
const DAY = /^(?:19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}$/;

/**
 * The same bounds as instants. Days are those of `org`, where just one is looked at, else of the top organisation: the same whoever
 * asks from wherever.
 */
export async function inInstants<K extends string>(
  zoneOf: ZoneOf,
  org: readonly OrgPath[] | undefined,
  bounds: Readonly<Record<K, When | undefined>>,
): Promise<Record<K, number | undefined>> {
  const all: [string, When | undefined][] = Object.entries(bounds);
  const [only, ...others] = org ?? [];
  const hasDay = all.some(([, when]) => typeof when === 'string');
  const zone = hasDay ? await zoneOf(others.length === 0 ? only : undefined) : '';
  const found = all.map(([name, when]) => [
    name,
    typeof when === 'string' ? instantsOfDays(zone, when, when).from : when,
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by the same names
  return Object.fromEntries(found) as Record<K, number | undefined>;
}
