/** What editors of runbooks send: shapes only; what may be published stands in domain/runbooks. */
import { z } from 'zod';
import { formed, key, line, orgPath, partId, text, versionRef } from '../../../domain/kernel/contract.ts';
import { MOST_UNDER_WAY } from '../../../domain/kernel/part.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import { RUN_PROCESSES } from '../../../domain/processes.ts';
import { SCHEMES } from '../../../domain/runbooks/runbook.ts';

const words = (max: number) => z.strictObject({ zh: line(max), en: line(max) });
const texts = (max: number) => z.strictObject({ zh: text(max), en: text(max) });
const role = z.enum(STAFF).describe('Held by somebody at the organisation, or above it');
const action = key().optional().describe('Of an automatic one alone: the name of the registered action');
const ms = (max: string) => z.int().describe(`Wall time in ms, above 0, at most ${max}`);
const scripted = z
  .array(z.enum(['done', 'failed', 'no-answer', 'unknown']))
  .max(20)
  .optional()
  .describe('What drills and rehearsals are answered, try by try, the last for all that follow; absent: done');
const marks = (what: string) => z.literal(true).optional().describe(what);

const step = z.strictObject({
  node: z.literal('step'),
  id: partId().describe('Unique in the plan; what stands at places is called by its place and this, with `-` between'),
  kind: z.enum(['manual', 'automatic', 'decision']),
  title: words(200),
  instruction: texts(4_000).describe('What is done, by whoever has never done it'),
  verify: texts(2_000).optional().describe('How one sees that it is done'),
  role,
  action,
  undo: z
    .strictObject({
      kind: z.enum(['manual', 'automatic']),
      instruction: texts(4_000),
      action,
      budgetMs: ms('7 days'),
      scripted,
    })
    .optional()
    .describe('How it is taken back: harmless where little was done'),
  budgetMs: ms('7 days').describe('From its start until it counts as failed'),
  retries: z.int().min(0).max(10),
  onFailure: z.enum(['undo', 'needs-human']).describe('After the last try'),
  witness: marks('A second person confirms it'),
  skippable: marks('The commander and a second person may leave it out'),
  noReturn: marks('Behind it nothing is undone: needs `witness`'),
  choices: z
    .array(
      z.strictObject({
        id: partId(),
        title: words(200),
        skips: z.array(partId()).max(200).optional().describe('Steps behind it that are left out then'),
      }),
    )
    .max(20)
    .optional()
    .describe('Of a decision; absent: go on is all that can be decided'),
  scripted,
});
const gate = z.strictObject({
  node: z.literal('gate'),
  id: partId(),
  kind: z.enum(['gate', 'check']).describe('After a wave; a quality gate before a step'),
  role,
  soakMs: z.int().optional().describe('Business time in ms that must pass before it may be passed, at most 31 days'),
});
const order = {
  order: z.enum(['sequence', 'parallel']),
  atMost: z.int().min(1).max(MOST_UNDER_WAY).optional().describe('Of parallel: so many at a time'),
};
const kind = formed(/^[a-z][a-z-]{0,31}$/, 'part-kind');
const blockName = formed(/^[a-z0-9-]{1,32}$/, 'key');
/** A body is bounded in depth before it comes here. */
const node: z.ZodType = z.lazy(() => z.discriminatedUnion('node', [step, gate, group, each])).meta({ id: 'PlanNode' });
const nodes = z.array(node).max(700);
const group = z.strictObject({
  node: z.literal('group'),
  id: partId(),
  kind: kind.optional().describe('Of the part that stands for the whole, and goes back as one; absent: none does'),
  ...order,
  of: nodes,
});
const each = z.strictObject({
  node: z.literal('each'),
  kind: kind.describe('Of the part that stands for one place'),
  places: z.array(z.strictObject({ id: partId(), orgPath: orgPath() })).max(200),
  ...order,
  of: z.union([nodes, blockName]).describe('Steps, or the name of a block'),
});

const list = <T extends z.ZodType>(one: T, most: number) => z.array(one).max(most).default([]);
export const runbookSource = z.strictObject({
  title: words(200),
  description: texts(4_000).optional().describe('When it is taken, and what must hold before'),
  process: z.enum(RUN_PROCESSES),
  scheme: z
    .enum(Object.values(SCHEMES).flat())
    .optional()
    .describe('By which a run finds it; required of a failover, whose facts propose one'),
  orgPath: orgPath().describe('Whose it is: for its own cases and those of all below'),
  applications: list(key(), 200).describe('What it is for; empty: all. Each list narrows'),
  items: list(key(), 1_000).describe('Configuration items'),
  drillEveryMonths: z.int().min(1).max(60).optional().describe('It is drilled so often'),
  plan: z
    .strictObject({
      blocks: z
        .record(blockName, nodes)
        .refine((blocks) => Object.keys(blocks).length <= 50, 'too-many')
        .optional()
        .describe('Written once, for what stands at several places'),
      of: nodes,
    })
    .describe('Gone through in this order'),
  copyOf: versionRef().optional().describe('The version that it was copied from'),
  withdrawn: z.literal(true).optional().describe('This version ends it: no new run is made of it'),
  reason: text(2_000).optional().describe('Of the withdrawal'),
});
