/** Scripted paths of a change: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, Command, Millis } from '../../domain/kernel/process.ts';
import { blocks, cabMeeting, grave, doer, warns, NIGHT, NO, own, plan, raised, raiser, reboot } from './changes.ts';
import { hours, MORNING } from './given.ts';
import { people } from './sample.ts';

type Beside = { part?: string; facts?: Facts };
type Step = readonly [Actor, Command & Beside] | Millis;
type Path = { name: string; steps: readonly Step[] };

const { chen, wang, hu, head, cityHead, owner, quality, auditor, principal, system } = people;
const says = (type: string, data: object = {}, beside: Beside = {}): Command & Beside => ({ type, data, ...beside });
const standard = { facts: { template: reboot() } };
const because = (type: string, beside: Beside = {}) => says(type, { reason: 'So it is' }, beside);
const vote = (type: string, beside: Beside = {}) => says(type, { planHash: '*', reason: 'So it is' }, beside);
const create = (more: object = {}, beside: Beside = {}) => says('create', { ...raised, ...more }, beside);
const assess = (answers: object = {}): Step[] =>
  (
    [
      ['technical', chen],
      ['security', quality],
      ['business', owner],
    ] as const
  ).map(([as, who]): Step => [who, says('assess', { as, answers: { ...NO, ...answers }, opinion: 'Fine' })]);
const drafted = (more: object = {}): Step[] => [
  [raiser, create()],
  [raiser, says('plan', plan(more))],
];
const submitted = (more: object = {}): Step[] => [...drafted(more), [raiser, says('submit')]];
const low = (more: object = {}): Step[] => [...submitted(more), ...assess()];
const medium = (): Step[] => [...submitted(), ...assess({ 'first-of-kind': true })];
const high = (): Step[] => [...submitted(), ...assess({ 'first-of-kind': true, 'untested-way-back': true })];
const untilNight = hours(24);
const started = (): Step[] => [...low(), [cityHead, vote('approve')], untilNight, [doer, says('start')]];
const steps = (): Step[] =>
  ['stop', 'patch', 'start'].map((part): Step => [doer, says('completeStep', { evidence: 'Log 7' }, { part })]);
const away = (to: string) => says('delegate', { to, until: NIGHT.until, reason: 'Away' });
const school = '/dx/donghu/linxi/school';
const emergency = (more: object = {}): Step[] => [
  [raiser, create({ kind: 'emergency', incident: 'INC-000001', ...more }, { facts: grave })],
  [raiser, says('plan', plan(more))],
  [raiser, says('submit')],
];
const after = (): Step[] => [
  ...emergency(),
  [head, vote('approve')],
  untilNight,
  [doer, says('start')],
  ...steps(),
  [doer, says('finish', { verification: 'Works' })],
];
const relieve = (person: Actor, superiors: object = {}) =>
  says(
    'relieve',
    { person: person.id, reason: 'Has left' },
    { facts: { heirs: { deputies: [], superiors: { ...superiors } } } },
  );

/** Chen's, who is away for two days from the morning on. */
const mandate = { id: 'm-1', from: chen.id, to: owner.id, since: MORNING, until: MORNING + hours(48), reason: 'Away' };

/** A meeting of the board on the night before, and what was decided there. */
const recorded = (...said: readonly (readonly [Actor, string])[]) =>
  says(
    'recordMinutes',
    {
      meeting: 'cab-1',
      planHash: '*',
      decisions: said.map(([{ id }, decision]) => ({ seat: id, person: id, decision, reason: 'So it is' })),
    },
    { facts: { meeting: cabMeeting } },
  );

/** As registers fill the seats of the board without him. */
const without = (gone: Actor): NonNullable<Facts['seats']> => {
  const left = [head, chen, wang, hu, quality].filter(({ id }) => id !== gone.id).map(({ id }) => id);
  return {
    sitters: { ...Object.fromEntries(left.map((id) => [id, [id]])), [gone.id]: [] },
    present: left,
    heirs: { deputies: [], superiors: {} },
  };
};

