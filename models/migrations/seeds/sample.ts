/** The sample organisation of the embedded start; every name is invented. */
import { orgLineOf } from '../../../domain/kernel/people/access.ts';
import type { Grant, OrgPath, Role, Tier } from '../../../domain/kernel/process.ts';
import type { Application } from '../../registers/application.ts';
import type { Organisation } from '../../registers/organisation.ts';
import type { Person } from '../../registers/person.ts';
import type { Team } from '../../registers/team.ts';

type Rows<T extends readonly unknown[]> = readonly T[];

const offices: Rows<[path: OrgPath, name: string, tiers: readonly Tier[]]> = [
  ['/dx', '东兴省财政厅', ['L1', 'L2', 'L3']],
  ['/dx/donghu', '东湖市财政局', ['L1', 'L2']],
  ['/dx/xiling', '西岭市财政局', ['L1', 'L2']],
  ['/dx/donghu/linxi', '临溪县财政局', ['L1']],
  ['/dx/donghu/andu', '安渡县财政局', ['L1']],
  ['/dx/xiling/yuntai', '云台县财政局', ['L1']],
  ['/dx/xiling/shiqiao', '石桥县财政局', ['L1']],
];
const unitsBelow: Rows<[key: string, name: string, kind: 'budget-unit' | 'collecting-unit']> = [
  ['school', '实验小学', 'budget-unit'],
  ['hospital', '人民医院', 'budget-unit'],
  ['road-office', '公路事务中心', 'budget-unit'],
  ['court', '人民法院', 'collecting-unit'],
  ['land-office', '自然资源局', 'collecting-unit'],
];

const organisation = (path: OrgPath, name: string, rest: Pick<Organisation, 'kind' | 'tiers'>): Organisation => ({
  _id: path,
  name,
  line: orgLineOf(path),
  ...rest,
  open: true,
  sample: true,
});

export const organisations: readonly Organisation[] = [
  ...offices.map(([path, name, tiers]) => organisation(path, name, { kind: 'support', tiers })),
  ...offices.flatMap(([path, name]) =>
    unitsBelow.map(([key, title, kind]) =>
      organisation(`${path}/${key}`, `${name.replace(/财政[厅局]$/u, '')}${title}`, { kind, tiers: [] }),
    ),
  ),
];

const applicationRows: Rows<[id: string, zh: string, en: string]> = [
  ['budget', '预算编制', 'Budget planning'],
  ['execution', '预算执行', 'Budget execution'],
  ['payment', '国库集中支付', 'Treasury payment'],
  ['non-tax', '非税收入', 'Non-tax revenue'],
  ['payroll', '工资统发', 'Payroll'],
  ['assets', '资产管理', 'Assets'],
  ['procurement', '政府采购', 'Procurement'],
  ['accounts', '决算', 'Final accounts'],
  ['decision', '决策支持', 'Decision support'],
  ['office', '行政办公', 'Office administration'],
];
export const applications: readonly Application[] = applicationRows.map(([id, zh, en], order) => ({
  _id: id,
  title: { zh, en },
  order,
  open: true,
  sample: true,
}));

const everyday = 'cn-5x8';
const team = (key: string, name: string, orgPath: OrgPath, tier: Tier): Team => ({
  _id: key,
  name,
  orgPath,
  tier,
  standard: true,
  applications: [],
  calendar: everyday,
  open: true,
  sample: true,
});
const further = (one: Team, applicationsServed: readonly string[]): Team => ({
  ...one,
  standard: false,
  applications: applicationsServed,
});
const SOFTWARE = ['payment', 'execution'] as const;
const FINANCE = ['budget', 'accounts'] as const;
const isSpecial = (id: string): boolean => [...SOFTWARE, ...FINANCE].some((one) => one === id);

export const teams: readonly Team[] = [
  { ...team('dx-desk', '省服务台', '/dx', 'L1'), calendar: 'cn-7x12' },
  { ...team('dx-l2', '省二线', '/dx', 'L2'), lead: 'eng-dx-1' },
  { ...team('dx-experts', '财政业务专家组', '/dx', 'L3'), applications: FINANCE, lead: 'expert-1' },
  further(team('dx-software', '软件技术专家组', '/dx', 'L3'), SOFTWARE),
  further(
    team('dx-senior', '资深维护专家组', '/dx', 'L3'),
    applications.map(({ _id }) => _id).filter((id) => !isSpecial(id)),
  ),
  team('donghu-desk', '东湖市服务台', '/dx/donghu', 'L1'),
  { ...team('donghu-l2', '东湖市二线', '/dx/donghu', 'L2'), lead: 'eng-donghu-1' },
  team('xiling-desk', '西岭市服务台', '/dx/xiling', 'L1'),
  team('xiling-l2', '西岭市二线', '/dx/xiling', 'L2'),
  team('linxi-desk', '临溪县服务台', '/dx/donghu/linxi', 'L1'),
  team('andu-desk', '安渡县服务台', '/dx/donghu/andu', 'L1'),
  team('yuntai-desk', '云台县服务台', '/dx/xiling/yuntai', 'L1'),
  team('shiqiao-desk', '石桥县服务台', '/dx/xiling/shiqiao', 'L1'),
];

