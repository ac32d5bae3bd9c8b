/** Changes of registers are on record before they are written. */
import type { Connection } from 'mongoose';
import { type Changes, changesBetween } from '../../domain/kernel/record/changes.ts';
import type { AuditEntry, AuditTrail } from '../../models/access/audit.ts';
import { sha256 } from '../../models/store/chain.ts';
import { recorded } from '../http/recorded.ts';
import {
  type Also,
  type Change,
  type PlainName,
  saveEntries,
  versionMade,
} from '../../models/registers/register-version.ts';

/** As `recorded`, of what is told in several records: all before it is written, and each behind it when it came to nothing. */
export async function recordedAll(
  { audit }: { audit: AuditTrail },
  entries: readonly AuditEntry[],
  write: () => Promise<boolean>,
): Promise<boolean> {
  const [first, ...rest] = entries;
  if (!first) return await write();
  return await recorded(audit, first, () => recordedAll({ audit }, rest, write));
}

type Edit = {
  entry: AuditEntry;
  /** The entry that it is about, and others that change with it. */
  changes: readonly [Change, ...Change[]];
  /** What must be under way before it is stored. */
  first?: (() => Promise<unknown>) | undefined;
  /** What is stored in one with them. */
  also?: Also;
};

/** As `recorded`, of entries of plain registers: the record says what changes in each. */
export async function recordedEdit(
  { db, audit }: { db: Connection; audit: AuditTrail },
  { entry, changes, first, also: beside }: Edit,
): Promise<boolean> {
  const [own, ...others] = changes;
  const also = await Promise.all(others.map((one) => changedEntry(db, one)));
  const { changes: what, more } = await changedEntry(db, own);
  const isNamed = 'version' in entry.data && others.length === 0; // the entry itself says which
  const told = {
    ...(isNamed ? {} : { versions: changes.map(versionMade) }),
    changes: what,
    ...(more === undefined ? {} : { more }),
    ...(also.length > 0 ? { also } : {}),
  };
  return await recorded(audit, { ...entry, data: { ...entry.data, ...told } }, async () => {
    await first?.();
    return await saveEntries(db, changes, beside);
  });
}

/** What changes with the rest, and says nothing of itself. */
const FOLLOWING: readonly string[] = ['changedAt', 'words', 'pieces'];

async function changedEntry(
  db: Connection,
  { register, id, fields }: Change,
): Promise<Changes & { register: PlainName; id: string }> {
  const former = await db.collection<{ _id: string }>(register).findOne({ _id: id });
  const known: ReadonlyMap<string, unknown> = new Map(Object.entries(former ?? {}));
  const named = Object.entries(fields).filter(([field]) => !FOLLOWING.includes(field));
  const before = named.map(([field]) => [field, withoutAddress(known.get(field))]);
  const after = named.map(([field, value]) => [field, withoutAddress(value)]);
  return { register, id, ...changesBetween(Object.fromEntries(before), Object.fromEntries(after)) };
}

/** Of where an action posts to no more than the host, and by what to know it again: the rest may open what lies behind it. */
function withoutAddress(value: unknown): unknown {
  const { url, secret }: { url?: unknown; secret?: unknown } = Object(value);
  if (typeof url !== 'string' || typeof secret !== 'string') return value;
  return { ...Object(value), url: `${new URL(url).origin} ${sha256(url).slice(0, 8)}` };
}
