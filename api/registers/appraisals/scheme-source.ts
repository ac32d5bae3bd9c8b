/** What editors of schemes of appraisal send: shapes only; what may be published stands in domain/appraisal. */
import { z } from 'zod';
import { LARGEST } from '../../../domain/appraisal/calculus/decimals.ts';
import { MOST_CLAUSES, MOST_ITEMS, MOST_STEPS } from '../../../domain/appraisal/calculus/scheme.ts';
import { BETTER, PERIODS, SUBJECTS, WITHOUT } from '../../../domain/appraisal/calculus/shapes.ts';
import { formed, key, line, orgPath, partId, text } from '../../../domain/kernel/contract.ts';

/** They stand in the state of each case. */
const words = z.strictObject({ zh: line(60), en: line(60) });
const figure = z.number().min(0).max(LARGEST);
const MOST_CENTS = 1_000_000_000_000;
const cents = z.int().min(0).max(MOST_CENTS);
const amount = z.union([
  z.strictObject({ cents }),
  z
    .strictObject({ basisPoints: z.int().min(1).max(10_000) })
    .describe('Hundredths of a percent of the fee of the period'),
]);
const scoring = z.union([
  z.strictObject({ is: z.literal('proportional') }).describe('All of its points at the target, else its share of them'),
  z.strictObject({ is: z.literal('all-or-nothing') }),
  z.strictObject({
    is: z.literal('steps'),
    steps: z
      .array(z.strictObject({ figure, points: z.int().min(0).max(100) }))
      .min(1)
      .max(MOST_STEPS)
      .describe('The points of the best one that is reached; of none, 0'),
  }),
]);
const item = z.strictObject({
  id: partId(),
  title: words,
  weight: z.int().min(0).max(100).describe('Points that it may have; all items together have 100'),
  measure: text(2_000).optional().describe('Text of a formula, `@first-line` for an indicator; absent: judged by hand'),
  better: z.enum(BETTER).default('more').describe('`less`: it is missed above its target'),
  target: figure.optional(),
  scoring: scoring.default({ is: 'proportional' }),
  without: z.enum(WITHOUT).default('full').describe('What it scores in a period that has nothing to reckon with'),
  rectifyBelow: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('With fewer percent of its points it starts a rectification'),
});
const ofClause = {
  id: formed(/^[a-z0-9-]{1,24}$/, 'key'),
  title: words,
  item: partId().describe('For whose figure it is owed'),
  cap: cents.optional().describe('The most that is owed by it'),
};
const clause = z.union([
  z.strictObject({
    ...ofClause,
    is: z.literal('per-breach'),
    amount,
    except: z
      .array(z.strictObject({ clock: key(), minutes: z.int().min(1).max(1_000_000) }))
      .max(5)
      .optional()
      .describe('Not of a case whose user was waited for so many minutes of that clock'),
  }),
  z.strictObject({
    ...ofClause,
    is: z.literal('per-percent'),
    amount,
    count: z.enum(['begun', 'full']).describe('Of a percent that was missed: what is begun counts, or what is full'),
  }),
  z.strictObject({
    ...ofClause,
    is: z.literal('tiers'),
    tiers: z
      .array(z.strictObject({ beyond: figure, amount }))
      .min(1)
      .max(MOST_STEPS)
      .describe('From the nearest to the furthest; the furthest that is passed counts, alone'),
  }),
]);

export const schemeSource = z.strictObject({
  title: z.strictObject({ zh: line(150), en: line(150) }),
  orgPath: orgPath().describe('Whose service is judged: cases of it and of all below, by the clock on its wall'),
  subject: z.strictObject({
    kind: z.enum(SUBJECTS),
    organisation: orgPath().optional().describe('Whose people are the subject; of a centre, absent: its own'),
    teams: z.array(key()).max(50).optional().describe('Whose members are the subject'),
    person: key().optional(),
  }),
  judge: orgPath().describe('Whose appraisers judge, never of the subject itself'),
  period: z.enum(PERIODS),
  firstMonth: z.int().min(1).max(12).default(1).describe('With which the fiscal year begins'),
  items: z.array(item).min(1).max(MOST_ITEMS),
  clauses: z.array(clause).max(MOST_CLAUSES).default([]),
  currency: formed(/^[A-Z]{3}$/, 'currency').default('CNY'),
  fee: cents.optional().describe('Cents of one period, of which amounts may be a part'),
  cap: cents.optional().describe('The most that is owed for one period'),
  silence: z
    .literal(true)
    .optional()
    .describe('By contract: who says nothing to the end of his window has accepted it'),
  withdrawn: z.literal(true).optional().describe('This version ends it: no period that begins later is judged'),
  reason: text(2_000).optional().describe('Of the withdrawal, or of what an appraisal proposes'),
});
