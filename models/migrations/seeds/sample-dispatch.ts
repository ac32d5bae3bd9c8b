/** What dispatch asks of the sample organisation: skills and who has them, who is on duty, and zones. */
import { type Shift, turnsOf } from '../../../domain/dispatch/duty.ts';
import type { OrgPath } from '../../../domain/kernel/units.ts';
import type { DutyRoster } from '../../registers/dispatch/duty-roster.ts';
import type { Qualification } from '../../registers/dispatch/qualification.ts';
import type { Skill } from '../../registers/dispatch/skill.ts';
import type { ServiceZone } from '../../registers/dispatch/zone.ts';

const DAY = 86_400_000;
const CHINA = 8 * 3_600_000;
/** Midnight in China so many days from the one before `now`. */
const midnight = (now: number, days: number): number => (Math.floor((now + CHINA) / DAY) + days) * DAY - CHINA;

const skillRows: readonly (readonly [id: string, zh: string, en: string, expires: boolean])[] = [
  ['network', '网络设备维护', 'Network equipment', false],
  ['server', '服务器与存储维护', 'Servers and storage', false],
  ['database', '数据库维护', 'Databases', false],
  ['electrician', '低压电工作业证', 'Low-voltage electrician, licensed', true],
  ['work-at-height', '高处作业证', 'Work at height, licensed', true],
];
export const skills: readonly Skill[] = skillRows.map(([id, zh, en, expires], order) => ({
  _id: id,
  title: { zh, en },
  order,
  expires,
  open: true,
  sample: true,
}));

const held: readonly (readonly [person: string, skill: string, orgPath: OrgPath, number?: string])[] = [
  ['eng-dx-1', 'server', '/dx'],
  ['eng-dx-1', 'electrician', '/dx', 'T-DX-2201'],
  ['eng-dx-2', 'network', '/dx'],
  ['eng-donghu-1', 'network', '/dx/donghu'],
  ['eng-donghu-1', 'work-at-height', '/dx/donghu', 'G-DH-1107'],
  ['eng-donghu-2', 'electrician', '/dx/donghu', 'T-DH-3302'],
  ['expert-2', 'database', '/dx'],
];
/** `now`: when the sample is set up; a certificate has begun a year before and has two years to go. */
export const qualifications = (now: number): Qualification[] =>
  held.map(([person, skill, orgPath, number]) => ({
    _id: `${person}.${skill}`,
    person,
    skill,
    orgPath,
    validFrom: midnight(now, -365),
    ...(number === undefined ? {} : { number, validUntil: midnight(now, 730) }),
    open: true,
    sample: true,
  }));

/** The night before the day on which the sample is set up has somebody, too. */
const ROSTER_FROM = -1;
const ROSTER_DAYS = 29;
const CHINA_OFFSETS = [[0, 480]] as const;
const dayAfter = (now: number, days: number): string =>
  new Date(midnight(now, days) + CHINA).toISOString().slice(0, 10);

/** Two by turns: one has the day and the other the night after it, and on the next day the other way round. */
const shiftsOf = (now: number, [one, other]: readonly [string, string]): Shift[] =>
  Array.from({ length: ROSTER_DAYS }, (_, i) => {
    const day = dayAfter(now, ROSTER_FROM + i);
    const [first, second] = i % 2 === 0 ? [one, other] : [other, one];
    return [
      { duty: 'day', day, fromMinute: 480, untilMinute: 1080, people: [first] },
      { duty: 'stand-by', day, fromMinute: 1080, untilMinute: 1920, people: [second] },
    ] satisfies Shift[];
  }).flat();

const rosterRows: readonly (readonly [
  team: string,
  name: string,
  orgPath: OrgPath,
  people: readonly [string, string],
])[] = [
  ['dx-l2', '省二线值班表', '/dx', ['eng-dx-1', 'eng-dx-2']],
  ['donghu-l2', '东湖市二线值班表', '/dx/donghu', ['eng-donghu-1', 'eng-donghu-2']],
];
/** `now`: when the sample is set up; four weeks from the day before. */
export const dutyRosters = (now: number): DutyRoster[] =>
  rosterRows.map(([team, name, orgPath, people]) => {
    const shifts = shiftsOf(now, people);
    return {
      _id: `${team}-first`,
      name,
      team,
      orgPath,
      zone: 'Asia/Shanghai',
      firstDay: dayAfter(now, ROSTER_FROM),
      lastDay: dayAfter(now, ROSTER_FROM + ROSTER_DAYS - 1),
      shifts,
      open: true,
      from: midnight(now, ROSTER_FROM),
      until: midnight(now, ROSTER_FROM + ROSTER_DAYS),
      turns: turnsOf(shifts, CHINA_OFFSETS),
      sample: true,
    };
  });

/** Of the cities their own; what the province has beside them is its own zone. */
export const zones: readonly ServiceZone[] = (
  [
    { _id: 'province', name: '省本级', organisations: ['/dx'], teams: ['dx-l2'], depot: '省厅备件库' },
    {
      _id: 'donghu',
      name: '东湖片区',
      organisations: ['/dx/donghu'],
      teams: ['donghu-l2', 'dx-l2'],
      depot: '东湖备件库',
    },
    { _id: 'xiling', name: '西岭片区', organisations: ['/dx/xiling'], teams: ['xiling-l2', 'dx-l2'] },
  ] as const
).map((zone) => ({ ...zone, open: true, sample: true }));
