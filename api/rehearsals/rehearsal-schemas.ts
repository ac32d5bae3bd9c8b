/** What rehearsals are asked and what they answer. */
import { z } from 'zod';
import { FURTHEST_MS, type Target } from '../../client/rehearsals/rehearsal-time.ts';
import { instant, key, line, versionRef } from '../../domain/kernel/contract.ts';
import { caseViewSchema, instantOut, processKey } from '../http/schemas.ts';

export const rehearsalSchema = z.object({
  number: z.string(),
  mode: z.literal('rehearsal'),
  title: z.string(),
  process: z.string(),
  drafts: z.boolean(),
  policyVersion: z.string().optional(),
  by: z.string().optional().describe('Who opened the case; absent: the product itself'),
  startedBy: z.string(),
  startedAt: instantOut.describe('On the wall'),
  lost: z.literal(true).optional().describe('The engine has lost it: it is shown as it stood, and goes on no more'),
});
export const standing = rehearsalSchema.extend({
  virtualAt: instantOut.describe('Its own time'),
  cases: z.array(caseViewSchema).describe('The first case and all that it started, as far as one may see them'),
});
export const startBody = z
  .strictObject({
    title: line(200),
    process: processKey,
    data: z.record(z.string(), z.unknown()).describe('As for the intake of that process'),
    at: instant().optional().describe('Virtual instant of the intake, from now to a year ahead'),
    by: key().optional().describe('Who opens the case: a process owner plays anybody; absent: the product itself'),
    drafts: z.boolean().optional().describe('On the drafts of registers, where there are any'),
    policyVersion: versionRef().optional().describe('`incident@2`: instead of the policy in force'),
  })
  .refine(({ drafts, policyVersion }) => !drafts || policyVersion === undefined, {
    path: ['policyVersion'],
    message: 'said-twice',
  });
export const forwardBody = z
  .strictObject({
    ms: z.int().min(1).max(FURTHEST_MS).optional(),
    until: instant().optional(),
    to: z.literal('next-deadline').optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, 'name-one')
  .describe('One of them');

/** The one that was named. */
export function targetOf({ ms, until }: z.output<typeof forwardBody>): Target {
  if (ms !== undefined) return { ms };
  return until === undefined ? { to: 'next-deadline' } : { until };
}
export const toldSchema = z.object({
  id: z.string(),
  at: instantOut,
  number: z.string(),
  to: z.string(),
  stoodIn: z.string().optional().describe('Who was meant, and for whom this one stands in'),
  why: z.object({
    event: z.string(),
    clock: z.string().optional(),
    step: z.string().optional(),
    percent: z.int().optional(),
  }),
  template: z.string(),
  text: z.object({ zh: z.string(), en: z.string() }).optional(),
  data: z.looseObject({}),
  deliveries: z
    .array(z.object({ channel: z.string(), at: instantOut, page: z.boolean(), held: z.boolean() }))
    .describe('Ways beside the inbox; `held` by quiet hours'),
});
/** Where a page of either list ended. */
export const position = z.strictObject({ at: z.int(), id: z.string() });
