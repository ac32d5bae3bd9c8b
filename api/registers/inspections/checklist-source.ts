/** What editors of checklists send: shapes only; what may be published stands in domain/inspection. */
import { z } from 'zod';
import { MOST_LINES, PHOTO_WHEN } from '../../../domain/inspection/checklist.ts';
import { WAYS } from '../../../domain/inspection/plan.ts';
import { line, orgPath, partId, text } from '../../../domain/kernel/contract.ts';

const words = (max: number) => z.strictObject({ zh: line(max), en: line(max) });
const limit = z.number().min(-1e9).max(1e9).optional();

const answer = z.union([
  z.strictObject({ type: z.literal('state') }).describe('In order, abnormal or not applicable, and no more'),
  z.strictObject({
    type: z.literal('number'),
    unit: line(20),
    min: limit.describe('Inclusive; below it is abnormal'),
    max: limit.describe('Inclusive; above it is abnormal'),
    meter: z.literal(true).optional().describe('A reading, to be compared with those before'),
    counting: z.literal(true).optional().describe('Of a meter that never runs back: hours run, pages printed'),
  }),
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({
    type: z.literal('choice'),
    choices: z
      .array(
        z.strictObject({
          id: partId(),
          title: words(100),
          abnormal: z.literal(true).optional().describe('Whoever chooses it has found something'),
        }),
      )
      .min(2)
      .max(20),
  }),
]);
const checklistLine = z.strictObject({
  id: partId().describe('Unique in the checklist; what answers are compared by over its versions'),
  group: partId(),
  title: words(200),
  help: words(1_000).optional().describe('How one looks'),
  answer,
  photo: z.enum(PHOTO_WHEN).optional().describe('When it asks for a photo; absent: never'),
  weight: z.int().min(1).max(100).default(1).describe('What it counts beside the others'),
});

export const checklistSource = z.strictObject({
  title: words(200),
  orgPath: orgPath().describe('Whose it is: for it and all below'),
  ways: z.array(z.enum(WAYS)).min(1).max(WAYS.length),
  groups: z
    .array(z.strictObject({ id: partId(), title: words(100) }))
    .min(1)
    .max(30)
    .describe('In their order'),
  lines: z.array(checklistLine).min(1).max(MOST_LINES),
  withdrawn: z.literal(true).optional().describe('This version ends it: nothing is inspected by it any more'),
  reason: text(2_000).optional().describe('Of the withdrawal'),
});
