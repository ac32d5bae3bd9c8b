/** Accounts as operators keep them from the command line. */
import { randomBytes, randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Connection } from 'mongoose';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Grant, Millis, OrgPath } from '../../domain/kernel/process.ts';
import type { AuditType } from '../../domain/audit-types.ts';
import { isRole, roles } from '../../domain/roles.ts';
import { addKey, endKeys, MOST_KEYS } from '../../models/access/api-key.ts';
import { openAuditTrail } from '../../models/access/audit.ts';
import { caseOf } from '../../models/cases/case.ts';
import { organisationOf } from '../../models/registers/organisation.ts';
import { type Person, personOf } from '../../models/registers/person.ts';
import { type Change, saveEntries, versionMade, versionOf } from '../../models/registers/register-version.ts';
import { hasAccessSecret, hashOfSecret } from '../../models/access/secret-hash.ts';
import { secondFactorOf } from '../../models/access/second-factor.ts';
import { sessionOf } from '../../models/access/session.ts';
import { teamOf } from '../../models/registers/team.ts';
import { isGuessable } from '../../platform/sign-in/password-strength.ts';
import { hashPassword, LONGEST_PASSWORD, newPassword, SHORTEST_PASSWORD } from '../../platform/passwords.ts';
import { readStdin, readText } from '../../platform/utf8.ts';
import { CommandError } from './command.ts';

export type NewAccount = {
  name: string;
  unit: string;
  /** Made when it is not there. */
  unitName: string | undefined;
  /** `role` at the unit, or `role@/path`. */
  roles: readonly string[];
  teams: readonly string[];
  locale: 'zh' | 'en';
  reach: { phone?: string; email?: string };
  passwordFile: string | undefined;
};
export type Accounts = ReturnType<typeof openAccounts>;

const DAY: Millis = 86_400_000;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KEY_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const SYSTEM = 'system';

/** Each change is audited first: what cannot be audited does not happen. Throws CommandError for what cannot be. */
export function openAccounts(db: Connection) {
  const people = personOf(db);
  const trail = openAuditTrail(db, `person-${hostname()}-${randomUUID()}`);
  const record = (type: AuditType, data: object) => trail.record({ type, by: SYSTEM, at: Date.now(), data });

  async function create(id: string, wish: NewAccount): Promise<string | null> {
    if (!ID.test(id)) throw new CommandError('an ID is 1 to 64 letters, digits, dots, dashes or underscores');
    if (await people.exists({ _id: id })) throw new CommandError(`${id} is there already`);
    const unit = await unitFor(db, wish);
    const grants = await grantsFor(db, wish.roles, unit);
    await teamsThere(db, wish.teams);
    const { text, chosen } = await passwordFrom(wish.passwordFile, [id, wish.name, unit]);
    await record('personCreated', { person: id, unit, grants, teams: wish.teams, versions: versionsAfter(id, 0) });
    const { name, teams, locale, reach } = wish;
    const account = { name, unit, grants, teams, locale, active: true, password: await hashPassword(text), ...reach };
    await keep({ id, seen: 0, fields: { ...account, mustChange: true } });
    return chosen ? null : text;
  }

  async function setPassword(id: string, passwordFile?: string): Promise<string | null> {
    const { name, unit } = await there(id);
    const { text, chosen } = await passwordFrom(passwordFile, [id, name, unit]);
    const password = await hashPassword(text);
    await record('passwordSet', { person: id });
    await people.updateOne({ _id: id }, { $set: { password, mustChange: true, changedAt: Date.now() } });
    await endAccess(id);
    return chosen ? null : text;
  }

  /** The key itself, which is kept nowhere. */
  async function makeKey(id: string, { name, days }: { name: string; days: number }): Promise<string> {
    await there(id);
    if (!hasAccessSecret(db)) throw new CommandError('CHANGMING_SECRET is not set: no API key can be made without it');
    const keyId = Array.from(randomBytes(12), (byte) => KEY_LETTERS[byte % KEY_LETTERS.length]).join('');
    const secret = randomBytes(32).toString('base64url');
    const createdAt = Date.now();
    const mac = hashOfSecret(db, 'api-key', secret);
    await record('apiKeyCreated', { person: id, key: keyId, days });
    const key = { _id: keyId, personId: id, name, mac, createdAt, expiresAt: createdAt + days * DAY };
    if (!(await addKey(db, key))) throw new CommandError(`${id} has ${MOST_KEYS} API keys already: end one first`);
    return `cm_${keyId}_${secret}`;
  }

  /** Numbers of the open cases that are in his hands. */
  async function lock(id: string): Promise<string[]> {
    const seen = versionOf(await there(id));
    await record('personLocked', { person: id, versions: versionsAfter(id, seen) });
    await keep({ id, seen, fields: { active: false, successor: undefined } });
    await endAccess(id);
    const mine = { 'parties.assignee': id, closedAt: { $exists: false } };
    const open = await caseOf(db).find(mine, { _id: 1 }).sort({ _id: 1 }).lean<{ _id: string }[]>();
    return open.map(({ _id }) => _id);
  }

  async function unlock(id: string): Promise<void> {
    const person = await there(id);
    const seen = versionOf(person);
    await record('personUnlocked', { person: id, versions: versionsAfter(id, seen) });
    if (!person.active) await endAccess(id);
    await keep({ id, seen, fields: { active: true, successor: undefined } });
  }

  async function there(id: string): Promise<Person> {
    const found = await people.findById(id).lean<Person>();
    if (!found) throw new CommandError(`nobody has the ID ${id}`);
    return found;
  }

  async function keep({ id, seen, fields }: Pick<Change, 'id' | 'seen' | 'fields'>): Promise<void> {
    const at = Date.now();
    const change: Change = { register: 'people', id, seen, fields: { ...fields, changedAt: at }, at, by: SYSTEM };
    if (!(await saveEntries(db, [change]))) throw new CommandError(`somebody else has changed ${id} meanwhile`);
  }

  /** As in the API: a lock ends the keys too, and so does a password that somebody else sets. */
  async function endAccess(id: string): Promise<void> {
    await sessionOf(db).deleteMany({ personId: id });
    await endKeys(db, id);
  }

  /** False where he had none. For who has lost app and recovery codes, and nobody else may reset them. */
  async function endSecondFactor(id: string): Promise<boolean> {
    await there(id);
    await record('secondFactorReset', { person: id });
    const { deletedCount } = await secondFactorOf(db).deleteOne({ _id: id });
    await endAccess(id);
    return deletedCount > 0;
  }

  /**
   * Gives each sample account a password of its own in place of the one that all share, noted in `file`; what was opened by
   * the shared one ends. Returns how many there are. Throws CommandError where there are none.
   */
  async function freshPasswords(file: string): Promise<number> {
    const sample = await people.find({ sample: true }).sort({ _id: 1 }).lean<Person[]>();
    if (sample.length === 0) throw new CommandError('there are no sample accounts here');
    const made = sample.map((person) => ({ person, password: newPassword() }));
    const draft = `${file}.new`;
    await writeFile(draft, ownPasswordsText(made), { mode: 0o600 });
    for (const { person, password } of made) {
      await record('passwordSet', { person: person._id });
      await people.updateOne(
        { _id: person._id },
        { $set: { password: await hashPassword(password), changedAt: Date.now() } },
      );
      await endAccess(person._id);
    }
    await rename(draft, file); // until then the old text stands, and to ask again mends what was cut off
    return made.length;
  }

  return { create, setPassword, makeKey, lock, unlock, endSecondFactor, freshPasswords };
}

