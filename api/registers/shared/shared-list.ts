/** The entries of a shared register as their reader has them. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { folded, termsOf } from '../../../domain/kernel/search/folded.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { keeps, type Scope } from '../../../domain/sharing/scope.ts';
import {
  type KeptShared,
  type SharedEntries,
  sharedIn,
  type SharedName,
} from '../../../models/registers/shared/kept.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { line } from '../../../domain/kernel/contract.ts';
import { entrySchemaOf } from '../plain/plain-table.ts';
import type { PlainRegister } from '../plain/plain-row.ts';
import { type Filter, visibleIn } from '../register-scope.ts';
import { keptFilter, usedFilter } from './shared-scope.ts';

/** More of them in one answer is for nobody; `capped` says that there are. */
export const MOST_LISTED = 500;

export const sharedQuery = {
  q: line(100)
    .optional()
    .describe('Words that all stand in what it says; case, width and invisible characters do not matter'),
  of: z
    .enum(['used', 'kept'])
    .default('used')
    .describe('Those that I work with; or those that are mine to edit, of my teams and organisations, ended ones too'),
};
export type SharedQuery = { q?: string | undefined; of: 'used' | 'kept' };

/** As the register shows one, and whether the reader may edit it. */
export const listedSchemaOf = (register: PlainRegister) =>
  entrySchemaOf(register).extend({ kept: z.boolean().describe('Mine to edit') });

/** Of a scope the lower order first, then by name as Chinese readers have it. */
const RANKS: Readonly<Record<Scope, number>> = { me: 0, team: 1, organisation: 2 };
const byName = new Intl.Collator('zh-Hans-u-co-pinyin');
const before = (a: KeptShared, b: KeptShared): number =>
  RANKS[a.scope] - RANKS[b.scope] ||
  a.order - b.order ||
  byName.compare(a.name, b.name) ||
  (a._id < b._id ? -1 : Number(a._id > b._id));

type Listed<K extends SharedName> = { entries: SharedEntries[K][]; capped: boolean };
/** Own ones first, then those of teams and organisations, each by their order. */
export async function listedOf<K extends SharedName>(
  db: Connection,
  name: K,
  { actor, query: { q, of }, where = {} }: { actor: Actor; query: SharedQuery; where?: Filter },
): Promise<Listed<K>> {
  const mine = of === 'used' ? { $and: [usedFilter(actor), { open: true }] } : keptFilter(actor);
  const filter = { $and: [visibleIn(name, actor), mine, where] };
  const found = await sharedIn<SharedName>(db, name)
    .find(filter)
    .limit(MOST_LISTED + 1)
    .toArray();
  const terms = q === undefined ? [] : termsOf(q);
  const entries = (found as SharedEntries[K][]) // oxlint-disable-line typescript/no-unsafe-type-assertion -- each register has its own
    .slice(0, MOST_LISTED)
    .filter((one) => terms.every((term) => wordsOf(one).includes(term)))
    .toSorted(before);
  return { entries, capped: found.length > MOST_LISTED };
}

const wordsOf = (entry: KeptShared): string => {
  const { name, text, description }: { name?: string; text?: object; description?: string } = Object(entry);
  return folded([name, description, ...Object.values(text ?? {})].join(' '));
};

/** One as its reader sees it. */
export const listed = (actor: Actor, { sample: _sample, ...entry }: KeptShared): object => ({
  ...entryOutside(entry),
  version: versionOf(entry),
  kept: keeps(actor, entry),
});
