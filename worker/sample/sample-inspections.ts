/** Short stories of inspections in the city of Xiling, one for each status: by phone, and in the machine room of its treasury. */
import type { Act, Known, Story } from './sample-story.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PLANNER = 'pm-xiling';
const INSPECTOR = 'eng-dx-1';
const CUSTOMER = 'rep-xiling';
/** Long enough for a slow machine to open it, and short enough that it is missed while the others are made. */
const SOON = 45_000;

const act = (by: string, command: string, data: Act['data'] = {}, part?: string): Act => ({
  by,
  command,
  data,
  ...(part === undefined ? {} : { part }),
});
const inspection = (status: string, ...acts: Act[]): Story => ({ process: 'inspection', status, acts });

const opened = (title: string, lengthMs = 10 * DAY): Act =>
  act(PLANNER, 'create', ({ begun }) => ({
    unit: '/dx/xiling/road-office',
    title,
    way: 'phone',
    checklist: 'phone-visit',
    items: [],
    visitUntil: new Date(begun + lengthMs).toISOString(),
  }));
const scheduled = (title: string): Act[] => [
  opened(title),
  act(PLANNER, 'appoint', ({ begun }) => ({
    inspectors: [{ person: INSPECTOR }],
    from: new Date(begun + HOUR).toISOString(),
    until: new Date(begun + 2 * HOUR).toISOString(),
    contact: '公路事务中心信息科，0562-3300417',
  })),
];
const begun = (title: string): Act[] => [
  ...scheduled(title),
  act(INSPECTOR, 'begin', { place: '电话联系公路事务中心信息科陈科长' }),
];
const answered = (title: string, speed = 'good'): Act[] => [
  ...begun(title),
  act(INSPECTOR, 'recordItems', {
    lines: [
      { line: 'works', says: 'ok' },
      { line: 'speed', value: speed },
      { line: 'wishes', value: '希望月末延长服务时间。' },
    ],
  }),
];
const settling = (title: string): Act[] => [
  ...answered(title, 'slow'),
  act(
    INSPECTOR,
    'raiseFinding',
    { line: 'speed', class: 'general', what: '上午九点到十点报表打开超过一分钟。' },
    'f-1',
  ),
  act(INSPECTOR, 'complete', { summary: '系统可用，上午高峰时报表慢。' }),
  act(
    INSPECTOR,
    'proposeRemedy',
    ({ begun: at }) => ({
      remedy: '报表库增加索引，并将统计任务移到夜间。',
      due: new Date(at + 14 * DAY).toISOString(),
    }),
    'f-1',
  ),
];
const completed = (title: string): Act[] => [...answered(title), act(INSPECTOR, 'complete', { summary: '各项正常。' })];
const sign = (by: string): Act => act(by, 'sign', ({ recordHash }: Known) => ({ recordHash }));

/** The first one is missed within the minute: nothing but time makes that of it. */
export const inspections: readonly Story[] = [
  inspection('missed', opened('公路事务中心电话巡检（上月）', SOON)),
  inspection('planned', opened('公路事务中心电话巡检')),
  inspection('scheduled', ...scheduled('公路事务中心电话巡检（已约时间）')),
  inspection('in-progress', ...begun('公路事务中心电话巡检（进行中）')),
  inspection('settling', ...settling('公路事务中心电话巡检（报表缓慢）')),
  inspection('signing', ...completed('公路事务中心电话巡检（待客户签字）'), sign(INSPECTOR)),
  inspection('archived', ...completed('公路事务中心电话巡检（第三季度）'), sign(INSPECTOR), sign(CUSTOMER)),
  inspection(
    'canceled',
    ...scheduled('公路事务中心电话巡检（改期）'),
    act(PLANNER, 'cancel', { reason: '单位当日停电检修。', agreedWith: '信息科陈科长' }),
  ),
];
