import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { hashOfSecret } from '../../models/access/secret-hash.ts';
import { calendarOf } from '../../models/registers/calendar.ts';
import { auditOf } from '../../models/access/audit.ts';
import { itemOf } from '../../models/registers/items/item.ts';
import { caseOf } from '../../models/cases/case.ts';
import { categoryOf } from '../../models/registers/category.ts';
import { causeCodeOf } from '../../models/registers/cause-code.ts';
import { wordsIn, wordsOf } from '../../models/cases/words.ts';
import { noticeOf } from '../../models/notices/notice.ts';
import { organisationOf } from '../../models/registers/organisation.ts';
import { personOf, type Person } from '../../models/registers/person.ts';
import { changeTemplateOf, type KeptChangeTemplate } from '../../models/registers/changes/change-template.ts';
import { type KeptRiskQuestionnaire, riskQuestionnaireOf } from '../../models/registers/changes/risk-questionnaire.ts';
import { type Action, actionOf, actionsOpenTo } from '../../models/registers/actions/action.ts';
import { actionSecretOf } from '../../models/registers/actions/action-secret.ts';
import { type KeptRunbook, runbookOf } from '../../models/registers/runbooks/runbook.ts';
import { teamOf } from '../../models/registers/team.ts';
import { SHIPPED } from '../../domain/change/risk.ts';
import { templateFaults } from '../../domain/change/standard/template.ts';
import { actionsAsked, rolesAsked, roleAt } from '../../domain/runbooks/faults.ts';
import { runbookFaults } from '../../domain/runbooks/runbook.ts';
import { openStore } from '../../client/record/open-store.ts';
import { verifyPassword } from '../../platform/passwords.ts';
import { accountsFile, migrate } from '../../worker/migrate.ts';
import { ChangeCase, doer, NIGHT } from '../support/changes.ts';
import { storeCommit } from '../support/commits.ts';
import { people as sample } from '../support/sample.ts';
import { openDatabase, openSampleDatabase, recordKeys, type TestDatabase } from '../support/engines/database.ts';

const ALL = [
  '0001',
  '0002',
  '0003',
  '0004',
  '0005',
  '0006',
  '0007',
  '0008',
  '0009',
  '0010',
  '0011',
  '0012',
  '0013',
  '0014',
  '0015',
  '0016',
  '0017',
  '0019',
  '0021',
  '0022',
  '0023',
  '0024',
  '0025',
  '0029',
  '0030',
  '0031',
  '0032',
  '0033',
  '0034',
  '0035',
  '0036',
  '0037',
  '0041',
  '0043',
  '0044',
  '0045',
  '0046',
  '0047',
  '0048',
  '0050',
  '0051',
  '0052',
  '0053',
  '0057',
  '0058',
  '0059',
  '0060',
  '0061',
  '0062',
  '0063',
  '0065',
  '0066',
  '0068',
  '0069',
  '0070',
  '0071',
  '0072',
  '0074',
  '0075',
  '0079',
  '0080',
  'policy-appraisal',
  'policy-archive',
  'policy-change',
  'policy-cutover',
  'policy-failover',
  'policy-inspection',
  'policy-rectification',
  'policy-release',
  'policy-work-order',
  'template-appraisal-statement',
  'template-change-minutes',
  'template-fault-analysis-report',
  'template-inspection-report',
  'template-rectification-notice',
  'template-work-record',
];
let opened: TestDatabase;
afterEach(() => opened.stop());

const embedded = () => ({ embedded: true, dataFolder: opened.dataFolder });
const empty = async () => (opened = await openDatabase());
/** As a first start leaves it. */
const migrated = async () => (opened = await openSampleDatabase());
const notedPassword = async () =>
  /^password: (\S+)$/m.exec(await readFile(accountsFile(opened.dataFolder), 'utf8'))?.[1] ?? '';
const passwordOf = async (id: string) => (await personOf(opened.db).findById(id).lean<Person>())?.password;

