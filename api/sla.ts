/** `POST /api/sla/preview`: what a case opened at a given moment would owe when, and how that is reckoned. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../client/directory.ts';
import { whatIf } from '../client/what-if.ts';
import { orgLineOf } from '../domain/kernel/access.ts';
import { STAFF } from '../domain/kernel/common.ts';
import { impact, instant, key, orgPath, priority } from '../domain/kernel/contract.ts';
import type { Actor } from '../domain/kernel/process.ts';
import { invalid } from './problem.ts';
import { type Route, route } from './route.ts';
import { instantOut, processKey } from './schemas.ts';

const body = z
  .strictObject({
    process: processKey.default('incident'),
    at: instant().describe('When it is opened'),
    unit: orgPath().describe('Who reports'),
    application: key().describe('The service'),
    impact: impact.optional(),
    urgency: impact.optional(),
    priority: priority.optional().describe('Instead of what the matrix says'),
    queue: key().optional(),
    drafts: z.boolean().optional().describe('As if every draft of a register were published'),
  })
  .refine(
    ({ process, ...given }) =>
      process !== 'incident' ||
      given.priority !== undefined ||
      (given.impact !== undefined && given.urgency !== undefined),
    {
      path: ['priority'],
      message: 'required',
    },
  );
const matcher = z.looseObject({});
const arithmetic = z.object({
  startAt: instantOut,
  targetMs: z.int(),
  calendar: z.string(),
  zone: z.string(),
  dueAt: instantOut.nullable(),
  provisional: z.boolean(),
  days: z
    .array(
      z.object({
        date: z.string(),
        lastDate: z.string().optional(),
        weekday: z.int(),
        rule: z.enum(['week', 'closed', 'like', 'open', 'set']),
        like: z.int().optional(),
        frames: z.array(z.array(z.int())).describe('Minutes of the local day'),
        pieces: z.array(z.object({ from: instantOut, until: instantOut })),
        countedMs: z.int(),
        totalMs: z.int(),
      }),
    )
    .describe('Day by day, what was counted and why'),
  leftOut: z.int().describe('Days left out of the middle'),
});
const common = {
  clock: z.string(),
  kind: z.string(),
  targetMs: z.int().nullable(),
  calendar: z.string().nullable(),
  dueAt: instantOut.nullable(),
  provisional: z.boolean(),
};
const answer = z.object({
  pinned: z.looseObject({ sla: z.string(), contract: z.string().optional() }).describe('The versions it would run on'),
  status: z.string(),
  priority: z.string().nullable(),
  running: z.array(
    z.object({
      ...common,
      arithmetic: arithmetic.nullable(),
      steps: z.array(
        z.object({
          step: z.string(),
          at: instantOut,
          deliverAt: instantOut.optional().describe('After quiet hours'),
          to: z.array(z.string()),
          channel: z.array(z.string()),
          told: z.object({ people: z.array(z.string()), stoodIn: z.string().optional() }),
        }),
      ),
    }),
  ),
  later: z
    .array(z.object({ ...common, startsOn: z.array(matcher) }))
    .describe('Clocks that something else would start'),
});

export const slaRoutes = ({ registers, directory }: { registers: Connection; directory: Directory }): Route[] => [
  route({
    method: 'post',
    path: '/api/sla/preview',
    operationId: 'sla.preview',
    tag: 'policies',
    summary: 'What a case opened at a moment would owe when, step by step, and who would be told; writes nothing',
    access: { rule: 'role', roles: STAFF },
    body,
    responses: { 200: { description: 'The promises', schema: answer } },
    handle: async ({ actor, body: { process, at, unit, drafts, ...asked } }) => {
      refuseOutside(actor, unit);
      const { priority: given, ...data } = asked;
      const intake = { ...data, ...said, unit, reporter: actor.id };
      const weight = { impact: '2', urgency: '2' }; // any, where the priority is given
      return {
        body: await whatIf(
          { db: registers, directory },
          { process, at, data: process === 'incident' ? { ...weight, ...intake } : intake, priority: given, drafts },
        ),
      };
    },
  }),
];

/** What an intake must say beside, and no clock looks at. */
const said = { channel: 'phone', title: '-', description: '-', contact: '-' } as const;

/** Units that he serves or belongs to; another is answered like one that is not there. */
export function refuseOutside({ grants, unit: own }: Actor, unit: string): void {
  const serves = grants.some(
    ({ role, orgPath: place }) => role !== 'requester' && orgLineOf(`/${unit.slice(1)}`).includes(place),
  );
  if (!serves && own !== unit) throw invalid([{ pointer: '/unit', code: 'unknown' }]);
}
