/** The audit trail as it is read: all chains as one list, newest first. */
import type { Connection, QueryFilter } from 'mongoose';
import { type AuditType, auditTypesOf } from '../../domain/audit-types.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { auditOf, type AuditRecord } from './audit.ts';

/** Scalars that a schema let pass; what is absent does not matter. */
export type TrailFilter = {
  type?: readonly AuditType[] | undefined;
  by?: string | undefined;
  address?: string | undefined;
  caseId?: string | undefined;
  /** Included. */
  from?: Millis | undefined;
  /** Not included. */
  until?: Millis | undefined;
};
/** The last record read: time alone does not tell those of one moment apart. */
export type TrailPosition = Pick<AuditRecord, 'at' | 'node' | 'seq'>;
/** Alternatives, each of which one index serves; a record that fits any is meant. */
export type TrailAsked = readonly QueryFilter<AuditRecord>[];

/** All records that fit: those from before addresses had a field of their own too, and those about several cases. */
export function trailAsked({ type, by, address, caseId, from, until }: TrailFilter): TrailAsked {
  const base: QueryFilter<AuditRecord> = {
    ...(type === undefined ? {} : { type: { $in: [...type] } }),
    ...(by === undefined ? {} : { by }),
    ...between(from, until),
  };
  const places = address === undefined ? [{}] : [{ address }, { 'data.address': address }];
  const cases = caseId === undefined ? [{}] : [{ caseId }, { 'data.cases': caseId }];
  return places.flatMap((place) => cases.map((about) => ({ ...base, ...place, ...about })));
}

const ADMINISTRATION = auditTypesOf('administration');
/** Of everybody's doings those that count when an administrator does them. */
const OF_ADMINISTRATORS = [...auditTypesOf('account', 'refusal'), 'outboxRead'] as const;

/**
 * What system and security administrators did, and operators for them: accounts, grants and registers, their own keys,
 * passwords and settings, and what they were refused. The last three only of releases that note the role of who asks.
 */
export function administratorsAsked(filter: Omit<TrailFilter, 'caseId'>): TrailAsked {
  const wanted = (types: readonly AuditType[]): AuditType[] =>
    types.filter((one) => filter.type === undefined || filter.type.includes(one));
  const own = trailAsked({ ...filter, type: wanted(OF_ADMINISTRATORS) });
  const roles = ['system-administrator', 'security-administrator'] as const;
  return [
    ...trailAsked({ ...filter, type: wanted(ADMINISTRATION) }),
    ...roles.flatMap((administrator) => own.map((one) => ({ ...one, administrator }))),
  ];
}

/** At most `limit` records, the newest first, behind `after`. */
export async function trailPage(
  db: Connection,
  asked: TrailAsked,
  { after, limit }: { after?: TrailPosition | undefined; limit: number },
): Promise<AuditRecord[]> {
  return await auditOf(db)
    .find(anyOf(asked.map((one) => (after ? { $and: [one, { at: { $lte: after.at } }, notBefore(after)] } : one))))
    .sort({ at: -1, node: -1, seq: -1 })
    .limit(limit)
    .lean<AuditRecord[]>();
}

/** How many, counted to `most`. */
export async function countTrail(
  db: Connection,
  asked: TrailAsked,
  most: number,
): Promise<{ count: number; capped: boolean }> {
  const count = await auditOf(db)
    .countDocuments(anyOf(asked))
    .limit(most + 1);
  return { count: Math.min(count, most), capped: count > most };
}

const anyOf = ([first = {}, ...others]: TrailAsked): QueryFilter<AuditRecord> =>
  others.length === 0 ? first : { $or: [first, ...others] };

/** Of the records of that very moment only those behind it. */
const notBefore = ({ at, node, seq }: TrailPosition): QueryFilter<AuditRecord> => ({
  $nor: [
    { at, node: { $gt: node } },
    { at, node, seq: { $gte: seq } },
  ],
});

function between(from: Millis | undefined, until: Millis | undefined): QueryFilter<AuditRecord> {
  if (from === undefined && until === undefined) return {};
  return { at: { ...(from === undefined ? {} : { $gte: from }), ...(until === undefined ? {} : { $lt: until }) } };
}
