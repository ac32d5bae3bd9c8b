/** Scripted paths of each process: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, Command, Millis, PinnedPolicy } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import {
  analysis,
  answer,
  ask,
  because,
  create,
  escalation,
  handBack,
  hold,
  holdForChange,
  plain,
  resolve,
} from './factories.ts';
import { appraisalPaths } from './appraisal/appraisal-paths.ts';
import { archivePaths } from './archive/archive-paths.ts';
import { failoverPaths } from './run-paths.ts';
import { hours, MORNING } from './given.ts';
import { change } from './change-paths.ts';
import { release } from './release/paths.ts';
import { rectificationPaths } from './rectification/rectification-paths.ts';
import { inspectionPaths } from './inspection/inspection-paths.ts';
import { cutoverPaths } from './cutover/cutover-paths.ts';
import { people } from './sample.ts';
import { workOrderPaths } from './field/work-order-paths.ts';

/** A command of somebody, or time that passes. The first step opens the case. */
export type PathStep = readonly [Actor, Command] | Millis;
/** `terms`: of the policy that it runs on. */
export type Path = { name: string; steps: readonly PathStep[]; terms?: PinnedPolicy['terms'] };

const { requester, agent, yang, provinceAgent, li, zhao, deng, wang, cityHead, head, owner, system } = people;
const DAYS = hours(24);
const info: Command = { type: 'supplyInfo', data: { text: 'Batch 7' } };
const words: Command = { type: 'comment', data: { text: 'Batch 7', audience: 'public' } };
const better: Command = { type: 'amend', data: { fields: { description: 'Batch 7 of today' } } };
const urgently: Command = { type: 'urge', data: { text: 'Batch 7, we must pay today' } };
const visit: Command = {
  type: 'requestOnsite',
  data: { site: 'Room 3', contact: '0571 8888', remoteHelp: 'Restarted it' },
};
const photo = { id: 'photo', name: '现场.jpg', type: 'image/jpeg', size: 1_000, sha256: 'ab'.repeat(32) };
const handsIn: Command & { facts: Facts } = {
  type: 'attach',
  data: { files: ['photo'], audience: 'public' },
  facts: { files: { photo } },
};
const question: Command = { type: 'requestInfo', data: { question: 'Which batch?' } };
const relieve = (person: Actor, successor?: Actor): Command => ({
  type: 'relieve',
  data: { person: person.id, reason: 'Has left', ...(successor && { successor: successor.id }) },
});
const requeue = (from: string, queue: string, person?: Actor): Command => ({
  type: 'requeue',
  data: { from, queue, reason: 'Closed', ...(person && { person: person.id }) },
});
/** With what the preview named of a case of `unit`. */
const correct = (process: string, data: object): Command => ({
  type: 'correct',
  data: { reason: 'Misheard', policyVersion: `${process}@1`, calendars: ['always@1', 'cn-5x8@1'], ...data },
});
const court = { unit: '/dx/donghu/court' };
const canceling = (reason: string): Command => ({ type: 'cancel', data: { reason } });
const onPhone = { confirmedOnPhone: 'Ms Zhao' };

