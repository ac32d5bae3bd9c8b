/** Scripted paths of an appraisal: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, Command, Millis } from '../../../domain/kernel/process.ts';
import { hours } from '../given.ts';
import { people } from '../sample.ts';
import { facts, found, scheme, wanted } from './appraisals.ts';

type Step = readonly [Actor, Command & { part?: string; facts?: Facts }] | Millis;
type Path = { name: string; steps: readonly Step[] };

const { appraiser, secondAppraiser, chief, manager, owner, auditor, head, system } = people;
const DAYS = hours(24);
const says = (actor: Actor, type: string, data: object = {}, part?: string): Step => [
  actor,
  { type, data, facts, ...(part === undefined ? {} : { part }) },
];
const why = { reason: 'So it is' };
/** Long before the morning on which paths begin: what is due by then is due at once. */
const of = { ...wanted, period: '2025-12' };
const opened = (own: object = {}): Step => [
  system,
  { type: 'create', data: of, facts: { ...facts, scheme: scheme({}, own) } },
];
const frozen: readonly Step[] = [opened(), hours(1), says(system, 'freeze', found)];
const score = says(appraiser, 'score', { points: 1_800, ...why, files: ['scan'] }, 'manners');
const sign = (by: Actor): Step => says(by, 'sign', { statementHash: '*' });
const grounds = { grounds: 'Two were not ours' };

export const appraisalPaths: readonly Path[] = [
  {
    name: 'accepted, signed by both',
    steps: [
      ...frozen,
      says(appraiser, 'take'),
      score,
      says(chief, 'publish'),
      says(manager, 'accept'),
      says(chief, 'proposeCriteria', { lines: [{ item: 'overdue', target: 0.08, ...why }] }),
      sign(manager),
      sign(chief),
    ],
  },
  {
    name: 'disputed, adjusted, appealed against, decided',
    steps: [
      ...frozen,
      says(head, 'urge', { text: 'Today' }),
      DAYS * 9,
      score,
      says(chief, 'publish'),
      says(manager, 'dispute', { ...grounds, files: ['scan'] }, 'resolution'),
      says(manager, 'dispute', grounds, 'manners'),
      DAYS * 6,
      says(appraiser, 'answerDispute', { decision: 'adjusted', points: 5_000, ...why }, 'resolution'),
      says(secondAppraiser, 'answerDispute', { decision: 'upheld', ...why }, 'manners'),
      says(manager, 'appeal', grounds, 'manners'),
      says(manager, 'appeal', grounds, 'resolution'),
      DAYS * 6,
      says(owner, 'decideAppeal', { decision: 'upheld', ...why }, 'resolution'),
      says(owner, 'decideAppeal', { decision: 'upheld', ...why }, 'manners'),
      says(manager, 'accept'),
      DAYS * 12,
      sign(chief),
      sign(manager),
    ],
  },
  {
    name: 'silence accepts it',
    steps: [
      opened({ silence: true }),
      hours(1),
      says(system, 'freeze', found),
      score,
      says(chief, 'publish'),
      DAYS * 12,
      sign(chief),
      sign(manager),
    ],
  },
  {
    name: 'silence after the last word',
    steps: [
      opened({ silence: true }),
      hours(1),
      says(system, 'freeze', found),
      score,
      says(chief, 'publish'),
      says(manager, 'dispute', grounds, 'resolution'),
      says(appraiser, 'answerDispute', { decision: 'upheld', ...why }, 'resolution'),
      says(manager, 'appeal', grounds, 'resolution'),
      DAYS * 20,
      says(owner, 'decideAppeal', { decision: 'adjusted', points: 5_000, relief: 100, ...why }, 'resolution'),
    ],
  },
  {
    name: 'it cannot be collected at first, is opened by hand and voided',
    steps: [
      [chief, { type: 'create', data: of, facts }],
      hours(1),
      says(system, 'noteStuck', { attempt: 1, code: 'not-frozen' }),
      says(chief, 'recollect', why),
      says(system, 'freeze', { ...found, attempt: 2 }),
      says(owner, 'void', why),
      says(auditor, 'void', why),
    ],
  },
];
