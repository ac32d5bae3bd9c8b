/** `mongodb-setup` of `temporal-docker-compose.yml`, run as far as users and roles: what it asks MongoDB to do. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';

type Privilege = { resource: { db: string; collection: string }; actions: readonly string[] };
export type Role = { privileges: readonly Privilege[]; roles: readonly { role: string; db: string }[] };
type User = { user: string; pwd: string; roles: readonly string[] };
export type Setup = { role: Role; user: User };
type Config = { configs: { 'mongodb-setup': { content: string } } };

const file = path.resolve(__dirname, '../../../temporal-docker-compose.yml');

/** `isThere`: role and user were made by an earlier start. Of its secrets each is called as its file. */
export function databaseSetup({ isThere }: { isThere: boolean }): Setup {
  const { configs } = parse(readFileSync(file, 'utf8'), { merge: true }) as Config;
  const setup: { role?: Role; user?: User } = {};
  const there = () => (isThere ? {} : null);
  const admin = {
    auth: () => undefined,
    adminCommand: () => undefined,
    hello: () => ({ isWritablePrimary: true }),
    getRole: there,
    getUser: there,
    createRole: ({ role: _name, ...role }: Role & { role: string }) => void (setup.role = role),
    updateRole: (_name: string, role: Role) => void (setup.role = role),
    createUser: (user: User) => void (setup.user = user),
    updateUser: (user: string, { roles }: Pick<User, 'roles'>) => void (setup.user = { user, pwd: '', roles }),
  };
  const here = {
    require: () => ({ readFileSync: (name: string) => path.basename(name) }),
    connect: () => ({ getSiblingDB: () => admin }),
    sleep: () => undefined,
  };
  runInNewContext(configs['mongodb-setup'].content.replaceAll('$$', '$'), here);
  const { role, user } = JSON.parse(JSON.stringify(setup)) as Partial<Setup>; // of this realm
  if (!role || !user) throw new Error('mongodb-setup makes no role, or no user');
  return { role, user };
}
