/** What can be asked of a call, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  channel,
  commonCommands,
  impact,
  intake,
  key,
  keyOf,
  line,
  nothing,
  rating,
  reported,
  text,
} from '../kernel/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { CANCEL_REASONS } from './fields.ts';

/** What a caller tells, by whatever channel; an incident takes it over as it is. */
export const report = { channel, ...reported };

export const callCommands = {
  create: {
    title: { zh: '登记呼叫', en: 'Report' },
    ...intake,
    input: z.strictObject({
      ...report,
      externalRef: line(100).optional().describe("The sender's own number; the same one again is the same call"),
    }),
  },
  take: { title: { zh: '受理', en: 'Take' }, tone: 'primary', input: nothing },
  dispatch: {
    title: { zh: '派单', en: 'Dispatch' },
    facts: { person: ['person'] },
    input: z.strictObject({ person: key() }),
  },
  transfer: {
    title: { zh: '转单', en: 'Transfer' },
    facts: { queue: 'queue' },
    input: z.strictObject({ queue: key(), reason: text(2000) }),
  },
  requestInfo: {
    title: { zh: '要求补充', en: 'Ask for information' },
    input: z.strictObject({ question: text(2000) }),
  },
  supplyInfo: { title: { zh: '补充信息', en: 'Supply information' }, input: z.strictObject({ text: text(4000) }) },
  answer: {
    title: { zh: '答复', en: 'Answer' },
    tone: 'primary',
    input: z.strictObject({
      outcome: z.enum(['solved', 'enquiry']),
      solution: text(8000),
      category: key(),
      article: keyOf('article').optional(),
      confirmedOnPhone: line(100).optional().describe('Name of the caller who confirmed on the phone'),
    }),
  },
  confirm: {
    title: { zh: '确认', en: 'Confirm' },
    tone: 'primary',
    input: z.strictObject({ rating: rating.optional() }),
  },
  refuseAnswer: { title: { zh: '不认可', en: 'Refuse the answer' }, input: because },
  escalate: {
    title: { zh: '升级', en: 'Escalate' },
    facts: { priority: true, fresh: ['unopenable'] },
    input: z.strictObject({
      category: key(),
      impact,
      urgency: impact,
      diagnosis: text(4000),
      tried: text(4000),
      item: key().optional(),
    }),
  },
  join: {
    title: { zh: '并入事件', en: 'Join an incident' },
    facts: { cases: ['incident'] },
    input: z.strictObject({ incident: caseNumber() }),
  },
  leave: { title: { zh: '退出事件', en: 'Leave the incident' }, input: because },
  convert: {
    title: { zh: '转服务请求', en: 'Convert to a request' },
    input: z.strictObject({ catalogueItem: keyOf('catalogue-item') }),
  },
  settle: {
    title: { zh: '随事件办结', en: 'Settle' },
    internal: true,
    input: z.strictObject({ incident: caseNumber(), outcome: z.enum(['resolved', 'canceled']) }),
  },
  relink: {
    title: { zh: '改挂事件', en: 'Link to another incident' },
    internal: true,
    input: z.strictObject({ incident: caseNumber() }),
  },
  noteSolved: {
    title: { zh: '登记事件解决情况', en: 'Note whether its incident is resolved' },
    internal: true,
    input: z.strictObject({
      incident: caseNumber(),
      solved: z.boolean().describe('False: it was reopened'),
      by: key().optional().describe('Who gave the solution'),
    }),
  },
  noteConfirmed: {
    title: { zh: '登记事件确认', en: 'Note what its caller confirmed at the incident' },
    internal: true,
    input: z.strictObject({ incident: caseNumber(), rating: rating.optional() }),
  },
  return: {
    title: { zh: '退回服务台', en: 'Return to the desk' },
    internal: true,
    input: z.strictObject({ incident: caseNumber() }),
  },
  cancel: {
    title: { zh: '作废', en: 'Cancel' },
    tone: 'danger',
    input: z.strictObject({ reason: z.enum(CANCEL_REASONS) }),
  },
  ...commonCommands,
} satisfies CommandTable;
export type CallCommand = CommandOf<typeof callCommands>;
