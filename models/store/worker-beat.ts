/**
 * Signs of life of the workers. The engine lists whoever asked for work within minutes; a process that has stopped or
 * hangs stays on that list, and says nothing here.
 */
import type { Connection } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';

/** `_id`: as the engine names the worker (host, process, build); `at`: by the clock of the database. */
type WorkerBeat = { _id: string; taskQueue: string; at: Date; left?: true };

const beatsIn = (db: Connection) => db.collection<WorkerBeat>('worker-beats');

/** Who has been silent for so long is not coming back under that name. */
const FORGOTTEN_MS = 86_400_000;
const ofDatabase = (agoMs: Millis): object => ({ $subtract: ['$$NOW', agoMs] });

/** It lives. One quick write: it is worth nothing a moment later, so it need not survive anything. */
export async function beat(db: Connection, { _id, taskQueue }: Pick<WorkerBeat, '_id' | 'taskQueue'>): Promise<void> {
  await beatsIn(db).updateOne({ _id }, [{ $set: { taskQueue, at: '$$NOW' } }], {
    upsert: true,
    writeConcern: { w: 1, journal: false },
  });
}

/** It leaves in order; the engine lists it for some minutes more. Who fell silent long ago is forgotten. */
export async function endBeat(db: Connection, _id: string): Promise<void> {
  await beatsIn(db).updateOne({ _id }, { $set: { left: true } });
  await beatsIn(db).deleteMany({ $expr: { $lt: ['$at', ofDatabase(FORGOTTEN_MS)] } });
}

type Silence = { silentMs: Millis; left?: true };

/** How long ago each worker of the queue gave its last sign of life, by its name; none for one that never gave any. */
export async function silencesOf(db: Connection, taskQueue: string): Promise<ReadonlyMap<string, Silence>> {
  const rows = await beatsIn(db)
    .aggregate<Silence & { _id: string }>([
      { $match: { taskQueue } },
      { $project: { left: 1, silentMs: { $dateDiff: { startDate: '$at', endDate: '$$NOW', unit: 'millisecond' } } } },
    ])
    .toArray();
  return new Map(rows.map(({ _id, ...silence }) => [_id, silence]));
}
