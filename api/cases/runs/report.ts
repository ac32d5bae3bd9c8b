/** What a run took against what its plan allowed, once it is over: of a drill and of a live run alike. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { storedRunWords } from '../../../client/registers/run-words.ts';
import { partId } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { StoredCase } from '../../../domain/kernel/process.ts';
import { type RunReport, reportOf, WEAKNESSES } from '../../../domain/kernel/running/report.ts';
import type { Running } from '../../../domain/kernel/running/shapes.ts';
import type { Words } from '../../../domain/notice-words.ts';
import { isRunProcess } from '../../../domain/runbooks/runbook.ts';
import { bodyOf } from '../../../models/cases/case.ts';
import { eventsAfter } from '../../../models/cases/commit.ts';
import { notFound, notPermitted } from '../../http/problem.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, numberParams } from '../../http/schemas.ts';
import { type Reads, worksOn } from '../reads.ts';

const ms = () => z.int().describe('Milliseconds');
const span = { startedAt: instantOut.optional(), endedAt: instantOut.optional() };
const stepSchema = z.object({
  step: partId(),
  title: z.object({ zh: z.string(), en: z.string() }).optional(),
  kind: z.enum(['manual', 'automatic', 'decision']),
  status: z.string().describe('Where it stands, as its part does'),
  budgetMs: ms(),
  actualMs: ms().optional().describe('From its first start until it was over, however often it was tried'),
  ...span,
  tries: z.int(),
  waitedMs: ms().describe('While nobody had it, or a second person or a decision was wanted'),
  weak: z.array(z.enum(WEAKNESSES)),
});
const reportSchema = z.object({
  number: z.string(),
  mode: z.enum(['live', 'drill', 'rehearsal']),
  runbooks: z.array(z.string()).describe('The versions by which it ran'),
  budgetMs: ms().describe('Of the plan as it was carried out, steps that stand side by side together'),
  actualMs: ms().optional(),
  ...span,
  recovery: z
    .object({ objectiveMs: ms().optional(), actualMs: ms().optional(), within: z.boolean().optional() })
    .optional()
    .describe('From the fault until its users confirmed the service'),
  weak: z.array(partId()).describe('The steps that are weak, the weakest first'),
  steps: z.array(stepSchema).describe('In the order of the plan'),
});

/** Of a case that knows since when its service was gone. */
type Recovered = StoredCase & { faultAt?: number; recoveredAt?: number; rtoMs?: number };
type State = Running & { status: string };

export const runReportRoute = ({ db, reads }: { db: Connection; reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/api/runs/:number/report',
    operationId: 'runs.report',
    tag: 'runs',
    summary:
      'A run that is over, live or drill: budget and actual of each step, which are weak, recovery and its objective',
    access: { rule: 'reader' },
    mayConflict: true,
    params: numberParams,
    responses: { 200: { description: 'The report', schema: reportSchema } },
    handle: async ({ actor, identity, params: { number } }) => {
      const stored: Recovered = await reads.one(identity, number);
      if (!isRunProcess(stored.process)) throw notFound();
      if (!worksOn(actor, stored)) throw notPermitted();
      const body = bodyOf(stored);
      const state: State = body.state;
      const { outline, ranAt } = state;
      if (!outline) throw new DomainError('no-plan', 'Nothing was run');
      if (ranAt === undefined) throw new DomainError('run-not-over', 'The run goes on');
      const { faultAt, recoveredAt, rtoMs } = stored;
      const report = reportOf({
        outline,
        events: await eventsAfter(db, number),
        ...(faultAt === undefined ? {} : { recovery: { from: faultAt, at: recoveredAt, objectiveMs: rtoMs } }),
      });
      const refs = pinnedIn(body.pins.more ?? {});
      const { titles } = await storedRunWords({ db, registers: db }, number);
      return { body: { number, mode: stored.mode, runbooks: refs.map(versionIn), ...shown(report, titles) } };
    },
  });

const shown = ({ recovery, steps, ...report }: RunReport, titles: ReadonlyMap<string, Words>) => {
  const { isWithin, ...times } = recovery ?? {};
  return {
    ...report,
    ...(recovery ? { recovery: { ...times, ...(isWithin === undefined ? {} : { within: isWithin }) } } : {}),
    steps: steps.map((one) => {
      const title = titles.get(one.step);
      return title ? { ...one, title } : one;
    }),
  };
};

/** `runbook`, `runbook-2` … in their order. */
const pinnedIn = (more: Readonly<Record<string, string>>): string[] =>
  Object.keys(more)
    .filter((name) => /^runbook(?:-\d+)?$/.test(name))
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .flatMap((name) => more[name] ?? []);
const versionIn = (ref: string): string => ref.slice(0, ref.includes('#') ? ref.indexOf('#') : ref.length);
