/** First version of each process's policy: its clocks as shipped. */
import type { AnyProcess } from '../../../domain/kernel/process.ts';
import type { Policy } from '../../registers/policy.ts';

type Seed = Omit<Policy, 'publishedAt' | 'publishedBy'>;

/** Of the sample contract: switches that a process reads by name. */
const sampleTerms: Readonly<Record<string, Policy['terms']>> = {
  incident: { reportAlways: true },
};

export const policies = (catalogue: Readonly<Record<string, AnyProcess>>, { sample }: { sample: boolean }): Seed[] =>
  Object.values(catalogue).map(({ key, clocks }) => ({
    _id: `${key}@1`,
    policy: key,
    version: 1,
    process: key,
    name: '标准服务级别',
    organisations: [],
    calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
    clocks: clocks.shipped,
    terms: (sample && sampleTerms[key]) || {},
  }));
