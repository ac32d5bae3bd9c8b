/** Scripted paths of a monthly archive: together they take every row of its lifecycle, and start every clock it ships. */
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, Command, Millis } from '../../../domain/kernel/process.ts';
import { hours } from '../given.ts';
import { people } from '../sample.ts';
import { facts, found, HASH, made, missing } from './archives.ts';

type Step = readonly [Actor, Command & { part?: string; facts?: Facts }] | Millis;
type Path = { name: string; steps: readonly Step[] };

const { li, zhao, head, archivist, manager, auditor, system } = people;
const DAYS = hours(24);
const says = (actor: Actor, type: string, data: object = {}, part?: string): Step => [
  actor,
  { type, data, facts, ...(part === undefined ? {} : { part }) },
];
const why = { reason: 'So it is' };
/** Long before the morning on which paths begin. */
const wanted = { unit: '/dx', month: '2025-12' };
const opened: readonly Step[] = [says(system, 'create', wanted)];
const collected: readonly Step[] = [...opened, says(system, 'noteCollected', { attempt: 1, cases: 3, supplements: 0 })];
const check = (more: object = {}): Step => says(system, 'noteChecked', { ...found, ...more });
const pack = (attempt = 1): Step => says(system, 'notePackaged', { ...made, attempt });
const sign = (by: Actor): Step => says(by, 'sign', { manifestHash: HASH });
const late = [{ ...missing(1)[0], case: 'WO-000009', of: 'ARC-000009' }];

export const archivePaths: readonly Path[] = [
  { name: 'nothing is missing', steps: [...collected, check(), pack(), sign(archivist), sign(manager)] },
  {
    name: 'gaps are chased, filled, handed on, accepted',
    steps: [
      ...collected,
      check({ gaps: missing(3), carried: late }),
      says(archivist, 'take'),
      says(head, 'urge', { text: 'Today' }),
      says(archivist, 'assignGap', { person: zhao.id }, 'g-1'),
      DAYS * 12,
      says(zhao, 'fillGap', { files: ['scan'] }, 'g-1'),
      says(manager, 'acceptGap', why, 'g-2'),
      says(archivist, 'fillGap', { files: ['scan'] }, 'g-3'),
      check({ attempt: 2, filled: [] }),
      pack(2),
      says(archivist, 'fillGap', { files: ['scan'] }, 'g-4'),
      check({ attempt: 3 }),
      pack(3),
      DAYS * 12,
      sign(archivist),
      sign(manager),
    ],
  },
  {
    name: 'a chain is broken, and it is archived so',
    steps: [
      ...collected,
      check({ broken: [{ case: 'INC-000001', seq: 4, code: 'content' }] }),
      says(auditor, 'acceptBroken', why),
      check({ attempt: 2 }),
      pack(2),
      says(manager, 'halt', why),
      says(archivist, 'recheck', why),
      says(system, 'noteStuck', { attempt: 3, code: 'not-archived' }),
      says(auditor, 'recheck', why),
    ],
  },
  {
    name: 'it cannot be collected, and is opened by hand',
    steps: [
      says(manager, 'create', wanted),
      says(system, 'noteStuck', { attempt: 1, code: 'not-archived' }),
      says(archivist, 'recheck', why),
      says(system, 'noteCollected', { attempt: 2, cases: 3, supplements: 0 }),
      check({ attempt: 2, gaps: missing(1) }),
      says(archivist, 'halt', why),
    ],
  },
  {
    name: 'the last gap is accepted',
    steps: [...collected, check({ gaps: missing(1) }), says(manager, 'acceptGap', why, 'g-1')],
  },
  {
    name: 'the last gap is filled by whoever owes it, and a late one when it is packed',
    steps: [
      ...collected,
      check({ gaps: missing(1), carried: late }),
      says(li, 'fillGap', { files: ['scan'] }, 'g-1'),
      check({ attempt: 2 }),
      pack(2),
      says(li, 'fillGap', { files: ['scan'] }, 'g-2'),
    ],
  },
  {
    name: 'checked again, once with what was missing found',
    steps: [
      ...collected,
      check({ gaps: missing(2) }),
      says(archivist, 'recheck', why),
      check({ attempt: 2, filled: ['g-1', 'g-2'] }),
      pack(2),
      says(archivist, 'recheck', why),
    ],
  },
];
