/** Versions of registers are signed, and what is in force is the newest: whatever is written past the product is named. */
import { verifyAll } from '../../../client/record/verify-all.ts';
import { verifyRegisters } from '../../../client/record/verify-registers.ts';
import type { Finding } from '../../../client/record/verify.ts';
import { openAuditTrail } from '../../../models/access/audit.ts';
import { hashOfRow, type Signature } from '../../../models/store/signed-row.ts';
import { rehearsalStore } from '../../../models/rehearsal.ts';
import { linkText, recordKeyOf } from '../../../models/store/record-key.ts';
import { migrate } from '../../../worker/migrate.ts';
import { type Api, type Caller, startApi } from '../../support/product/api.ts';
import { contractSource, publishSource } from '../../support/product/registers.ts';

jest.setTimeout(120_000);

type Row = Partial<Signature> & { _id: string; version: number } & Record<string, unknown>;
let api: Api;

beforeAll(async () => {
  api = await startApi();
  const [owner, guard, system] = [await api.as('owner'), await api.as('admin-security'), await api.as('admin-system')];
  for (const path of ['calendars/cn-5x8', 'calendars/cn-5x8', 'policies/incident', 'matrices/priority'])
    await publishSource(owner, path, (await owner.get(`/api/${path}`)).body.source);
  await publishSource(owner, 'contracts/xiling', contractSource());
  await editPeople(guard);
  await editTeams(system);
});
afterAll(() => api.stop());

const seenBy = (by: Caller, version: number, path: string, body: object, method: 'put' | 'post' = 'put') =>
  by[method](`/api/${path}`, body).set('If-Match', `"${version}"`);
const engineer = { unit: '/dx/donghu', grants: [{ role: 'engineer', orgPath: '/dx/donghu' }], teams: ['donghu-l2'] };

/** Made, edited, locked, given a password, with preferences of his own. */
async function editPeople(guard: Caller): Promise<void> {
  await guard.post('/api/people', { id: 'zhou', name: '周工', ...engineer }).expect(201);
  await seenBy(guard, 1, 'people/zhou', { name: '周师傅', ...engineer }).expect(200);
  await seenBy(guard, 2, 'people/zhou/lock', { reason: '长假' }, 'post').expect(200);
  await guard.post('/api/people/zhou/password').expect(201);
  const own = { mail: 'none', quietHours: null, zone: null, locale: 'en' };
  await (await api.as('eng-dx-1')).put('/api/me/preferences', own).expect(200);
}

async function editTeams(system: Caller): Promise<void> {
  const team = {
    name: '数据组',
    orgPath: '/dx/donghu',
    tier: 'L2',
    standard: false,
    applications: [],
    calendar: 'cn-5x8',
  };
  await system.post('/api/teams', { id: 'donghu-data', ...team }).expect(201);
  await seenBy(system, 1, 'teams/donghu-data/close', { reason: '并入二线', heir: 'donghu-l2' }, 'post').expect(200);
}

const rows = (name: string) => api.product.db.collection<Row>(name);
const versions = () => rows('register-versions');

async function findings(): Promise<Finding[]> {
  const found: Finding[] = [];
  await verifyRegisters(api.product.db, (finding) => found.push(finding), { againMs: 50 });
  return found;
}

const VERSIONED = [
  'appraisal-schemes',
  'policies',
  'calendars',
  'matrices',
  'contracts',
  'approval-policies',
  'change-templates',
  'checklists',
  'indicators',
  'risk-questionnaires',
  'document-templates',
  'runbooks',
  'register-versions',
];
const KEPT = [...VERSIONED, 'people', 'teams', 'migrations', 'audit'];
/** What is found in a store that was tampered with, which is then put back as it was. */
async function foundAfter(tamper: () => Promise<unknown>): Promise<Finding[]> {
  const before = await Promise.all(KEPT.map(async (name) => [name, await rows(name).find().toArray()] as const));
  await tamper();
  try {
    return await findings();
  } finally {
    for (const [name, all] of before) {
      await rows(name).deleteMany({});
      await rows(name).insertMany(all);
    }
  }
}

