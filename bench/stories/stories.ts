/** Whole lives of a change, a call and a work order, by people of the sample organisation, as their commands one by one. */
import { QUESTIONS } from '../../domain/change/risk.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import type { KeptApprovalPolicy } from '../../models/registers/approval-policy.ts';

/** `asked`: the hash of what approvers are asked about, or a customer signs; empty while nobody is. */
export type Act = {
  by: string;
  command: string;
  data: (asked: string) => object;
  part?: string;
  /** The code that it has to be refused with. */
  refused?: string;
};
/** The first act opens the case. */
export type Story = { process: ProcessKey; acts: readonly Act[]; end: string };
/** Who raises a change and who carries it out, on an item that may be worked on at any time; `at`: how instants are written. */
export type Cast = { raiser: string; doer: string; item: string; at: (instant: Millis) => string | number };

const HOUR = 3_600_000;
const UNIT = '/dx/donghu/linxi/court';
const WORDS = 'The vendor asks for it, and it was tried on the second server.';
/** Three stages with seven votes, each a person's. */
const STAGES = [
  ['sup-donghu'],
  ['expert-1', 'expert-2'],
  ['sup-dx', 'sup-xiling', 'expert-3', 'owner'],
] as const satisfies readonly (readonly string[])[];
const VOTERS: readonly string[] = STAGES.flat();
const ASSESSORS = [
  ['technical', 'expert-1'],
  ['security', 'expert-2'],
  ['business', 'owner'],
] as const;
/** What makes its risk high, so that this policy is asked. */
const YES: readonly string[] = ['first-of-kind', 'untested-way-back'];
const grave = Object.fromEntries(QUESTIONS.map(({ key }) => [key, YES.includes(key)]));
const harmless = Object.fromEntries(QUESTIONS.map(({ key }) => [key, false]));
const STEPS = ['stop', 'patch'] as const;
const OUTSIDE = ['coord-donghu', 'eng-donghu-2', 'req-donghu'] as const;
/** Of the sample organisation, all who play. */
export const PEOPLE: readonly string[] = [
  ...new Set([...VOTERS, ...ASSESSORS.map(([, who]) => who), 'desk-linxi', 'req-linxi', ...OUTSIDE]),
];

/** The policy of a change of high risk, in place of the sample's. */
export const threeStages = (now: Millis): KeptApprovalPolicy => ({
  _id: 'cab-normal@2',
  approvalPolicy: 'cab-normal',
  version: 2,
  process: 'change',
  name: 'Three stages, seven votes',
  stages: STAGES.map((people, n) => ({
    key: `stage-${n + 1}`,
    rule: 'all',
    seats: people.map((person) => ({ id: person, of: { person } })),
  })),
  publishedAt: now,
  publishedBy: 'system',
});

export const act = (by: string, command: string, data: object = {}, part?: string): Act => ({
  by,
  command,
  data: () => data,
  ...(part === undefined ? {} : { part }),
});
/** Its window is open since an hour, and for so many more. */
const planned = (by: string, { doer, item, at }: Cast, now: Millis, hours: number): Act =>
  act(by, 'plan', {
    items: [item],
    window: { from: at(now - HOUR), until: at(now + hours * HOUR) },
    outageMinutes: 0,
    consequences: WORDS,
    steps: STEPS.map((id) => ({ id, title: id, instruction: WORDS, undo: WORDS, minutes: 5 })),
    backOut: WORDS,
    backOutMinutes: 30,
    testEvidence: WORDS,
    implementer: doer,
  });
// Its last instants come before half of any time to vote has passed, at whatever hour it is: as many timers each time.
const drafted = (cast: Cast, now: Millis, hours = 3): Act[] => [
  act(cast.raiser, 'create', {
    kind: 'normal',
    unit: UNIT,
    application: 'payment',
    title: 'Patch of the payment server',
    description: WORDS,
    items: [cast.item],
  }),
  planned(cast.raiser, cast, now, hours),
];
const assessed = (given: object): Act[] =>
  ASSESSORS.map(([as, who]) => act(who, 'assess', { as, answers: given, opinion: WORDS }));
