/** What can be asked of a failover, and with which data. */
import { z } from 'zod';
import { because, caseNumber, commonCommands, instant, key, keyOf, line, orgPath, text } from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { planHash } from '../kernel/approving/contract.ts';
import { drillable, runCommands } from '../kernel/running/contract.ts';

const facts = z
  .strictObject({
    hostsDown: z.enum(['none', 'one', 'all']).optional().describe('How many of the hosts that serve it are down'),
    networkUp: z.boolean().optional().describe('The network to the other site carries'),
    hardwareFault: z.boolean().optional(),
    clustered: z.boolean().optional(),
    standbyHealthy: z.boolean().optional(),
    dataLost: z.boolean().optional(),
    backup: z.enum(['good', 'none', 'failed-twice']).optional().describe('`failed-twice`: its check failed twice'),
  })
  .describe('What is known of the fault; what is left out is not known yet');

export const failoverCommands = {
  create: {
    title: { zh: '发起应急切换', en: 'Raise' },
    intake: true,
    tone: 'danger',
    facts: {
      unit: 'unit',
      person: ['commander'],
      cases: ['incident', 'followUpOf'],
      items: 'items',
      runbooks: true,
    },
    input: z.strictObject({
      unit: orgPath().describe('Whose service it is'),
      application: key().optional(),
      title: line(200),
      description: text(8000).optional(),
      items: z.array(key()).min(1).max(20).describe('Configuration items that failed; recovery counts for the first'),
      faultAt: instant().describe('Since when the service is gone: the time to recover counts from here'),
      facts,
      commander: key().describe('Who decides, and performs nothing'),
      incident: caseNumber().optional(),
      followUpOf: caseNumber().optional(),
      ...drillable,
    }),
  },
  updateFacts: {
    title: { zh: '更新研判', en: 'Update what is known' },
    tone: 'primary',
    facts: { runbooks: true, fresh: ['runbooks'] },
    input: z.strictObject({ facts, evidence: text(4000) }),
  },
  choosePlans: {
    title: { zh: '另选预案', en: 'Choose other runbooks' },
    facts: { runbooks: true, fresh: ['runbooks'] },
    input: z.strictObject({
      runbooks: z
        .array(keyOf('runbook'))
        .min(1)
        .max(4)
        .describe('By their ids, in the order in which they are carried out'),
      reason: text(2000),
    }),
  },
  authorize: {
    title: { zh: '授权执行', en: 'Authorize' },
    tone: 'danger',
    facts: { runbooks: 'outlined', fresh: ['runbooks'] },
    input: z.strictObject({
      planHash,
      customerTold: text(2000).describe('Who of the customer was told, and what'),
    }),
  },
  standDown: { title: { zh: '解除', en: 'Stand down' }, tone: 'danger', input: because },
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
      dataLossMinutes: z.int().min(0).max(5_256_000).describe('How much of what was written is gone; 0: nothing'),
    }),
  },
  ...commonCommands,
  ...runCommands,
} satisfies CommandTable;
export type FailoverCommand = CommandOf<typeof failoverCommands>;
