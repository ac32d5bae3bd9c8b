/** Indicators of how long calls and incidents took, how often they came back, and how content people were. */
import { OF_ALL, OF_PLACES, shipped, type Shipped } from './shape.ts';

const ownCall = 'status = "closed" and incident missing';

export const qualityIndicators: readonly Shipped[] = [
  shipped(
    'mean-time-to-resolve',
    ['平均解决时间', 'Mean time to resolve'],
    [
      '办结事件解决所用服务时间的平均值（挂起暂停的时间不计）。',
      'The mean of the open time that incidents took until they were resolved, without what they were on hold for.',
    ],
    {
      unit: 'minutes',
      better: 'lower',
      scopes: OF_ALL,
      formula: 'mean(clock.resolution.consumed of closed incident where status = "closed")',
    },
  ),
  shipped(
    'resolve-p90',
    ['解决时间第 90 百分位', 'Time to resolve, nine of ten'],
    ['十分之九的办结事件在此服务时间内解决。', 'The open time within which nine of ten incidents were resolved.'],
    {
      unit: 'minutes',
      better: 'lower',
      scopes: OF_ALL,
      formula: 'percentile(90, clock.resolution.consumed of closed incident where status = "closed")',
    },
  ),
  shipped(
    'reopen-share',
    ['重开率', 'Reopened'],
    ['办结事件中，曾被重开的比例。', 'Of incidents that were closed, the share that had been reopened.'],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_ALL,
      formula: 'share(closed incident where counts.reopened > 0, closed incident where status = "closed")',
    },
  ),
  shipped(
    'hand-back-share',
    ['退回率', 'Handed back'],
    [
      '办结事件中，曾被退回下一层级的比例。',
      'Of incidents that were closed, the share that had been handed back a tier.',
    ],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_ALL,
      formula: 'share(closed incident where counts.handBacks > 0, closed incident where status = "closed")',
    },
  ),
  shipped(
    'open-over-3-days',
    ['积压三天以上比例', 'Open for more than 3 days'],
    [
      '期末未结束的呼叫与事件中，登记满三天以上的比例。',
      'Of calls and incidents that were open as the period ended, the share that had been for more than 3 days.',
    ],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_ALL,
      formula:
        '(count(open call where incident missing and age > 3 days) + count(open incident where age > 3 days)) / (count(open call where incident missing) + count(open incident))',
    },
  ),
  shipped(
    'closed-over-3-days',
    ['三天以上办结比例', 'Closed after more than 3 days'],
    [
      '办结数量中，从登记到结束超过三天的比例。',
      'Of those that were closed, the share that took more than 3 days from its opening to its end.',
    ],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_ALL,
      formula: `(count(closed call where ${ownCall} and age > 3 days) + count(closed incident where status = "closed" and age > 3 days)) / @closed-count`,
    },
  ),
  shipped(
    'repeated-faults',
    ['重复故障率', 'Repeated faults'],
    [
      '办结事件中，解决时已属重复故障的比例；子单随主单，不计。',
      'Of incidents that were closed, the share that was a repeated fault when it was resolved; without those that went with a parent.',
    ],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_PLACES,
      formula: 'share(closed incident where repeated, closed incident where status = "closed" and parent missing)',
    },
  ),
  shipped(
    'major-incidents',
    ['重大事件数', 'Major incidents'],
    ['期间登记并被宣布为重大的事件。', 'Incidents that were opened in the period and declared major.'],
    { unit: 'number', better: 'lower', scopes: OF_PLACES, formula: 'count(opened incident where major)' },
  ),
  shipped(
    'time-spent',
    ['登记工时', 'Time spent'],
    [
      '期间结束的工单上登记的工时之和，不论是谁登记、记在哪一天。',
      'The time that people put down on cases that ended in the period, whoever it was and whenever they worked.',
    ],
    {
      unit: 'minutes',
      scopes: OF_ALL,
      formula: 'sum(spentMinutes of closed call, incident, change, work-order)',
    },
  ),
  shipped(
    'satisfaction',
    ['满意度', 'Satisfaction'],
    [
      '报障人评分（1 至 5 分）的平均值；升级为事件的呼叫只计一次，未评分的不计。',
      'The mean of what reporters gave, 1 to 5; a call that became an incident counts once, what nobody rated does not.',
    ],
    {
      unit: 'number',
      better: 'higher',
      scopes: OF_ALL,
      formula:
        '(sum(rating of closed call) + sum(rating of closed incident where call missing)) / (count(closed call where not rating missing) + count(closed incident where call missing and not rating missing))',
    },
  ),
];