test('a first start makes registers, the sample organisation and a note of its accounts, a second changes nothing', async () => {
  const { db } = await empty();
  expect((await migrate(db, embedded())).toSorted()).toEqual(ALL);
  const password = await notedPassword();
  await personOf(db).updateOne({ _id: 'owner' }, { name: '许明明' });
  expect(await migrate(db, embedded())).toEqual([]);
  expect(await notedPassword()).toBe(password);
  expect(await personOf(db).findById('owner').lean<Person>()).toMatchObject({ name: '许明明' });

  expect(await calendarOf(db).distinct('_id')).toEqual(['always@1', 'cn-5x8@1', 'cn-7x12@1']);
  expect(await categoryOf(db).countDocuments()).toBe(12);
  expect(await causeCodeOf(db).countDocuments()).toBe(20);
  expect(await organisationOf(db).countDocuments({ kind: 'support' })).toBe(7);
  expect(await teamOf(db).countDocuments({ tier: 'L3' })).toBe(3);

  // The accounts are noted for its user only, with their roles.
  const file = accountsFile(opened.dataFolder);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('desk-linxi');
  expect(text).toContain('supervisor /dx/donghu');
  expect(text.split('\n').filter((line) => /\/dx/.test(line))).toHaveLength(32);
});

test('several processes that start at once migrate once, and agree on one password', async () => {
  await empty();
  const others = await Promise.all([1, 2, 3].map(() => openStore({ mongodbUri: opened.uri, recordKeys })));
  const ran = await Promise.all([opened.db, ...others].map((db) => migrate(db, embedded())));
  await Promise.all(others.map((db) => db.close()));
  expect(ran.flat().toSorted()).toEqual(ALL);
  expect(await verifyPassword(await passwordOf('sup-dx'), await notedPassword())).toBe(true);
});

test('a start that was cut off after the accounts were noted goes on with the same password', async () => {
  const { db } = await migrated();
  const password = await notedPassword();
  await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0003' });
  await personOf(db).deleteMany({});
  await db.collection('register-versions').deleteMany({ register: 'people' });
  expect(await migrate(db, embedded())).toEqual(['0003']);
  expect(await notedPassword()).toBe(password);
  expect(await verifyPassword(await passwordOf('auditor'), password)).toBe(true);
});

test('entries of an earlier release get their first version, without a secret, and edited ones keep theirs', async () => {
  const { db } = await migrated();
  const rows = db.collection<{ _id: string }>('register-versions');
  await personOf(db).updateMany({}, { $unset: { version: 1 } });
  await teamOf(db).updateOne({ _id: 'dx-l2' }, { $set: { version: 3 } });
  await rows.deleteMany({ register: 'people', id: { $ne: 'owner' } });
  await rows.updateOne({ _id: 'people/owner@1' }, { $set: { note: '原有' } });
  await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0008' });
  expect(await migrate(db, embedded())).toEqual(['0008']);
  expect(await personOf(db).countDocuments({ version: 1, password: { $exists: true } })).toBe(32);
  const first = await rows.find({ register: 'people' }).toArray();
  expect([first.length, JSON.stringify(first).includes('argon2')]).toEqual([32, false]);
  expect(first).toContainEqual(expect.objectContaining({ _id: 'people/owner@1', note: '原有' }));
  expect(first).toContainEqual(
    expect.objectContaining({
      version: 1,
      by: 'system',
      value: expect.objectContaining({ _id: 'auditor', version: 1 }),
    }),
  );
  expect(await teamOf(db).findById('dx-l2').lean()).toMatchObject({ version: 3 });
  expect(await organisationOf(db).countDocuments({ version: { $exists: false } })).toBe(0);
});

test('a database of an earlier release gets the index of unread notices', async () => {
  const { db } = await migrated();
  const unread = 'to_1_readAt_1_at_-1__id_-1';
  await noticeOf(db).collection.dropIndex(unread);
  await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0009' });
  expect(await migrate(db, embedded())).toEqual(['0009']);
  expect((await noticeOf(db).collection.indexes()).map(({ name }) => name)).toContain(unread);
});

