import { processOf } from '../../../domain/catalogue.ts';
import type { ClockDefinition } from '../../../domain/kernel/clocks/clocks.ts';
import type { OrgPath } from '../../../domain/kernel/process.ts';
import { addVersions } from '../../../models/registers/add-missing.ts';
import type { Product } from './product.ts';

type Variant = {
  /** Cases of this organisation get it. */
  orgPath: OrgPath;
  /** Of the shipped clocks; left out: all. */
  only?: readonly string[];
  /** Another target for one of them, in ms. */
  targets?: Readonly<Record<string, number>>;
  /** Whom the steps of one with another target tell; left out: nobody. */
  ladders?: Readonly<Record<string, ClockDefinition['ladder']>>;
  /** No notice at all is sent. */
  silent?: boolean;
};

/** Publishes a policy of its own for one organisation: the shipped clocks, but for what the test says. */
export async function publishPolicy(
  { db, directory }: Pick<Product, 'db' | 'directory'>,
  process: string,
  { orgPath, only, targets = {}, ladders = {}, silent = false }: Variant,
): Promise<void> {
  const { shipped } = processOf(process).clocks;
  const clocks: Record<string, ClockDefinition> = {};
  for (const [name, clock] of Object.entries(shipped)) {
    if (only && !only.includes(name)) continue;
    const ms = targets[name];
    clocks[name] =
      ms === undefined ? clock : { ...clock, targets: [{ ms, calendar: 'always' }], ladder: ladders[name] ?? [] };
  }
  const policy = `${process}${orgPath.replaceAll('/', '-')}`;
  const version = {
    _id: `${policy}@1`,
    policy,
    version: 1,
    process,
    name: policy,
    organisations: [orgPath],
    calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
    clocks,
    terms: {},
    ...(silent ? { silent: ['*'] } : {}),
    publishedAt: Date.now(),
    publishedBy: 'test',
  };
  await addVersions(db, 'policies', [version]);
  directory.drop();
}
