/** What roles are called: `waitsFor` names them by their keys alone. */
import type { Role } from '../../../../domain/roles.ts';
import type { Two } from '../words.ts';

export const roles: Readonly<Record<Role, Two>> = {
  requester: { zh: '报障人', en: 'Requester' },
  'desk-agent': { zh: '服务台坐席', en: 'Desk agent' },
  engineer: { zh: '工程师', en: 'Engineer' },
  coordinator: { zh: '调度员', en: 'Coordinator' },
  supervisor: { zh: '主管', en: 'Supervisor' },
  'quality-lead': { zh: '质量负责人', en: 'Quality lead' },
  'process-owner': { zh: '流程负责人', en: 'Process owner' },
  'configuration-manager': { zh: '配置管理员', en: 'Configuration manager' },
  'project-manager': { zh: '项目经理', en: 'Project manager' },
  'maintenance-lead': { zh: '运维负责人', en: 'Maintenance lead' },
  'safety-lead': { zh: '安全负责人', en: 'Safety lead' },
  appraiser: { zh: '考核员', en: 'Appraiser' },
  'chief-appraiser': { zh: '考核负责人', en: 'Chief appraiser' },
  'records-keeper': { zh: '档案管理员', en: 'Records keeper' },
  'spare-keeper': { zh: '备件管理员', en: 'Spare keeper' },
  auditor: { zh: '审计员', en: 'Auditor' },
  'system-administrator': { zh: '系统管理员', en: 'System administrator' },
  'security-administrator': { zh: '安全管理员', en: 'Security administrator' },
  'audit-administrator': { zh: '审计管理员', en: 'Audit administrator' },
  'customer-representative': { zh: '客户代表', en: "Customer's representative" },
};
