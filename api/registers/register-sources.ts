/** What editors of versioned registers send: shapes only; what may be published stands in the domain. */
import { catalogue } from '../../domain/catalogue.ts';
import { STAFF } from '../../domain/kernel/people/who.ts';
import { FIELDS } from '../../domain/kernel/clocks/clock-types.ts';
import { z } from 'zod';
import { steps } from '../../domain/change/contract.ts';
import { ASSESSMENTS } from '../../domain/change/fields.ts';
import { FREEZE_KINDS } from '../../domain/changes/freezes.ts';
import { EVERY, LONGEST_MINUTES } from '../../domain/changes/spans.ts';
import { WAYS } from '../../domain/inspection/plan.ts';
import { EVERY_MONTHS } from '../../domain/inspection/slots.ts';
import { day, formed, instantText, key, line, orgPath, priority, text } from '../../domain/kernel/contract.ts';
import { processKey, processKeys } from '../http/schemas.ts';

const date = day();
const frame = z.tuple([z.int().min(0).max(1439), z.int().min(1).max(2880)]);
const frames = z.array(frame).max(24);
const dateRule = z.union([
  z.literal('closed'),
  z.strictObject({ like: z.literal([1, 2, 3, 4, 5, 6, 7]) }),
  z.strictObject({ open: frames.min(1) }),
  z.strictObject({ set: frames }),
]);
const MOST_DATES = 2_000;
const year = z.int().min(1970).max(2100);

export const calendarSource = z.strictObject({
  name: line(200),
  zone: z.string().min(1).max(64),
  always: z.literal(true).optional(),
  week: z.array(frames).length(7).describe('Monday first; minutes of the local day on which a frame starts'),
  dates: z
    .record(date, dateRule)
    .refine((dates) => Object.keys(dates).length <= MOST_DATES, 'too-many')
    .default({}),
  names: z.record(date, line(100)).optional().describe('What people call these dates'),
  years: z
    .tuple([year, year])
    .refine(([first, last]) => first <= last, 'out-of-order')
    .describe('First and last local year for which the dates are complete'),
  owner: key().optional().describe('Who is warned before the years end'),
});

/** What every process has, and what each declares beside. */
const ofProcesses = Object.values(catalogue).flatMap(({ policy: { fields = {}, parts = {} } = {} }) => [
  ...Object.keys(fields),
  ...Object.values(parts).flatMap((of) => Object.keys(of.fields)),
]);
const field = z.enum([...new Set([...FIELDS, ...ofProcesses])]);
const value = z.union([z.string().max(64), z.boolean(), z.null()]);
const condition = z.partialRecord(field, z.array(value).max(100));
const matcher = z.strictObject({
  on: z.array(z.string().max(40)).max(40).optional(),
  enters: condition.optional(),
  leaves: condition.optional(),
  if: condition.optional(),
});
const matchers = z.array(matcher).max(20);
const ms = z.number().max(10 * 366 * 86_400_000);
const step = z.strictObject({
  id: formed(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/, 'step'),
  percent: z.number().min(0).max(1_000).optional(),
  beforeMs: ms.optional(),
  afterMs: ms.optional(),
  to: z.array(z.string().max(64)).max(20),
  channel: z.array(z.string().max(20)).max(10),
  do: z.enum(['notify', 'proposeEscalation', 'proposeMajor']).optional(),
  repeat: z.strictObject({ everyMs: ms, times: z.number() }).optional(),
  priorities: z.array(priority).min(1).optional(),
  chain: key().optional(),
  quiet: z.literal('hold').optional(),
});
const clock = z.strictObject({
  key: key(),
  per: formed(/^[a-z][a-z-]{0,31}$/, 'part-kind')
    .optional()
    .describe('Each part of this kind has the clock; fields and instants are then those of the part'),
  kind: z.enum(['sla', 'ola', 'underpinning', 'nag', 'timer']),
  calendar: z.string().max(64),
  targets: z
    .array(
      z.union([
        z.strictObject({ when: condition.optional(), ms, calendar: z.string().max(64).optional() }),
        z.strictObject({
          when: condition.optional(),
          until: formed(/^[A-Za-z][A-Za-z0-9]{0,39}$/, 'instant-name').describe('An instant that somebody named'),
        }),
      ]),
    )
    .max(100),
  start: matchers,
  stop: matchers,
  resume: matchers.optional(),
  restart: matchers.optional(),
  cancel: matchers.optional(),
  pause: z.array(condition).max(20).optional(),
  countStopped: z.literal(true).optional(),
  quietHours: frames.optional(),
  ladder: z.array(step).max(40).optional(),
});
const hours = z.strictObject({ service: key(), vendor: key() });