test('changes of an earlier release get the instants at which they were at work, and the freezes that stand against them', async () => {
  const { db } = await migrated();
  const change = new ChangeCase().scheduled();
  change.give(sample.system, 'noteFreeze', { freeze: 'national-day@1', ...NIGHT });
  change.to(NIGHT.from).give(doer, 'start');
  change.to(NIGHT.from + 60_000).give(doer, 'rollBack', { reason: 'It does not start' });
  let after;
  for (const event of change.world.eventsOf(change.number)) {
    const { type, data, at, by, key, digest, seq } = event;
    const one = { process: 'change', events: [{ type, data }], at, by, key: `${key} ${seq}`, digest };
    const { hash } = await storeCommit({ db }, change.number, after ? { ...one, after } : one);
    after = { seq, hash };
  }
  const cases = db.collection<{ _id: string; process: string; status: string }>('cases');
  for (const [_id, status] of [
    [change.number, 'reviewing'],
    ['CHG-000002', 'draft'],
  ] as const)
    await cases.insertOne({ _id, process: 'change', status });
  await cases.createIndex({ items: 1, status: 1, windowUntil: 1 }, { partialFilterExpression: { process: 'change' } });
  await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0033' });
  expect(await migrate(db, embedded())).toEqual(['0033']);
  expect(await cases.find({}, { sort: { _id: 1 } }).toArray()).toEqual([
    {
      _id: change.number,
      process: 'change',
      status: 'reviewing',
      planHash: expect.any(String),
      submittedAt: expect.any(Number),
      startedAt: NIGHT.from,
      finishedAt: NIGHT.from + 60_000,
      leadMs: expect.any(Number),
      beyondWindow: false,
      freezes: ['national-day@1'],
    },
    { _id: 'CHG-000002', process: 'change', status: 'draft' },
  ]);
  const names = (await cases.indexes()).map(({ name }) => name);
  expect(names).toContain('items_1_finishedAt_-1_status_1_windowUntil_1');
  expect(names).not.toContain('items_1_status_1_windowUntil_1');
});

test('the cases of an earlier release get an index for each order of a list, and the one of ended cases holds open ones too', async () => {
  const { db } = await migrated();
  const cases = caseOf(db).collection;
  const ordered = ['title_1__id_1', 'dueAt_1__id_1', 'updatedAt_1__id_1', 'priority_1__id_1'];
  const open = 'closedAt_1_openedAt_-1__id_-1';
  const names = async () => new Set((await cases.indexes()).map(({ name }) => name));
  const before = await names();
  const former = { closedAt: 1, _id: 1 } as const;
  for (const isOlder of [true, false]) {
    if (isOlder) {
      for (const name of [...ordered, open]) await cases.dropIndex(name);
      await cases.createIndex(former, { partialFilterExpression: { closedAt: { $exists: true } } });
    }
    await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0037' });
    expect(await migrate(db, embedded())).toEqual(['0037']);
    expect(await names()).toEqual(before);
  }
});

test('N26 the cases of an earlier release are found by their words', async () => {
  const { db } = await migrated();
  const text = { title: '旧案 Ｋ－1', description: '早先登记', openedAt: 1, version: 2, kase: { text: '{}' } };
  const rows = ['INC-000001', 'INC-000002'].map((_id) => ({ ...text, _id, process: 'incident' }));
  await db
    .collection('cases')
    .insertMany([...rows, { _id: 'XYZ-000003', process: 'unknown', kase: { text: '{}' } }] as never[]);
  await storeCommit({ db }, 'INC-000001', {
    events: [{ type: 'incident.commented', data: { text: '内部留言', audience: 'internal' } }],
    by: { id: 'x', role: 'engineer' },
    key: 'u:x:1',
    digest: 'd',
  });
  for (const again of [false, true]) {
    if (!again) await wordsOf(db).collection.drop();
    await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0021' });
    expect(await migrate(db, embedded())).toEqual(['0021']);
    const found = await wordsIn(db)
      .find({}, { projection: { pieces: 0 }, sort: { _id: 1 } })
      .toArray();
    const fields = { version: 2, open: '旧案 k-1 早先登记' };
    expect(found).toEqual([
      { _id: 'INC-000001', caseId: 'INC-000001', ...fields },
      { _id: 'INC-000001:000001', caseId: 'INC-000001', version: 1, inner: '内部留言' },
      { _id: 'INC-000002', caseId: 'INC-000002', ...fields },
    ]);
    expect((await wordsIn(db).indexes()).map(({ name }) => name)).toEqual(['_id_', 'pieces_1', 'caseId_1']);
  }
});

