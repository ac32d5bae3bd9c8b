/** Whole lives of a change and of a call, by people of the sample organisation, as their commands one by one. */
import { QUESTIONS } from '../../domain/change/risk.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import type { KeptApprovalPolicy } from '../../models/registers/approval-policy.ts';

/** `asked`: the hash of what approvers are asked about; empty while nobody is. */
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
const answers = Object.fromEntries(QUESTIONS.map(({ key }) => [key, YES.includes(key)]));
const STEPS = ['stop', 'patch'] as const;
/** Of the sample organisation, all who play. */
export const PEOPLE: readonly string[] = [
  ...new Set([...VOTERS, ...ASSESSORS.map(([, who]) => who), 'desk-linxi', 'req-linxi']),
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

const act = (by: string, command: string, data: object = {}, part?: string): Act => ({
  by,
  command,
  data: () => data,
  ...(part === undefined ? {} : { part }),
});
const drafted = ({ raiser, doer, item, at }: Cast, now: Millis): Act[] => [
  act(raiser, 'create', {
    kind: 'normal',
    unit: UNIT,
    application: 'payment',
    title: 'Patch of the payment server',
    description: WORDS,
    items: [item],
  }),
  act(raiser, 'plan', {
    items: [item],
    // Its last instants come before half of any time to vote has passed, at whatever hour it is: as many timers each time.
    window: { from: at(now - HOUR), until: at(now + 3 * HOUR) },
    outageMinutes: 0,
    consequences: WORDS,
    steps: STEPS.map((id) => ({ id, title: id, instruction: WORDS, undo: WORDS, minutes: 5 })),
    backOut: WORDS,
    backOutMinutes: 30,
    testEvidence: WORDS,
    implementer: doer,
  }),
];

/** Drafted, assessed by three, approved by seven in three stages, carried out in two steps and reviewed: 18 commands. */
export const wholeChange = (cast: Cast, now: Millis): Story => ({
  process: 'change',
  end: 'closed',
  acts: [
    ...drafted(cast, now),
    act(cast.raiser, 'submit'),
    ...ASSESSORS.map(([as, who]) => act(who, 'assess', { as, answers, opinion: WORDS })),
    ...VOTERS.map((who): Act => ({ by: who, command: 'approve', data: (planHash) => ({ planHash }) })),
    act(cast.doer, 'start'),
    ...STEPS.map((part) => act(cast.doer, 'completeStep', { evidence: WORDS }, part)),
    act(cast.doer, 'finish', { verification: WORDS }),
    act('sup-donghu', 'review', { outcome: 'successful', lessons: WORDS }),
  ],
});

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
