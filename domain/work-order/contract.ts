/** What can be asked of a work order, and with which data. */
import { z } from 'zod';
import {
  because,
  caseNumber,
  chosenFrom,
  commonCommands,
  fileRefs,
  formed,
  instant,
  intake,
  key,
  line,
  MOST_FILES_AT_ONCE,
  nothing,
  rating,
  reported,
  shownHash,
  text,
} from '../kernel/contract.ts';
import { gatingCommands } from '../kernel/gating/contract.ts';
import type { CommandOf, CommandTable } from '../kernel/process.ts';
import { RESULTS } from './fields.ts';
import { GEO } from './position.ts';

const position = chosenFrom('position', formed(GEO, 'geo-uri')).describe(
  'RFC 5870, `geo:31.2304,121.4737;u=35`: where, and to how many metres',
);
const serial = line(100);
/** Photos of the site, the work, the signed sheet. */
const files = fileRefs(MOST_FILES_AT_ONCE).optional();
const taking = { facts: { files: ['files'] } } as const;
const recordHash = shownHash().describe('Of the work record as the signer was shown it');

export const workOrderCommands = {
  create: {
    title: { zh: '登记工单', en: 'Open' },
    ...intake,
    facts: { ...intake.facts, cases: ['source', 'followUpOf'], zone: 'unit', skills: 'skills', filesFrom: 'source' },
    input: z.strictObject({
      ...reported,
      application: key().optional(),
      site: line(300).optional().describe('Absent: at the unit'),
      position: position.optional().describe('Of the site: whoever arrives elsewhere says why'),
      urgent: z.boolean().optional().describe('Somebody is to be there within two hours instead of twelve'),
      source: caseNumber().optional().describe('The incident, failover or other case that it is for'),
      item: key().optional(),
      tried: text(4000).optional().describe('What was tried from afar'),
      skills: z.array(key()).max(5).optional().describe('Each held by somebody of those who go'),
    }),
  },
  claim: { title: { zh: '认领', en: 'Claim' }, tone: 'primary', facts: { fresh: ['skilled'] }, input: nothing },
  dispatch: {
    title: { zh: '派工', en: 'Dispatch' },
    tone: 'primary',
    facts: { people: 'engineers', fresh: ['zone', 'skilled'] },
    input: z.strictObject({
      engineers: z.array(key()).min(1).max(10).describe('The first of them answers for it'),
      vehicle: line(50).optional().describe('By its plate: booked, and refused while another case has it'),
      vehicleUntil: instant().optional().describe('Absent: to the end of the agreed visit, else for twelve hours'),
      note: text(2000).optional(),
    }),
  },
  accept: { title: { zh: '接单', en: 'Accept' }, tone: 'primary', facts: { fresh: ['skilled'] }, input: nothing },
  decline: { title: { zh: '退单', en: 'Decline' }, input: because },
  appoint: {
    title: { zh: '约定上门时间', en: 'Agree on a time' },
    input: z.strictObject({ from: instant(), until: instant(), agreedBy: line(100).describe('Who agreed to it') }),
  },
  depart: {
    title: { zh: '出发', en: 'Depart' },
    tone: 'primary',
    facts: { fresh: ['skilled'] },
    input: z.strictObject({ expectedAt: instant() }),
  },
  arrive: {
    title: { zh: '到场', en: 'Arrive' },
    tone: 'primary',
    ...taking,
    input: z.strictObject({
      position: position.optional(),
      elsewhere: text(500).optional().describe('Why the position is not that of the site'),
      observedAt: instant()
        .optional()
        .describe('By the clock of the device, as evidence: the promise counts by the server'),
      files,
    }),
  },
  awaitPart: {
    title: { zh: '待件', en: 'Wait for a part' },
    input: z.strictObject({ spare: line(200), depot: line(200).optional(), until: instant().optional() }),
  },
  receivePart: {
    title: { zh: '到件', en: 'The part is there' },
    input: z.strictObject({ note: text(2000).optional() }),
  },
  replacePart: {
    title: { zh: '更换部件', en: 'Replace a part' },
    input: z.strictObject({
      spare: line(200),
      item: key().optional(),
      oldSerial: serial,
      newSerial: serial,
      compares: z.enum(['equal', 'better', 'weaker']).describe('The new one with the old one: a weaker one is refused'),
    }),
  },
  complete: {
    title: { zh: '完工', en: 'Complete' },
    tone: 'primary',
    ...taking,
    input: z.strictObject({
      work: text(8000).describe('What was found and done'),
      result: z.enum(RESULTS),
      labourMinutes: z.int().min(1).max(30_000).describe('Of all who worked, travel left out'),
      causeCode: key().optional(),
      files,
    }),
  },
  sign: {
    title: { zh: '签认', en: 'Sign' },
    tone: 'primary',
    input: z.strictObject({ recordHash, rating: rating.optional() }),
  },
  recordSignature: {
    title: { zh: '登记纸质签认', en: 'Record a signature on paper' },
    ...taking,
    input: z.strictObject({
      recordHash,
      signer: line(100),
      sheet: text(500).describe('Which sheet, and where it is kept'),
      files,
    }),
  },
  refuseWork: { title: { zh: '不予签认', en: 'Refuse the work' }, tone: 'danger', input: because },
  closeUnsigned: {
    title: { zh: '未签认关闭', en: 'Close unsigned' },
    tone: 'danger',
    facts: { person: ['witness'] },
    input: z.strictObject({ reason: text(2000), witness: key().describe('Who else saw that nobody signs') }),
  },
  cancel: { title: { zh: '取消', en: 'Cancel' }, tone: 'danger', input: because },
  callOff: {
    title: { zh: '随来源撤回', en: 'Call off with its source' },
    internal: true,
    input: z.strictObject({ source: caseNumber(), reason: text(2000).optional() }),
  },
  ...gatingCommands,
  ...commonCommands,
} satisfies CommandTable;

type Given = CommandOf<typeof workOrderCommands>;
export type CreateWorkOrder = Extract<Given, { type: 'create' }>['data'];
export type WorkOrderCommand = Given;