test('what people did through the product has no finding, and all of it was looked at', async () => {
  const found: Finding[] = [];
  const counts = await verifyAll(api.product.db, (finding) => found.push(finding));
  expect(found).toEqual([]);
  const all = await Promise.all(VERSIONED.map((name) => rows(name).countDocuments()));
  expect(counts.registerVersions).toBe(all.reduce((sum, one) => sum + one, 0));
  expect(await versions().countDocuments({ id: 'zhou' })).toBe(3);
});

test('nothing that signs a version is shown', async () => {
  const owner = await api.as('owner');
  const answers = await Promise.all(
    [
      'calendars',
      'calendars/cn-5x8',
      'calendars/cn-5x8@2',
      'calendars/cn-5x8/versions',
      'policies/incident',
      'contracts',
    ].map((path) => owner.get(`/api/${path}`).expect(200)),
  );
  const own = (await (await api.as('admin-security')).get('/api/people/zhou/versions').expect(200)).text;
  for (const text of [...answers.map((one) => one.text), own]) expect(text).not.toMatch(/"(mac|keyId|hash)"/);
});

const set = (name: string, _id: string, fields: object) => () =>
  rows(name).updateOne({ _id }, { $set: fields as never });
const take =
  (name: string, ...ids: string[]) =>
  () =>
    rows(name).deleteMany({ _id: { $in: ids } });

async function rowOf(name: string, _id: string): Promise<Row> {
  const found = await rows(name).findOne({ _id });
  if (!found) throw new Error(`no ${_id}`);
  return found;
}

/** As who has the database and not the key can write it. */
const forge = (name: string, from: string, change: object, keep: 'mac' | 'nothing') => async () => {
  const { hash: _hash, mac, keyId, ...body } = await rowOf(name, from);
  const row: Row = { ...body, ...change };
  const signature = keep === 'mac' && mac !== undefined && keyId !== undefined ? { mac, keyId } : {};
  await rows(name).replaceOne({ _id: row._id }, { ...row, hash: hashOfRow(row), ...signature }, { upsert: true });
};

/** The entry as an earlier version had it, with every later version gone. */
const rollBack = (register: 'people' | 'teams', id: string, version: number) => async () => {
  const { value } = await rowOf('register-versions', `${register}/${id}@${version}`);
  await versions().deleteMany({ register, id, version: { $gt: version } });
  await rows(register).replaceOne({ _id: id }, value as Row);
};

