/** First version of each process's policy: its clocks as shipped. */
import type { AnyProcess } from '../../../domain/kernel/process.ts';
import type { Policy } from '../../registers/policy.ts';

type Seed = Omit<Policy, 'publishedAt' | 'publishedBy'>;

/** Of the sample contract: switches that a process reads by name. */
const sampleTerms: Readonly<Record<string, Policy['terms']>> = {
  incident: { reportAlways: true },
};

export const policies = (catalogue: Readonly<Record<string, AnyProcess>>, { sample }: { sample: boolean }): Seed[] => [
  ...Object.values(catalogue).map(({ key, clocks }) => ({
    _id: `${key}@1`,
    policy: key,
    version: 1,
    process: key,
    name: '标准服务级别',
    organisations: [],
    calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
    clocks: clocks.shipped,
    terms: (sample && sampleTerms[key]) || {},
  })),
  ...(sample ? pilots(catalogue) : []),
];

const PILOT_SOAK_MS = 3_000;
/** Of one county of the sample: a business day goes by nowhere in a first start, and what comes behind it is to be seen. */
const pilots = ({ release }: Readonly<Record<string, AnyProcess>>): Seed[] => {
  const soak = release?.clocks.shipped['soak'];
  if (!release || !soak) return [];
  return [
    {
      _id: 'release-pilot@1',
      policy: 'release-pilot',
      version: 1,
      process: 'release',
      name: '样例：试点县发布，观察期三秒',
      organisations: ['/dx/xiling/yuntai'],
      calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
      clocks: {
        ...release.clocks.shipped,
        soak: { ...soak, targets: [{ ms: PILOT_SOAK_MS, calendar: 'always' }] },
      },
      terms: {},
    },
  ];
};
