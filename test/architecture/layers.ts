/** Who may import whom, as data: the table of docs/ARCHITECTURE.md. `imports.test.ts` holds the code to it. */

/** `type`: only as `import type`; `value`: both. What is not named is refused. */
export type May = 'value' | 'type';
export type Layer = {
  /** Other folders of ours. A folder may always import itself. */
  folders: Readonly<Partial<Record<Folder, May>>>;
  /** Packages and Node's own modules. `*`: any that no other row names. */
  packages: Readonly<Record<string, May>>;
};
export type Folder =
  | 'activities'
  | 'api'
  | 'bench'
  | 'client'
  | 'commands'
  | 'domain'
  | 'models'
  | 'platform'
  | 'scripts'
  | 'test'
  | 'web'
  | 'worker'
  | 'workflows';

const engineOnly = { '@temporalio/workflow': 'type', '@temporalio/activity': 'type' } as const;
const everything = {
  activities: 'value',
  api: 'value',
  client: 'value',
  commands: 'value',
  domain: 'value',
  models: 'value',
  platform: 'value',
  scripts: 'value',
  worker: 'value',
  workflows: 'value',
} as const;

export const layers: Readonly<Record<Folder, Layer>> = {
  domain: { folders: {}, packages: { zod: 'type', 'node:crypto': 'value' } }, // a hash reads nothing but its argument
  workflows: {
    folders: { domain: 'type', activities: 'type' }, // no rule runs in a workflow
    packages: { '@temporalio/workflow': 'value' },
  },
  activities: {
    folders: { domain: 'value', models: 'value', client: 'type', platform: 'type' },
    packages: { '@temporalio/activity': 'value', 'node:crypto': 'value', '*': 'type' },
  },
  client: {
    folders: { domain: 'value', models: 'value', platform: 'value', workflows: 'type' },
    packages: { '@temporalio/client': 'value', 'node:crypto': 'value', '*': 'type' },
  },
  models: { folders: { domain: 'value' }, packages: { mongoose: 'value', 'node:crypto': 'value' } },
  api: {
    folders: { domain: 'value', client: 'value', models: 'value', platform: 'value', workflows: 'type' },
    packages: { ...engineOnly, '@temporalio/worker': 'type', '*': 'value' },
  },
  platform: { folders: {}, packages: { ...engineOnly, '@temporalio/worker': 'type', '*': 'value' } },
  worker: {
    folders: { domain: 'value', activities: 'value', client: 'value', models: 'value', platform: 'value' },
    packages: { ...engineOnly, '@temporalio/activity': 'value', '*': 'value' }, // whose contexts it keeps from turns
  },
  commands: {
    folders: {
      domain: 'value',
      activities: 'value',
      client: 'value',
      models: 'value',
      platform: 'value',
      worker: 'value',
    },
    packages: { ...engineOnly, '*': 'value' },
  },
  web: { folders: { domain: 'type' }, packages: { '*': 'value' } },
  scripts: { folders: {}, packages: { 'node:*': 'value' } },
  test: { folders: { ...everything, bench: 'value', web: 'value' }, packages: { '*': 'value' } },
  bench: { folders: everything, packages: { '*': 'value' } },
};

const isContract = (file: string) => /^domain\/(.+\/contract|contracts)\.ts$/.test(file);

/** What one file may do beside, or less than, its folder. */
export function mayOfFile(file: string, target: string): May | undefined {
  if (isContract(file)) return target === 'zod' || target.startsWith('domain/') ? 'value' : undefined;
  if (file === 'web/src/audit/checking/chain.ts' && target === 'domain/kernel/record/chain.ts') return 'value'; // the text that is hashed
  if (file.startsWith('web/') && (target === 'domain/processes.ts' || isContract(target))) return 'value';
  // zod comes with a contract, and stays out of whatever only decides
  if (file.startsWith('domain/') && isContract(target)) return 'type';
  return undefined;
}
