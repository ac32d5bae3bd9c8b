import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { verifyAll } from '../../client/record/verify-all.ts';
import { apiKeyOf } from '../../models/access/api-key.ts';
import { auditOf } from '../../models/access/audit.ts';
import { hashOfSecret } from '../../models/access/secret-hash.ts';
import { secondFactorOf } from '../../models/access/second-factor.ts';
import { organisationOf } from '../../models/registers/organisation.ts';
import { personOf, type Person } from '../../models/registers/person.ts';
import { registerVersionOf } from '../../models/registers/register-version.ts';
import { sessionOf } from '../../models/access/session.ts';
import { verifyPassword } from '../../platform/passwords.ts';
import { type NewAccount, openAccounts } from '../../commands/support/accounts.ts';
import { migrate } from '../../worker/migrate.ts';
import { runCommand } from '../support/product/command.ts';
import { openDatabase, type TestDatabase, testSecret } from '../support/engines/database.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openDatabase();
  await migrate(opened.db, { embedded: false, dataFolder: opened.dataFolder });
});
afterAll(() => opened.stop());

const person = (...args: string[]) => runCommand('person', args, opened);
const stored = (id: string) => personOf(opened.db).findById(id).lean<Person>();
const first = ['--name', '王安', '--unit', '/fin', '--unit-name', '某省财政厅'];

test('the first administrator of an installation comes with his organisation and a password told once', async () => {
  const { code, stdout } = await person('create', 'sec', ...first, '--role', 'security-administrator');
  expect(code).toBe(0);
  const made = await stored('sec');
  expect(made).toMatchObject({
    name: '王安',
    unit: '/fin',
    grants: [{ role: 'security-administrator', orgPath: '/fin' }],
    active: true,
    mustChange: true,
  });
  expect(await verifyPassword(made?.password, stdout)).toBe(true);
  expect(await organisationOf(opened.db).findById('/fin').lean()).toMatchObject({ name: '某省财政厅', line: ['/fin'] });
});

test('a wrong use, and what cannot be, are said in a sentence and exit with 2 and 1', async () => {
  const wrong = await person('create', 'a', ...first, '--role', 'auditor', '--password', 'on the command line');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('npm run person -- create ID');
  const twice = await person('create', 'sec', ...first, '--role', 'auditor');
  expect(twice).toEqual({ code: 1, stdout: '', stderr: 'sec is there already\n' });
});

const account: NewAccount = {
  name: '李明',
  unit: '/fin',
  unitName: undefined,
  roles: ['auditor'],
  teams: [],
  locale: 'zh',
  reach: {},
  passwordFile: undefined,
};
test.each<[string, Partial<NewAccount>, string]>([
  ['an unknown role', { roles: ['king'] }, 'is no role'],
  ['a role at an organisation that is not there', { roles: ['auditor@/nowhere'] }, 'no organisation /nowhere'],
  ['an unknown team', { teams: ['none'] }, 'no team'],
  ['an administrator with a second role', { roles: ['system-administrator', 'auditor'] }, 'no other role'],
  ['two administrators in one', { roles: ['system-administrator', 'audit-administrator'] }, 'no other role'],
  ['a unit that is not there', { unit: '/elsewhere' }, '--unit-name'],
  ['an organisation under nothing', { unit: '/x/y', unitName: 'Y' }, 'no organisation /x'],
  ['a path that is none', { unit: 'fin', unitName: 'Y' }, 'is no path'],
])('%s is refused and changes nothing', async (_what, change, words) => {
  const before = await personOf(opened.db).find().lean();
  await expect(openAccounts(opened.db).create('a', { ...account, ...change })).rejects.toThrow(words);
  expect(await personOf(opened.db).find().lean()).toEqual(before);
});

test('a chosen password comes from a file, has twelve characters, is none of the first that others would try, and ends sessions and keys', async () => {
  const accounts = openAccounts(opened.db);
  const file = path.join(opened.dataFolder, 'secret');
  await writeFile(file, 'short\n');
  await expect(accounts.setPassword('sec', file)).rejects.toThrow('12 to 256');
  await writeFile(file, 'Password123!\n');
  await expect(accounts.setPassword('sec', file)).rejects.toThrow('others would try');
  await writeFile(file, 'correct horse battery staple\n');
  const now = Date.now();
  await sessionOf(opened.db).create([
    { _id: 's1', personId: 'sec', createdAt: now, seenAt: now, expireAt: new Date(now + 60_000) },
  ]);
  const key = (await accounts.makeKey('sec', { name: 'old', days: 1 })).split('_')[1];
  expect(await accounts.setPassword('sec', file)).toBeNull();
  expect((await apiKeyOf(opened.db).findById(key).lean())?.endedAt).toBeGreaterThan(0);
  expect(await verifyPassword((await stored('sec'))?.password, 'correct horse battery staple')).toBe(true);
  expect(await sessionOf(opened.db).countDocuments({ personId: 'sec' })).toBe(0);
});

