/** What the frame of a case tells of its parts: who has one in hand, who takes part, and whom they wait for. */
import type { AnyDefinition, Base, PartNext, Wait } from '../definition.ts';
import type { PartRecord } from '../part.ts';
import type { Millis } from '../process.ts';

type Frame = Pick<AnyDefinition, 'parts' | 'parties' | 'passedOn'>;

/** The records of its parts, each with its kind and id. */
export const recordsIn = ({ parts = {} }: Pick<Base, 'parts'>): { kind: string; id: string; record: PartRecord }[] =>
  Object.entries(parts).flatMap(([kind, records = {}]) =>
    Object.entries(records).map(([id, record]) => ({ kind, id, record })),
  );

/** Ids of the parts that `person` has in hand, and of the own parties whose place he has that is passed on. */
export function inHandOf(definition: Frame, state: Base, person: string): { parts: string[]; places: string[] } {
  const parts = recordsIn(state).filter(
    ({ kind, record }) => isInHand(definition, kind, record) && record.assignees?.includes(person),
  );
  const { parties = {}, passedOn = [] } = definition;
  return {
    parts: parts.map(({ id }) => id),
    places: passedOn.filter((party) => parties[party]?.(state).includes(person) === true),
  };
}

const isInHand = ({ parts }: Frame, kind: string, { status }: PartRecord): boolean =>
  parts?.kinds[kind]?.inHand?.includes(status) === true;

/** Persons beside those of every case; nothing of a process without parts and parties of its own. */
export function peopleIn(definition: Frame, state: Base): { hands?: readonly string[]; involved?: readonly string[] } {
  const { parties = {}, passedOn = [] } = definition;
  const records = recordsIn(state);
  const had = records.flatMap(({ record: { assignees = [] } }) => assignees);
  const have = records.flatMap(({ kind, record }) =>
    isInHand(definition, kind, record) ? (record.assignees ?? []) : [],
  );
  const passed = passedOn.flatMap((party) => parties[party]?.(state) ?? []);
  const own = Object.values(parties).flatMap((of) => of(state));
  const [hands, involved] = [
    [...have, ...passed],
    [...own, ...had],
  ].map((all) => [...new Set(all)]);
  return { ...(hands?.length ? { hands } : {}), ...(involved?.length ? { involved } : {}) };
}

/** Of one entry so many parts are named. */
const MOST_NAMED = 20;

/** Several parts that wait for one addressee with one command are one entry; `dueOf`: by the clock of a part. */
export function waitsOfParts(
  waits: readonly PartNext[],
  dueOf: (clock: string, part: string) => Millis | null,
): Wait[] {
  const groups = new Map<string, { wait: PartNext; of: { part: string; dueAt: Millis | null }[] }>();
  for (const wait of waits) {
    const { to, command, part, clock } = wait;
    const group = JSON.stringify([to, command]);
    const one = { part, dueAt: clock === undefined ? null : dueOf(clock, part) };
    groups.set(group, { wait, of: [...(groups.get(group)?.of ?? []), one] });
  }
  return [...groups.values()].map(({ wait: { to, command }, of }) => {
    const byDue = of.toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || 0);
    const parts = byDue.slice(0, MOST_NAMED).map(({ part }) => part);
    return { to, command, dueAt: byDue[0]?.dueAt ?? null, parts, count: of.length };
  });
}
