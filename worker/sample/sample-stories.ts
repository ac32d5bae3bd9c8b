/** Short stories of the sample organisation, one for each status of each process. */
import { appraisals } from './sample-appraisals.ts';
import { archives } from './sample-archives.ts';
import { boardChanges, changes } from './sample-changes.ts';
import { cutovers } from './sample-cutovers.ts';
import { failovers } from './sample-failovers.ts';
import { inspections } from './sample-inspections.ts';
import { releases } from './sample-releases.ts';
import { rectifications } from './sample-rectifications.ts';
import { workOrders } from './sample-work-orders.ts';
import type { Act, Story } from './sample-story.ts';

const act = (by: string, command: string, data: object = {}): Act => ({ by, command, data });

type Told = { application: string; title: string; description: string };
/** The county accountant reports through the plug-in, or rings up and the desk writes it down. */
const herself = (told: Told): Act =>
  act('req-linxi', 'create', { channel: 'plug-in', unit: '/dx/donghu/linxi/school', contact: '0551-6200118', ...told });
const onPhone = (told: Told): Act =>
  act('desk-linxi', 'create', {
    channel: 'phone',
    reporter: 'req-linxi',
    unit: '/dx/donghu/linxi/school',
    contact: '0551-6200118',
    ...told,
  });
const call = (status: string, ...acts: Act[]): Story => ({ process: 'call', status, acts });

const calls: readonly Story[] = [
  call(
    'new',
    herself({ application: 'payroll', title: '工资发放明细打不开', description: '点击“发放明细”后页面一直空白。' }),
  ),
  call(
    'in-service',
    onPhone({ application: 'budget', title: '预算科目查不到', description: '新增的教育专项科目在下拉框里找不到。' }),
  ),
  call(
    'waiting',
    onPhone({ application: 'assets', title: '资产卡片无法提交', description: '提交时提示“校验未通过”。' }),
    act('desk-linxi', 'requestInfo', { question: '请告知资产编号，以及提示框里的完整文字。' }),
  ),
  call(
    'answered',
    onPhone({ application: 'office', title: '如何委托他人审批', description: '外出期间想请同事代为审批公文。' }),
    act('desk-linxi', 'answer', {
      outcome: 'enquiry',
      solution: '在“个人设置—委托”中选择受托人和起止日期，保存后即生效。',
      category: 'advice',
    }),
  ),
  call(
    'escalated',
    onPhone({ application: 'payment', title: '支付凭证打印错位', description: '升级后凭证右侧两列印到了页外。' }),
    act('desk-linxi', 'escalate', {
      category: 'software-function',
      impact: '2',
      urgency: '2',
      diagnosis: '仅新版本模板出现，旧模板打印正常。',
      tried: '更换打印机、重装驱动，均无效。',
    }),
  ),
  call(
    'closed',
    onPhone({ application: 'non-tax', title: '票据号段用完', description: '开票时提示没有可用号段。' }),
    act('desk-linxi', 'answer', {
      outcome: 'solved',
      solution: '已按流程核发新的票据号段，请重新登录后开票。',
      category: 'software-data',
      confirmedOnPhone: '张燕',
    }),
  ),
  call(
    'canceled',
    herself({ application: 'office', title: '通知公告显示重复', description: '首页同一条公告出现两次。' }),
    act('req-linxi', 'cancel', { reason: 'withdrawn' }),
  ),
];

type Weighed = Told & { impact: '1' | '2' | '3'; urgency: '1' | '2' | '3' };
/** The city's cashier rings up; the desk knows that it is an incident. `queue`: the city's second line. */
const incidentAt = (told: Weighed, queue?: string): Act =>
  act('desk-donghu', 'create', {
    channel: 'phone',
    reporter: 'req-donghu',
    unit: '/dx/donghu/hospital',
    contact: '0551-6310022',
    category: 'software-function',
    ...told,
    ...(queue === undefined ? {} : { queue }),
  });