test('a key is told once and stored as a hash; a lock ends it, and each change of an account is a version', async () => {
  const accounts = openAccounts(opened.db);
  const told = await accounts.makeKey('sec', { name: 'report', days: 30 });
  const [, id = '', secret = ''] = /^cm_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/.exec(told) ?? [];
  const key = await apiKeyOf(opened.db).findById(id).lean();
  expect(key).toMatchObject({ personId: 'sec', mac: hashOfSecret(opened.db, 'api-key', secret), slot: 1 });
  expect((key?.expiresAt ?? 0) - (key?.createdAt ?? 0)).toBe(30 * 86_400_000);
  expect(await accounts.lock('sec')).toEqual([]);
  expect((await stored('sec'))?.active).toBe(false);
  expect((await apiKeyOf(opened.db).findById(id).lean())?.endedAt).toBeGreaterThan(0);
  await accounts.unlock('sec');
  expect(await stored('sec')).toMatchObject({ active: true, version: 3 });
  const versions = await registerVersionOf(opened.db)
    .find({ register: 'people', id: 'sec' })
    .sort({ version: 1 })
    .lean();
  expect(versions).toMatchObject([
    { version: 1, by: 'system', value: { active: true, name: '王安' } },
    { version: 2, value: { active: false } },
    { version: 3, value: { active: true } },
  ]);
  expect(JSON.stringify(versions)).not.toContain('argon2');
});

test('S10 a key lasts thirty days unless somebody says otherwise, and none is made without the secret of the installation', async () => {
  const made = await runCommand('person', ['key', 'sec'], { ...opened, more: { CHANGMING_SECRET: testSecret } });
  expect(made.code).toBe(0);
  const key = await apiKeyOf(opened.db).findById(made.stdout.split('_')[1]).lean();
  expect((key?.expiresAt ?? 0) - (key?.createdAt ?? 0)).toBe(30 * 86_400_000);
  const bare = await person('key', 'sec');
  expect([bare.code, bare.stderr]).toEqual([1, 'CHANGMING_SECRET is not set: no API key can be made without it\n']);
});

test('S12 a lost second factor is taken away by the operator, with all that it had opened', async () => {
  const factor = { _id: 'sec', secret: 'x', on: true, step: 1, recovery: [], at: 1 };
  await secondFactorOf(opened.db).create(factor);
  const accounts = openAccounts(opened.db);
  expect([await accounts.endSecondFactor('sec'), await accounts.endSecondFactor('sec')]).toEqual([true, false]);
  expect(await secondFactorOf(opened.db).countDocuments()).toBe(0);
  await expect(accounts.endSecondFactor('nobody')).rejects.toThrow('nobody has the ID');
});

test('S18 sample accounts that share a password get one each, noted for people alone', async () => {
  const accounts = openAccounts(opened.db);
  const file = path.join(opened.dataFolder, 'accounts.txt');
  await expect(accounts.freshPasswords(file)).rejects.toThrow('no sample accounts');
  const { _id: _, ...sec } = (await stored('sec')) ?? {};
  const people = opened.db.collection<{ _id: string }>('people');
  await people.insertMany(['a', 'b'].map((id) => ({ ...sec, _id: `sample-${id}`, sample: true, grants: [] })));
  expect(await accounts.freshPasswords(file)).toBe(2);
  expect((await stat(file)).mode & 0o077).toBe(0);
  const text = await readFile(file, 'utf8');
  const told = [...text.matchAll(/^(sample-[ab]) +(\S+)/gm)].map(([, id = '', password = '']) => ({ id, password }));
  expect(new Set(told.map(({ password }) => password)).size).toBe(2);
  for (const { id, password } of told) expect(await verifyPassword((await stored(id))?.password, password)).toBe(true);
  expect(text).not.toMatch(/^password: /m);
  await personOf(opened.db).deleteMany({ sample: true });
});

test('every change of an account is in the audit trail, whose chains hold', async () => {
  const types = await auditOf(opened.db)
    .find({ node: /^person-/ })
    .distinct('type');
  expect(types.toSorted()).toEqual([
    'apiKeyCreated',
    'closed',
    'opened',
    'passwordSet',
    'personCreated',
    'personLocked',
    'personUnlocked',
    'secondFactorReset',
  ]);
  const found: unknown[] = [];
  await verifyAll(opened.db, (finding) => found.push(finding));
  expect(found).toEqual([]);
});