/** Beside each account its own password. */
function ownPasswordsText(made: readonly { person: Person; password: string }[]): string {
  const width = Math.max(...made.map(({ person }) => person._id.length));
  const lines = made.map(({ person: { _id, name, grants }, password }) => {
    const held = grants.map(({ role, orgPath }) => `${role} ${orgPath}`).join(', ');
    return `${_id.padEnd(width)}  ${password}  ${name}  ${held}`;
  });
  return ['a password of its own for each account', '', ...lines, ''].join('\n');
}

/** What the change makes of him, for whoever verifies that none of it was taken away. */
const versionsAfter = (id: string, seen: number): string[] => [versionMade({ register: 'people', id, seen })];

async function unitFor(db: Connection, { unit, unitName }: NewAccount): Promise<OrgPath> {
  const path = orgPathOf(unit);
  const organisations = organisationOf(db);
  if (await organisations.exists({ _id: path })) return path;
  if (unitName === undefined)
    throw new CommandError(`there is no organisation ${path}; with --unit-name NAME it is made`);
  const line = orgLineOf(path);
  const above = line[1];
  if (above !== undefined && !(await organisations.exists({ _id: above })))
    throw new CommandError(`there is no organisation ${above} above it`);
  const fields = { name: unitName, line, kind: 'support', tiers: [], open: true };
  await saveEntries(db, [{ register: 'organisations', id: path, seen: 0, fields, at: Date.now(), by: SYSTEM }]);
  return path;
}

function orgPathOf(text: string): OrgPath {
  if (!/^(\/[a-z0-9-]{1,40}){1,11}$/.test(text)) throw new CommandError(`${text} is no path such as /dx/donghu`);
  return `/${text.slice(1)}`;
}

/** An administrator is that alone: neither another administrator nor part of the business. */
async function grantsFor(db: Connection, words: readonly string[], unit: OrgPath): Promise<Grant[]> {
  const grants = words.map((word): Grant => {
    const [role = '', at] = word.split('@');
    if (!isRole(role)) throw new CommandError(`${role} is no role; there are: ${Object.keys(roles).join(', ')}`);
    return { role, orgPath: at === undefined ? unit : orgPathOf(at) };
  });
  for (const { orgPath } of grants)
    if (!(await organisationOf(db).exists({ _id: orgPath })))
      throw new CommandError(`there is no organisation ${orgPath}`);
  const held = new Set(grants.map(({ role }) => role));
  if (held.size > 1 && [...held].some((role) => roles[role].kind === 'administrator'))
    throw new CommandError('an administrator holds no other role');
  return grants;
}

async function teamsThere(db: Connection, keys: readonly string[]): Promise<void> {
  for (const key of keys)
    if (!(await teamOf(db).exists({ _id: key }))) throw new CommandError(`there is no team ${key}`);
}

/** `about`: what everybody knows of whoever is to have it. */
async function passwordFrom(
  file: string | undefined,
  about: readonly string[],
): Promise<{ text: string; chosen: boolean }> {
  if (file === undefined) return { text: newPassword(), chosen: false };
  const text = (file === '-' ? await readStdin() : readText(file)).replace(/\r?\n$/, '');
  if (text.length < SHORTEST_PASSWORD || text.length > LONGEST_PASSWORD)
    throw new CommandError(`a password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`);
  if (await isGuessable(text, about)) throw new CommandError('this password is among the first that others would try');
  return { text, chosen: true };
}