const call: readonly Path[] = [
  {
    name: 'answered and confirmed',
    steps: [
      [requester, create()],
      [agent, plain('take')],
      [agent, question],
      [requester, info],
      [requester, plain('urge')],
      [agent, { type: 'answerUrge', data: { text: 'Soon' } }],
      [agent, answer()],
      [requester, because('refuseAnswer')],
      [agent, answer()],
      [requester, plain('confirm')],
    ],
  },
  {
    name: 'answered on the phone',
    steps: [
      [agent, create({ reporter: requester.id })],
      [agent, answer(onPhone)],
    ],
  },
  {
    name: 'withdrawn',
    steps: [
      [requester, create()],
      [requester, canceling('withdrawn')],
    ],
  },
  {
    name: 'dropped',
    steps: [
      [system, create({ reporter: requester.id })],
      [system, canceling('dropped')],
    ],
  },
  {
    name: 'the caller is waited for in vain',
    steps: [
      [agent, create({ reporter: requester.id })],
      [agent, question],
      [requester, words],
      [agent, question],
      [requester, better],
      [agent, question],
      [requester, urgently],
      [agent, question],
      [requester, handsIn],
      [agent, answer()],
      [requester, words],
      [agent, question],
      4 * DAYS,
    ],
  },
  { name: 'nobody confirms', steps: [[agent, create({ reporter: requester.id })], [agent, answer()], 4 * DAYS] },
  {
    name: 'escalated and settled',
    steps: [
      [agent, create({ reporter: requester.id })],
      [agent, question],
      [agent, info],
      [agent, escalation],
      [system, { type: 'settle', data: { incident: 'INC-000001', outcome: 'resolved' } }],
    ],
  },
  {
    name: 'joined',
    steps: [
      [requester, create()],
      [agent, { type: 'join', data: { incident: 'INC-000001' } }],
      [system, { type: 'noteSolved', data: { incident: 'INC-000001', solved: true } }],
      [requester, plain('confirm')],
      [system, { type: 'noteSolved', data: { incident: 'INC-000001', solved: false } }],
      [system, { type: 'noteConfirmed', data: { incident: 'INC-000001' } }],
      [system, { type: 'relink', data: { incident: 'INC-000002' } }],
      [agent, { type: 'comment', data: { text: 'The same in every county', audience: 'public' } }],
    ],
  },
  {
    name: 'from desk to desk',
    steps: [
      [requester, create()],
      [head, { type: 'transfer', data: { queue: 'donghu-desk', reason: 'Many calls' } }],
      [head, { type: 'dispatch', data: { person: yang.id } }],
      [yang, plain('take')],
      [yang, { type: 'transfer', data: { queue: 'linxi-desk', reason: 'Theirs' } }],
      [provinceAgent, plain('take')],
      [agent, question],
      [cityHead, { type: 'dispatch', data: { person: yang.id } }],
      [agent, { type: 'transfer', data: { queue: 'dx-desk', reason: 'Theirs' } }],
    ],
  },
  {
    name: 'out of the wrong incident',
    steps: [
      [requester, create()],
      [agent, { type: 'join', data: { incident: 'INC-000001' } }],
      [agent, because('leave')],
    ],
  },
  {
    name: 'registered for the wrong unit',
    steps: [
      [agent, create({ reporter: requester.id })],
      [agent, correct('call', { contact: '0571 9999' })],
      [provinceAgent, correct('call', court)],
    ],
  },
  {
    name: 'its agent leaves',
    steps: [
      [requester, create()],
      [agent, plain('follow')],
      [system, relieve(agent)],
      [agent, plain('take')],
      [system, relieve(agent)],
      [agent, plain('take')],
      [agent, plain('follow')],
      [system, relieve(li)],
    ],
  },
  {
    name: 'its queue is closed',
    steps: [
      [requester, create()],
      [yang, plain('take')],
      [system, requeue('linxi-desk', 'donghu-desk', yang)],
      [system, requeue('donghu-desk', 'dx-desk', yang)],
      [system, requeue('dx-desk', 'linxi-desk')],
    ],
  },
  {
    name: 'back at the desk',
    steps: [
      [requester, create()],
      [agent, escalation],
      [system, { type: 'return', data: { incident: 'INC-000002' } }],
    ],
  },
];

const weight = { reporter: requester.id, impact: '2', urgency: '2' };
const grave = { reporter: requester.id, impact: '1', urgency: '2' };
const queued: PathStep = [agent, create({ ...weight, queue: 'donghu-l2' })];
const started: readonly PathStep[] = [queued, [li, plain('start')]];
const dispatch = (person: Actor): Command => ({ type: 'dispatch', data: { person: person.id } });
const transfer = (queue: string): Command => ({ type: 'transfer', data: { queue, reason: 'Theirs' } });
const merge: Command = { type: 'merge', data: { target: 'INC-000001' } };
const attach: Command = { type: 'attachParent', data: { parent: 'INC-000001' } };
const follow = (data: object): Command => ({ type: 'followParent', data: { parent: 'INC-000001', ...data } });
const withParent = follow({ event: 'resolved', solution: 'Of the parent', causeCode: 'x', category: 'y' });
const proposeMajor: Command = { type: 'proposeMajor', data: { grounds: 'Twelve counties' } };
const parentBack = follow({ event: 'reopened', reason: 'Again' });

const noteChange = (outcome: string, number = 'CHG-000001'): Command => ({
  type: 'noteChange',
  data: { change: number, outcome },
});

