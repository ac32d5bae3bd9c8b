/** Inspection plans of the sample organisation; every name is invented. */
import type { KeptInspectionPlan } from '../../registers/inspections/plan.ts';

const DAY = 86_400_000;
const CHINA = 8 * 3_600_000;
/** Local date in China so many days from `now`. */
const dayFrom = (now: number, days: number): string => new Date(now + CHINA + days * DAY).toISOString().slice(0, 10);

type Row = Pick<
  KeptInspectionPlan,
  '_id' | 'title' | 'orgPath' | 'way' | 'checklist' | 'items' | 'inspectors' | 'firstDay'
> &
  Partial<Pick<KeptInspectionPlan, 'contract' | 'everyMonths'>> & { core?: true };

/** `now`: when the sample is set up; each plan has its first slot in the days that follow. */
export const inspectionPlans = (now: number): KeptInspectionPlan[] => {
  const rows: readonly Row[] = [
    {
      _id: 'core-room',
      title: '省厅核心机房月度巡检',
      orgPath: '/dx',
      contract: 'dx-treasury',
      way: 'on-site',
      core: true,
      checklist: 'machine-room',
      items: ['net-core-1', 'net-core-2', 'srv-db-1', 'srv-db-2'],
      inspectors: ['eng-dx-2', 'eng-dx-1'],
      firstDay: dayFrom(now, 3),
    },
    {
      _id: 'xiling-quarterly',
      title: '西岭市财政局季度巡检',
      orgPath: '/dx/xiling',
      way: 'on-site',
      checklist: 'machine-room',
      items: [],
      inspectors: ['eng-dx-1'],
      firstDay: dayFrom(now, 5),
    },
    {
      _id: 'donghu-remote',
      title: '东湖市核心设备远程巡检',
      orgPath: '/dx/donghu',
      way: 'remote',
      everyMonths: 1,
      checklist: 'remote-devices',
      items: ['net-donghu', 'srv-donghu-1'],
      inspectors: ['eng-donghu-1', 'eng-donghu-2'],
      firstDay: dayFrom(now, 7),
    },
    {
      _id: 'linxi-phone',
      title: '临溪县电话巡检',
      orgPath: '/dx/donghu/linxi',
      way: 'phone',
      checklist: 'phone-visit',
      items: [],
      inspectors: ['eng-donghu-1'],
      firstDay: dayFrom(now, 2),
    },
  ];
  return rows.map(({ core = false, ...row }) => ({
    core,
    zone: 'Asia/Shanghai',
    calendar: 'cn-5x8',
    windowDays: 10,
    open: true,
    since: now,
    sample: true,
    ...row,
  }));
};
