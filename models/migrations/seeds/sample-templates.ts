/** Change templates of the sample organisation: what is done again and again, and was approved once. */
import type { KeptChangeTemplate } from '../../registers/changes/change-template.ts';

const DAY = 86_400_000;
const step = (id: string, title: string, instruction: string, undo: string, verify: string) => ({
  id,
  title,
  instruction,
  verify,
  undo,
  minutes: 10,
});
/** Valid for a year from its day on. */
const stamped = (key: string, now: number) => ({
  _id: `${key}@1`,
  changeTemplate: key,
  version: 1,
  organisation: '/dx' as const,
  applications: [],
  items: [],
  validFrom: new Date(now - DAY).toISOString(),
  validUntil: new Date(now + 365 * DAY).toISOString(),
  note: '样例模板',
  publishedAt: now,
  publishedBy: 'system',
});

export const changeTemplates = (now: number): KeptChangeTemplate[] => [
  {
    ...stamped('restart-middleware', now),
    name: '中间件节点重启',
    kinds: ['middleware'],
    title: '重启中间件节点',
    description: '连接数或内存接近上限，按手册逐节点重启。',
    plan: {
      steps: [
        step('drain', '摘除流量', '在负载均衡上停用该节点，等待在办请求结束。', '重新启用该节点。', '节点连接数为零。'),
        step(
          'restart',
          '重启服务',
          '按手册停止并启动中间件服务。',
          '再次启动；仍失败时切换到备用节点。',
          '健康检查返回正常。',
        ),
        step('restore', '恢复流量', '启用该节点，观察十分钟。', '停用该节点，由其余节点承担。', '监控无告警。'),
      ],
      consequences: '逐节点操作，业务不中断。',
      outageMinutes: 0,
      backOut: '停用该节点，由其余节点承担业务，通知中间件管理员。',
      backOutMinutes: 10,
      testEvidence: '近一年执行二十次，均按时完成，无回退。',
    },
  },
  {
    ...stamped('renew-certificate', now),
    name: '证书更换',
    kinds: ['application', 'middleware'],
    title: '更换到期证书',
    description: '证书将于三十日内到期，按手册更换为同一签发机构的新证书。',
    plan: {
      steps: [
        step('backup', '备份旧证书', '导出现有证书与配置并校验。', '无需操作，保留备份。', '备份文件可以读取。'),
        step(
          'install',
          '安装新证书',
          '导入新证书，重新加载配置。',
          '恢复备份的证书并重新加载配置。',
          '证书有效期已更新。',
        ),
        step('check', '验证访问', '从内网和专网各访问一次登录页。', '恢复后再访问一次。', '浏览器无证书告警。'),
      ],
      consequences: '重新加载配置时新连接可能等待数秒。',
      outageMinutes: 5,
      backOut: '恢复备份的证书并重新加载配置。',
      backOutMinutes: 15,
      testEvidence: '已在测试环境更换并访问通过。',
    },
  },
];
