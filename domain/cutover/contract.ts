/** What can be asked of a cutover, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  commonCommands,
  formed,
  instant,
  key,
  keyOf,
  line,
  nothing,
  orgPath,
  text,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { drillable, runCommands } from '../kernel/running/contract.ts';

const planned = {
  runbook: key().describe('Id of an approved runbook for cutovers'),
  window: z.strictObject({ from: instant(), until: instant() }).describe('Within that of its change; half-open'),
  backOutMinutes: z.int().min(1).max(1440).describe('So long the way back takes: then no step begins any more'),
  people: z
    .array(z.strictObject({ person: key(), as: line(60).describe('What he is there for') }))
    .min(1)
    .max(20)
    .describe('Who is to be there; each confirms himself'),
};
const checksum = () => formed(/^[0-9a-f]{64}$/, 'hash');
const versions = z.strictObject({ os: line(120), database: line(120).optional() });

export const cutoverCommands = {
  create: {
    title: { zh: '登记割接', en: 'Plan' },
    intake: true,
    tone: 'primary',
    facts: {
      unit: 'unit',
      person: ['commander'],
      people: 'people',
      cases: ['change', 'followUpOf'],
      items: 'items',
      runbook: 'runbook',
    },
    input: z.strictObject({
      unit: orgPath().describe('Whose service it is'),
      application: key().optional(),
      title: line(200),
      description: text(8000).optional(),
      items: z.array(key()).min(1).max(20).describe('Configuration items that are cut over'),
      change: caseNumber()
        .optional()
        .describe(
          'The change under which it is done; it is scheduled before it is armed. Absent of a drill, which has none',
        ),
      commander: key().describe('Who decides, and performs nothing'),
      ...planned,
      followUpOf: caseNumber().optional(),
      ...drillable,
    }),
  },
  replan: {
    title: { zh: '改期或改方案', en: 'Plan anew' },
    facts: { people: 'people', runbook: 'runbook', fresh: ['runbook'] },
    input: z.strictObject({ ...planned, reason: text(2000) }),
  },
  recordPrecheck: {
    title: { zh: '登记预检', en: 'Record a precheck' },
    tone: 'primary',
    facts: { fresh: ['spares'] },
    input: z.strictObject({
      evidence: text(4000).describe('How one saw it; of a person, that he will be there'),
      versions: z
        .strictObject({ live: versions, spare: versions })
        .optional()
        .describe('Of the spare device alone, as they were seen: equal; absent: as the register of items has them'),
      spare: keyOf('item')
        .optional()
        .describe(
          'Of the spare device alone: which it is in the register; absent: whatever stands by for the items there',
        ),
      modules: z
        .strictObject({ optical: z.int().min(0).max(1000), power: z.int().min(0).max(1000) })
        .optional()
        .describe('Of the modules alone: how many are reserved, two of each for every network device'),
      backup: z
        .strictObject({
          takenAt: instant(),
          checksum: checksum().describe('SHA-256 when it was written'),
          readBack: checksum().describe('And when it was read back: the same'),
        })
        .optional()
        .describe('Of the backup alone: it counts for 24 hours'),
    }),
  },
  arm: {
    title: { zh: '待执行', en: 'Arm' },
    tone: 'primary',
    facts: { fresh: ['change'] },
    input: nothing,
  },
  start: {
    title: { zh: '开始割接', en: 'Start' },
    tone: 'danger',
    facts: { fresh: ['change', 'conflicts'] },
    input: z.strictObject({
      rollCall: z.array(keyOf('person')).min(1).max(21).describe('Who of those named is there'),
      absence: text(2000).optional().describe('Why it begins without the others; required where somebody is missing'),
    }),
  },
  extendBackOut: {
    title: { zh: '延长回退时限', en: 'Extend the back-out time' },
    input: z.strictObject({ until: instant(), reason: text(2000) }),
  },
  swap: {
    title: { zh: '立即更换', en: 'Swap at once' },
    tone: 'danger',
    input: z.strictObject({ fault: text(2000) }),
  },
  cancel: { title: { zh: '取消', en: 'Cancel' }, tone: 'danger', input: because },
  report: {
    title: { zh: '总结', en: 'Report' },
    tone: 'primary',
    input: z.strictObject({
      good: text(4000).describe('What went well'),
      bad: text(4000).describe('What did not'),
      actions: z
        .array(z.strictObject({ what: line(300), by: keyOf('person').optional(), due: instant().optional() }))
        .max(20)
        .describe('What is to be put right'),
    }),
  },
  ...commonCommands,
  ...runCommands,
} satisfies CommandTable;
export type CutoverCommand = CommandOf<typeof cutoverCommands>;
