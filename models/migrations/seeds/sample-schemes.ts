/** The scheme by which the sample organisation judges its provider; every name and amount is invented. */
import type { MeasuredItem } from '../../../domain/appraisal/calculus/shapes.ts';
import { checkFormula } from '../../../domain/figures/language/checker.ts';
import type { Indicators } from '../../../domain/figures/language/references.ts';
import { shippedIndicators } from '../../../domain/figures/pack/shipped.ts';
import type { KeptScheme } from '../../registers/appraisals/scheme.ts';

const DAY = 86_400_000;
/** So long it is in force already: a first start has periods that are over. */
const IN_FORCE = 100 * DAY;

/** A measure with what its text means, by the indicators as they are shipped. Throws where it means nothing. */
function measuring(): (measure: string) => Pick<MeasuredItem, 'measure' | 'formula'> {
  const known = new Map(shippedIndicators().map(({ key, unit, parsed }) => [key, { unit, formula: parsed }]));
  const indicators: Indicators = (key) => {
    const found = known.get(key);
    return found ? { key, version: 1, ...found } : null;
  };
  return (measure) => {
    const { formula, faults } = checkFormula(measure, { indicators });
    if (!formula) throw new Error(`${measure}: ${JSON.stringify(faults)}`);
    return { measure, formula };
  };
}

export const schemes = (now: number, measured = measuring()): KeptScheme[] => [
  {
    _id: 'dx-provider@1',
    scheme: 'dx-provider',
    version: 1,
    title: { zh: '省级运维服务月度考核', en: 'Monthly appraisal of the service of the province' },
    orgPath: '/dx',
    subject: { kind: 'provider', teams: ['dx-l2', 'dx-experts', 'dx-software', 'dx-senior'] },
    judge: '/dx',
    period: 'month',
    firstMonth: 1,
    items: [
      {
        id: 'resolution',
        title: { zh: '按时解决率', en: 'Resolved in time' },
        weight: 40,
        ...measured('@resolution-attainment'),
        better: 'more',
        target: 0.95,
        scoring: { is: 'proportional' },
        without: 'full',
        rectifyBelow: 80,
      },
      {
        id: 'overdue',
        title: { zh: '超时办结比例', en: 'Share resolved late' },
        weight: 20,
        ...measured('share(closed incident where clock.resolution.breached, closed incident)'),
        better: 'less',
        target: 0.05,
        scoring: {
          is: 'steps',
          steps: [
            { figure: 0.05, points: 20 },
            { figure: 0.1, points: 10 },
            { figure: 0.2, points: 5 },
          ],
        },
        without: 'full',
      },
      {
        id: 'reported',
        title: { zh: '办结数量', en: 'Closed incidents' },
        weight: 0,
        ...measured('count(closed incident)'),
        better: 'more',
        target: 1,
        scoring: { is: 'all-or-nothing' },
        without: 'left-out',
      },
      {
        id: 'manners',
        title: { zh: '服务态度与规范', en: 'Manners and conduct' },
        weight: 40,
        better: 'more',
        scoring: { is: 'proportional' },
        without: 'full',
        rectifyBelow: 60,
      },
    ],
    clauses: [
      {
        id: 'per-percent',
        title: { zh: '按时解决率每低一个百分点', en: 'Each percent resolved in time below the target' },
        item: 'resolution',
        is: 'per-percent',
        amount: { basisPoints: 50 },
        count: 'begun',
        cap: 3_000_000,
      },
      {
        id: 'per-breach',
        title: { zh: '每单超时（用户原因除外）', en: 'Each late one, but for what its user caused' },
        item: 'overdue',
        is: 'per-breach',
        amount: { cents: 50_000 },
        except: [{ clock: 'resolution', minutes: 60 }],
      },
    ],
    currency: 'CNY',
    fee: 60_000_000,
    cap: 6_000_000,
    silence: true,
    note: '样例考核方案',
    publishedAt: now - IN_FORCE,
    publishedBy: 'system',
  },
];
