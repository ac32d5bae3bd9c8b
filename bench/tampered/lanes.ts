/** Copies of the world in databases of their own, so that several tamperings are looked for at a time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { giveRecordKeys } from '../../models/store/record-key.ts';
import { type Image, type Lane, layOut } from './image.ts';

/** `verified`: the only connection that has the key; tamperings are carried out without. */
export type OwnLane = Lane & { verified: Connection; end(): Promise<void> };
export type Engines = { mongodbUri: string; recordKeys: readonly string[] };

// What is lost with the machine is made again.
const FAST = { writeConcern: { w: 1, journal: false }, autoIndex: false, autoCreate: false } as const;

export async function openLane({ mongodbUri, recordKeys }: Engines, image: Image): Promise<OwnLane> {
  const name = `tamper-${crypto.randomUUID().slice(0, 13)}`;
  const uri = mongodbUri.replace(/^(mongodb:\/\/[^/]+)\/?[^?]*/, `$1/${name}`);
  const [live, verified] = await Promise.all([uri, uri].map((one) => mongoose.createConnection(one, FAST).asPromise()));
  if (!live || !verified) throw new Error('no connection');
  giveRecordKeys(verified, recordKeys);
  const folder = await mkdtemp(path.join(tmpdir(), 'changming-seals-'));
  const lane: Lane = { stores: { live, rehearsal: live.useDb(`${name}_rehearsal`) }, folder };
  await layOut(image, lane);
  const end = async () => {
    await Promise.all(Object.values(lane.stores).map((db) => db.dropDatabase()));
    await Promise.all([live.close(), verified.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  return { ...lane, verified, end };
}
