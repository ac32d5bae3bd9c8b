/** Whom a failover's events tell, and what follows from them. */
import { ownerOf, person, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { Effect } from '../kernel/process.ts';
import { runFollows } from '../kernel/running/reactions.ts';
import { commanderOf, runTells } from '../kernel/running/waits.ts';
import type { Failover, Rules } from './state.ts';

const all = (failover: Failover) => [person(failover.reporter), commanderOf(failover), ...watching(failover, [])];

export const tells: Rules['tells'] = {
  ...runTells<Failover>(),
  created: (failover) => [commanderOf(failover), supervisorOf(failover), ownerOf(failover)],
  planProposed: (failover) => [commanderOf(failover)],
  authorized: (failover) => [person(failover.reporter), supervisorOf(failover), ...watching(failover, [])],
  serviceConfirmed: all,
  closed: all,
  canceled: (failover) => [...all(failover), supervisorOf(failover)],
};

export const follows: NonNullable<Rules['follows']> = {
  ...runFollows<Failover>(),
  // What is done in an emergency is on record as a change, too, whoever asks later what was altered on the item.
  authorized: ({ caseId, data: { runbooks, customerTold } }, failover): Effect[] => [
    {
      kind: 'start',
      process: 'change',
      data: {
        kind: 'record',
        unit: failover.unit,
        ...(failover.application === undefined ? {} : { application: failover.application }),
        title: failover.title,
        description: `${caseId}: ${runbooks.map(({ ref }) => ref).join(', ')}. ${customerTold}`,
        items: failover.items,
        ...(failover.incident === undefined ? {} : { incident: failover.incident }),
      },
      ref: { record: true },
    },
  ],
};
