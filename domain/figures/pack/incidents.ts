/**
 * Indicators of calls and incidents. A call that became an incident is counted as that incident, so that nothing is counted twice.
 * Clocks run in open time; of those that were cancelled nothing was promised in the end.
 */
import { OF_ALL, OF_PLACES, shipped, type Shipped } from './shape.ts';

const ENDED = '("met", "late", "breached")';
const ownCall = 'status = "closed" and incident missing';

/** Of an incident, by the tier where it was resolved. */
const responseOf = (tier: 'L2' | 'L3', zh: string, en: string): Shipped =>
  shipped(
    `response-${tier.toLowerCase()}`,
    [`${zh}响应达标率`, `Response attainment, ${en}`],
    [
      `结束时在${zh}的事件中，在时限内响应的比例；未计时或已取消计时的不计。`,
      `Of incidents that ended at the ${en}, the share that was responded to in time; without those on which no clock ran to an end.`,
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed incident where clock.response.met, closed incident where tier = "${tier}" and clock.response.state in ${ENDED})`,
    },
  );

const resolutionOf = (tier: 'l2' | 'l3', zh: string, en: string): Shipped =>
  shipped(
    `resolution-${tier}`,
    [`${zh}处理达标率`, `Resolution attainment, ${en}`],
    [
      `事件在${zh}处理的部分，在${zh}时限（OLA）内完成的比例。`,
      `Of incidents that were handled at the ${en}, the share that kept its target there (OLA).`,
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed incident where clock.ola-${tier}.met, closed incident where clock.ola-${tier}.state in ${ENDED})`,
    },
  );

const [L2, L3] = [
  ['二线', 'second line'],
  ['三线', 'third line'],
] as const;

export const incidentIndicators: readonly Shipped[] = [
  shipped(
    'closed-count',
    ['办结数量', 'Closed'],
    [
      '期间办结的呼叫工单与事件；已升级为事件的呼叫按事件计，作废和撤销的不计。',
      'Calls and incidents that were closed in the period; a call that became an incident is counted as that, what was canceled is not.',
    ],
    {
      unit: 'number',
      scopes: OF_ALL,
      formula: `count(closed call where ${ownCall}) + count(closed incident where status = "closed")`,
    },
  ),
  shipped(
    'closed-overdue',
    ['超时办结比例', 'Closed overdue'],
    [
      '办结数量中，超过处理时限的比例：呼叫看一线处理时限，事件看解决时限。',
      'Of those that were closed, the share that was over its target: of calls that of the first line, of incidents that of the resolution.',
    ],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_ALL,
      formula: `(count(closed call where ${ownCall} and clock.first-line.breached) + count(closed incident where status = "closed" and clock.resolution.breached)) / @closed-count`,
    },
  ),
  shipped(
    'reports-total',
    ['问题报告总数', 'Reports'],
    [
      '期间登记的呼叫工单，以及不经呼叫直接登记的事件；测试和无效来电不计。',
      'Calls that were opened in the period, and incidents that were opened without a call; without tests and spam.',
    ],
    {
      unit: 'number',
      scopes: OF_PLACES,
      formula:
        'count(opened call where not cancelReason in ("test", "spam")) + count(opened incident where call missing)',
    },
  ),
  shipped(
    'first-line-resolution',
    ['一线解决率', 'First-line resolution'],
    [
      '办结的呼叫工单中，由一线直接解决或答复、没有升级为事件的比例。',
      'Of calls that were closed, the share that the first line solved or answered itself, without an incident.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: 'share(closed call where outcome in ("solved", "enquiry"), closed call where status = "closed")',
    },
  ),
  shipped(
    'response-attainment',
    ['响应达标率', 'Response attainment'],
    [
      '事件中，在时限内响应的比例；未计时或已取消计时的不计。',
      'Of incidents, the share that was responded to in time; without those on which no clock ran to an end.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed incident where clock.response.met, closed incident where clock.response.state in ${ENDED})`,
    },
  ),
  shipped(
    'response-l1',
    ['一线响应达标率', 'Response attainment, first line'],
    ['呼叫工单中，在时限内受理的比例。', 'Of calls, the share that the service desk took in time.'],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed call where clock.response.met, closed call where clock.response.state in ${ENDED})`,
    },
  ),
  responseOf('L2', ...L2),
  responseOf('L3', ...L3),
  shipped(
    'resolution-attainment',
    ['解决达标率', 'Resolution attainment'],
    [
      '事件中，在时限内解决的比例；未计时或已取消计时的不计。',
      'Of incidents, the share that was resolved in time; without those on which no clock ran to an end.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed incident where clock.resolution.met, closed incident where clock.resolution.state in ${ENDED})`,
    },
  ),
  shipped(
    'resolution-l1',
    ['一线处理达标率', 'Resolution attainment, first line'],
    [
      '一线处理的呼叫与事件，在一线时限内完成（解决或升级）的比例。',
      'Of calls and incidents that the first line handled, the share that it solved or passed on within its target.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `(count(closed call where clock.first-line.met) + count(closed incident where clock.ola-l1.met)) / (count(closed call where clock.first-line.state in ${ENDED}) + count(closed incident where clock.ola-l1.state in ${ENDED}))`,
    },
  ),
  resolutionOf('l2', ...L2),
  resolutionOf('l3', ...L3),
];
