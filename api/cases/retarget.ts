/** Before open cases move to other versions: what would become of their promises. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { previewRetarget } from '../../client/cases/retarget.ts';
import { caseNumber } from '../../domain/kernel/contract.ts';
import { keyAllows } from '../sign-in/key-rights.ts';
import { notPermitted, problemOf } from '../http/problem.ts';
import type { Reads } from './reads.ts';
import { refusalWithinReach } from './references.ts';
import { type Asking, type Route, route } from '../http/route.ts';
import { problemSchema, readingSchema } from '../http/schemas.ts';

const MOST = 200;
const body = z.strictObject({
  numbers: z
    .array(caseNumber())
    .min(1)
    .max(MOST)
    .refine((numbers) => new Set(numbers).size === numbers.length, 'named-twice'),
});
const resultSchema = z.object({
  number: z.string(),
  policyVersion: z.string().optional(),
  calendars: z.array(z.string()).optional(),
  clocks: z
    .array(z.object({ clock: z.string(), before: readingSchema.nullable(), after: readingSchema.nullable() }))
    .optional()
    .describe('Clocks that would change'),
  problem: problemSchema.optional().describe('Why this case would not move'),
});

type Deps = { db: Connection; registers: Connection; directory: Directory; reads: Reads };

export const retargetRoutes = (deps: Deps): Route[] => [
  route({
    method: 'post',
    path: '/api/retargets/preview',
    operationId: 'retargets.preview',
    tag: 'cases',
    summary: `What a re-target of up to ${MOST} cases to the registers in force would change; writes nothing`,
    access: { rule: 'role', roles: ['supervisor', 'process-owner'] },
    looks: true,
    costly: 'work',
    body,
    responses: {
      200: {
        description: 'An answer for each, in the order asked',
        schema: z.object({ results: z.array(resultSchema) }),
      },
    },
    handle: async (asking) => {
      const results = [];
      for (const number of asking.body.numbers) {
        if (asking.response.destroyed) break; // nobody reads it
        results.push(await one(deps, asking, number));
      }
      return { body: { results } };
    },
  }),
];

async function one({ db, registers, directory, reads }: Deps, asking: Asking, number: string): Promise<object> {
  const { identity, actor, request, traceId } = asking;
  try {
    const stored = await reads.one(identity, number);
    if (!keyAllows(identity, `${stored.process}.retarget`)) throw notPermitted();
    const preview = await previewRetarget({ db, registers, directory }, { stored, actor, now: Date.now() });
    return { number, ...preview };
  } catch (error) {
    const told = await refusalWithinReach(reads, identity, error);
    return { number, problem: problemOf(told, { instance: request.path, traceId }) };
  }
}
