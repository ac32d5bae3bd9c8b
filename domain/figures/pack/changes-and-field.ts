/** Indicators of changes, releases, failovers and drills, and of what is done on site. */
import { OF_ALL, OF_PLACES, shipped, type Shipped } from './shape.ts';

const ENDED = '("met", "late", "breached")';
const EVERY = 'call, incident, change, cutover, failover, rectification, release, work-order, inspection, archive';
/** As figures of changes count them: what was recorded or found afterwards went another way. */
const carriedOut = 'status = "closed" and kind in ("normal", "standard", "emergency")';

export const changeAndFieldIndicators: readonly Shipped[] = [
  shipped(
    'change-success',
    ['变更成功率', 'Change success'],
    [
      '已实施并经评审的变更中，评审为成功的比例；有遗留问题的不算成功。',
      'Of changes that were carried out and reviewed, the share that was successful; with issues it was not.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed change where outcome = "successful", closed change where ${carriedOut} and outcome in ("successful", "with-issues", "failed", "rolled-back"))`,
    },
  ),
  shipped(
    'emergency-changes',
    ['紧急变更比例', 'Emergency changes'],
    ['已实施的变更中，紧急变更的比例。', 'Of changes that were carried out, the share of emergency ones.'],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_PLACES,
      formula: `share(closed change where kind = "emergency", closed change where ${carriedOut})`,
    },
  ),
  shipped(
    'changes-causing-incidents',
    ['变更引发事件比例', 'Changes that caused incidents'],
    [
      '已实施的变更中，评审认定引发了事件的比例。',
      'Of changes that were carried out, the share whose review names incidents that it caused.',
    ],
    {
      unit: 'share',
      better: 'lower',
      scopes: OF_ALL,
      formula: `share(closed change where causedIncidents, closed change where ${carriedOut} and not causedIncidents missing)`,
    },
  ),
  shipped(
    'release-success',
    ['发布成功率', 'Release success'],
    [
      '发出的发布（已发布或已回退）中，没有遗留问题也没有回退的比例。',
      'Of releases that went out, closed or rolled back, the share that closed without issues.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_PLACES,
      formula:
        'share(closed release where status = "closed" and outcome = "successful", closed release where status in ("closed", "rolled-back"))',
    },
  ),
  shipped(
    'recovered-in-time',
    ['恢复目标达成率', 'Recovered within the objective'],
    [
      '应急切换中，在恢复时间目标内恢复的比例。',
      'Of failovers whose recovery is known, the share within its recovery time objective.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_PLACES,
      formula: 'share(closed failover where withinRto, closed failover where not withinRto missing)',
    },
  ),
  shipped(
    'drill-completion',
    ['演练完成率', 'Drill completion'],
    [
      '结束的演练（应急切换、割接、发布）中，全部步骤都向前走完的比例；其后回退的仍算完成，取消的和中途回退的不算。',
      'Of drills that ended, of failovers, cutovers and releases, the share in which all steps were over on the way forward: one that went back afterwards was completed, one that was canceled or went back on the way was not.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_PLACES,
      formula: 'share(closed drill where completed, closed drill)',
    },
  ),
  shipped(
    'inspection-completion',
    ['巡检完成率', 'Inspection completion'],
    [
      '到期的巡检中，已完成并归档的比例；取消的不计。',
      'Of inspections that were due, the share that was done and filed; without those that were canceled.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_PLACES,
      formula:
        'share(closed inspection where status = "archived", closed inspection where status in ("archived", "missed"))',
    },
  ),
  shipped(
    'on-site-attainment',
    ['到场达标率', 'On-site attainment'],
    ['上门工单中，在时限内到场的比例。', 'Of work orders, the share whose crew arrived in time.'],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed work-order where clock.on-site.met, closed work-order where clock.on-site.state in ${ENDED})`,
    },
  ),
  shipped(
    'fixed-at-first-visit',
    ['一次上门修复率', 'Fixed at the first visit'],
    [
      '已完成的上门工单中，一次到场即修复的比例。',
      'Of work orders that were closed, the share that was fixed with one visit.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula:
        'share(closed work-order where result = "fixed" and counts.visits = 1, closed work-order where status = "closed")',
    },
  ),
  shipped(
    'visit-satisfaction',
    ['上门满意度', 'Satisfaction with visits'],
    ['签认人对上门服务评分（1 至 5 分）的平均值。', 'The mean of what those who signed gave to the visit, 1 to 5.'],
    { unit: 'number', better: 'higher', scopes: OF_ALL, formula: 'mean(rating of closed work-order)' },
  ),
  shipped(
    'rectified-in-time',
    ['整改按期完成率', 'Rectified in time'],
    [
      '已销号的整改中，按期完成的比例。',
      'Of rectifications that were closed, the share that was put right by its date.',
    ],
    {
      unit: 'share',
      better: 'higher',
      scopes: OF_ALL,
      formula: `share(closed rectification where clock.rectify.met, closed rectification where status = "closed" and clock.rectify.state in ${ENDED})`,
    },
  ),
  shipped(
    'breaches-taken-back',
    ['撤回的超时数', 'Breaches taken back'],
    [
      '期间结束的工单上，因重新定标而撤回的超时次数。',
      'Breaches that a re-target undid, of all cases that ended in the period.',
    ],
    {
      unit: 'number',
      better: 'lower',
      scopes: OF_ALL,
      formula: `sum(takenBack of closed ${EVERY})`,
    },
  ),
];
