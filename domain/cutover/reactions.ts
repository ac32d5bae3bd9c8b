/** Whom a cutover's events tell, and how its change goes along with it. */
import { goingAlong, telling } from '../kernel/common/links.ts';
import { ownerOf, person, supervisorOf, watching } from '../kernel/common/whom.ts';
import { runFollows } from '../kernel/running/reactions.ts';
import { commanderOf, runTells } from '../kernel/running/waits.ts';
import { checkerOf } from './prechecks.ts';
import type { Effect } from '../kernel/process.ts';
import type { CutoverSays } from './fields.ts';
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
  precheckRecorded: (cutover, { data: { compared = [] } }) =>
    compared.some(({ differs }) => differs) ? [commanderOf(cutover)] : [],
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
  // Its change does not go along.
  effectFailed: (cutover, { data: { ref = {} } }) =>
    'change' in ref ? [commanderOf(cutover), supervisorOf(cutover)] : [],
};

/** What a change takes of words: those of its cutover may be more. */
const MOST_LETTERS = 2000;
const shortened = (words: string): string => Array.from(words).slice(0, MOST_LETTERS).join('');
/** Its change begins with it, goes back with it, and is reviewed once it is over. */
const toChange = (
  caseId: string,
  { change, commander }: Pick<Cutover, 'change' | 'commander'>,
  outcome: CutoverSays,
  said: { reason?: string; checks?: string } = {},
): Effect[] =>
  goingAlong('change', change, {
    command: 'noteCutover',
    data: {
      cutover: caseId,
      outcome,
      ...(outcome === 'started' && commander !== undefined ? { commander } : {}),
      ...said,
    },
    ...(change === undefined ? {} : { ref: { change } }),
  });

export const follows: NonNullable<Rules['follows']> = {
  ...runFollows<Cutover>(),
  // It names its change; the change shows it, too.
  created: ({ caseId }, { change }) =>
    change === undefined
      ? []
      : [
          telling('change', change, { command: 'noteLink', data: { source: caseId, relation: 'related' } }),
          ...toChange(caseId, { change }, 'planned'),
        ],
  started: ({ caseId }, cutover) => toChange(caseId, cutover, 'started'),
  rollbackStarted: ({ caseId, data: { reason } }, cutover) =>
    toChange(caseId, cutover, 'rolling-back', { reason: shortened(reason) }),
  rolledBack: ({ caseId }, cutover) => toChange(caseId, cutover, 'rolled-back'),
  serviceConfirmed: ({ caseId, data: { checks } }, cutover) =>
    toChange(caseId, cutover, 'succeeded', { checks: shortened(checks) }),
  canceled: ({ caseId, data: { reason } }, cutover) =>
    toChange(caseId, cutover, 'canceled', { reason: shortened(reason) }),
};
