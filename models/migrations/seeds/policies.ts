/** First version of each process's policy: its clocks as shipped, and the terms of the sample contract. */
import type { AnyProcess } from '../../../domain/kernel/process.ts';
import type { Policy } from '../../policy.ts';

type Seed = Omit<Policy, 'publishedAt' | 'publishedBy'>;

/** Switches of a contract that a process reads by name; a process without any has none. */
const terms: Readonly<Record<string, Policy['terms']>> = {
  call: {},
  incident: { reportAlways: true },
};

export const policies = (catalogue: Readonly<Record<string, AnyProcess>>): Seed[] =>
  Object.values(catalogue).map(({ key, clocks }) => ({
    _id: `${key}@1`,
    policy: key,
    version: 1,
    process: key,
    name: '标准服务级别',
    organisations: [],
    calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
    clocks: clocks.shipped,
    terms: terms[key] ?? {},
  }));