const anew = { _id: 'incident@3', version: 3 };
type Tampering = [what: string, tamper: () => Promise<unknown>, finding: Finding];
const tamperings: readonly Tampering[] = [
  [
    'an edited policy',
    set('policies', 'incident@1', { 'clocks.response.targets': [] }),
    { chain: 'policies/incident', seq: 1, code: 'content' },
  ],
  [
    'an edited calendar',
    set('calendars', 'cn-5x8@2', { note: 'x' }),
    { chain: 'calendars/cn-5x8', seq: 2, code: 'content' },
  ],
  [
    'an edited matrix',
    set('matrices', 'priority@2', { 'priorities.3.3': 'P1' }),
    { chain: 'matrices/priority', seq: 2, code: 'content' },
  ],
  [
    'an edited contract',
    set('contracts', 'xiling@1', { inForceUntil: 1 }),
    { chain: 'contracts/xiling', seq: 1, code: 'content' },
  ],
  [
    'an edit with its hash made anew',
    forge('policies', 'incident@2', { name: '别的' }, 'mac'),
    { chain: 'policies/incident', seq: 2, code: 'mac' },
  ],
  [
    'a key that nobody holds',
    set('policies', 'incident@2', { keyId: '00000000' }),
    { chain: 'policies/incident', seq: 2, code: 'key-unknown' },
  ],
  [
    'a version put in by hand',
    forge('policies', 'incident@2', anew, 'nothing'),
    { chain: 'policies/incident', seq: 3, code: 'mac-missing' },
  ],
  [
    'a version put in with the mac of another',
    forge('policies', 'incident@2', anew, 'mac'),
    { chain: 'policies/incident', seq: 3, code: 'mac' },
  ],
  [
    'a version under another name',
    async () => {
      await rows('policies').insertOne({ ...(await rowOf('policies', 'incident@2')), _id: 'x@2', policy: 'x' });
    },
    { chain: 'policies/x', seq: 1, code: 'seq-gap' },
  ],
  [
    'the newest version taken away',
    take('calendars', 'cn-5x8@3'),
    { chain: 'calendars/cn-5x8', seq: 3, code: 'cut-tail' },
  ],
  [
    'a version between taken away',
    take('calendars', 'cn-5x8@2'),
    { chain: 'calendars/cn-5x8', seq: 2, code: 'seq-gap' },
  ],
  ['a whole entry taken away', take('contracts', 'xiling@1'), { chain: 'contracts/xiling', seq: 1, code: 'cut-tail' }],
  [
    'an entry that was there from the first, taken away',
    take('contracts', 'dx-treasury@1'),
    { chain: 'contracts/dx-treasury', seq: 1, code: 'cut-tail' },
  ],
  [
    'grants that nobody gave',
    set('people', 'zhou', { grants: [{ role: 'supervisor', orgPath: '/dx' }] }),
    { chain: 'people/zhou', seq: 3, code: 'document-differs', pointer: '/grants/0/role' },
  ],
  [
    'a field that nobody wrote',
    set('people', 'req-linxi', { zone: 'UTC' }),
    { chain: 'people/req-linxi', seq: 1, code: 'document-differs', pointer: '/zone' },
  ],
  [
    'a lock undone',
    set('people', 'zhou', { active: true }),
    { chain: 'people/zhou', seq: 3, code: 'document-differs', pointer: '/active' },
  ],
  [
    'a person put in by hand',
    async () => rows('people').insertOne({ ...(await rowOf('people', 'zhou')), _id: 'ghost' }),
    { chain: 'people/ghost', seq: 3, code: 'mac-missing' },
  ],
  [
    'a person put in with a version of his own',
    async () => {
      await rows('people').insertOne({ ...(await rowOf('people', 'owner')), _id: 'ghost', version: 1 });
      const change = { _id: 'people/ghost@1', id: 'ghost', value: await rowOf('people', 'ghost') };
      await forge('register-versions', 'people/owner@1', change, 'mac')();
    },
    { chain: 'people/ghost', seq: 1, code: 'mac' },
  ],
  [
    'a team whose id is no text',
    async () => rows('teams').insertOne({ ...(await rowOf('teams', 'dx-l2')), _id: 7 as never, standard: false }),
    { chain: 'teams/7', seq: 1, code: 'mac-missing' },
  ],
  ['a team taken away', take('teams', 'dx-l2'), { chain: 'teams/dx-l2', seq: 1, code: 'no-document' }],
  [
    'a team taken away with all that it was',
    async () => {
      await take('teams', 'dx-l2')();
      await versions().deleteMany({ register: 'teams', id: 'dx-l2' });
    },
    { chain: 'teams/dx-l2', seq: 1, code: 'cut-tail' },
  ],
  [
    'an edited version of a team',
    set('register-versions', 'teams/donghu-data@1', { 'value.lead': 'zhou' }),
    { chain: 'teams/donghu-data', seq: 1, code: 'content' },
  ],
  [
    'a person as he was two versions ago',
    rollBack('people', 'zhou', 1),
    { chain: 'people/zhou', seq: 2, code: 'cut-tail' },
  ],
  [
    'own preferences taken back',
    rollBack('people', 'eng-dx-1', 1),
    { chain: 'people/eng-dx-1', seq: 2, code: 'cut-tail' },
  ],
  ['a lock taken back', rollBack('people', 'zhou', 2), { chain: 'people/zhou', seq: 3, code: 'cut-tail' }],
  [
    'a closed team opened again',
    rollBack('teams', 'donghu-data', 1),
    { chain: 'teams/donghu-data', seq: 2, code: 'cut-tail' },
  ],
  [
    'an older state put into force alone',
    async () => {
      const { value } = await rowOf('register-versions', 'people/zhou@1');
      await rows('people').replaceOne({ _id: 'zhou' }, value as Row);
    },
    { chain: 'people/zhou', seq: 3, code: 'document-differs', pointer: '/name' },
  ],
  [
    'a version signed by the store of rehearsals',
    async () => {
      const { hash = '' } = await rowOf('policies', 'incident@2');
      const text = linkText('policies/incident', { seq: 2, hash });
      await set('policies', 'incident@2', recordKeyOf(rehearsalStore(api.product.db)).sign(text))();
    },
    { chain: 'policies/incident', seq: 2, code: 'mac' },
  ],
];

