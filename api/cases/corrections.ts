/** Before what was registered is corrected: what would become of routing, contract, policy, and deadlines. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { type CorrectionPreview, previewCorrection } from '../../client/cases/correction.ts';
import type { Directory } from '../../client/registers/directory.ts';
import { corrections } from '../../domain/kernel/contract.ts';
import { keyAllows } from '../sign-in/key-rights.ts';
import { notPermitted } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { numberParams, orgPathOut, readingSchema } from '../http/schemas.ts';
import type { Reads } from './reads.ts';

const standSchema = z.object({
  unit: orgPathOut,
  application: z.string().optional(),
  queue: z.string().optional(),
  queueOrg: orgPathOut.optional(),
  assignee: z.string().optional(),
  policyVersion: z.string(),
  contract: z.string().optional(),
});
const answer = z.object({
  number: z.string(),
  policyVersion: z.string().describe('To be sent back with the command'),
  calendars: z.array(z.string()).describe('To be sent back with the command'),
  before: standSchema,
  after: standSchema,
  clocks: z
    .array(z.object({ clock: z.string(), before: readingSchema.nullable(), after: readingSchema.nullable() }))
    .describe('Clocks that would change'),
});

type Deps = { db: Connection; registers: Connection; directory: Directory; reads: Reads };

export const correctionRoutes = ({ db, registers, directory, reads }: Deps): Route[] => [
  route({
    method: 'post',
    path: '/api/corrections/:number/preview',
    params: numberParams,
    operationId: 'corrections.preview',
    tag: 'cases',
    summary: 'What a correction of what was registered would change; writes nothing',
    access: { rule: 'role', roles: ['desk-agent', 'engineer', 'supervisor'] },
    mayConflict: true,
    costly: 'work',
    body: z.strictObject(corrections),
    responses: { 200: { description: 'The case before and after', schema: answer } },
    handle: async ({ identity, actor, params: { number }, body: data }) => {
      const stored = await reads.one(identity, number);
      if (!keyAllows(identity, `${stored.process}.correct`)) throw notPermitted();
      const asked = { stored, actor, now: Date.now(), data };
      const preview: CorrectionPreview = await previewCorrection({ db, registers, directory }, asked);
      return { body: { number, ...preview } };
    },
  }),
];
