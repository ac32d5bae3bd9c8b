/** Every role: key, titles, duty. Which of them work on cases stands in kernel/people/who.ts. */
type RoleRow = {
  title: { zh: string; en: string };
  duty: { zh: string; en: string };
  kind: 'business' | 'administrator';
};

export const roles = {
  requester: {
    title: { zh: '报障人', en: 'Requester' },
    duty: { zh: '报告问题，确认结果', en: 'reports, answers questions, confirms the result' },
    kind: 'business',
  },
  'desk-agent': {
    title: { zh: '服务台坐席', en: 'Desk agent' },
    duty: { zh: '受理呼叫，一线解答，升级', en: 'takes calls, answers in the first line, escalates' },
    kind: 'business',
  },
  engineer: {
    title: { zh: '工程师', en: 'Engineer' },
    duty: { zh: '处理事件，给出解决方案', en: 'works on incidents and gives the solution' },
    kind: 'business',
  },
  coordinator: {
    title: { zh: '调度员', en: 'Coordinator' },
    duty: { zh: '派单，协调资源', en: 'dispatches work and coordinates resources' },
    kind: 'business',
  },
  supervisor: {
    title: { zh: '主管', en: 'Supervisor' },
    duty: { zh: '派单、催办、督办、审批', en: 'dispatches, urges, supervises and approves' },
    kind: 'business',
  },
  'quality-lead': {
    title: { zh: '质量负责人', en: 'Quality lead' },
    duty: { zh: '审核报告，质量否决', en: 'reviews reports and may veto' },
    kind: 'business',
  },
  'process-owner': {
    title: { zh: '流程负责人', en: 'Process owner' },
    duty: { zh: '设计流程，宣布重大事件', en: 'shapes the process, declares major incidents' },
    kind: 'business',
  },
  'configuration-manager': {
    title: { zh: '配置管理员', en: 'Configuration manager' },
    duty: { zh: '维护配置项及其关系', en: 'keeps the configuration items and their relations' },
    kind: 'business',
  },
  'project-manager': {
    title: { zh: '项目经理', en: 'Project manager' },
    duty: {
      zh: '安排巡检，代表服务方签字，签收月度归档',
      en: 'plans inspections, signs for the service side, and signs monthly archives',
    },
    kind: 'business',
  },
  'maintenance-lead': {
    title: { zh: '运维负责人', en: 'Maintenance lead' },
    duty: { zh: '带领本机构的现场工作', en: 'leads the field work of an organisation' },
    kind: 'business',
  },
  'safety-lead': {
    title: { zh: '安全负责人', en: 'Safety lead' },
    duty: { zh: '下发安全通知，核验整改', en: 'issues safety notices and verifies rectification' },
    kind: 'business',
  },
  appraiser: {
    title: { zh: '考核员', en: 'Appraiser' },
    duty: { zh: '代表客户评分，答复申诉', en: 'scores for the customer and answers disputes' },
    kind: 'business',
  },
  'chief-appraiser': {
    title: { zh: '考核负责人', en: 'Chief appraiser' },
    duty: { zh: '公示考核结果，代表客户签字', en: 'publishes appraisals and signs them for the customer' },
    kind: 'business',
  },
  'records-keeper': {
    title: { zh: '档案管理员', en: 'Records keeper' },
    duty: { zh: '归集、签收并保管月度归档', en: 'gathers, signs and keeps the monthly archives' },
    kind: 'business',
  },
  'spare-keeper': {
    title: { zh: '备件管理员', en: 'Spare keeper' },
    duty: { zh: '保管备件库的备件', en: 'keeps the spares of a depot' },
    kind: 'business',
  },
  'customer-representative': {
    title: { zh: '客户代表', en: "Customer's representative" },
    duty: { zh: '代表客户接收报告', en: 'receives reports for the customer' },
    kind: 'business',
  },
  auditor: {
    title: { zh: '审计员', en: 'Auditor' },
    duty: { zh: '查阅记录，核验链条', en: 'reads what happened and verifies the chains' },
    kind: 'business',
  },
  'system-administrator': {
    title: { zh: '系统管理员', en: 'System administrator' },
    duty: { zh: '系统运行与基础数据', en: 'operates the system and its reference data' },
    kind: 'administrator',
  },
  'security-administrator': {
    title: { zh: '安全管理员', en: 'Security administrator' },
    duty: { zh: '授权与账号', en: 'grants roles and keeps accounts' },
    kind: 'administrator',
  },
  'audit-administrator': {
    title: { zh: '审计管理员', en: 'Audit administrator' },
    duty: { zh: '审查管理操作', en: 'reviews what administrators do' },
    kind: 'administrator',
  },
} as const satisfies Record<string, RoleRow>;

export type Role = keyof typeof roles;
export const isRole = (word: string): word is Role => Object.hasOwn(roles, word);
