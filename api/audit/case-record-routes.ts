/** The record of a case looked at closely: as it stood after an event, and as a signed file. Both looks are on record. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { createEngineCases } from '../../client/cases/engine-cases.ts';
import { readSealed } from '../../client/record/seals/sealed.ts';
import { caseAt } from '../../client/record/shown/case-at.ts';
import { CASE_RECORD_FORMAT, caseRecordOf } from '../../client/record/shown/case-export.ts';
import { verifyCase } from '../../client/record/verify.ts';
import { caseNumber } from '../../domain/kernel/contract.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { sha256 } from '../../models/store/chain.ts';
import type { Env } from '../../platform/env.ts';
import { sealFolder } from '../../platform/seal-folder.ts';
import type { Reads, Resolve } from '../cases/reads.ts';
import { notFound } from '../http/problem.ts';
import { whole } from '../http/query.ts';
import { type Route, route } from '../http/route.ts';
import { caseViewSchema, instantOut, numberParams } from '../http/schemas.ts';
import { answering } from './answering.ts';
import { storedCommit } from './stored-commit.ts';

type Deps = {
  db: Connection;
  temporal: Client;
  taskQueue: string;
  env: Pick<Env, 'sealFolder'>;
  audit: AuditTrail;
  reads: Reads;
  resolvePins: Resolve;
};

const at = z.strictObject({
  number: caseNumber().describe('Number of the case'),
  seq: whole({ minimum: 1, maximum: 1_000_000 }).describe('Of an event'),
});
const stateSchema = z.object({
  number: z.string(),
  seq: z.int().describe('Of the last event of the command that the asked one belongs to'),
  at: instantOut.describe('When that was stored'),
  case: caseViewSchema,
});
const fileSchema = z.object({
  manifest: z.object({
    format: z.literal(CASE_RECORD_FORMAT),
    number: z.string(),
    exportedAt: z.int().meta({ format: 'epoch-ms', description: 'As it was signed' }),
    exportedBy: z.string(),
    events: z.int(),
    commits: z.int(),
    head: z.string(),
    commitsHash: z.string().describe('SHA-256 of the canonical text of `commits` (docs/record.md)'),
    verification: z.object({
      holds: z.boolean(),
      broken: z.object({ seq: z.int(), code: z.string() }).nullable(),
      seals: z.int(),
      engine: z.boolean(),
    }),
    key: z.object({ keyId: z.string(), publicKey: z.string(), fingerprint: z.string() }),
  }),
  signature: z.string().describe('Ed25519 over the canonical text of `manifest`, base64'),
  commits: z.array(storedCommit),
});

export function caseRecordRoutes({ db, temporal, taskQueue, env, audit, reads, resolvePins }: Deps): Route[] {
  const seals = sealFolder(env.sealFolder);
  const engine = createEngineCases(temporal, taskQueue);
  const common = { tag: 'audit', access: { rule: 'role', roles: ['auditor', 'process-owner'] } } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/api/audit/cases/:number/states/:seq',
      operationId: 'audit.caseAt',
      summary: 'A case as it stood after one of its events, folded again from its record; the look is on record',
      costly: 'work',
      watched: true,
      params: at,
      responses: { 200: { description: 'As it stood', schema: stateSchema } },
      handle: async ({ identity, actor, params: { number, seq } }) => {
        const { _id: caseId, process } = await reads.one(identity, number);
        const found = await caseAt({ db, resolvePins }, { caseId, process, seq });
        if (!found) throw notFound();
        await audit.record({ type: 'eventsRead', by: actor.id, at: Date.now(), caseId, data: { stateAt: seq } });
        const [shown] = await reads.shown(identity, [found.view]);
        return { body: { number, seq: found.seq, at: found.at, case: shown } };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/audit/cases/:number/export',
      operationId: 'audit.exportCase',
      summary:
        "The record of a case as a file: its commits as stored and what a verification found, signed by the seals' key; on record",
      costly: 'file',
      params: numberParams,
      body: z.strictObject({}),
      responses: { 200: { description: 'The file', schema: fileSchema } },
      handle: async ({ identity, actor, params: { number } }) => {
        const { _id: caseId } = await reads.one(identity, number);
        const sealed = await readSealed(db, seals, () => undefined, { only: caseId });
        const { asked, headOf } = answering(engine);
        const found = await verifyCase(db, caseId, { sealed, engine: { headOf } });
        const now = Date.now();
        const file = await caseRecordOf(db, {
          caseId,
          by: actor.id,
          now,
          found,
          seals: sealed.seals,
          engine: asked(),
        });
        const { events, commits } = file.manifest;
        const data = {
          filter: { cases: [caseId] },
          counts: { cases: 1, commits, events },
          manifestHash: sha256(canonical(file.manifest)),
        };
        await audit.record({ type: 'recordExported', by: actor.id, at: now, caseId, data });
        return { raw: file };
      },
    }),
  ];
}
