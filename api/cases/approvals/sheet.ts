/** The sheet of a change as it was hashed: what those who approve and consent read, and what is different from the last one. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { SHIPPED, type WordedQuestionnaire } from '../../../domain/change/risk.ts';
import type { CaseEvent, StoredCase } from '../../../domain/kernel/process.ts';
import { changesBetween } from '../../../domain/kernel/record/changes.ts';
import type { Difference } from '../../../domain/kernel/record/differences.ts';
import { eventsAfter } from '../../../models/cases/commit.ts';
import {
  type KeptRiskQuestionnaire,
  riskQuestionnaireOf,
} from '../../../models/registers/changes/risk-questionnaire.ts';
import { presentField } from '../../http/present.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, numberParams } from '../../http/schemas.ts';
import { type Reads, worksOn } from '../reads.ts';

const bothWords = z.object({ zh: z.string(), en: z.string() });
const questionnaire = z.object({
  id: z.string().optional().describe('The version pinned; absent: it was submitted before there were versions'),
  questions: z.array(z.object({ key: z.string(), weight: z.int(), title: bothWords, help: bothWords.optional() })),
  medium: z.int(),
  high: z.int(),
  assessors: z
    .record(z.string(), z.string())
    .optional()
    .describe('By assessment, the role that alone gives it; absent: any'),
});
const plan = z.record(z.string(), z.unknown());
const sheet = z.object({
  number: z.string(),
  kind: z.string(),
  title: z.string(),
  description: z.string(),
  items: z.array(z.string()),
  customers: z.array(z.string()).describe('Who consents'),
  planHash: z.string().optional().describe('Of all that; absent: it was not submitted yet'),
  submittedAt: instantOut.optional(),
  template: z.string().optional().describe('Of a standard change: the version of its template'),
  questionnaire: questionnaire
    .optional()
    .describe('Of a normal change that was submitted: what those answer who assess it'),
  assessments: z
    .array(
      z.object({
        as: z.string(),
        by: z.string(),
        at: instantOut,
        opinion: z.string(),
        answers: z.record(z.string(), z.boolean()),
      }),
    )
    .optional()
    .describe('What was said of it since it was submitted last; for those who work on it'),
  plan: plan.describe('As it was written last: window, steps with undo, back-out, evidence'),
  differences: z
    .array(z.object({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }).loose())
    .optional()
    .describe('From the plan that was submitted before this one; absent: it is the first'),
});
type Planned = { plan: Record<string, unknown>; items: string[]; customers: string[]; template?: string };

export const sheetRoute = ({ db, reads }: { db: Connection; reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/api/approvals/:number',
    operationId: 'approvals.sheet',
    tag: 'approvals',
    summary:
      'The sheet of a change as it is shown to those who decide, with what changed since it was submitted before',
    access: { rule: 'permission', permission: 'change.read' },
    params: numberParams,
    responses: { 200: { description: 'The sheet', schema: sheet } },
    handle: async ({ actor, identity, params: { number } }) => {
      const stored: StoredCase & { kind?: string; description?: string } = await reads.one(identity, number, 'change');
      const events = await eventsAfter(db, number);
      return {
        body: {
          ...sheetOf(stored, events),
          ...(worksOn(actor, stored) ? assessmentsOf(events) : {}),
          ...(await questionnaireOf(db, stored, events)),
        },
      };
    },
  });

/** What those say who looked at it, as it was submitted last: whoever decides reads it with the plan. */
function assessmentsOf(events: readonly CaseEvent[]): { assessments?: object[] } {
  const since = events.findLastIndex(({ type }) => type === 'change.submitted');
  const said = events
    .slice(since + 1)
    .flatMap(({ type, by, at, data }) => (type === 'change.assessed' ? [{ ...data, by: by.id, at }] : []));
  return since >= 0 && said.length > 0 ? { assessments: said } : {};
}

/** With the words of the version that it pins, whatever has been published since. */
async function questionnaireOf(
  db: Connection,
  { kind }: { kind?: string },
  events: readonly CaseEvent[],
): Promise<{ questionnaire?: { id?: string } & WordedQuestionnaire }> {
  const submitted = events.findLast(({ type }) => type === 'change.submitted');
  if (kind !== 'normal' || !submitted) return {};
  const id = refIn(submitted.data);
  const found = id === undefined ? null : await riskQuestionnaireOf(db).findById(id).lean<KeptRiskQuestionnaire>();
  if (!found) return { questionnaire: SHIPPED };
  const { questions, medium, high, assessors } = found;
  return { questionnaire: { id: found._id, questions, medium, high, ...(assessors && { assessors }) } };
}

const refIn = (data: object): string | undefined => {
  const asked: unknown = 'questionnaire' in data ? data.questionnaire : undefined;
  return typeof asked === 'object' && asked !== null && 'ref' in asked ? String(asked.ref) : undefined;
};

function sheetOf(
  { _id: number, title, kind = '', description = '' }: StoredCase & { kind?: string; description?: string },
  events: readonly CaseEvent[],
) {
  const submitted: { planned: Planned; hash: string; at: number }[] = [];
  let planned: Planned = { plan: {}, items: [], customers: [] };
  for (const { type, data, at } of events) {
    if (type === 'change.planned' && isPlanned(data)) planned = data;
    if (type === 'change.submitted' && 'planHash' in data) submitted.push({ planned, hash: String(data.planHash), at });
  }
  const last = submitted.at(-1);
  const isLast = last?.planned === planned;
  const before = isLast ? submitted.at(-2) : last;
  return {
    number,
    kind,
    title,
    description,
    items: planned.items,
    customers: planned.customers,
    ...(last && isLast ? { planHash: last.hash, submittedAt: last.at } : {}),
    ...(kind === 'standard' && planned.template !== undefined ? { template: planned.template } : {}),
    plan: planned.plan,
    ...(before ? { differences: changesBetween(wholeOf(before.planned), wholeOf(planned)).changes.map(asRead) } : {}),
  };
}

/** As the event says it (domain/change/state.ts). */
const isPlanned = (data: object): data is Planned => 'plan' in data && 'items' in data && 'customers' in data;

const wholeOf = ({ plan: words, items, customers }: Planned): object => ({ ...words, items, customers });

/** An instant reads like every other: by the name of its place. */
function asRead<T extends Difference>(one: T): T {
  const name = one.pointer.slice(one.pointer.lastIndexOf('/') + 1);
  const sides = (['before', 'after'] as const).filter((side) => typeof one[side] === 'number');
  return { ...one, ...Object.fromEntries(sides.map((side) => [side, presentField(name, one[side])])) };
}
