/** Test support: stories in a known state, made of commands that people would give; each test says only what matters. */
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, Millis, PinnedPolicy } from '../../domain/kernel/process.ts';
import { given, type Story } from './given.ts';
import { people } from './sample.ts';

type Options = { now?: Millis; policy?: Partial<PinnedPolicy>; stage?: Story['stage']; by?: Actor };
const { requester, agent, li } = people;

export const report = {
  channel: 'phone',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'Payments fail',
  description: 'Every batch of today is rejected.',
  contact: '0571 8888',
};
export const create = (data: object = {}) => ({ type: 'create', data: { ...report, ...data } });
/** A call that its reporter wrote himself, not yet taken. */
export const newCall = (data: object = {}, options: Options = {}): Story =>
  given('call', options).when(requester, create(data));
/** A call that the county's agent is working on. */
export const takenCall = (options: Options = {}): Story => newCall({}, options).when(agent, { type: 'take', data: {} });

export const answer = (data: object = {}) => ({
  type: 'answer',
  data: { outcome: 'solved', solution: 'The cache was cleared', category: 'software-function', ...data },
});
export const escalation = {
  type: 'escalate',
  data: { category: 'software-function', impact: '2', urgency: '2', diagnosis: 'Server error', tried: 'Restart' },
};

const weight = { reporter: requester.id, impact: '2', urgency: '2' };
/** An incident in the city's queue, without a call, with nobody at work. */
export const queuedIncident = (data: object = {}, options: Options = {}): Story =>
  given('incident', options).when(options.by ?? agent, create({ ...weight, queue: 'donghu-l2', ...data }));
/** One that the county's desk has yet to sort. */
export const newIncident = (data: object = {}, options: Options = {}): Story =>
  given('incident', options).when(options.by ?? agent, create({ ...weight, ...data }));
/** Claimed by Li of the city. */
export const claimedIncident = (data: object = {}, options: Options = {}): Story =>
  queuedIncident(data, options).when(li, { type: 'claim', data: {} });
/** Li is at work on it. */
export const startedIncident = (data: object = {}, options: Options = {}): Story =>
  queuedIncident(data, options).when(li, { type: 'start', data: {} });
/** Li gave a solution. */
export const resolvedIncident = (data: object = {}, options: Options = {}): Story =>
  startedIncident(data, options).when(li, resolve());

export const resolve = (data: object = {}) => ({
  type: 'resolve',
  data: {
    solution: 'The right version was installed',
    causeCode: 'release-defect',
    category: 'software-function',
    knowledge: { kind: 'none', reason: 'Known' },
    ...data,
  },
});
export const hold = (reason: string, more: object = {}) => ({
  type: 'hold',
  data: { reason, note: 'Which batch?', ...more },
});
/** What is looked up of a change that somebody waits for. */
export const awaited = (more: object = {}): Facts => ({
  cases: {
    change: { caseId: 'CHG-000001', process: 'change', status: 'scheduled', open: true, orgPath: '/dx', ...more },
  },
});
/** Held for a change that is not played. */
export const holdForChange = (change = 'CHG-000001') => ({ ...hold('change', { change }), facts: awaited() });
export const because = (type: string) => ({ type, data: { reason: 'Because of the rules' } });
export const plain = (type: string) => ({ type, data: {} });
export const ask = {
  type: 'escalate',
  data: { diagnosis: 'Middleware answers 500', tried: 'Restart', ask: 'Look at the server' },
};
export const handBack = (reason = 'info-missing') => ({ type: 'handBack', data: { reason, text: 'Which batch?' } });
export const analysis = {
  type: 'fileReport',
  data: { cause: 'Wrong version', evidence: 'Logs', handling: 'Reinstalled', prevention: 'Check before release' },
};
