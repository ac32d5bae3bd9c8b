/** The record of a case for auditors: its chain as stored, and whether it holds. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { createEngineCases } from '../../client/cases/engine-cases.ts';
import { readSealed } from '../../client/record/seals/sealed.ts';
import { verifyCase } from '../../client/record/verify.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { commitsAfter } from '../../models/cases/commit.ts';
import { entryOutside } from '../../domain/kernel/record/outside.ts';
import type { Cursors } from '../http/cursor.ts';
import type { Env } from '../../platform/env.ts';
import { sealFolder } from '../../platform/seal-folder.ts';
import { limitAndAfter } from '../http/query.ts';
import type { Reads } from '../cases/reads.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, numberParams, pageOf } from '../http/schemas.ts';
import { answering } from './answering.ts';
import { storedCommit } from './stored-commit.ts';

type Deps = {
  db: Connection;
  temporal: Client;
  taskQueue: string;
  env: Pick<Env, 'sealFolder'>;
  audit: AuditTrail;
  reads: Reads;
  cursors: Cursors;
};

const position = z.strictObject({ seq: z.int() });

export function auditRoutes({ db, temporal, taskQueue, env, audit, reads, cursors }: Deps): Route[] {
  const seals = sealFolder(env.sealFolder);
  const engine = createEngineCases(temporal, taskQueue);
  const access = { rule: 'role', roles: ['auditor', 'process-owner'] } as const;
  return [
    route({
      method: 'get',
      path: '/api/audit/cases/:number',
      operationId: 'audit.case',
      tag: 'audit',
      summary: "A case's commits as stored, with their events, hashes and MACs; the look is on record",
      access,
      watched: true,
      params: numberParams,
      query: z.strictObject(limitAndAfter),
      responses: { 200: { description: 'One page', schema: pageOf(storedCommit) } },
      handle: async ({ identity, actor, params: { number }, query: { limit, after } }) => {
        const { _id: caseId } = await reads.one(identity, number);
        const scope = { list: 'audit', caseId, person: actor.id };
        const from = after === undefined ? 0 : cursors.read(scope, after, position).seq;
        await audit.record({ type: 'eventsRead', by: actor.id, at: Date.now(), caseId, data: { afterSeq: from } });
        const found = await commitsAfter(db, caseId, { after: from, limit: limit + 1 });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const next = found.length > limit && last ? cursors.write(scope, { seq: lastSeqOf(last) }) : null;
        return { raw: { items: items.map(entryOutside), next, serverNow: new Date().toISOString() } };
      },
    }),
    route({
      method: 'post',
      path: '/api/audit/cases/:number/verify',
      operationId: 'audit.verify',
      tag: 'audit',
      summary:
        "Recomputes a case's chain, holds it against the seals and against what its workflow knows, and names the first broken place; the look is on record",
      access,
      costly: 'work',
      params: numberParams,
      body: z.strictObject({}),
      responses: {
        200: {
          description: 'Whether the chain holds',
          schema: z.object({
            number: z.string(),
            holds: z.boolean(),
            events: z.int(),
            head: z.string(),
            seals: z.int().describe('How many it was held against'),
            engine: z.boolean().describe('Its workflow was asked as well, and answered'),
            broken: z.object({ seq: z.int(), code: z.string() }).nullable(),
            checkedAt: instantOut,
          }),
        },
      },
      handle: async ({ identity, actor, params: { number } }) => {
        const { _id: caseId } = await reads.one(identity, number);
        const sealed = await readSealed(db, seals, () => undefined, { only: caseId });
        const { asked, headOf } = answering(engine);
        const { events, head, broken } = await verifyCase(db, caseId, { sealed, engine: { headOf } });
        const checkedAt = Date.now();
        await audit.record({ type: 'chainVerified', by: actor.id, at: checkedAt, caseId, data: { events, broken } });
        return {
          body: {
            number,
            holds: broken === null,
            events,
            head,
            seals: sealed.seals,
            engine: asked(),
            broken,
            checkedAt,
          },
        };
      },
    }),
  ];
}