test('the numbers in the words of cases and items of an earlier release are cut in pieces of four', async () => {
  const { db } = await migrated();
  await wordsIn(db).insertMany([
    { _id: 'INC-000001', caseId: 'INC-000001', version: 3, open: '单号 123456', pieces: ['单号', '号', '123', '234'] },
    { _id: 'INC-000001:000002', caseId: 'INC-000001', version: 2, own: '0712', inner: 'k-9', pieces: [] },
  ]);
  const item = await itemOf(db).collection.findOne({}, { sort: { _id: 1 } });
  if (!item) throw new Error('the sample has no items');
  await itemOf(db).collection.updateOne({ _id: item._id }, { $set: { pieces: [] } });
  for (const again of [false, true]) {
    await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0041' });
    expect([again, await migrate(db, embedded())]).toEqual([again, ['0041']]);
    const found = await wordsIn(db)
      .find({}, { sort: { _id: 1 } })
      .toArray();
    expect(found.map(({ pieces }) => pieces)).toEqual([
      ['单号', '号', '1234', '2345', '3456', '456', '56', '6'],
      ['0712', '712', '12', '2', 'k-9', '-9', '9'],
    ]);
    expect((await itemOf(db).collection.findOne({ _id: item._id }))?.['pieces']).toEqual(item['pieces']);
  }
});

test('a database of an earlier release loses the index that no query asks for, and one that has lost it is left alone', async () => {
  const { db } = await migrated();
  const cases = caseOf(db).collection;
  const unused = { parent: 1, _id: 1 } as const;
  const names = async () => (await cases.indexes()).map(({ name }) => name);
  const before = await names();
  for (const make of [true, false]) {
    if (make) await cases.createIndex(unused, { partialFilterExpression: { parent: { $exists: true } } });
    await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0014' });
    expect(await migrate(db, embedded())).toEqual(['0014']);
    expect(await names()).toEqual(before);
  }
});

test('a database of an earlier release gets the indexes of the audit trail in the place of those that began alike', async () => {
  const { db } = await migrated();
  const audit = auditOf(db).collection;
  const names = async () => new Set((await audit.indexes()).map(({ name }) => name));
  const before = await names();
  const [byTime, byPerson] = ['at_1_node_1_seq_1', 'by_1_at_1_node_1_seq_1'];
  expect([before.has(byTime), before.has(byPerson)]).toEqual([true, true]);
  for (const name of [byTime, byPerson]) await audit.dropIndex(name);
  await audit.createIndex({ at: 1 });
  await audit.createIndex({ by: 1, at: 1 });
  await audit.createIndex({ caseId: 1, at: 1 }, { partialFilterExpression: { caseId: { $exists: true } } });
  await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0015' });
  expect(await migrate(db, embedded())).toEqual(['0015']);
  expect(await names()).toEqual(before);
});

/** MongoDB refuses the 65th. */
const MOST_INDEXES = 64;
/** Of all cases, that of `_id` among them; four for the orders of lists over many organisations, one for tags. */
const OF_THE_KERNEL = 23;
const OF_A_PROCESS = 2;
/** From before there was a budget: these may only shrink. */
const OLDER: Readonly<Record<string, number>> = { incident: 4 };

/** What is over the budget, by process; an index is that of the process to which its partial filter ties it. */
function overBudget(indexes: readonly { name?: string; partialFilterExpression?: { process?: string } }[]): string[] {
  const byProcess = new Map<string, string[]>();
  for (const { name = '', partialFilterExpression: { process = '' } = {} } of indexes)
    byProcess.set(process, [...(byProcess.get(process) ?? []), name]);
  return [...byProcess].flatMap(([process, names]) => {
    const most = process === '' ? OF_THE_KERNEL : (OLDER[process] ?? OF_A_PROCESS);
    const of = process === '' ? 'all cases' : `process ${process}`;
    return names.length > most ? [`${of}: ${names.length} indexes of ${most}: ${names.join(', ')}`] : [];
  });
}