/** Such as touch different chains are looked for together. */
const rounds: Tampering[][] = [];
for (const one of tamperings) {
  const free = rounds.find((round) => round.every(([, , { chain }]) => chain !== one[2].chain));
  if (free) free.push(one);
  else rounds.push([one]);
}
test.each(rounds.map((round) => [round.map(([what]) => what).join('; '), round] as const))(
  '%s: each is found, and its place named',
  async (_what, round) => {
    const found = await foundAfter(async () => {
      for (const [, tamper] of round) await tamper();
    });
    const expected = round.map(([, , finding]) => finding);
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  },
);

test('an edit that came to nothing is no witness, and one that is on record and not there is', async () => {
  let nodes = 0;
  const entry = { by: 'owner', at: 1, data: { register: 'teams', id: 'dx-l2', version: 2 } };
  const trailOf = () => openAuditTrail(api.product.db, `a-${(nodes += 1)}`);
  const made = (trail = trailOf()) => trail.record({ ...entry, type: 'registerChanged' });
  expect(await foundAfter(() => made())).toEqual([{ chain: 'teams/dx-l2', seq: 2, code: 'cut-tail' }]);
  const lost = async () => {
    const trail = trailOf();
    await made(trail);
    await trail.record({ ...entry, type: 'editLost', data: { ...entry.data, lost: 'registerChanged' } });
  };
  expect(await foundAfter(lost)).toEqual([]);
});

test('what was signed once is never signed again: a mark taken out of `migrations` brings no row in', async () => {
  const { db, dataFolder } = api.product;
  const found = await foundAfter(async () => {
    await forge('policies', 'incident@2', anew, 'nothing')();
    await rows('migrations').deleteMany({ _id: { $in: ['0016', '0017'] } });
    expect(await migrate(db, { embedded: true, dataFolder })).toEqual(['0016', '0017']);
  });
  expect(found).toEqual([{ chain: 'policies/incident', seq: 3, code: 'mac-missing' }]);
});

test('a store that no release has signed is told as such, and the upgrade signs it as it stands', async () => {
  const { db, dataFolder } = api.product;
  const found = await foundAfter(async () => {
    for (const name of KEPT.slice(0, 5)) await rows(name).updateMany({}, { $unset: { hash: 1, mac: 1, keyId: 1 } });
    await versions().deleteMany({ register: 'people', id: { $in: ['auditor', 'zhou'] }, version: 1 });
    await rows('people').updateOne({ _id: 'auditor' }, { $unset: { version: 1 } });
    await rows('audit').deleteMany({ type: { $in: ['registersSigned', 'registerPublished'] } });
    await rows('migrations').deleteOne({ _id: '0016' });
    expect((await findings()).some(({ chain, code }) => chain === 'registers' && code === 'mac-missing')).toBe(true);
    expect(await migrate(db, { embedded: true, dataFolder })).toEqual(['0016']);
    expect(await rows('people').findOne({ _id: 'auditor' })).toMatchObject({ version: 1 });
    expect(await findings()).toEqual([]);
    await versions().deleteOne({ _id: 'people/zhou@2' });
  });
  expect(found).toEqual([{ chain: 'people/zhou', seq: 2, code: 'seq-gap' }]);
});