export type SamplePerson = Omit<Person, 'password' | 'changedAt'>;
type Post = { unit: OrgPath; role: Role; teams?: readonly string[]; at?: OrgPath };

/** A role is granted at the organisation itself; who staffs a tier also reports what troubles him. */
function person(id: string, name: string, { unit, role, teams: member = [], at }: Post): SamplePerson {
  const grants: Grant[] = [{ role, orgPath: at ?? unit }];
  return { _id: id, name, unit, grants, teams: member, active: true, locale: 'zh', sample: true };
}

export const people: readonly SamplePerson[] = [
  person('desk-province', '何静', { unit: '/dx', role: 'desk-agent', teams: ['dx-desk'] }),
  person('desk-donghu', '周敏', { unit: '/dx/donghu', role: 'desk-agent', teams: ['donghu-desk'] }),
  person('desk-linxi', '陈晓', { unit: '/dx/donghu/linxi', role: 'desk-agent', teams: ['linxi-desk'] }),
  person('eng-donghu-1', '李强', { unit: '/dx/donghu', role: 'engineer', teams: ['donghu-l2'] }),
  person('eng-donghu-2', '赵磊', { unit: '/dx/donghu', role: 'engineer', teams: ['donghu-l2'] }),
  person('eng-dx-1', '孙洁', { unit: '/dx', role: 'engineer', teams: ['dx-l2'] }),
  person('eng-dx-2', '钱勇', { unit: '/dx', role: 'engineer', teams: ['dx-l2'] }),
  person('expert-1', '吴岚', { unit: '/dx', role: 'engineer', teams: ['dx-experts'] }),
  person('expert-2', '王海', { unit: '/dx', role: 'engineer', teams: ['dx-software'] }),
  person('expert-3', '郑远', { unit: '/dx', role: 'engineer', teams: ['dx-senior'] }),
  person('sup-dx', '高峰', { unit: '/dx', role: 'supervisor' }),
  person('sup-donghu', '林红', { unit: '/dx/donghu', role: 'supervisor' }),
  person('sup-xiling', '罗平', { unit: '/dx/xiling', role: 'supervisor' }),
  person('coord-donghu', '马骏', { unit: '/dx/donghu', role: 'coordinator' }),
  person('keeper-donghu', '田英', { unit: '/dx/donghu', role: 'spare-keeper' }),
  person('pm-xiling', '邹敏', { unit: '/dx/xiling', role: 'project-manager' }),
  person('quality-donghu', '唐宁', { unit: '/dx/donghu', role: 'quality-lead' }),
  person('safety-donghu', '彭涛', { unit: '/dx/donghu', role: 'safety-lead' }),
  // He consents for what his city owns: of the sample nothing, so no change of it waits for him.
  person('rep-xiling', '秦月', { unit: '/dx/xiling', role: 'customer-representative' }),
  person('pm-dx', '蒋文', { unit: '/dx', role: 'project-manager' }),
  person('records-dx', '叶青', { unit: '/dx', role: 'records-keeper' }),
  person('appraiser-dx', '方正', { unit: '/dx', role: 'appraiser' }),
  person('chief-dx', '梁栋', { unit: '/dx', role: 'chief-appraiser' }),
  person('owner', '许明', { unit: '/dx', role: 'process-owner' }),
  person('config', '韩雪', { unit: '/dx', role: 'configuration-manager' }),
  person('auditor', '沈清', { unit: '/dx', role: 'auditor' }),
  person('req-linxi', '张燕', { unit: '/dx/donghu/linxi/school', role: 'requester' }),
  person('req-donghu', '刘芳', { unit: '/dx/donghu/hospital', role: 'requester' }),
  person('req-school', '黄磊', { unit: '/dx/xiling/yuntai/school', role: 'requester' }),
  person('admin-system', '系统管理员', { unit: '/dx', role: 'system-administrator' }),
  person('admin-security', '安全管理员', { unit: '/dx', role: 'security-administrator' }),
  person('admin-audit', '审计管理员', { unit: '/dx', role: 'audit-administrator' }),
];