export const policySource = z.strictObject({
  process: processKey,
  name: line(200),
  organisations: z.array(orgPath()).max(200).describe('Holds for these and all below; empty: everywhere'),
  byContract: z.literal(true).optional().describe('Holds nowhere of itself, only where a contract names it'),
  calendars: hours,
  clocks: z.record(key(), clock).refine((clocks) => Object.keys(clocks).length <= 60, 'too-many'),
  terms: z.record(key(), z.union([value, z.number()])).default({}),
  silent: z.array(z.string().max(100)).max(200).optional(),
});

const byLevel = <T extends z.ZodType>(one: T) => z.strictObject({ '1': one, '2': one, '3': one });
export const matrixSource = z.strictObject({
  priorities: byLevel(byLevel(priority)).describe('By impact, then urgency'),
});

export const contractSource = z.strictObject({
  name: line(200),
  reference: line(100).optional(),
  organisations: z.array(orgPath()).min(1).max(200).describe('Holds for these and all below'),
  applications: z.array(key()).max(200).describe('The services; empty: all'),
  calendars: hours,
  policies: z.partialRecord(z.enum(processKeys), key()),
  inspections: z
    .partialRecord(z.enum(WAYS), z.literal(EVERY_MONTHS))
    .optional()
    .describe('Months from one inspection to the next, by way: holds before what plans under it say'),
  firstDay: date,
  lastDay: date,
});
const seatHolder = z.union([
  z.strictObject({ person: key() }),
  z
    .strictObject({ role: z.enum(STAFF), orgPath: orgPath().optional() })
    .describe('Without `orgPath`: at the organisation of the case, else the next upward'),
  z.strictObject({ party: key() }).describe('Who stands so to the case'),
]);
const seatId = formed(/^[a-z0-9-]{1,32}$/, 'key');
const seat = z.strictObject({
  id: seatId,
  of: seatHolder,
  chair: z.literal(true).optional().describe('Of a quorum: breaks ties, and must vote'),
  required: z.literal(true).optional().describe('Of a quorum: its rejection decides alone'),
  deputy: key()
    .optional()
    .describe('Who sits there once nobody else is left; absent: the successor, else the superior'),
});
const stage = z.strictObject({
  key: seatId,
  rule: z
    .enum(['any', 'all', 'quorum'])
    .describe('The first decision counts; one rejection ends it; two thirds vote with the chair'),
  seats: z.array(seat).min(1).max(30),
  not: z.array(key()).max(10).optional().describe('Parties of the case that nobody who votes there may be'),
});
export const approvalPolicySource = z.strictObject({
  process: key(),
  name: line(200),
  order: z.enum(['sequence', 'parallel']).optional().describe('Absent: one stage after the other'),
  withdrawable: z.literal(true).optional().describe('A vote may be taken back until its stage ends'),
  stages: z.array(stage).min(1).max(10),
});
const fixedSpan = z.strictObject({
  from: instantText().describe('Half-open: what begins exactly at its end is free of it'),
  until: instantText(),
});
const numbers = (from: number, to: number) =>
  z
    .array(z.int().min(from).max(to))
    .min(1)
    .max(62)
    .refine((all) => !all.includes(0), 'not-allowed-value')
    .optional();
