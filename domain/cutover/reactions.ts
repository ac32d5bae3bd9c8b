/** Whom a cutover's events tell. */
import { telling } from '../kernel/common/links.ts';
import { ownerOf, person, supervisorOf, watching } from '../kernel/common/whom.ts';
import { runFollows } from '../kernel/running/reactions.ts';
import { commanderOf, runTells } from '../kernel/running/waits.ts';
import { checkerOf } from './prechecks.ts';
import type { Cutover, Rules } from './state.ts';

const named = ({ people = [] }: Cutover) => people.map((one) => person(one.person));
const all = (cutover: Cutover) => [
  person(cutover.reporter),
  commanderOf(cutover),
  ...named(cutover),
  ...watching(cutover, []),
];

export const tells: Rules['tells'] = {
  ...runTells<Cutover>(),
  created: (cutover) => [commanderOf(cutover), supervisorOf(cutover)],
  planned: named,
  replanned: (cutover) => [commanderOf(cutover), ...named(cutover)],
  precheckLapsed: (cutover, { data: { part = '' } }) => [commanderOf(cutover), person(checkerOf(cutover, part))],
  armed: all,
  started: all,
  // Where it runs, its commander is told that it stands.
  backOutReached: (cutover) => [
    supervisorOf(cutover),
    ownerOf(cutover),
    ...(cutover.status === 'needs-human' ? [commanderOf(cutover)] : []),
  ],
  backOutExtended: (cutover) => [commanderOf(cutover), ...named(cutover)],
  swapped: (cutover) => [commanderOf(cutover), supervisorOf(cutover), ...named(cutover)],
  serviceConfirmed: all,
  closed: all,
  canceled: (cutover) => [...all(cutover), supervisorOf(cutover)],
};

export const follows: NonNullable<Rules['follows']> = {
  ...runFollows<Cutover>(),
  // It names its change; the change shows it, too.
  created: ({ caseId }, { change }) =>
    change === undefined
      ? []
      : [telling('change', change, { command: 'noteLink', data: { source: caseId, relation: 'related' } })],
};
