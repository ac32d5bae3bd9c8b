/** What can be asked of a monthly archive, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  chosenFrom,
  commonCommands,
  fileRefs,
  formed,
  key,
  line,
  nothing,
  orgPath,
  shownHash,
  text,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { drillable } from '../kernel/running/contract.ts';
import { MONTH } from './month.ts';
import { MOST_BROKEN, MOST_OPEN_GAPS, SCRIPTED } from './statuses.ts';

const hash = () => formed(/^[0-9a-f]{64}$/, 'hash');
const count = () => z.int().min(0);
const attempt = z.int().min(1);
/** Which paper of a case: `signed-work-order`, `document:work-record`, `file:…`. */
const paper = z.string().min(1).max(100);
const seq = z.int().min(0);
const code = z.string().max(60);
const manifestHash = shownHash().describe('SHA-256 of the manifest as it was shown');
const missing = z.strictObject({ case: caseNumber(), paper, person: key().optional() });

export const archiveCommands = {
  create: {
    title: { zh: '发起归档', en: 'Open' },
    intake: true,
    facts: { unit: 'unit', archived: { unit: 'unit', month: 'month' } },
    input: z.strictObject({
      unit: orgPath().describe('Whose cases, with those of all below it that no nearer archive takes'),
      month: chosenFrom('month', formed(MONTH, 'month')).describe(
        '`2026-11`, by the clock on the wall of the organisation; it is over',
      ),
      title: line(200).optional().describe('Absent: made of the month'),
      ...drillable,
      scripted: z.enum(SCRIPTED).optional().describe('Of a drill: what its check finds; absent: nothing is wrong'),
    }),
  },
  noteCollected: {
    title: { zh: '登记归集结果', en: 'Note what was collected' },
    internal: true,
    input: z.strictObject({ attempt, cases: count(), supplements: count() }),
  },
  noteChecked: {
    title: { zh: '登记校验结果', en: 'Note what the check found' },
    internal: true,
    input: z.strictObject({
      attempt,
      gaps: z.array(missing).max(MOST_OPEN_GAPS),
      more: count(),
      filled: z.array(z.string()).max(200),
      carried: z.array(missing.extend({ of: caseNumber() })).max(MOST_OPEN_GAPS),
      broken: z.array(z.strictObject({ case: z.string(), seq, code })).max(MOST_BROKEN),
      moreBroken: count(),
    }),
  },
  notePackaged: {
    title: { zh: '登记归档包', en: 'Note the package' },
    internal: true,
    input: z.strictObject({
      attempt,
      manifestHash: hash(),
      sha256: hash(),
      size: count(),
      entries: count(),
      cases: count(),
      events: count(),
      documents: count(),
      files: count(),
    }),
  },
  noteStuck: {
    title: { zh: '登记归档受阻', en: 'Note that it cannot go on' },
    internal: true,
    input: z.strictObject({ attempt, code }),
  },
  take: { title: { zh: '承办', en: 'Take it on' }, input: nothing },
  fillGap: {
    title: { zh: '补正', en: 'Fill a gap' },
    tone: 'primary',
    facts: { files: ['files'], fresh: ['paper'] },
    input: z.strictObject({
      files: fileRefs(10).optional().describe('The paper itself, where the case does not have it'),
      text: text(2000).optional(),
    }),
  },
  assignGap: {
    title: { zh: '指定补正人', en: 'Assign a gap' },
    facts: { person: ['person'] },
    input: z.strictObject({ person: key() }),
  },
  acceptGap: { title: { zh: '接受缺件', en: 'Accept a gap' }, input: because },
  recheck: { title: { zh: '重新校验', en: 'Check again' }, input: because },
  halt: { title: { zh: '暂停归档', en: 'Halt' }, tone: 'danger', input: because },
  acceptBroken: {
    title: { zh: '带断链归档', en: 'Archive it broken' },
    tone: 'danger',
    input: because,
  },
  sign: { title: { zh: '签收', en: 'Sign' }, tone: 'primary', input: z.strictObject({ manifestHash }) },
  ...commonCommands,
} satisfies CommandTable;

export type ArchiveCommand = CommandOf<typeof archiveCommands>;
