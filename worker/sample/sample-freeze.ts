/** A freeze 封网 of the sample organisation: announced once its changes are there, so that the one which it meets is told. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { freezeToldId, startFreezeTold } from '../../client/changes/frozen.ts';
import { endOf } from '../../domain/changes/spans.ts';
import type { Millis } from '../../domain/kernel/process.ts';
import { addVersions } from '../../models/registers/add-missing.ts';
import type { Freeze } from '../../models/registers/freeze.ts';

const DAY = 86_400_000;
const REF = 'dx-year-end@1';

/** Over the night for which the scheduled change of the sample is planned, and over nobody else's item. */
export function sampleFreeze(begun: Millis): Freeze {
  const span = { from: begun + 6 * DAY, until: begun + 10 * DAY };
  return {
    _id: REF,
    freeze: 'dx-year-end',
    version: 1,
    name: '年终决算封网',
    reason: '省财政厅年终决算和集中支付期间，支付前置保持不变。',
    kind: 'freeze',
    organisations: ['/dx'],
    services: [],
    items: ['app-donghu'],
    spans: [{ from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() }],
    held: [span],
    endsAt: endOf([span]),
    note: '样例封网',
    publishedAt: begun,
    publishedBy: 'system',
  };
}

type Deps = { db: Connection; temporal: Client; taskQueue: string };

/** As a publication does it: the job that tells is begun first. Resolves when all are told; again: nobody is told twice. */
export async function announceSampleFreeze(deps: Deps, begun: Millis): Promise<void> {
  await startFreezeTold(deps, REF);
  await addVersions(deps.db, 'freezes', [sampleFreeze(begun)]);
  await deps.temporal.workflow.getHandle(freezeToldId(deps.taskQueue, REF)).result();
}
