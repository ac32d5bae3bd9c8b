/** A release of a city in three waves of four organisations, with five steps at each, as its people bring it to where its change lets it go out. */
import type { Millis } from '../../domain/kernel/process.ts';
import { act, type Act, type Cast } from './stories.ts';

const HOUR = 3_600_000;
/** Nobody of the sample reports anything about it there: incidents would keep its gates shut. */
const APPLICATION = 'decision';
/** A city of which the sample organisation has who speaks for it, and that has no engineer of its own. */
export const RELEASE_UNIT = '/dx/xiling';
/** Leads it, and performs nothing. */
export const CHIEF = 'sup-dx';
export const OWNER = 'owner';
/** Speaks for the city. */
export const CUSTOMER = 'rep-xiling';
/** Approves its change. */
export const HEAD = 'sup-xiling';
/** Carries it out at each organisation of the city, and is none of the sample's. */
export const ENGINEER = 'story-engineer';
const [BUILDER, TESTER] = ['eng-dx-1', 'expert-3'];
export const RELEASE_PEOPLE: readonly string[] = [CHIEF, OWNER, CUSTOMER, HEAD, ENGINEER, BUILDER, TESTER];
export const SHA256 = 'c4'.repeat(32);

const TOWNS = [RELEASE_UNIT, `${RELEASE_UNIT}/yuntai`, `${RELEASE_UNIT}/shiqiao`] as const;
const UNITS = ['school', 'hospital', 'road-office', 'court'] as const;

type Way = { kind: 'manual' } | { kind: 'automatic'; action: string };
const HAND: Way = { kind: 'manual' };
const step = (id: string, title: string, way: Way = HAND, back: Way = HAND) => ({
  id,
  title,
  instruction: `按发布说明${title}。`,
  role: 'engineer',
  minutes: 60,
  retries: 0,
  onFailure: 'needs-human',
  ...way,
  undo: { instruction: `撤销：${title}。`, minutes: 60, ...back },
});
const STEPS = [
  step('stop', '停止服务'),
  step('backup', '备份'),
  step(
    'install',
    '安装新版本',
    { kind: 'automatic', action: 'load-configuration' },
    { kind: 'automatic', action: 'restore-configuration' },
  ),
  step('verify', '核验'),
  step('open', '开放使用'),
];
/** The last step at each organisation of the last wave: at all of them when it is turned back there. */
export const LAST_STEPS: readonly string[] = UNITS.map((_unit, n) => `w${TOWNS.length}-0${n + 1}-open`);

/** Raised, planned, built, tested and accepted: then it asks for its change. */
export function acceptedRelease({ item, at }: Pick<Cast, 'item' | 'at'>, now: Millis): Act[] {
  const window = { from: at(now - HOUR), until: at(now + 48 * HOUR) };
  return [
    act(OWNER, 'create', {
      unit: RELEASE_UNIT,
      application: APPLICATION,
      appVersion: '7.2.0',
      title: 'Decision support 7.2',
      items: [item],
      commander: CHIEF,
    }),
    act(OWNER, 'planWaves', {
      steps: STEPS,
      waves: TOWNS.map((town) => ({ window, organisations: UNITS.map((unit) => `${town}/${unit}`) })),
    }),
    act(OWNER, 'startBuild', { scope: 'All of it' }),
    act(BUILDER, 'recordBuild', { artefact: 'store/decision-7.2.0.zip', sha256: SHA256, notes: 'None' }),
    act(TESTER, 'recordTest', { result: 'passed', sha256: SHA256, evidence: 'Report 7' }),
    act(CUSTOMER, 'acceptTest', { sha256: SHA256, signature: 'Ms Wu' }),
  ];
}
