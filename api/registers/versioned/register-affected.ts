/** The open cases that a publication leaves where they are, and those that it concerns at once. */
import type { Connection } from 'mongoose';
import type { Sources, VersionedName } from '../../../models/registers/draft.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { Reads } from '../../cases/reads.ts';
import type { Documents, Met, VersionedRegister } from './register-shapes.ts';
import type { RegisterDeps } from './register-checks.ts';
import type { Identity } from '../../http/route.ts';

/** As many as a preview of a re-target takes. */
const SHOWN = 200;

export type Affected = {
  open: number;
  capped: boolean;
  /** Of the open ones those with a deadline that is only provisional. */
  provisional: number;
  numbers: string[];
};
const NONE: Affected = { open: 0, capped: false, provisional: 0, numbers: [] };

type Edit<K extends VersionedName> = { id: string; source: Sources[K]; former: Sources[K] | null };

/**
 * Open cases on earlier versions of the entry, and those that it would newly cover, as far as `identity` reads them: they
 * stay where they are until somebody re-targets them.
 */
export async function affectedBy<K extends VersionedName>(
  { registers: db, reads }: { registers: Connection; reads: Reads },
  register: VersionedRegister<K>,
  { identity, id, source, former }: Edit<K> & { identity: Identity },
): Promise<Affected> {
  const { name, field } = register;
  const versions = (await db.collection(name).distinct('_id', { [field]: id })).map(String);
  const pinned = register.pinnedTo?.(versions);
  if (!pinned) return NONE;
  const covered = register.newlyCovered?.(source, former) ?? [];
  const open = [...pinned, ...covered].map((filter) => ({ ...filter, closedAt: { present: false } }));
  const cases = reads.scoped(identity);
  const [{ count, capped }, provisional, found] = await Promise.all([
    cases.count(open),
    cases.countProvisional(open),
    cases.find(open, { order: { field: '_id' }, limit: SHOWN }),
  ]);
  return { open: count, capped, provisional, numbers: found.map(({ _id }) => _id) };
}

/** `outside`: how many more it meets, out of the asker's reach. */
export type MetCases = { changes: Met[]; outside: number; capped: boolean };

/** The cases that a version meets at once, the first 200 that `identity` reads; undefined for a register that meets none. */
export async function metBy<K extends VersionedName>(
  { reads, ...deps }: RegisterDeps & { reads: Reads },
  register: VersionedRegister<K>,
  { identity, version, now }: { identity: Identity; version: Documents[K]; now: Millis },
): Promise<MetCases | undefined> {
  if (!register.meets) return undefined;
  const found: MetCases = { changes: [], outside: 0, capped: false };
  const cases = reads.scoped(identity);
  for await (const page of register.meets(deps, version, now)) {
    const read = await cases.which(page.map(({ number }) => number));
    found.changes.push(...page.filter(({ number }) => read.has(number)));
    found.outside += page.length - read.size;
    if (found.changes.length + found.outside > MOST_MET) break;
  }
  const capped = found.changes.length > SHOWN || found.changes.length + found.outside > MOST_MET;
  return { ...found, changes: found.changes.slice(0, SHOWN), capped };
}
const MOST_MET = 10_000;
