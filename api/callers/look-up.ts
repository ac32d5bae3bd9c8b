/** Who may be on the phone, by a few letters or digits: the likeliest first. */
import type { Connection } from 'mongoose';
import type { Directory } from '../../client/registers/directory.ts';
import { asKey } from '../../client/registers/callers/keys.ts';
import { termsOf } from '../../domain/kernel/search/folded.ts';
import type { Actor, OrgPath, Role } from '../../domain/kernel/process.ts';
import { type Caller, callerOf } from '../../models/registers/callers/caller.ts';
import { literal } from '../../models/cases/search.ts';
import { within } from '../registers/register-scope.ts';

/** Who answers calls, or leads those who do. */
export const ANSWERING = [
  'desk-agent',
  'engineer',
  'coordinator',
  'supervisor',
  'process-owner',
] as const satisfies readonly Role[];
const MOST_SHOWN = 8;
const MOST_LOOKED_AT = 60;
const MOST_UNITS = 20;

/** Where he answers calls, each with all below; nobody else's callers are there for him. */
export const servedBy = ({ grants }: Actor): OrgPath[] =>
  grants.filter(({ role }) => ANSWERING.some((one) => one === role)).map(({ orgPath }) => orgPath);

/** By the index of keys; nothing that somebody typed is an operator. */
export const byKey = (key: string, places: readonly OrgPath[]): object => ({
  keys: { $regex: `^${literal(key)}` },
  active: true,
  ...within('unit', places),
});

type Asked = { db: Connection; directory: Directory; actor: Actor; q: string };
/** The best eight: by what he is called or reached by, then by his unit. Empty for one who answers calls nowhere. */
export async function callersLike({ db, directory, actor, q }: Asked): Promise<Caller[]> {
  const places = servedBy(actor);
  if (places.length === 0) return [];
  const key = asKey(q);
  const rows = callerOf(db);
  const found = await rows.find(byKey(key, places)).limit(MOST_LOOKED_AT).lean<Caller[]>();
  if (found.length >= MOST_SHOWN) return ranked(found, key);
  const units = (await directory.named('organisations', termsOf(q))).slice(0, MOST_UNITS);
  if (units.length === 0) return ranked(found, key);
  const there = await rows
    .find({ $and: [{ unit: { $in: units }, active: true }, within('unit', places)] })
    .limit(MOST_SHOWN)
    .lean<Caller[]>();
  const known = new Set(found.map(({ _id }) => _id));
  return [...ranked(found, key), ...there.filter(({ _id }) => !known.has(_id))].slice(0, MOST_SHOWN);
}

/** Who is called just so, then whose name or number begins so; of equals those with an account, then who called last. */
function ranked(rows: readonly Caller[], key: string): Caller[] {
  const rank = ({ keys, name, contact = '' }: Caller) =>
    keys.includes(key) ? 0 : asKey(name).startsWith(key) || asKey(contact).startsWith(key) ? 1 : 2;
  return rows
    .toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        Number(a.is === 'caller') - Number(b.is === 'caller') ||
        b.changedAt - a.changedAt ||
        (a._id < b._id ? -1 : 1),
    )
    .slice(0, MOST_SHOWN);
}

/** One of them; null for one who is not there, or is not his to look up. */
export async function callerFor(db: Connection, actor: Actor, id: string): Promise<Caller | null> {
  const places = servedBy(actor);
  if (places.length === 0) return null;
  return await callerOf(db)
    .findOne({ $and: [{ _id: id, active: true }, within('unit', places)] })
    .lean<Caller>();
}