const recurringSpan = z.strictObject({
  zone: z.string().min(1).max(64),
  every: z.enum(EVERY),
  interval: z.int().min(1).max(100).default(1).describe('Every so many days, weeks, months or years'),
  weekdays: numbers(1, 7).describe('1 = Monday; absent: as the first day'),
  monthDays: numbers(-31, 31).describe('1 to 31, or -1 to -31 from the end of the month'),
  months: numbers(1, 12),
  firstDay: date.describe('Local date of the first one, itself one of its days'),
  lastDay: date.optional().describe('The last on which one may begin; absent: for ever'),
  fromMinute: z.int().min(0).max(1439).describe('Of the local day'),
  untilMinute: z
    .int()
    .min(1)
    .max(LONGEST_MINUTES)
    .describe('Counted on over midnight: Friday 18:00 to Monday 08:00 is 1080 to 4800'),
});
const oneOf = <T extends z.ZodType>(one: T, most: number) => z.array(one).max(most).default([]);
export const freezeSource = z.strictObject({
  name: line(200),
  reason: text(2_000),
  kind: z.enum(FREEZE_KINDS).default('freeze').describe('`event-support`: what it speaks of is warned and not blocked'),
  organisations: oneOf(orgPath(), 200).describe('With all below; empty: everywhere'),
  services: oneOf(key(), 200).describe('Applications; empty: all. Each list narrows'),
  items: oneOf(key(), 1_000).describe('Configuration items; empty: all'),
  spans: z
    .array(z.union([fixedSpan, recurringSpan]))
    .min(1)
    .max(50),
  lifted: z.literal(true).optional().describe('This version ends it: it holds nothing from its publication on'),
});

export const changeTemplateSource = z.strictObject({
  name: line(200),
  organisation: orgPath().describe('Whose it is: for its own changes and those of all below'),
  applications: oneOf(key(), 200).describe('What it is for; empty: all. Each list narrows'),
  kinds: oneOf(key(), 100).describe('Kinds of items; of these and `items` one at least is said'),
  items: oneOf(key(), 1_000).describe('Configuration items'),
  title: line(200).describe('Of a change that says none of its own'),
  description: text(8_000),
  plan: z
    .strictObject({
      steps,
      consequences: text(4_000),
      outageMinutes: z.int().min(0).max(100_000).describe('At most, of each change made of it'),
      backOut: text(4_000),
      backOutMinutes: z.int().min(0).max(100_000),
      testEvidence: text(4_000),
    })
    .describe('A change made of it adds its window, implementer and items'),
  validFrom: instantText(),
  validUntil: instantText().describe('Half-open; two years ahead at most, then somebody looks at it again'),
  withdrawn: z.literal(true).optional().describe('This version ends it: no new change is made of it'),
  reason: text(2_000).optional().describe('Of the withdrawal'),
});

const words = (max: number) => z.strictObject({ zh: line(max), en: line(max) });
export const riskQuestionnaireSource = z.strictObject({
  name: line(200),
  organisations: oneOf(orgPath(), 200).describe('Holds for these and all below; empty: everywhere'),
  questions: z
    .array(
      z.strictObject({
        key: key(),
        weight: z.int().min(0).max(1_000).describe('What a yes adds; an answer left out counts as a yes'),
        title: words(300),
        help: words(1_000).optional(),
      }),
    )
    .min(1)
    .max(40),
  medium: z.int().min(1).max(40_000).describe('From this sum on the risk is medium'),
  high: z.int().min(1).max(40_000),
  assessors: z
    .partialRecord(z.enum(ASSESSMENTS), z.enum(STAFF))
    .optional()
    .describe('The role that alone gives this assessment, at the organisation of the case or above; absent: any'),
});
export const note = text(1_000);