const approved = (by: string): Act => ({ by, command: 'approve', data: (planHash) => ({ planHash }) });

/** Drafted, assessed by three, approved by seven in three stages, carried out in two steps and reviewed: 18 commands. */
export const wholeChange = (cast: Cast, now: Millis): Story => ({
  process: 'change',
  end: 'closed',
  acts: [
    ...drafted(cast, now),
    act(cast.raiser, 'submit'),
    ...assessed(grave),
    ...VOTERS.map(approved),
    act(cast.doer, 'start'),
    ...STEPS.map((part) => act(cast.doer, 'completeStep', { evidence: WORDS }, part)),
    act(cast.doer, 'finish', { verification: WORDS }),
    act('sup-donghu', 'review', { outcome: 'successful', lessons: WORDS }),
  ],
});

/** Submitted, assessed with nothing grave and approved by the head of its city: it has its time. */
const approvedAtOnce = (by: string, head: string): Act[] => [act(by, 'submit'), ...assessed(harmless), approved(head)];
/** For so many hours; nothing of it is begun. */
export const scheduledChange = (cast: Cast, now: Millis, hours: number): Act[] => [
  ...drafted(cast, now, hours),
  ...approvedAtOnce(cast.raiser, 'sup-donghu'),
];
/** One that a release has asked for: `by`, who leads that, writes what is missing. */
export const completedChange = ({ by, head }: { by: string; head: string }, cast: Cast, now: Millis): Act[] => [
  planned(by, cast, now, 48),
  ...approvedAtOnce(by, head),
];

/** Somebody else wants the same item at the same time, is refused, and gives it up. */
export const rivalChange = (cast: Cast, now: Millis): Story => ({
  process: 'change',
  end: 'canceled',
  acts: [
    ...drafted(cast, now),
    { ...act(cast.raiser, 'submit'), refused: 'conflict' },
    act(cast.raiser, 'cancel', { reason: WORDS }),
  ],
});

const [COORDINATOR, VISITOR, CUSTOMER] = OUTSIDE;
/** Sent, accepted, twice at the site for want of a part, done, signed by the hash of its record. */
export const wholeVisit = (): Story => ({
  process: 'work-order',
  end: 'closed',
  acts: [
    act(COORDINATOR, 'create', {
      reporter: CUSTOMER,
      unit: '/dx/donghu/hospital',
      title: 'The printer of the cash desk is dead',
      description: WORDS,
      contact: '8000',
      site: 'Room 105',
    }),
    act(COORDINATOR, 'dispatch', { engineers: [VISITOR] }),
    act(VISITOR, 'accept'),
    act(VISITOR, 'arrive'),
    act(VISITOR, 'awaitPart', { spare: 'Power supply' }),
    act(COORDINATOR, 'receivePart'),
    act(VISITOR, 'arrive'),
    act(VISITOR, 'complete', { work: WORDS, result: 'fixed', labourMinutes: 45 }),
    { by: CUSTOMER, command: 'sign', data: (recordHash) => ({ recordHash, rating: { score: 5 } }) },
  ],
});

/** Reported on the phone, asked back, answered, confirmed. */
export const wholeCall = (): Story => ({
  process: 'call',
  end: 'closed',
  acts: [
    act('desk-linxi', 'create', {
      channel: 'phone',
      reporter: 'req-linxi',
      unit: '/dx/donghu/linxi/school',
      application: 'payroll',
      title: 'The list of wages stays empty',
      description: WORDS,
      contact: '8000',
    }),
    act('desk-linxi', 'requestInfo', { question: WORDS }),
    act('req-linxi', 'supplyInfo', { text: WORDS }),
    act('desk-linxi', 'answer', { outcome: 'solved', solution: WORDS, category: 'software-function' }),
    act('req-linxi', 'confirm'),
  ],
});
