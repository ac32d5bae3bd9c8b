/** Drills that have ended: which runbook was last drilled when. */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import { casesIn } from './case.ts';

export type LastDrill = { number: string; closedAt: Millis };

/** Of a pin as the document keeps it, `runbook:standby-node@3`, of further ones `runbook-2:…`. */
const PINNED = /^runbook(?:-\d+)?:(.+)@\d+$/;

/** By runbook, whatever its version, the drill that was closed last; one that was stood down is none. By its own index. */
export async function lastDrills(db: Connection): Promise<ReadonlyMap<string, LastDrill>> {
  const closed = casesIn(db)
    .find(
      { mode: 'drill', status: 'closed' },
      { projection: { closedAt: 1, 'kase.pinned': 1 }, sort: { closedAt: 1, _id: 1 } },
    )
    .map(({ _id, closedAt = 0, kase }) => ({ number: _id, closedAt, pinned: kase.pinned }));
  const last = new Map<string, LastDrill>();
  for await (const { pinned, ...drill } of closed)
    for (const one of pinned) {
      const [, runbook] = PINNED.exec(one) ?? [];
      if (runbook !== undefined) last.set(runbook, drill);
    }
  return last;
}
