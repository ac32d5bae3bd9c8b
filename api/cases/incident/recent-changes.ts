/** Changes of the last 72 hours on the item of an incident, beside its answer: for those who work on it. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { type Hit, hitBy, RECENT } from '../../../domain/changes/recent.ts';
import type { Millis, StoredCase } from '../../../domain/kernel/process.ts';
import { workedOn, type WorkedOn } from '../../../models/cases/worked-on.ts';
import { directlyBeneath } from '../../../models/registers/items/item-facts.ts';
import { itemTypesOf } from '../../../models/registers/items/item-types.ts';
import type { Identity } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { type Reads, worksOn } from '../reads.ts';

const MOST = 20;
const times = {
  startedAt: instantOut.optional().describe('Absent: recorded afterwards, and nobody knows since when'),
  finishedAt: instantOut.optional().describe('Absent: it is still under way'),
};
const entry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('change'),
    number: z.string(),
    title: z.string(),
    status: z.string(),
    outcome: z.string().optional(),
    hits: z.enum(['item', 'relation']).describe('It works on the item itself, or on one directly beneath it'),
    item: z.string().optional().describe('The one beneath'),
    relation: z.string().optional().describe('Key of the relation by which that is beneath'),
    ...times,
  }),
  z.object({ kind: z.literal('taken'), ...times }),
]);
export const recentChangesSchema = z.object({
  since: instantOut,
  items: z
    .array(entry)
    .describe(
      `What is still under way, then what was over last, the first ${MOST}; of what the asker does not read the time alone`,
    ),
  more: z.int().describe('Further ones, counted to 1,000'),
});
/** With instants as they are inside. */
type Times = Pick<WorkedOn, 'startedAt' | 'finishedAt'>;
type Change = { number: string; hits: Hit['hits']; item?: string; relation?: string } & Pick<
  WorkedOn,
  'title' | 'status' | 'outcome'
>;
type Shown = Times & ({ kind: 'taken' } | ({ kind: 'change' } & Change));
type RecentChanges = { since: Millis; items: Shown[]; more: number };

type Asked = { identity: Identity; stored: StoredCase & { item?: string } };
/**
 * Those that were under way at any time since 72 hours before the case was opened, on its item or on what a fault comes to it from
 * over one relation. Undefined, and nothing is read, for a case without an item, a rehearsal, and whoever does not work on it.
 */
export async function recentChangesFor(
  { db, reads }: { db: Connection; reads: Reads },
  { identity, stored }: Asked,
): Promise<RecentChanges | undefined> {
  const { item, mode, openedAt } = stored;
  if (stored.process !== 'incident' || item === undefined || mode === 'rehearsal') return undefined;
  if (!worksOn(identity.actor, stored)) return undefined;
  const { relations } = await itemTypesOf(db);
  const beneath = await directlyBeneath(db, item, relations);
  const since = openedAt - RECENT;
  const { found, count } = await workedOn(db, {
    items: [item, ...beneath.map(({ id }) => id)],
    since,
    mode,
    limit: MOST,
  });
  const read = await reads.scoped(identity, ['change']).which(found.map(({ _id }) => _id));
  const items = found.map((one) => (read.has(one._id) ? shown(one, hitBy(one.items, { item, beneath })) : taken(one)));
  return { since, items, more: count - items.length };
}

const timesOf = ({ startedAt, finishedAt }: WorkedOn): Times => ({
  ...(startedAt === undefined ? {} : { startedAt }),
  ...(finishedAt === undefined ? {} : { finishedAt }),
});
const taken = (change: WorkedOn): Shown => ({ kind: 'taken', ...timesOf(change) });

function shown(change: WorkedOn, hit: Hit = { hits: 'item' }): Shown {
  const { _id: number, title, status, outcome } = change;
  return {
    kind: 'change',
    number,
    title,
    status,
    ...(outcome === undefined ? {} : { outcome }),
    hits: hit.hits,
    ...(hit.hits === 'relation' ? { item: hit.item, relation: hit.type } : {}),
    ...timesOf(change),
  };
}
