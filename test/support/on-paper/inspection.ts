/** Inspection 巡检, written on paper (processes.md 11). */
import type { ApprovalPolicy } from '../../../domain/kernel/approval/shapes.ts';
import { BUSINESS_DAY, DAY_MINUTES, MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { Party, Transition } from '../../../domain/kernel/process.ts';
import type { Paper } from './paper.ts';

type Status =
  | 'none'
  | 'planned'
  | 'scheduled'
  | 'in-progress'
  | 'settling'
  | 'signing'
  | 'archived'
  | 'canceled'
  | 'missed';
export type InspectionParts = {
  line: 'open' | 'ok' | 'abnormal' | 'not-applicable' | 'contested';
  finding: 'raised' | 'fixed' | 'proposed' | 'agreed' | 'disputed' | 'withdrawn';
  seat: 'shut' | 'open' | 'signed' | 'deemed';
};
type Command =
  | 'create'
  | 'appoint'
  | 'begin'
  | 'recordItem'
  | 'chooseValue'
  | 'raiseFinding'
  | 'fixFinding'
  | 'withdrawFinding'
  | 'complete'
  | 'proposeRemedy'
  | 'agreeRemedy'
  | 'disputeRemedy'
  | 'reopenFinding'
  | 'correctItem'
  | 'presentRecord'
  | 'sign'
  | 'withdrawSignature'
  | 'refuseSignature'
  | 'deemSigned'
  | 'replaceSigner'
  | 'cancel'
  | 'miss'
  | 'relieve';
type Own = 'inspector' | 'customer';
type Row = Transition<Status, Command, Own | Party, InspectionParts>;
/** `toPropose`, `toAgree`: while settling, some finding waits for the inspector, for the customer. */
type Field = 'status' | 'person' | 'superviseOpen' | 'deemed' | 'toPropose' | 'toAgree';
type Instant = 'slotEnd' | 'superviseDue';

const inspector = { by: ['engineer'], as: 'inspector' } as const;
const customer = { by: ['customer-representative'] } as const;
const said = ['ok', 'abnormal', 'not-applicable'] as const;
/** The sheet is ready to be signed: the first seat opens. */
const opened = { seat: [{ from: ['shut'], to: ['open'] }] } as const;
/** Back to talking: what was signed or open is void. */
const voided = { seat: [{ from: ['open', 'signed'], to: ['shut'] }] } as const;

const visit: readonly Row[] = [
  {
    command: 'create',
    from: ['none'],
    to: ['planned'],
    who: [{ by: ['system'] }, { by: ['supervisor'] }],
    also: { line: [{ from: 'none', to: ['open'] }], seat: [{ from: 'none', to: ['shut'] }] },
  },
  {
    command: 'appoint',
    from: ['planned', 'scheduled'],
    to: ['scheduled'],
    who: [{ by: ['coordinator'] }, { by: ['supervisor'] }, inspector],
  },
  { command: 'begin', from: ['scheduled'], to: ['in-progress'], who: [inspector] },
  {
    command: 'recordItem',
    from: ['in-progress'],
    to: '=',
    who: [inspector],
    part: { kind: 'line', from: ['open', ...said], to: [...said, 'contested'] },
  },
  {
    command: 'chooseValue',
    from: ['in-progress', 'settling'],
    to: '=',
    who: [inspector],
    part: { kind: 'line', from: ['contested'], to: said },
  },
  {
    command: 'raiseFinding',
    from: ['in-progress'],
    to: '=',
    who: [inspector],
    part: { kind: 'finding', from: 'none', to: ['raised'] },
    also: { line: [{ from: ['open', ...said], to: ['abnormal'] }] },
  },
  {
    command: 'fixFinding',
    from: ['in-progress'],
    to: '=',
    who: [inspector],
    part: { kind: 'finding', from: ['raised'], to: ['fixed'] },
  },
  {
    command: 'withdrawFinding',
    from: ['in-progress', 'settling'],
    to: ['in-progress', 'settling', 'signing'],
    who: [inspector],
    part: { kind: 'finding', from: ['raised', 'disputed'], to: ['withdrawn'] },
    also: opened,
  },
  { command: 'complete', from: ['in-progress'], to: ['settling', 'signing'], who: [inspector], also: opened },
  {
    command: 'cancel',
    from: ['planned', 'scheduled'],
    to: ['canceled'],
    who: [{ by: ['supervisor'] }],
  },
  { command: 'miss', from: ['planned', 'scheduled'], to: ['missed'], who: [{ by: ['time'] }] },
];

const settling: readonly Row[] = [
  {
    command: 'proposeRemedy',
    from: ['settling'],
    to: '=',
    who: [inspector],
    part: { kind: 'finding', from: ['raised', 'disputed'], to: ['proposed'] },
  },
  {
    command: 'agreeRemedy',
    from: ['settling'],
    to: ['settling', 'signing'],
    who: [customer],
    not: ['inspector'],
    part: { kind: 'finding', from: ['proposed'], to: ['agreed'] },
    also: opened,
  },
  {
    command: 'disputeRemedy',
    from: ['settling'],
    to: '=',
    who: [customer],
    not: ['inspector'],
    part: { kind: 'finding', from: ['proposed'], to: ['disputed'] },
  },
  {
    command: 'reopenFinding',
    from: ['settling'],
    to: '=',
    who: [inspector, customer],
    part: { kind: 'finding', from: ['fixed', 'agreed'], to: ['raised'] },
  },
  {
    command: 'correctItem',
    from: ['settling'],
    to: '=',
    who: [inspector],
    part: { kind: 'line', from: said, to: said },
  },
  { command: 'presentRecord', from: ['settling'], to: ['signing'], who: [inspector], also: opened },
];

const signing: readonly Row[] = [
  {
    command: 'sign',
    from: ['signing'],
    to: '=',
    who: [{ by: ['engineer'], as: 'part-assignee' }],
    part: { kind: 'seat', from: ['open'], to: ['signed'] },
    also: opened,
  },
  {
    command: 'sign',
    from: ['signing'],
    to: ['archived'],
    who: [{ by: ['customer-representative'], as: 'part-assignee' }],
    not: ['inspector'],
    part: { kind: 'seat', from: ['open'], to: ['signed'] },
  },
  {
    command: 'withdrawSignature',
    from: ['signing'],
    to: ['settling'],
    who: [{ by: ['engineer'], as: 'part-assignee' }],
    part: { kind: 'seat', from: ['signed'], to: ['shut'] },
    also: voided,
  },
  {
    command: 'refuseSignature',
    from: ['signing'],
    to: ['settling'],
    who: [
      { by: ['engineer'], as: 'part-assignee' },
      { by: ['customer-representative'], as: 'part-assignee' },
    ],
    part: { kind: 'seat', from: ['open'], to: ['shut'] },
    also: voided,
  },
  {
    command: 'deemSigned',
    from: ['signing'],
    to: ['archived'],
    who: [{ by: ['time'] }],
    part: { kind: 'seat', from: ['open'], to: ['deemed'] },
  },
  {
    command: 'replaceSigner',
    from: ['planned', 'scheduled', 'in-progress', 'settling', 'signing'],
    to: '=',
    who: [{ by: ['supervisor'] }, { by: ['system'] }],
    part: { kind: 'seat', from: ['shut', 'open'], to: '=' },
  },
  {
    command: 'relieve',
    from: ['planned', 'scheduled', 'in-progress', 'settling', 'signing'],
    to: '=',
    who: [{ by: ['system'] }],
    also: { seat: [{ from: ['shut', 'open'], to: '=' }] },
  },
];

const channel = ['inbox'];
const late = { id: 'p100', percent: 100, to: ['supervisor'], channel };

export const inspectionOnPaper = {
  key: 'inspection',
  statuses: {
    none: '',
    planned: '已计划',
    scheduled: '已派工',
    'in-progress': '巡检中',
    settling: '隐患协商中',
    signing: '待双签',
    archived: '已归档',
    canceled: '已取消',
    missed: '未执行',
  },
  ends: ['archived', 'canceled', 'missed'],
  kinds: {
    line: {
      origin: 'plan',
      initial: ['open'],
      most: 300,
      in: [],
      keeps: 'nothing beside status, rev and, where several inspect, who',
      titles: { open: '待检', ok: '正常', abnormal: '异常', 'not-applicable': '不适用', contested: '两值待定' },
      ends: [],
    },
    finding: {
      origin: 'command',
      initial: ['raised'],
      most: 100,
      in: ['line'],
      keeps: 'class (minor, general, serious), due once proposed, the rectification once started',
      titles: {
        raised: '已发现',
        fixed: '已当场处理',
        proposed: '待客户同意',
        agreed: '已商定',
        disputed: '有争议',
        withdrawn: '已撤回',
      },
      ends: ['withdrawn'],
    },
    seat: {
      origin: 'plan',
      initial: ['shut'],
      most: 2,
      in: [],
      keeps: 'nothing beside status, rev and whose it is',
      titles: { shut: '未开放', open: '待签', signed: '已签', deemed: '视为已签' },
      ends: ['deemed'],
    },
  },
  parties: {
    inspector: 'appointed, one or several; also who was it and recorded a line',
    customer: 'whom the customer named to sign',
  },
  legend: { opened, voided },
  rows: [...visit, ...settling, ...signing],
  fields: {
    case: ['status', 'person', 'superviseOpen', 'toPropose', 'toAgree'],
    parts: { seat: ['status', 'person', 'deemed'] },
  },
  instants: { case: ['slotEnd', 'superviseDue'], parts: {} },
  clocks: {
    'visit-by': {
      key: 'visit-by',
      kind: 'timer',
      calendar: 'always',
      targets: [{ until: 'slotEnd' }],
      start: [{ on: ['created'] }],
      stop: [{ on: ['begun'] }],
      cancel: [{ on: ['canceled'] }],
      ladder: [{ id: 'b7d', beforeMs: 7 * DAY_MINUTES * MINUTE, to: ['coordinator', 'assignee'], channel }],
    },
    report: {
      key: 'report',
      kind: 'ola',
      calendar: 'service',
      targets: [{ ms: 3 * BUSINESS_DAY }],
      start: [{ on: ['begun'] }],
      stop: [{ on: ['completed'] }],
      ladder: [{ id: 'p80', percent: 80, to: ['assignee'], channel }, late],
    },
    propose: {
      key: 'propose',
      kind: 'ola',
      calendar: 'service',
      targets: [{ ms: 3 * BUSINESS_DAY }],
      start: [{ enters: { toPropose: [true] } }],
      stop: [{ leaves: { toPropose: [true] } }],
      resume: [{ enters: { toPropose: [true] } }],
      ladder: [{ id: 'p80', percent: 80, to: ['assignee'], channel }, late],
    },
    agree: {
      key: 'agree',
      kind: 'ola',
      calendar: 'service',
      targets: [{ ms: 5 * BUSINESS_DAY }],
      start: [{ enters: { toAgree: [true] } }],
      stop: [{ leaves: { toAgree: [true] } }],
      resume: [{ enters: { toAgree: [true] } }],
      ladder: [{ id: 'p80', percent: 80, to: ['customer-representative'], channel }, late],
    },
    sign: {
      key: 'sign',
      per: 'seat',
      kind: 'ola',
      calendar: 'service',
      targets: [{ when: { deemed: [false] }, ms: 5 * BUSINESS_DAY }],
      start: [{ enters: { status: ['open'] } }],
      stop: [{ leaves: { status: ['open'] } }],
      ladder: [{ id: 'p80', percent: 80, to: ['assignee'], channel }, late],
    },
    'sign-window': {
      key: 'sign-window',
      per: 'seat',
      kind: 'timer',
      calendar: 'service',
      targets: [{ when: { deemed: [true] }, ms: 5 * BUSINESS_DAY }],
      start: [{ enters: { status: ['open'] } }],
      stop: [{ leaves: { status: ['open'] } }],
      ladder: [{ id: 'p80', percent: 80, to: ['assignee'], channel }],
    },
    supervised: {
      key: 'supervised',
      kind: 'nag',
      calendar: 'always',
      targets: [{ until: 'superviseDue' }],
      start: [{ on: ['supervised'] }],
      stop: [{ leaves: { superviseOpen: [true] } }],
      restart: [{ on: ['supervised'] }],
      ladder: [{ id: 'due', beforeMs: 0, to: ['supervisor', 'assignee'], channel }],
    },
  },
  timed: { 'visit-by': 'miss', 'sign-window': 'deemSigned' },
  events: {
    created: {
      of: ['create'],
      parts: ['line', 'seat'],
      state: 'unit, title, slot, checklist by reference, whether silence counts as a signature',
      words: 'grounds of an unannounced one',
    },
    appointed: {
      of: ['appoint'],
      state: 'inspectors, visit from and until, vehicle by key',
      words: 'contact, note',
    },
    begun: { of: ['begin'], state: 'nothing but the status', words: 'place or session' },
    itemRecorded: {
      of: ['recordItem', 'chooseValue', 'correctItem'],
      parts: ['line'],
      state: 'status, rev; record: the running hash',
      words: 'value, photos by hash, observedAt, what it was based on, reason of a correction',
    },
    itemContested: {
      of: ['recordItem'],
      parts: ['line'],
      state: 'status, rev; record',
      words: 'the second value, the seq of the first',
    },
    findingRaised: {
      of: ['raiseFinding'],
      parts: ['finding', 'line'],
      state: 'in, class, status, rev; record',
      words: 'what was found, evidence by hash',
    },
    findingFixed: { of: ['fixFinding'], parts: ['finding'], state: 'status, rev; record', words: 'before and after' },
    findingWithdrawn: {
      of: ['withdrawFinding'],
      parts: ['finding', 'seat'],
      state: 'status, rev; record',
      words: 'reason',
    },
    completed: { of: ['complete'], parts: ['seat'], state: 'seats opened; record', words: 'summary, counts by status' },
    remedyProposed: {
      of: ['proposeRemedy'],
      parts: ['finding'],
      state: 'status, rev, due; record',
      words: 'the remedy',
    },
    remedyAgreed: { of: ['agreeRemedy'], parts: ['finding', 'seat'], state: 'status, rev; record', words: 'nothing' },
    remedyDisputed: { of: ['disputeRemedy'], parts: ['finding'], state: 'status, rev; record', words: 'reason' },
    findingReopened: { of: ['reopenFinding'], parts: ['finding'], state: 'status, rev; record', words: 'reason' },
    recordPresented: { of: ['presentRecord'], parts: ['seat'], state: 'the next round', words: 'what was changed' },
    signed: {
      of: ['sign'],
      parts: ['seat'],
      state: 'seat and vote of the round',
      words: 'the hash signed, by what means',
    },
    signatureWithdrawn: {
      of: ['withdrawSignature'],
      parts: ['seat'],
      state: 'seats shut, the round void',
      words: 'reason',
    },
    signatureRefused: {
      of: ['refuseSignature'],
      parts: ['seat'],
      state: 'seats shut, the round void',
      words: 'reason',
    },
    signatureDeemed: {
      of: ['deemSigned'],
      parts: ['seat'],
      state: 'seat deemed',
      words: 'the clause of the contract',
    },
    signerReplaced: { of: ['replaceSigner'], parts: ['seat'], state: 'whose the seat is', words: 'reason' },
    archived: { of: ['sign', 'deemSigned'], state: 'ended', words: 'frozen facts, both signatures, the hash' },
    canceled: { of: ['cancel'], state: 'ended', words: 'reason, who agreed for the customer, new date' },
    missed: { of: ['miss'], state: 'ended', words: 'frozen facts' },
    relieved: { of: ['relieve'], parts: ['seat'], state: 'inspectors, seats', words: 'who left, reason' },
  },
  waits: [
    { in: ['planned'], to: 'coordinator', command: 'appoint' },
    { in: ['scheduled'], to: 'inspector', command: 'begin' },
    { in: ['in-progress'], to: 'inspector', command: 'recordItem', kind: 'line' },
    { in: ['in-progress', 'settling'], to: 'inspector', command: 'chooseValue', kind: 'line' },
    { in: ['in-progress'], to: 'inspector', command: 'complete' },
    { in: ['settling'], to: 'inspector', command: 'proposeRemedy', kind: 'finding' },
    { in: ['settling'], to: 'customer', command: 'agreeRemedy', kind: 'finding' },
    { in: ['settling'], to: 'inspector', command: 'presentRecord' },
    { in: ['signing'], to: 'whose seat it is', command: 'sign', kind: 'seat' },
  ],
  effects: [
    { after: 'appointed', kind: 'book', what: 'vehicle and inspectors, from and until the visit' },
    { after: 'findingRaised', kind: 'notify', what: 'serious: supervisor and customer at once' },
    { after: 'findingRaised', kind: 'start', what: 'incident, where service is hurt; its number comes by caseStarted' },
    { after: 'remedyAgreed', kind: 'start', what: 'rectification; its end is not waited for' },
    { after: 'findingReopened', kind: 'command', what: 'rectification.withdraw, where one was started' },
    { after: 'signatureRefused', kind: 'notify', what: 'supervisor' },
    { after: 'signatureWithdrawn', kind: 'notify', what: 'supervisor' },
    { after: 'archived', kind: 'notify', what: 'a copy for each side; the PDF is made from the record when asked for' },
    { after: 'missed', kind: 'notify', what: 'supervisor' },
  ],
} as const satisfies Paper<Status, Command, Own, InspectionParts, Field, Instant>;

/** Both sides sign one hash, the inspector first; a signature may be taken back before the second. */
export const doubleSignature = {
  id: 'inspection-double-signature',
  version: 1,
  withdrawable: true,
  stages: [
    { key: 'inspector', rule: 'all', seats: [{ id: 'inspector', of: { party: 'inspector' } }] },
    { key: 'customer', rule: 'all', seats: [{ id: 'customer', of: { party: 'customer' } }], not: ['inspector'] },
  ],
} as const satisfies ApprovalPolicy<Own>;
