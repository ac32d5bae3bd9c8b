/** Whom a failover's events tell, and what follows from them. */
import { ownerOf, person, supervisorOf, watching } from '../kernel/common/whom.ts';
import type { Recorded } from '../kernel/definition.ts';
import type { Effect } from '../kernel/process.ts';
import { runFollows } from '../kernel/running/reactions.ts';
import { commanderOf, runTells } from '../kernel/running/waits.ts';
import { startOf } from '../starts.ts';
import type { Failover, FailoverEvents, Rules } from './state.ts';

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
  authorized: (event, failover) => (event.mode === 'drill' ? [] : [onRecord(event, failover)]), // a drill alters nothing
};

/** What is done in an emergency is on record as a change, too, whoever asks later what was altered on the item. */
const onRecord = (
  { caseId, data: { runbooks, customerTold } }: Recorded<FailoverEvents['authorized']>,
  { unit, application, title, items, incident }: Failover,
): Effect =>
  startOf(
    'change',
    {
      kind: 'record',
      unit,
      ...(application === undefined ? {} : { application }),
      title,
      description: `${caseId}: ${runbooks.map(({ ref }) => ref).join(', ')}. ${customerTold}`,
      items: [...items],
      ...(incident === undefined ? {} : { incident }),
      failover: caseId,
    },
    { record: true },
  );
