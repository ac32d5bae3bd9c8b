/** What dispatch asks of the sample organisation: skills, and who has them. */
import type { OrgPath } from '../../../domain/kernel/units.ts';
import type { Qualification } from '../../registers/dispatch/qualification.ts';
import type { Skill } from '../../registers/dispatch/skill.ts';

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
