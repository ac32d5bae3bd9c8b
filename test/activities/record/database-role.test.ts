/** The user of the product in `temporal-docker-compose.yml`, on a MongoDB that asks who one is: the record is written once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Connection } from 'mongoose';
import { openStore } from '../../../client/record/open-store.ts';
import { openAuditTrail } from '../../../models/access/audit.ts';
import { commitsIn } from '../../../models/cases/commit.ts';
import { missingMigrations } from '../../../models/migrations/index.ts';
import { prepareRehearsalStore, rehearsalStore } from '../../../models/rehearsal.ts';
import { watchDatabase } from '../../../models/store/changes.ts';
import { migrate } from '../../../worker/migrate.ts';
import { storeCommit } from '../../support/commits.ts';
import { recordKeys } from '../../support/engines/database.ts';
import { databaseSetup } from '../../support/engines/database-setup.ts';
import { engineTmpdir } from '../../support/engines/memory.ts';
import { restoreFixture } from '../../upgrade/restore.ts';

jest.setTimeout(120_000);
type Account = { user: string; pwd: string };
const ROOT: Account = { user: 'root', pwd: 'root-password' };
let folder: string;
let port: number;
let engine: ChildProcess;
let root: Connection;
let db: Connection;

beforeAll(async () => {
  folder = await mkdtemp(path.join(engineTmpdir(), 'changming-role-'));
  const script = path.resolve(__dirname, '../../support/engines/mongod-with-users.mjs');
  engine = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const ended = once(engine, 'exit').then(([code]) => {
    throw new Error(`MongoDB ended with ${code}`);
  });
  ended.catch(() => undefined); // its end is asked for
  if (!engine.stdout) throw new Error('no stdout');
  const [line] = await Promise.race([once(createInterface(engine.stdout), 'line'), ended]);
  ({ port } = JSON.parse(String(line)) as { port: number });
  const { role, user } = databaseSetup({ isThere: false });
  await firstUser();
  root = await openAs(ROOT);
  const admin = root.useDb('admin');
  await admin.db?.command({ createRole: 'changming', ...role });
  await admin.db?.command({ createUser: user.user, pwd: user.pwd, roles: user.roles });
  db = await openAs(user);
});
afterAll(async () => {
  await Promise.all([db?.close(), root?.close()]);
  const exit = once(engine, 'exit');
  engine.stdin?.end();
  await exit;
  await rm(folder, { recursive: true, force: true });
});

async function firstUser(): Promise<void> {
  const nobody = await openStore(
    { mongodbUri: `mongodb://127.0.0.1:${port}/admin?directConnection=true`, recordKeys },
    { anyKey: true },
  );
  await nobody.db?.command({ createUser: ROOT.user, pwd: ROOT.pwd, roles: ['root'] });
  await nobody.close();
}

const uriOf = ({ user, pwd }: Account): string =>
  `mongodb://${user}:${pwd}@127.0.0.1:${port}/changming?replicaSet=rs0&authSource=admin`;
const openAs = async (account: Account): Promise<Connection> =>
  await openStore({ mongodbUri: uriOf(account), recordKeys });

const notAllowed = { codeName: 'Unauthorized' };

test('every migration runs, of both stores, with the sample organisation and without', async () => {
  const context = { embedded: true, dataFolder: folder };
  await migrate(db, context);
  expect(await missingMigrations(db, { embedded: true })).toEqual([]);
  await prepareRehearsalStore(rehearsalStore(db));
  await db.collection<{ _id: string }>('migrations').deleteMany({}); // each of them a second time
  await migrate(db, context);
});

test('what happened is written, and neither changed nor deleted', async () => {
  const trail = openAuditTrail(db, 'role');
  await trail.record({ type: 'refused', by: 'owner', at: 1, data: {} });
  const { _id } = await storeCommit({ db }, 'INC-000001', {
    events: [{ type: 'incident.commented', data: { text: 'said' } }],
    by: { id: 'owner', role: 'engineer' },
    key: 'u:owner:1',
    digest: 'd',
  });
  for (const name of ['commits', 'events']) // indexes of the trail are exchanged by migrations
    await expect(db.collection(name).dropIndex('at_1')).rejects.toMatchObject(notAllowed);
  for (const name of ['commits', 'audit', 'events']) {
    const record = db.collection<{ _id: string }>(name);
    await expect(record.updateOne({}, { $set: { at: 2 } })).rejects.toMatchObject(notAllowed);
    await expect(record.updateOne({ _id: 'x' }, { $set: { at: 2 } }, { upsert: true })).rejects.toMatchObject(
      notAllowed,
    );
    await expect(record.replaceOne({}, { at: 2 })).rejects.toMatchObject(notAllowed);
    await expect(record.deleteOne({})).rejects.toMatchObject(notAllowed);
    await expect(record.findOneAndDelete({})).rejects.toMatchObject(notAllowed);
    await expect(record.drop()).rejects.toMatchObject(notAllowed);
    await expect(db.db?.command({ collMod: name, validator: {} })).rejects.toMatchObject(notAllowed);
    await expect(record.rename('elsewhere')).rejects.toMatchObject(notAllowed);
    await expect(
      db
        .collection('notices')
        .aggregate([{ $out: name }])
        .toArray(),
    ).rejects.toMatchObject(notAllowed);
  }
  await expect(db.dropDatabase()).rejects.toMatchObject(notAllowed);
  expect((await commitsIn(db).findOne({ _id }))?.at).toBeGreaterThan(2);
});

test('everything else is changed, looked at and watched; rehearsals go again', async () => {
  const stream = watchDatabase(db, []);
  await stream.tryNext();
  const notices = db.collection<{ _id: string }>('notices');
  await notices.insertOne({ _id: 'n' });
  await notices.updateOne({ _id: 'n' }, { $set: { at: 1 } });
  await notices.deleteOne({ _id: 'n' });
  expect(await stream.next()).toMatchObject({ operationType: 'insert' });
  await stream.close();
  expect((await db.listCollections()).length).toBeGreaterThan(20);
  const store = rehearsalStore(db);
  await store.collection('commits').insertOne({ at: 1 });
  expect(await store.collection('commits').deleteMany({})).toMatchObject({ deletedCount: 1 });
});

test('a store of the release before is upgraded', async () => {
  await root.dropDatabase();
  await rehearsalStore(root).dropDatabase();
  await restoreFixture({ mongodbUri: uriOf(ROOT), databaseName: 'changming', temporalFolder: folder });
  const few = (await root.collection('cases').find({}, { limit: 6 }).toArray()).map(({ _id }) => _id);
  await root.collection('cases').deleteMany({ _id: { $nin: few } }); // what each of them becomes is test/upgrade's
  await root.collection('events').deleteMany({ caseId: { $nin: few } });
  expect(await migrate(db, { embedded: true, dataFolder: folder })).toContain('0012');
  expect(await commitsIn(db).distinct('caseId')).toHaveLength(few.length);
});
