/** What rules are told of the items that a command names, and of customers: of those that who gives it may name. */
import type { Connection } from 'mongoose';
import { itemsSeenBy } from '../../domain/items/sight.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import { mayNamePlace } from '../../domain/kernel/people/access.ts';
import type { Actor, OrgPath } from '../../domain/kernel/process.ts';
import { casesIn } from '../../models/cases/case.ts';
import { type ItemFacts, itemFactOf, itemsFacts } from '../../models/registers/items/item-facts.ts';
import type { Directory } from '../registers/directory.ts';
import { holdersUpward } from '../registers/seats.ts';

type Stores = { db: Connection; registers?: Connection };
type By = { actor: Actor; caseId?: string | undefined };

/**
 * By id; one that the actor does not see is left out like one that is not there, unless the case has it already. The product
 * names any.
 */
export async function itemsNamed(
  { db, registers = db }: Stores,
  ids: readonly string[],
  { actor, caseId }: By,
): Promise<ReadonlyMap<string, ItemFacts>> {
  const found = await itemsFacts(registers, ids);
  if (actor.kind === 'system') return found;
  const sees = itemsSeenBy(actor);
  const isSeen = ({ organisation, maintainers: { people, teams } }: ItemFacts) =>
    sees({ orgPath: organisation, maintainers: people, teams });
  if ([...found.values()].every(isSeen)) return found;
  const kept = await keptBy(db, caseId, 'items');
  return new Map([...found].filter(([id, fact]) => isSeen(fact) || kept.includes(id)));
}

/** Who owns what is named, and who represents those owners as customers; `customers`: those that are named beside. */
export async function itemFacts(
  stores: Stores & { directory: Directory },
  { ids, customers }: { ids: readonly string[]; customers: readonly OrgPath[] },
  by: By,
): Promise<Pick<Facts, 'items' | 'representatives'>> {
  const { directory } = stores;
  const found = await itemsNamed(stores, ids, by);
  const items = ids.map((id) => {
    const fact = found.get(id);
    return [id, fact ? itemFactOf(fact) : null] as const;
  });
  const owners = new Set([
    ...[...found.values()].map(({ organisation }) => organisation),
    ...(await customersNamed(stores, customers, by)),
  ]);
  const represented = await Promise.all(
    [...owners].map(async (org) => [org, await holdersUpward(directory, 'customer-representative', org)] as const),
  );
  return {
    items: Object.fromEntries(items),
    representatives: Object.fromEntries(represented.filter(([, people]) => people.length > 0)),
  };
}

/** Nobody represents what is not there, though it lies below what somebody does; nor what lies in branches of others. */
async function customersNamed(
  { db, directory }: Stores & { directory: Directory },
  named: readonly OrgPath[],
  { actor, caseId }: By,
): Promise<OrgPath[]> {
  const found = await Promise.all(named.map((path) => directory.organisation(path)));
  const there = named.filter((_path, at) => found[at] !== null);
  const isHis = (path: OrgPath): boolean => mayNamePlace(actor, path);
  if (there.every(isHis)) return there;
  const kept = await keptBy(db, caseId, 'customers');
  return there.filter((path) => isHis(path) || kept.includes(path));
}

/** Whoever edits a case that others made may leave in it what they named. */
async function keptBy(db: Connection, caseId: string | undefined, field: 'items' | 'customers'): Promise<unknown[]> {
  if (caseId === undefined) return [];
  const found = await casesIn(db).findOne({ _id: caseId }, { projection: { [field]: 1 } });
  const kept: unknown = found === null ? undefined : Reflect.get(found, field);
  return Array.isArray(kept) ? kept : [];
}
