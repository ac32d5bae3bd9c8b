/** Scripted paths of a rectification: together they take every row of its lifecycle, and start every clock it ships. */
import type { Actor, Command, Millis } from '../../../domain/kernel/process.ts';
import { hours } from '../given.ts';
import { people } from '../sample.ts';
import {
  accident,
  because,
  clear,
  contest,
  DUE,
  found,
  investigation,
  issuing,
  protectScene,
  refuse,
  reportUp,
  says,
  submit,
  submitSeen,
  takeUp,
} from './rectifications.ts';

type Path = { name: string; steps: readonly (readonly [Actor, Command] | Millis)[] };
const { quality, safety, manager, auditor, li, zhao, deng, head, owner, requester, system } = people;
const { due: _due, responsible: _nobody, ...unnamed } = found;

export const rectificationPaths: readonly Path[] = [
  {
    name: 'contested, upheld, refused twice, extended and closed',
    steps: [
      [quality, issuing({ class: 'serious', evidence: 'Photo 1' })],
      [quality, says('amend', { fields: { title: 'Racks without any labels' } })],
      [li, contest],
      [head, because('uphold')],
      [li, takeUp({ person: zhao.id })],
      [head, says('urge')],
      [zhao, submit],
      [quality, refuse],
      [zhao, submit],
      [quality, refuse],
      [quality, says('extend', { due: DUE + hours(24), reason: 'Labels are late' })],
      [li, submit],
      [quality, clear],
    ],
  },
  {
    name: 'withdrawn at once',
    steps: [
      [auditor, issuing({ kind: 'audit' })],
      [auditor, because('withdraw')],
    ],
  },
  {
    name: 'withdrawn by the superior of who issued it, while it is put right',
    steps: [[manager, issuing()], [li, contest], hours(24), [li, takeUp()], [owner, because('withdraw')]],
  },
  {
    name: 'a requester reports an accident',
    steps: [
      [requester, accident()],
      hours(3),
      [manager, reportUp],
      [safety, protectScene],
      [safety, says('assign', { person: zhao.id, due: DUE })],
      [zhao, takeUp()],
      [zhao, submitSeen()],
      [safety, investigation],
      [safety, clear],
    ],
  },
  {
    name: 'an accident that was none',
    steps: [
      [li, accident()],
      [safety, reportUp],
      [safety, investigation],
      [head, because('withdraw')],
    ],
  },
  {
    name: 'started by the product, and nobody does anything',
    steps: [[system, says('create', { ...unnamed, issuer: quality.id })], hours(24 * 8)],
  },
  {
    name: 'named anew, and who has left',
    steps: [
      [safety, issuing({ kind: 'safety' })],
      [li, takeUp()],
      [safety, says('assign', { person: zhao.id, reason: 'He is on leave' })],
      [zhao, takeUp()],
      [system, says('relieve', { person: zhao.id, successor: deng.id, reason: 'Has left' })],
      [system, says('relieve', { person: deng.id, reason: 'Has left' })],
      hours(24 * 4),
    ],
  },
];
