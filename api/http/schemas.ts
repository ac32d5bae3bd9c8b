/** Shapes of answers that several routes share: as they leave, instants as text. */
import { z } from 'zod';
import { catalogue } from '../../domain/catalogue.ts';
import { caseNumber, priority, tier } from '../../domain/kernel/contract.ts';
import { statusesOf } from '../../domain/kernel/lifecycle.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import { roles } from '../../domain/roles.ts';
import { knownCodes } from './problem.ts';

export const processKeys: readonly ProcessKey[] = Object.keys(processes).filter(isProcessKey);
/** Key of a process. */
export const processKey = z.enum(processKeys);
/** Statuses of one process, in the order of its lifecycle. */
export const statusOfCase = (process: ProcessKey) => z.enum(statusesOf(catalogue[process]));
/** Of any process. */
export const caseStatus = z.enum([...new Set(processKeys.flatMap((key) => statusesOf(catalogue[key])))]);
export const roleName = z.enum(Object.keys(roles));

export const instantOut = z.iso.datetime();
export const orgPathOut = z.string().regex(/^\/[a-z0-9/-]*$/);

/** Out of office now, by case: until when, and who stands in; `process`, `organisation`: in cases of these alone. */
export const awaySchema = z.array(
  z.object({
    until: instantOut,
    deputy: z.string(),
    process: z.string().optional(),
    organisation: orgPathOut.optional(),
  }),
);

const CODE = /^[a-z]+(-[a-z]+)*$/;
export const fieldErrorSchema = z.object({
  pointer: z.string().describe('JSON pointer (RFC 6901) of the field'),
  code: z
    .string()
    .regex(CODE)
    .describe(
      'Stable: `required`, `unknown-field`, `wrong-type`, `wrong-format`, `bad-character`, `not-allowed-value`, `too-short`, `too-long`, `too-few`, `too-many`, `too-small`, `too-large`, `too-deep`, `unknown`, `missing`, or that of a rule',
    ),
  params: z.record(z.string(), z.unknown()).optional().describe('What is allowed: `allowed`, `format`, `minimum` …'),
});
export const problemSchema = z
  .object({
    type: z.string().describe('`urn:changming:problem:<code>`'),
    title: z.string(),
    status: z.int(),
    code: z.enum(knownCodes()).describe('Stable; what programs look at'),
    detail: z.string(),
    instance: z.string(),
    traceId: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    view: z.record(z.string(), z.unknown()).optional().describe('The case as it stands now, beside a 409'),
    allowed: z.array(z.string()).optional(),
    retryAfter: z.int().optional().describe('Seconds'),
  })
  .meta({ id: 'Problem' });

const audience = z.union([
  z.looseObject({ person: z.string() }),
  z.looseObject({ team: z.string() }),
  z.looseObject({ role: roleName, orgPath: orgPathOut }),
]);
export const readingSchema = z.object({
  kind: z.string(),
  state: z.enum(['waiting', 'running', 'paused', 'breached', 'met', 'late', 'cancelled']),
  generation: z.int(),
  targetMs: z.int().nullable(),
  startedAt: instantOut.nullable(),
  dueAt: instantOut.nullable(),
  breachedAt: instantOut.nullable(),
  pausedSince: instantOut.nullable(),
  stoppedAt: instantOut.nullable(),
  remainingMs: z.int().nullable(),
  retroactive: z.boolean(),
  provisional: z.boolean(),
});
/** What every case shows in a list; its process adds fields of its own. */
const viewFields = z.looseObject({
  number: caseNumber().describe('The case, for people and programs alike: `INC-000123`'),
  process: processKey,
  mode: z.enum(['live', 'drill', 'rehearsal']),
  version: z.int(),
  status: caseStatus,
  title: z.string(),
  orgPath: orgPathOut,
  orgLine: z.array(orgPathOut),
  parties: z.looseObject({
    requester: z.string().optional().describe('Absent: a caller without an account'),
    unit: orgPathOut,
    assignee: z.string().optional(),
  }),
  queue: z.string().optional(),
  queueOrg: orgPathOut.optional(),
  tier: tier.optional(),
  priority: priority.optional(),
  application: z.string().optional(),
  takenBack: z.int().optional().describe('Breaches that a re-target or a change of priority took back'),
  waitsFor: z.array(
    z.object({
      to: audience,
      command: z.string(),
      dueAt: instantOut.nullable(),
      parts: z.array(z.string()).optional().describe('Of a command about parts: the first of them by deadline'),
      count: z.int().optional().describe('How many parts there are'),
    }),
  ),
  readings: z.record(z.string(), readingSchema),
  dueAt: instantOut.nullable(),
  nextWakeUp: instantOut.nullable().optional().describe('For those who work on the case'),
  openedAt: instantOut,
  updatedAt: instantOut,
  closedAt: instantOut.optional(),
  outside: z.array(z.string()).optional().describe('Fields left out, since they name a case out of reach'),
});
export const caseViewSchema = viewFields.meta({ id: 'CaseView' });
/** What one may do, on a case or a part. */
export const offer = {
  allowed: z.array(z.string()).describe('Commands that this person may give now'),
  blocked: z.array(
    z.object({ command: z.string(), code: z.string(), params: z.record(z.string(), z.unknown()).optional() }),
  ),
};
/** A clock of a case as it stands now. */
export const clockSchema = z
  .object({
    clock: z.string(),
    part: z.string().optional(),
    kind: z.string(),
    state: z.enum(['running', 'soon', 'over', 'paused', 'waiting', 'met', 'late', 'cancelled']),
    targetMs: z.int().nullable(),
    startedAt: instantOut.nullable(),
    soonAt: instantOut.nullable().describe('When its first reminder comes: from then on it is `soon`'),
    dueAt: instantOut.nullable(),
    stoppedAt: instantOut.nullable(),
    elapsedMs: z.int().describe('Business time'),
    remainingMs: z.int().nullable(),
    pause: z.object({ since: instantOut, reason: z.string().optional() }).optional(),
    calendar: z.string().nullable().describe('`id@version`'),
    provisional: z.boolean(),
  })
  .meta({ id: 'Clock' });
const clocksOfCase = {
  clocks: z
    .array(clockSchema)
    .optional()
    .describe('Those that have started, the most urgent first, at `serverNow`; `readings`: at the last event'),
  promise: z
    .object({ policy: z.string(), contract: z.string().optional() })
    .optional()
    .describe('What it promises by, `id@version`'),
};
/** One case for this person, now; a process extends it. */
export const answerFields = viewFields.extend({ ...offer, ...clocksOfCase, serverNow: instantOut });
export const caseAnswerSchema = answerFields.meta({ id: 'CaseAnswer' });
export const pageOf = (item: z.ZodType) =>
  z.object({ items: z.array(item), next: z.string().nullable(), serverNow: instantOut });
export const countSchema = z.object({ count: z.int(), capped: z.boolean() });

export const numberParams = z.strictObject({ number: caseNumber().describe('Number of the case') });