const incident: readonly Path[] = [
  {
    name: 'county, city, province and back',
    steps: [
      [agent, create(weight)],
      [
        agent,
        { type: 'triage', data: { queue: 'donghu-l2', category: 'software-function', impact: '2', urgency: '2' } },
      ],
      [cityHead, dispatch(li)],
      [li, because('decline')],
      [li, plain('claim')],
      [li, plain('start')],
      [li, because('release')],
      [cityHead, dispatch(li)],
      [li, plain('start')],
      [li, ask],
      [wang, plain('start')],
      [wang, handBack()],
      [li, plain('start')],
      [cityHead, transfer('dx-l2')],
      [head, ask],
      [wang, plain('claim')],
      [wang, transfer('dx-experts')],
      [head, handBack()],
    ],
  },
  {
    name: 'on hold for one reason after the other',
    steps: [
      ...started,
      [li, hold('user')],
      [requester, info],
      [li, hold('evidence')],
      [agent, info],
      [li, hold('user')],
      [requester, words],
      [li, hold('user')],
      [requester, better],
      [li, hold('user')],
      [requester, urgently],
      [li, hold('user')],
      [requester, handsIn],
      [li, hold('vendor')],
      [requester, info],
      [agent, info],
      [requester, words],
      [requester, handsIn],
      [requester, better],
      [system, { type: 'noteContact', data: { call: 'CAL-000009', contact: '0571 9999' } }],
      [li, plain('resume')],
      [zhao, hold('window', { until: MORNING + hours(2) })],
      hours(3),
      [li, holdForChange()],
      3 * DAYS + hours(1),
      [cityHead, plain('resume')],
      [requester, plain('urge')],
      [li, resolve()],
      [requester, because('reopen')],
      [li, resolve()],
      8 * DAYS,
    ],
  },
  {
    name: 'on hold for one change after the other',
    steps: [
      ...started,
      [li, holdForChange()],
      [system, noteChange('finished', 'CHG-000002')],
      [system, noteChange('finished')],
      [system, noteChange('failed')],
      [li, holdForChange()],
      [system, relieve(li)],
      [system, noteChange('canceled')],
    ],
  },
  {
    name: 'its assignee leaves',
    steps: [
      ...started,
      [system, relieve(li)],
      [li, plain('start')],
      [zhao, plain('follow')],
      [system, relieve(zhao)],
      [system, relieve(li, zhao)],
      [zhao, hold('user')],
      [system, relieve(zhao)],
      [requester, info],
      [li, hold('evidence')],
      [system, relieve(li)],
      [agent, info],
      [li, hold('user')],
      [system, relieve(li)],
      [requester, words],
      [li, hold('user')],
      [system, relieve(li)],
      [requester, better],
      [li, hold('user')],
      [system, relieve(li)],
      [requester, urgently],
      [li, hold('user')],
      [system, relieve(li)],
      [requester, handsIn],
      [li, hold('vendor')],
      [system, relieve(li)],
      [cityHead, plain('resume')],
    ],
  },
  {
    name: 'its queue is closed',
    steps: [
      queued,
      [cityHead, dispatch(deng)],
      [system, requeue('donghu-l2', 'donghu-apps', deng)],
      [deng, plain('start')],
      [system, requeue('donghu-apps', 'donghu-l2', deng)],
      [system, requeue('donghu-l2', 'dx-l2', deng)],
      [system, requeue('dx-l2', 'donghu-l2')],
    ],
  },
  {
    name: 'registered for the wrong unit',
    steps: [
      queued,
      [li, plain('claim')],
      [li, correct('incident', { contact: '0571 9999' })],
      [li, plain('start')],
      [li, correct('incident', { channel: 'mail' })],
      [provinceAgent, correct('incident', { unit: '/dx/court' })],
    ],
  },
  {
    name: 'with a report',
    steps: [
      [agent, create({ ...grave, queue: 'donghu-l2' })],
      [li, resolve(onPhone)],
      [li, analysis],
    ],
  },
  {
    name: 'the report is returned',
    steps: [
      [agent, create({ ...grave, queue: 'donghu-l2' })],
      [li, resolve()],
      [li, analysis],
      [cityHead, because('returnReport')],
      [cityHead, analysis],
      [cityHead, because('returnReport')],
      [agent, plain('confirm')],
      [cityHead, analysis],
    ],
  },
  {
    name: 'confirmed before the report',
    steps: [
      [agent, create({ ...grave, queue: 'donghu-l2' })],
      [li, resolve()],
      [requester, plain('confirm')],
    ],
  },
  {
    name: 'solved by the first line on the phone',
    steps: [
      [agent, create(weight)],
      [agent, resolve(onPhone)],
    ],
  },
  {
    name: 'held for a vendor, and urged',
    steps: [...started, [li, hold('vendor')], [requester, urgently]],
  },
  {
    name: 'confirmed by one reporter after the other, at their calls',
    steps: [
      ...started,
      [system, { type: 'addReporter', data: { call: 'CAL-000009', reporter: 'req-donghu' } }],
      [li, resolve()],
      [system, { type: 'noteConfirmed', data: { call: 'CAL-000009' } }],
      [requester, plain('confirm')],
    ],
  },
  {
    name: 'confirmed by the last at his call',
    steps: [
      ...started,
      [system, { type: 'addReporter', data: { call: 'CAL-000009', reporter: 'req-donghu' } }],
      [li, resolve()],
      [requester, plain('confirm')],
      [system, { type: 'noteConfirmed', data: { call: 'CAL-000009' } }],
    ],
  },
  { name: 'confirmed', steps: [...started, [li, resolve()], [requester, plain('confirm')]] },
  { name: 'confirmed by callback', steps: [...started, [li, resolve()], [agent, plain('confirm')]] },
  { name: 'reopened by the assignee', steps: [...started, [li, resolve()], [li, because('reopen')]] },
  { name: 'reopened by the supervisor', steps: [...started, [li, resolve()], [cityHead, because('reopen')]] },
  {
    name: 'reopened to the queue',
    steps: [
      queued,
      [system, resolve()],
      [requester, because('reopen')],
      [system, resolve()],
      [cityHead, because('reopen')],
    ],
  },
  {
    name: 'major',
    steps: [
      ...started,
      [li, proposeMajor],
      [owner, { type: 'declineMajor', data: { grounds: 'Two counties' } }],
      [li, proposeMajor],
      [owner, { type: 'declareMajor', data: { grounds: 'Twelve counties', commander: head.id } }],
      [head, { type: 'postUpdate', data: { text: 'The vendor is on it' } }],
      [system, plain('noteArrival')],
      [system, { type: 'noteVisit', data: { result: 'Done' } }],
      [li, resolve()],
      [li, analysis],
      [requester, plain('confirm')],
      [cityHead, plain('close')],
    ],
  },
  {
    name: 'a visit that is canceled, and another one',
    steps: [
      ...started,
      [li, visit],
      [system, { type: 'noteVisit', data: { result: 'Nobody has the key', outcome: 'canceled' } }],
      [cityHead, visit],
      [system, { type: 'noteArrival', data: { workOrder: 'WO-000002' } }],
      [li, resolve()],
      [requester, plain('confirm')],
      [system, { type: 'noteVisit', data: { result: 'Replaced', workOrder: 'WO-000002', outcome: 'fixed' } }],
    ],
  },
  { name: 'canceled by its reporter', steps: [queued, [requester, because('cancel')]] },
  { name: 'canceled by the supervisor', steps: [...started, [cityHead, because('cancel')]] },
  { name: 'merged by a member', steps: [queued, [li, merge]] },
  { name: 'merged by the supervisor', steps: [queued, [cityHead, merge]] },
  {
    name: 'with its parent',
    steps: [...started, [li, attach], [system, withParent], [system, withParent], [system, parentBack]],
  },
  {
    name: 'with its parent from the queue',
    steps: [queued, [cityHead, attach], [system, withParent], [system, parentBack]],
  },
  {
    name: 'over with its parent',
    steps: [...started, [li, attach], [system, withParent], [system, follow({ event: 'closed' })]],
  },
  {
    name: 'on its own again',
    steps: [...started, [li, attach], [li, plain('detachParent')]],
  },
  {
    name: 'with a child and another reporter',
    steps: [
      ...started,
      [system, { type: 'addChild', data: { child: 'INC-000009', requester: requester.id } }],
      [system, { type: 'removeChild', data: { child: 'INC-000009' } }],
      [system, { type: 'addReporter', data: { reporter: 'req-linxi-2' } }],
      [system, { type: 'addReporter', data: { call: 'CAL-000009', caller: 'Ms Sun' } }],
      [system, { type: 'removeReporter', data: { call: 'CAL-000009' } }],
      [li, { type: 'reprioritise', data: { impact: '1', urgency: '1', reason: 'Month end' } }],
    ],
  },
  {
    name: 'a visit that is not needed after all',
    steps: [
      [agent, create({ ...weight, impact: '1', urgency: '1', queue: 'donghu-l2' })],
      [li, plain('start')],
      [li, because('withdrawOnsite')],
    ],
  },
  {
    name: 'escalated from the queue',
    steps: [
      [provinceAgent, create({ ...weight, queue: 'donghu-l2' })],
      [li, ask],
      [wang, hold('spare-part')],
    ],
  },
];

export const paths: Readonly<Record<ProcessKey, readonly Path[]>> = {
  call,
  incident,
  change,
  failover: failoverPaths,
  cutover: cutoverPaths,
  rectification: rectificationPaths,
  release,
  'work-order': workOrderPaths,
  inspection: inspectionPaths,
  archive: archivePaths,
  appraisal: appraisalPaths,
};