test('the cases have no more indexes than the kernel and each process may have', async () => {
  await migrated();
  const indexes = await caseOf(opened.db).collection.indexes();
  expect(overBudget(indexes)).toEqual([]);
  expect(indexes.length).toBeLessThanOrEqual(MOST_INDEXES);
  const three = ['site', 'gate', 'step'].map((name) => ({ name, partialFilterExpression: { process: 'work-order' } }));
  expect(overBudget(three)).toEqual(['process work-order: 3 indexes of 2: site, gate, step']);
  // A process is held to its older number only as long as it has so many.
  for (const [process, count] of Object.entries(OLDER))
    expect(indexes.filter((one) => one['partialFilterExpression']?.['process'] === process)).toHaveLength(count);
});

test('a lock whose holder died is taken over after its lease', async () => {
  const { db } = await migrated();
  await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0009' });
  const locks = db.collection<{ _id: string; holder: string; until: Date }>('migration-lock');
  await locks.insertOne({ _id: 'lock', holder: 'somebody who died', until: new Date(Date.now() + 1_000) });
  expect(await migrate(db, embedded())).toEqual(['0009']);
});

test('an installation that is not embedded has the registers and nobody to sign in', async () => {
  await empty();
  const ran = await migrate(opened.db, { ...embedded(), embedded: false });
  expect(ran.toSorted()).toEqual(ALL.filter((id) => id !== '0003'));
  expect(await personOf(opened.db).countDocuments()).toBe(0);
  expect(await organisationOf(opened.db).countDocuments()).toBe(0);
  // Templates are each installation's own; the questionnaire is the one that was asked before there was a register.
  expect(await opened.db.collection('change-templates').countDocuments()).toBe(0);
  for (const own of ['runbooks', 'actions', 'action-secrets'])
    expect(await opened.db.collection(own).countDocuments()).toBe(0);
  const [first, ...more] = await riskQuestionnaireOf(opened.db).find().lean<KeptRiskQuestionnaire[]>();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ _id: 'change-risk@1', organisations: [], ...SHIPPED, mac: expect.any(String) });
});

test('templates of the sample organisation are such as could be published', async () => {
  await migrated();
  const found = await changeTemplateOf(opened.db).find().lean<KeptChangeTemplate[]>();
  expect(found.map(({ _id }) => _id)).toEqual(['restart-middleware@1', 'renew-certificate@1']);
  expect(found.flatMap((one) => templateFaults(one, null, Date.now()))).toEqual([]);
});

test('runbooks of the sample organisation are approved by another than wrote them, and such as could be published', async () => {
  await migrated();
  const found = await runbookOf(opened.db).find().lean<KeptRunbook[]>();
  expect(found.map(({ _id }) => _id)).toEqual(
    [
      'standby-node',
      'reduced-operation',
      'dr-site',
      'restore',
      'vendor-recovery',
      'cutover',
      'manual-standby',
      'manual-cutover',
    ].map((id) => `${id}@1`),
  );
  const people = await personOf(opened.db).find().lean<Person[]>();
  const grants = (id: string) => people.find(({ _id }) => _id === id)?.grants;
  for (const { authors = [], publishedBy, mac, ...text } of found) {
    expect(mac).toEqual(expect.any(String));
    expect(authors).not.toContain(publishedBy);
    expect(grants(publishedBy)).toEqual([{ role: 'process-owner', orgPath: '/dx' }]);
    const { plan, orgPath } = text;
    expect(authors.map(grants)).toEqual([[{ role: 'engineer', orgPath }]]);
    const at = (role: string) =>
      people.some((one) => one.grants.some((held) => held.role === role && held.orgPath === orgPath));
    const held = new Set(
      rolesAsked(plan, orgPath)
        .filter(({ role }) => at(role))
        .map((one) => roleAt(one.role, one.orgPath)),
    );
    const known = await actionsOpenTo(opened.db, actionsAsked(plan), orgPath);
    expect(runbookFaults(text, null, { held, actions: known })).toEqual([]);
  }
  const registered = await actionOf(opened.db).find().lean<Action[]>();
  expect(registered.map(({ _id }) => _id).toSorted()).toEqual(
    [...new Set(found.flatMap(({ plan }) => actionsAsked(plan)))].toSorted(),
  );
  for (const { webhook } of registered) {
    expect(new URL(webhook?.url ?? '').hostname).toMatch(/\.example$/); // there is nothing, for ever
    expect(await actionSecretOf(opened.db).exists({ _id: webhook?.secret ?? '' })).not.toBeNull();
  }
});

