/** `POST /api/sla/preview`: what a case opened at a given moment would owe when, and how that is reckoned. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { whatIf, type WhatIfAnswer } from '../../client/rehearsals/what-if.ts';
import { contracts } from '../../domain/contracts.ts';
import { isProcessKey } from '../../domain/processes.ts';
import { isWithin } from '../../domain/kernel/people/access.ts';
import { STAFF } from '../../domain/kernel/people/who.ts';
import { impact, instant, key, orgPath, priority, tier, versionRef } from '../../domain/kernel/contract.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { Person } from '../../models/registers/person.ts';
import { explainedDay } from '../cases/clocks/shapes.ts';
import { invalid } from '../http/problem.ts';
import { visibleIn } from './register-scope.ts';
import { type Route, route } from '../http/route.ts';
import { instantOut, orgPathOut, processKey } from '../http/schemas.ts';

const OF_INCIDENTS = ['impact', 'urgency', 'priority', 'queue', 'tier'] as const;

const fields = z.strictObject({
  process: processKey.default('incident'),
  at: instant().describe('When it is opened'),
  unit: orgPath().describe('Who reports'),
  application: key().describe('The service'),
  impact: impact.optional(),
  urgency: impact.optional(),
  priority: priority.optional().describe('Instead of impact and urgency'),
  queue: key().optional().describe('Where it is opened; else at the first line'),
  tier: tier.optional().describe('The same by tier: its desk for this unit and service'),
  drafts: z.boolean().optional().describe('As if every draft of a register were published'),
  policyVersion: versionRef().optional().describe('`incident@2`: instead of the policy in force'),
});
const body = fields.superRefine((given, context) => {
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  if (!isProcessKey(given.process)) return; // said by its own rule
  if (!contracts[given.process]['create']?.facts?.priority) {
    for (const field of OF_INCIDENTS) if (given[field] !== undefined) refuse(field, 'unknown-field');
    return;
  }
  const weighed = given.impact !== undefined && given.urgency !== undefined;
  if (given.priority === undefined && !weighed) refuse('priority', 'required');
  if (given.priority !== undefined && (given.impact ?? given.urgency) !== undefined) refuse('priority', 'said-twice');
  if (given.queue !== undefined && given.tier !== undefined) refuse('tier', 'said-twice');
});

const arithmetic = z.object({
  startAt: instantOut,
  targetMs: z.int(),
  calendar: z.string(),
  zone: z.string(),
  dueAt: instantOut.nullable().describe('Null: never'),
  provisional: z.boolean(),
  covered: z
    .object({ from: instantOut, until: instantOut })
    .optional()
    .describe('Why it is provisional: dates are known to be complete for this time only'),
  days: z
    .array(explainedDay)
    .describe('Date by date, what was counted and why; empty for a calendar that is always open'),
});
const common = {
  clock: z.string(),
  kind: z.string(),
  targetMs: z.int().nullable(),
  calendar: z.string().nullable(),
  dueAt: instantOut.nullable(),
  provisional: z.boolean(),
  arithmetic: arithmetic.nullable(),
};
const step = z.object({
  step: z.string(),
  at: instantOut,
  deliverAt: instantOut.optional().describe('After quiet hours'),
  percent: z.int(),
  to: z.array(z.string()),
  channel: z.array(z.string()),
  notice: z.string().optional().describe('Its template; absent: the policy tells nobody'),
  told: z.object({
    people: z.array(z.string()).describe('Now, as far as the asker may see them'),
    others: z.int().describe('Further people'),
    stoodIn: z.array(z.string()).describe('Where nobody holds what the step names: who stands in'),
  }),
});
const chosen = z.object({
  contract: z.object({ id: z.string(), name: z.string(), why: z.string(), at: orgPathOut.optional() }).nullable(),
  policy: z.object({ id: z.string(), name: z.string(), why: z.string(), at: orgPathOut.optional() }),
  calendars: z.array(z.object({ name: z.string(), id: z.string(), why: z.string(), team: z.string().optional() })),
  desks: z.record(z.string(), z.object({ orgPath: orgPathOut, queue: z.string() })),
});
const answer = z.object({
  status: z.string(),
  priority: z.string().nullable(),
  queue: z.string().nullable(),
  chosen: chosen.describe('The versions that it would run on, and by which rule'),
  running: z.array(z.object({ ...common, startedAt: instantOut, steps: z.array(step) })),
  later: z
    .array(z.object({ ...common, startsWhen: z.array(z.string()) }))
    .describe('Clocks that something else would start; deadlines as if it came at the same moment'),
});

export const slaRoutes = ({ registers, directory }: { registers: Connection; directory: Directory }): Route[] => [
  route({
    method: 'post',
    path: '/api/sla/preview',
    operationId: 'sla.preview',
    tag: 'policies',
    summary: 'What a case opened at a moment would owe when, step by step, and who would be told; writes nothing',
    access: { rule: 'role', roles: STAFF },
    mayConflict: true,
    looks: true,
    costly: 'work',
    body,
    responses: { 200: { description: 'The promises', schema: answer } },
    handle: async ({ actor, body: { process, at, priority: given, drafts, policyVersion, tier: desk, ...asked } }) => {
      refuseOutside(actor, asked.unit);
      const weight = process === 'incident' ? ANY_WEIGHT : {};
      const data = { ...weight, ...asked, ...said, reporter: actor.id, reporterElsewhere: true };
      const choice = { priority: given, tier: desk, drafts, policyVersion };
      const found = await whatIf({ db: registers, directory }, { process, at, data, actor, ...choice });
      return { body: { ...found, running: await shownTo(registers, actor, found.running) } };
    },
  }),
];

/** What an intake must say beside, and no clock looks at. */
const said = { channel: 'phone', title: '-', description: '-', contact: '-' } as const;
/** Where the priority is given, nobody looks at these. */
const ANY_WEIGHT = { impact: '3', urgency: '3' } as const;

const isStaff = (role: string): boolean => STAFF.some((one) => one === role);

/** Units that he serves, or his own; another is answered like one that is not there. */
export function refuseOutside({ grants, unit: own }: Actor, unit: string): void {
  const serves = grants.some(({ role, orgPath: place }) => isStaff(role) && isWithin(`/${unit.slice(1)}`, place));
  if (!serves && own !== unit) throw invalid([{ pointer: '/unit', code: 'unknown' }]);
}

/** Of the people whom a step tells, those by name whom the asker may see anyway. */
async function shownTo(registers: Connection, actor: Actor, running: WhatIfAnswer['running']) {
  const all = [...new Set(running.flatMap(({ steps }) => steps.flatMap(({ people }) => people)))];
  const seen = await registers
    .collection<Person>('people')
    .find({ $and: [{ _id: { $in: all } }, visibleIn('people', actor)] }, { projection: { _id: 1 } })
    .toArray();
  const visible = new Set(seen.map(({ _id }) => _id));
  return running.map((one) => ({
    ...one,
    steps: one.steps.map(({ people, stoodIn, ...rest }) => {
      const named = people.filter((id) => visible.has(id));
      return { ...rest, told: { people: named, others: people.length - named.length, stoodIn } };
    }),
  }));
}