export const change: readonly Path[] = [
  {
    name: 'carried out and reviewed',
    steps: [
      ...low(),
      [cityHead, vote('approve')],
      [system, says('noteFreeze', { freeze: 'national-day@1', ...NIGHT })],
      [system, says('noteFreezeLifted', { freeze: 'national-day@2' })],
      [system, says('noteHeld', { incident: 'INC-000001' })],
      [system, says('noteResumed', { incident: 'INC-000001' })],
      untilNight,
      [doer, says('start')],
      [doer, says('completeStep', { evidence: 'Log 7' }, { part: 'stop' })],
      [doer, because('failStep', { part: 'patch' })],
      [cityHead, says('extendWindow', { until: NIGHT.until + hours(1), reason: 'Slow' })],
      [doer, says('completeStep', { evidence: 'Log 8' }, { part: 'patch' })],
      [doer, says('completeStep', { evidence: 'Log 9' }, { part: 'start' })],
      [doer, says('finish', { verification: 'Works' })],
      [quality, says('review', { outcome: 'successful', lessons: 'None' })],
    ],
  },
  {
    name: 'rolled back',
    steps: [
      ...started(),
      [doer, says('completeStep', { evidence: 'Log 7' }, { part: 'stop' })],
      [cityHead, because('rollBack')],
      [doer, says('completeUndo', { evidence: 'Log 8' }, { part: 'stop' })],
      [cityHead, says('review', { outcome: 'rolled-back', lessons: 'None' })],
    ],
  },
  {
    name: 'rolled back by who does it, two steps',
    steps: [
      ...started(),
      ...steps().slice(0, 2),
      [doer, because('rollBack')],
      [doer, says('completeUndo', { evidence: 'Log 8' }, { part: 'patch' })],
      [doer, says('completeUndo', { evidence: 'Log 8' }, { part: 'stop' })],
    ],
  },
  { name: 'given up before the first step', steps: [...started(), [doer, because('rollBack')]] },
  {
    name: 'standard',
    steps: [
      [raiser, create({ kind: 'standard', template: 'reboot' }, standard)],
      [raiser, says('plan', own(), standard)],
      [raiser, says('submit', {}, standard)],
    ],
  },
  {
    name: 'standard, and then another step',
    steps: [
      [raiser, create({ kind: 'standard', template: 'reboot' }, standard)],
      [raiser, says('plan', own({ steps: plan().steps }), standard)],
      [raiser, says('submit', {}, standard)],
    ],
  },
  {
    name: 'found',
    steps: [
      [auditor, create({ kind: 'unauthorised', difference: 'Port 22' })],
      [cityHead, says('review', { outcome: 'noted', lessons: 'Close it' })],
    ],
  },
  {
    name: 'carried out by a cutover',
    steps: [
      ...drafted(),
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'planned' })],
      [raiser, says('submit')],
      ...assess(),
      [cityHead, vote('approve')],
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'planned' })],
      untilNight,
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'started' })],
      [system, says('noteCutover', { cutover: 'CUT-000002', outcome: 'succeeded' })],
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'succeeded' })],
    ],
  },
  {
    name: 'taken back by its cutover',
    steps: [
      ...low(),
      [cityHead, vote('approve')],
      untilNight,
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'started' })],
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'rolling-back' })],
      [system, says('noteCutover', { cutover: 'CUT-000002', outcome: 'rolled-back' })],
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'rolled-back' })],
    ],
  },
  {
    name: 'taken back by its cutover at once',
    steps: [
      ...low(),
      [cityHead, vote('approve')],
      untilNight,
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'started' })],
      [system, says('noteCutover', { cutover: 'CUT-000001', outcome: 'rolled-back' })],
    ],
  },
  { name: 'recorded by the product', steps: [[system, create({ kind: 'record' })]] },
  { name: 'drafted by the product', steps: [[system, create()]] },
  {
    name: 'of a release that was canceled',
    steps: [
      [system, create({ release: 'REL-000001', reporter: raiser.id, plan: {} })],
      [system, says('noteRelease', { release: 'REL-000001', outcome: 'canceled', reason: 'Another vendor' })],
    ],
  },
  { name: 'canceled', steps: [...low(), [owner, because('cancel')]] },
  {
    name: 'canceled as a draft',
    steps: [...drafted(), [raiser, says('amend', { fields: { title: 'Other' } })], [raiser, because('cancel')]],
  },
  { name: 'returned from assessing', steps: [...submitted(), [cityHead, because('return')]] },
  {
    name: 'returned from authorizing and revised',
    steps: [...low(), [quality, because('return')], [raiser, says('submit')], [doer, because('revise')]],
  },
  { name: 'revised when scheduled', steps: [...low(), [cityHead, vote('approve')], [raiser, because('revise')]] },
  { name: 'rejected', steps: [...low(), [cityHead, vote('reject')]] },
  {
    name: 'by stages, with a delegate and a signer',
    steps: [
      ...medium(),
      [wang, away(hu.id)],
      [wang, says('revokeDelegation')],
      [owner, says('reseat')],
      [system, says('noteMandates', {}, { facts: { mandates: [mandate] } })],
      [chen, says('addSigner', { person: hu.id, reason: 'Knows it' })],
      [chen, vote('approve')],
      [hu, vote('approve')],
      [wang, vote('abstain')],
      [head, vote('approve')],
    ],
  },
  {
    name: 'by a board whose last abstains',
    steps: [
      ...high(),
      [head, vote('approve')],
      [chen, vote('approve')],
      [wang, vote('reject')],
      [hu, vote('abstain')],
      [quality, vote('abstain')],
    ],
  },
  {
    name: 'by a board whose last is against it',
    steps: [
      ...high(),
      [chen, vote('approve')],
      [chen, says('withdrawVote')],
      [chen, vote('approve')],
      [head, vote('approve')],
      [quality, vote('approve')],
      [hu, vote('reject')],
    ],
  },
  {
    name: 'against a board whose last is for it',
    steps: [
      ...high(),
      [head, vote('reject')],
      [chen, vote('reject')],
      [quality, vote('abstain')],
      [wang, vote('approve')],
    ],
  },
  {
    name: 'by those who are left of a board',
    steps: [
      ...high(),
      [head, vote('approve')],
      [chen, vote('approve')],
      [wang, vote('approve')],
      [hu, vote('abstain')],
      [system, relieve(quality)],
    ],
  },
  {
    name: 'against those who are left of a board',
    steps: [
      ...high(),
      [head, vote('reject')],
      [chen, vote('approve')],
      [wang, vote('approve')],
      [hu, vote('reject')],
      [system, relieve(quality)],
    ],
  },
  {
    name: 'by those who still hold their seats',
    steps: [
      ...high(),
      [head, vote('approve')],
      [chen, vote('approve')],
      [wang, vote('approve')],
      [hu, vote('abstain')],
      [owner, says('reseat', {}, { facts: { seats: without(quality) } })],
    ],
  },
  {
    name: 'against those who still hold their seats',
    steps: [
      ...high(),
      [head, vote('reject')],
      [chen, vote('approve')],
      [wang, vote('approve')],
      [hu, vote('reject')],
      [owner, says('reseat', {}, { facts: { seats: without(quality) } })],
    ],
  },
  {
    name: 'by minutes, of some and of all',
    steps: [
      ...high(),
      [head, recorded([chen, 'approve'], [wang, 'abstain'])],
      [head, recorded([head, 'approve'], [quality, 'approve'])],
    ],
  },
  {
    name: 'approved by minutes',
    steps: [...high(), [head, recorded([head, 'approve'], [chen, 'approve'], [quality, 'approve'], [wang, 'approve'])]],
  },
  { name: 'refused by minutes', steps: [...high(), [head, recorded([quality, 'reject'])]] },
  {
    name: 'an emergency, by minutes afterwards',
    steps: [
      ...after(),
      [system, says('noteMandates', {}, { facts: { mandates: [mandate] } })],
      [head, recorded([chen, 'approve'])],
    ],
  },
  {
    name: 'with a warning that is waived, and urged',
    steps: [
      ...drafted(),
      [raiser, says('submit', {}, { facts: { conflicts: [warns] } })],
      [owner, says('waiveConflict', { conflict: warns.key, reason: 'They know' })],
      [cityHead, says('urge')],
      [cityHead, says('answerUrge', { text: 'Tonight' })],
    ],
  },
  {
    name: 'refused by a board whose last abstains',
    steps: [...medium(), [chen, vote('abstain')], [wang, vote('abstain')]],
  },
  {
    name: 'not approved in time',
    steps: [...low(), hours(80), [owner, says('decideAsSuperior', { says: 'approve', planHash: '*', reason: 'Late' })]],
  },
  {
    name: 'not approved at all',
    steps: [...low(), hours(80), [owner, says('decideAsSuperior', { says: 'reject', planHash: '*', reason: 'Late' })]],
  },
  {
    name: 'approved in time by nobody, and a superior goes on',
    steps: [
      ...medium(),
      hours(80),
      [owner, says('decideAsSuperior', { says: 'approve', planHash: '*', reason: 'Late' })],
    ],
  },
  {
    name: 'blocked when it was approved',
    steps: [...low(), [cityHead, vote('approve', { facts: { conflicts: [blocks] } })]],
  },
  {
    name: 'with the customer’s consent',
    steps: [
      ...low({ items: ['db-school'] }),
      [cityHead, vote('approve')],
      [principal, says('recordConsent', { customer: school, planHash: '*' })],
    ],
  },
  {
    name: 'consented to before, and refused later',
    steps: [
      ...low({ items: ['db-school'] }),
      [principal, says('recordConsent', { customer: school, planHash: '*' })],
      [cityHead, vote('approve')],
      [principal, says('refuseConsent', { customer: school, reason: 'Exams' })],
    ],
  },
  {
    name: 'its only approver has left',
    steps: [
      ...low(),
      [system, relieve(cityHead, {})],
      [owner, says('nameApprover', { seat: 'sup-donghu', person: head.id, reason: 'In his place' })],
      [head, vote('approve')],
    ],
  },
  {
    name: 'who is left decides',
    steps: [...medium(), [chen, vote('approve')], [system, relieve(wang)], hours(1)],
  },
  {
    name: 'an emergency, approved afterwards',
    steps: [
      ...after(),
      [chen, vote('approve')],
      [wang, away(cityHead.id)],
      [wang, says('revokeDelegation')],
      [quality, says('addSigner', { person: cityHead.id, reason: 'Was there' })],
      [quality, vote('approve')],
      [hu, vote('abstain')],
      [cityHead, vote('reject')],
      [wang, vote('approve')],
      [head, vote('approve')],
      [cityHead, says('review', { outcome: 'with-issues', lessons: 'None' })],
    ],
  },
  {
    name: 'an emergency, looked at anew afterwards',
    steps: [...after(), [owner, says('reseat', {}, { facts: { seats: without(quality) } })]],
  },
  { name: 'an emergency, refused afterwards', steps: [...after(), [quality, vote('reject')]] },
  {
    name: 'an emergency, decided late',
    steps: [
      ...after(),
      hours(100),
      [owner, says('decideAsSuperior', { says: 'approve', planHash: '*', reason: 'Late' })],
    ],
  },
  {
    name: 'an emergency whose board lost its chair',
    steps: [
      ...after(),
      [system, relieve(head)],
      [owner, says('nameApprover', { seat: 'sup-dx', person: cityHead.id, reason: 'In his place' })],
    ],
  },
];