test('a database with sample accounts serves no production', async () => {
  await migrated();
  await expect(migrate(opened.db, { ...embedded(), embedded: false })).rejects.toThrow('sample accounts');
});

test('no administrator of the sample holds a second role', async () => {
  await migrated();
  const people = await personOf(opened.db).find().lean<Person[]>();
  const administrators = people.filter(({ grants }) => grants.some(({ role }) => role.endsWith('-administrator')));
  expect(administrators.map(({ _id, grants }) => [_id, grants.length])).toEqual([
    ['admin-system', 1],
    ['admin-security', 1],
    ['admin-audit', 1],
  ]);
});

test('a published calendar version cannot be changed', async () => {
  await migrated();
  const calendars = calendarOf(opened.db);
  const before = await calendars.findById('cn-5x8@1').lean();
  const edit = calendars.updateOne({ _id: 'cn-5x8@1' }, { $set: { 'snapshot.week': [] } });
  await edit.catch(() => undefined);
  expect(await calendars.findById('cn-5x8@1').lean()).toEqual(before);
});

test('cn-5x8 works on make-up Saturdays and rests at Spring Festival', async () => {
  await migrated();
  const found = await calendarOf(opened.db).findById('cn-5x8@1').lean();
  const dates = found?.snapshot.dates ?? {};
  expect(dates['2026-02-14']).toEqual({ like: 1 });
  expect(dates['2026-02-28']).toEqual({ like: 1 });
  expect(dates['2026-02-16']).toBe('closed');
  expect(dates['2026-02-15']).toBeUndefined(); // a Sunday has no hours to close
  expect(dates['2026-02-23']).toBe('closed');
  expect(dates['2026-02-24']).toBeUndefined();
});

const sha = (secret: string) => createHash('sha256').update(secret).digest('hex');

test('0022 ends sessions of before, and keys the hashes of API keys that go on, twenty a person', async () => {
  const { db } = await migrated();
  const now = Date.now();
  const key = (i: number) => ({
    _id: `key${String(i).padStart(9, '0')}`,
    personId: 'owner',
    name: 'k',
    hash: sha(`secret ${i}`),
    createdAt: now + i,
    expiresAt: i === 1 ? now - 1 : now + 1e6,
  });
  const keys = db.collection<{ _id: string; mac?: string; slot?: number; hash?: string }>('api-keys');
  await keys.dropIndexes();
  await keys.insertMany(Array.from({ length: 23 }, (_, i) => key(i)));
  await db.collection<{ _id: string }>('sessions').insertOne({ _id: sha('session') });
  await db.collection<{ _id: string }>('migrations').deleteOne({ _id: '0022' });
  expect(await migrate(db, embedded())).toEqual(['0022']);
  expect(await db.collection('sessions').countDocuments()).toBe(0);
  const found = await keys.find().sort({ _id: 1 }).toArray();
  expect(found.map(({ hash }) => hash)).toEqual(found.map(() => undefined));
  expect(found.map(({ mac }) => mac)).toEqual(found.map((_, i) => hashOfSecret(db, 'api-key', `secret ${i}`)));
  const slots = found.flatMap(({ slot }) => slot ?? []);
  expect([slots.length, found[1]?.slot]).toEqual([20, undefined]);
  const twice = { ...key(99), slot: 1, mac: 'x' };
  await expect(keys.insertOne(twice)).rejects.toThrow('duplicate');
});