const queued = (told: Weighed): Act => incidentAt(told, 'donghu-l2');
const incident = (status: string, ...acts: Act[]): Story => ({ process: 'incident', status, acts });
const started = (told: Weighed): Act[] => [queued(told), act('eng-donghu-1', 'start')];
const resolved = (solution: string, rest: object = {}): Act =>
  act('eng-donghu-1', 'resolve', {
    solution,
    causeCode: 'configuration',
    category: 'software-function',
    knowledge: { kind: 'none', reason: '已有相同条目。' },
    ...rest,
  });

const incidents: readonly Story[] = [
  incident(
    'new',
    incidentAt({
      application: 'accounts',
      title: '决算报表取数为空',
      description: '封面表取不到上年数，原因不明。',
      impact: '3',
      urgency: '2',
    }),
  ),
  incident(
    'queued',
    queued({
      application: 'procurement',
      title: '采购计划审核报错',
      description: '审核时提示“流程节点不存在”。',
      impact: '2',
      urgency: '2',
    }),
  ),
  incident(
    'assigned',
    queued({
      application: 'execution',
      title: '指标余额与台账不符',
      description: '指标余额比台账少一笔追加。',
      impact: '2',
      urgency: '1',
    }),
    act('sup-donghu', 'dispatch', { person: 'eng-donghu-2' }),
  ),
  incident(
    'in-progress',
    ...started({
      application: 'payment',
      title: '授权支付退回后无法重提',
      description: '银行退回的授权支付在系统里仍显示在途。',
      impact: '1',
      urgency: '2',
    }),
  ),
  incident(
    'on-hold',
    ...started({
      application: 'payroll',
      title: '个税计算结果异常',
      description: '三名职工的个税为零。',
      impact: '3',
      urgency: '2',
    }),
    act('eng-donghu-1', 'hold', { reason: 'user', note: '请提供这三名职工的专项附加扣除信息。' }),
  ),
  incident(
    'resolved',
    ...started({
      application: 'budget',
      title: '项目库导出失败',
      description: '导出超过两千行时报错。',
      impact: '3',
      urgency: '3',
    }),
    resolved('调整导出服务的内存参数，已导出三千行验证。'),
  ),
  incident(
    'closed',
    ...started({
      application: 'office',
      title: '公文附件打不开',
      description: '附件下载后提示文件损坏。',
      impact: '3',
      urgency: '3',
    }),
    resolved('更正附件目录的映射配置，重新上传后可正常打开。', { confirmedOnPhone: '刘芳' }),
    act('eng-donghu-1', 'fileReport', {
      cause: '目录映射在上次迁移后指向了旧路径。',
      evidence: '配置文件的修改记录与报错时间一致。',
      handling: '更正映射，逐个核对受影响的附件。',
      prevention: '迁移检查单增加附件目录一项。',
    }),
  ),
  incident(
    'canceled',
    queued({
      application: 'decision',
      title: '驾驶舱数据未刷新',
      description: '今日数据停留在昨天。',
      impact: '3',
      urgency: '3',
    }),
    act('sup-donghu', 'cancel', { reason: '系统例行维护期间的正常现象，维护后已刷新。' }),
  ),
];

/** Incidents that changes are about: told behind them. */
const waiting: readonly Story[] = [
  {
    process: 'incident',
    status: 'on-hold',
    acts: [
      queued({
        application: 'payment',
        title: '支付前置提示证书将到期',
        description: '每次登录都弹出证书即将到期的提示。',
        impact: '3',
        urgency: '2',
      }),
      act('eng-donghu-2', 'start'),
      {
        by: 'eng-donghu-2',
        command: 'hold',
        data: ({ numbers }) => ({
          reason: 'change',
          note: '更换证书的变更已排期，完成后再验证。',
          change: numbers['change scheduled'],
        }),
      },
    ],
  },
];

export const stories: readonly Story[] = [
  ...inspections,
  ...archives,
  ...appraisals,
  ...calls,
  ...incidents,
  ...changes,
  ...boardChanges,
  ...waiting,
  ...failovers,
  ...cutovers,
  ...releases,
  ...rectifications,
  ...workOrders,
];
