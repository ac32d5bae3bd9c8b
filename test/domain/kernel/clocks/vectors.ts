import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CalendarSnapshot } from '../../../../domain/kernel/time/calendar.ts';
import type { ClockDefinition, Context } from '../../../../domain/kernel/clocks/clocks.ts';
import type { ClockPins } from '../../../../domain/kernel/process.ts';
import { differences, parseVectors } from '../../../../commands/support/clock-vectors.ts';

export const vectors = parseVectors(readFileSync(join(__dirname, '../../../data/clock-vectors.json'), 'utf8'));
/** What differs of the pair or the scenario of that id; an empty list says that it passes, undefined that there is none. */
export function differencesOf(id: string): string[] | undefined {
  const isIt = (one: { id: string }) => one.id === id;
  const [found] = differences({
    ...vectors,
    pairs: vectors.pairs.filter(isIt),
    scenarios: vectors.scenarios.filter(isIt),
  });
  return found?.lines;
}

export function calendar(name: string): CalendarSnapshot {
  const found = vectors.calendars[name];
  if (!found) throw new Error(`no calendar ${name}`);
  return found;
}
export const instant = (text: string): number => Date.parse(text);
export const iso = (at: number): string => new Date(at).toISOString();

export const pinsOf = (...used: ClockDefinition[]): ClockPins => ({
  calendars: Object.fromEntries(
    Object.entries(vectors.calendars).map(([name, { id, version }]) => [name, `${id}@${version}`]),
  ),
  snapshots: Object.fromEntries(Object.values(vectors.calendars).map((one) => [`${one.id}@${one.version}`, one])),
  sla: { clocks: Object.fromEntries(used.map((one) => [one.key, one])) },
});
export function definitionOf(name: string): ClockDefinition {
  const found = vectors.definitions[name];
  if (!found) throw new Error(`no definition ${name}`);
  return found;
}

/** The context of an incident just created. */
export const created: Context = {
  status: 'new',
  holdReason: null,
  tier: 'L1',
  team: 'desk',
  person: null,
  priority: 'P2',
  major: false,
  service: 'website',
};
