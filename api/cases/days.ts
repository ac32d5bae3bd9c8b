/** Days of the calendar in filters: they begin by the clock on the wall of the organisation that is looked at. */
import type { OrgPath } from '../../domain/kernel/process.ts';
import { instantsOfDays } from '../../platform/zones.ts';
import type { Reads } from './reads.ts';

/** An instant, or a day: its first instant is meant. */
export type When = number | string;

/**
 * The same bounds as instants. Days are those of `org`, where just one is looked at, else of the top organisation: the same whoever
 * asks from wherever.
 */
export async function inInstants<K extends string>(
  reads: Pick<Reads, 'zoneOf'>,
  org: readonly OrgPath[] | undefined,
  bounds: Readonly<Record<K, When | undefined>>,
): Promise<Record<K, number | undefined>> {
  const all: [string, When | undefined][] = Object.entries(bounds);
  const [only, ...others] = org ?? [];
  const hasDay = all.some(([, when]) => typeof when === 'string');
  const zone = hasDay ? await reads.zoneOf(others.length === 0 ? only : undefined) : '';
  const found = all.map(([name, when]) => [
    name,
    typeof when === 'string' ? instantsOfDays(zone, when, when).from : when,
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by the same names
  return Object.fromEntries(found) as Record<K, number | undefined>;
}
