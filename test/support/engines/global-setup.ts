import { lookAtBuild } from '../product/command.ts';
import { openDatabase } from './database.ts';
import { startEngines } from './engines.ts';
import { makeSample } from './sample-store.ts';

/** Jest asks for a default export. It runs each such file once, before the workers, one after the other. */
export default async function setUp(): Promise<void> {
  lookAtBuild();
  await startEngines();
  const { db, dataFolder, stop } = await openDatabase();
  await makeSample(db, dataFolder);
  await stop();
}
