/** Seals of the record, verifications of all of it, and the key to hold both to. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { isSealLate } from '../../domain/kernel/record/seal-late.ts';
import { type AuditTrail, auditOf } from '../../models/access/audit.ts';
import { type SealRow, sealRowOf } from '../../models/record/seal-row.ts';
import { type Verification, verificationOf } from '../../models/record/verification.ts';
import { fingerprintOf, pemOf, sealKeysOf } from '../../models/store/seal-key.ts';
import { limitAndAfter } from '../http/query.ts';
import type { Cursors } from '../http/cursor.ts';
import { notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, pageOf } from '../http/schemas.ts';

type Deps = { db: Connection; temporal: Client; taskQueue: string; audit: AuditTrail; cursors: Cursors };

const sealSchema = z.object({
  number: z.int(),
  at: instantOut,
  hash: z.string(),
  signature: z.string(),
  keyId: z.string(),
  cases: z.int().describe('How many there were'),
  heads: z
    .object({ cases: z.int(), audit: z.int(), registers: z.int() })
    .describe('Chains that went on since the seal before, by kind'),
});
const finding = z.object({ chain: z.string(), seq: z.int(), code: z.string() });
const verificationSchema = z.object({
  id: z.string(),
  by: z.string(),
  startedAt: instantOut,
  finishedAt: instantOut.nullable().describe('Null: still under way, or cut off'),
  found: z.int().nullable().describe('Broken chains'),
  counts: z.looseObject({}).nullable().describe('What was looked at, by kind'),
  broken: z.array(finding).describe('The first 1000, each with its first broken place (docs/record.md)'),
});
const stateSchema = z.object({
  late: z.boolean().describe('The newest seal is older than two hours'),
  newest: sealSchema.nullable(),
  key: z
    .object({ keyId: z.string(), fingerprint: z.string(), publicKey: z.string() })
    .describe('Of the key that signs: note the fingerprint elsewhere, and hold an exported bundle to it'),
  verification: verificationSchema.nullable().describe('The last one that came to its end'),
});
const position = z.strictObject({ number: z.int() });
const access = { rule: 'role', roles: ['auditor', 'audit-administrator'] } as const;

const shownSeal = ({ _id, nextKeyId: _next, ...rest }: SealRow) => ({ number: _id, ...rest });
const shownVerification = ({ _id, finishedAt, found, counts, broken = [], ...rest }: Verification) => ({
  id: _id,
  ...rest,
  finishedAt: finishedAt ?? null,
  found: found ?? null,
  counts: counts ?? null,
  broken,
});

/** Seconds, for a monitoring system; none while there is no seal. */
export async function sealAge(db: Connection): Promise<number[]> {
  const newest = await sealRowOf(db).findOne({}, { at: 1 }).sort({ _id: -1 }).lean<Pick<SealRow, 'at'>>();
  return newest ? [(Date.now() - newest.at) / 1000] : [];
}

export function sealRoutes({ db, temporal, taskQueue, audit, cursors }: Deps): Route[] {
  const common = { tag: 'audit', watched: true, ofAnyBranch: true, access } as const;

  async function stateOf() {
    const newest = await sealRowOf(db).findOne().sort({ _id: -1 }).lean<SealRow>();
    const first = newest ? null : await auditOf(db).findOne({}, { at: 1 }).sort({ at: 1 }).lean<{ at: number }>();
    const done = await verificationOf(db)
      .findOne({ finishedAt: { $exists: true } })
      .sort({ startedAt: -1 })
      .lean<Verification>();
    const [key] = sealKeysOf(db);
    return {
      late: isSealLate(newest?.at, first?.at, Date.now()),
      newest: newest && shownSeal(newest),
      key: { keyId: key.keyId, fingerprint: fingerprintOf(key), publicKey: pemOf(key) },
      verification: done && shownVerification(done),
    };
  }

  return [
    route({
      ...common,
      method: 'get',
      path: '/api/audit/seals',
      operationId: 'audit.seals',
      summary: 'Seals, the newest first, with what they were signed with and how the last verification ended',
      query: z.strictObject(limitAndAfter),
      responses: { 200: { description: 'One page', schema: pageOf(sealSchema).extend(stateSchema.shape) } },
      handle: async ({ actor, query: { limit, after } }) => {
        const scope = { list: 'seals', person: actor.id };
        const below = after === undefined ? {} : { _id: { $lt: cursors.read(scope, after, position).number } };
        const found = await sealRowOf(db)
          .find(below)
          .sort({ _id: -1 })
          .limit(limit + 1)
          .lean<SealRow[]>();
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? cursors.write(scope, { number: last._id }) : null;
        return { body: { items: items.map(shownSeal), next, serverNow: Date.now(), ...(await stateOf()) } };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/audit/verify',
      operationId: 'audit.verifyAll',
      summary:
        'Begins a verification of the whole record; while one is under way, that one. What came of it is found among the verifications; the wish is on record',
      body: z.strictObject({}),
      responses: { 202: { description: 'Begun', schema: z.object({ id: z.string() }) } },
      handle: async ({ actor }) => {
        await audit.record({ type: 'verificationAsked', by: actor.id, at: Date.now(), data: {} });
        const { firstExecutionRunId: id } = await temporal.workflow.start('verifyRecordWorkflow', {
          workflowId: `${taskQueue}:verify-record-by-hand`,
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue,
          args: [actor.id],
        } as const);
        return { status: 202, body: { id }, headers: { Location: `/api/audit/verifications/${id}` } };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/audit/verifications',
      operationId: 'audit.verifications',
      summary: 'Verifications of the whole record, by the clock and by hand: the newest fifty, the newest first',
      responses: {
        200: {
          description: 'The newest; `capped`: there are older ones',
          schema: z.object({ items: z.array(verificationSchema), capped: z.boolean() }),
        },
      },
      handle: async () => {
        const found = await verificationOf(db).find().sort({ startedAt: -1 }).limit(51).lean<Verification[]>();
        return { body: { items: found.slice(0, 50).map(shownVerification), capped: found.length > 50 } };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/audit/verifications/:id',
      operationId: 'audit.verification',
      summary: 'One verification, also while it is under way',
      params: z.strictObject({ id: z.uuid().describe('As it was answered when the verification was begun') }),
      responses: { 200: { description: 'The verification', schema: verificationSchema } },
      handle: async ({ params: { id } }) => {
        const found = await verificationOf(db).findById(id).lean<Verification>();
        if (!found) throw notFound();
        return { body: shownVerification(found) };
      },
    }),
  ];
}
