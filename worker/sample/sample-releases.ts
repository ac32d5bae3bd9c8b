/**
 * Short stories of releases of a city to its counties, by steps of their own that are done by hand. Those that go all the way are of
 * the pilot county, where by its policy a version is watched for seconds instead of a business day (models/migrations/seeds/policies.ts).
 */
import { answers, assessed, at, decided, LATER, NOW, planned as changePlanned } from './sample-changes.ts';
import type { Act, Story } from './sample-story.ts';

const OWNER = 'owner';
const BUILDER = 'eng-dx-2';
const TESTER = 'expert-3';
const CUSTOMER = 'rep-xiling';
/** Leads it, and completes the change for the whole. */
const CHIEF = 'sup-dx';
const DOER = 'eng-dx-2';
const APPROVER = 'sup-xiling';

const act = (by: string, command: string, data: Act['data'] = {}, part?: string): Act => ({
  by,
  command,
  data,
  ...(part === undefined ? {} : { part }),
});
const release = (status: string, ...acts: Act[]): Story => ({ process: 'release', status, acts });

/** `unit`: whose it is; absent: of the city. */
type Told = {
  application: string;
  appVersion: string;
  items: readonly string[];
  title: string;
  description: string;
  unit?: string;
};
const SHA256 = 'c41e09d7'.repeat(8);
const STEPS = [
  {
    id: 'stop',
    kind: 'manual',
    role: 'engineer',
    title: '停止服务',
    instruction: '通知本县用户退出，停止应用服务并备份程序目录。',
    verify: '登录页显示维护公告，备份文件已校验。',
    undo: { kind: 'manual', instruction: '启动原版本服务，撤下维护公告。', minutes: 10 },
    minutes: 15,
    retries: 0,
    onFailure: 'undo',
  },
  {
    id: 'install',
    kind: 'manual',
    role: 'engineer',
    title: '安装新版本',
    instruction: '核对安装包校验值，安装后启动服务，办理一笔测试业务。',
    verify: '关于页面显示新版本号，测试业务办理成功。',
    undo: { kind: 'manual', instruction: '用备份恢复程序目录。', minutes: 20 },
    minutes: 30,
    retries: 0,
    onFailure: 'needs-human',
  },
];

const raised = (told: Told): Act => act(OWNER, 'create', { unit: '/dx/xiling', commander: CHIEF, ...told });
const planned = (told: Told, { from, hours } = LATER): Act[] => [
  raised(told),
  act(OWNER, 'planWaves', ({ begun }) => ({
    steps: STEPS,
    waves: [
      {
        title: '云台县先行',
        window: { from: at(begun, from), until: at(begun, from + hours) },
        organisations: ['/dx/xiling/yuntai'],
      },
    ],
  })),
];
const building = (told: Told, window = LATER): Act[] => [
  ...planned(told, window),
  act(OWNER, 'startBuild', { scope: '本次需求单所列全部内容，不含数据库结构调整。' }),
];
const testing = (told: Told, window = LATER): Act[] => [
  ...building(told, window),
  act(BUILDER, 'recordBuild', {
    artefact: `制品库/${told.application}-${told.appVersion}.zip`,
    sha256: SHA256,
    notes: '安装前停止服务，安装后清理浏览器缓存。',
  }),
];
const accepted = (told: Told, window = LATER): Act[] => [
  ...testing(told, window),
  act(TESTER, 'recordTest', { result: 'passed', sha256: SHA256, evidence: '用例 86 个全部通过，报告见附件。' }),
  act(CUSTOMER, 'acceptTest', { sha256: SHA256, signature: '秦月' }),
];

/** Who carries it out assesses nothing. `voters`: before the supervisor, on a change of medium risk. */
type Change = { implementer: string; assessors: readonly [technical: string, security: string]; voters?: string[] };
/** The change for the whole is planned, assessed and approved; then the wave opens by itself. */
function deploying(told: Told, { implementer, assessors: [technical, security], voters = [] }: Change): Act[] {
  const onChange = [
    changePlanned({ items: told.items, implementer }, NOW, CHIEF),
    act(CHIEF, 'submit'),
    ...assessed(answers, [
      ['technical', technical, '步骤完整，先在一个县试行，可行。'],
      ['security', security, '安装包校验值已核对，不涉及安全边界。'],
      ['business', OWNER, '避开了月末支付高峰。'],
    ]),
    ...[...voters, APPROVER].map((by) => decided('approve', by)),
  ];
  return [...accepted(told, NOW), ...onChange.map((one): Act => ({ ...one, on: 'change' }))];
}
/** Out at its county and through its gate; its change was carried out with it. */
function out(told: Told, change: Change): Act[] {
  const done = (part: string, evidence: string): Act => act(change.implementer, 'completeStep', { evidence }, part);
  const onChange = [
    act(change.implementer, 'start'),
    done('backup', '程序目录备份已校验。'),
    done('apply', '云台县安装完成，日志无异常。'),
    done('check', '测试业务办理成功。'),
    act(change.implementer, 'finish', { verification: '云台县业务办理正常，监控无告警。' }),
  ];
  return [
    ...deploying(told, change),
    STOPPED,
    act(DOER, 'confirmStep', { evidence: '关于页面版本号正确，测试业务办理成功。' }, 'w1-01-install'),
    { ...act(OWNER, 'approveGate', { sha256: SHA256 }, 'g1'), once: 'release.soaked' },
    ...onChange.map((one): Act => ({ ...one, on: 'change' })),
  ];
}
const opened = (one: Act): Act => ({ ...one, once: 'release.waveOpened' });
const STOPPED = opened(act(DOER, 'confirmStep', { evidence: '维护公告已显示，备份文件校验无误。' }, 'w1-01-stop'));

const told = (application: string, appVersion: string, item: string, title: string, description: string): Told => ({
  application,
  appVersion,
  items: [item],
  title,
  description,
});

const PILOT = { unit: '/dx/xiling/yuntai' };

export const releases: readonly Story[] = [
  // Those that are over come first: their changes keep nobody from their items any more.
  release(
    'closed',
    ...out(
      {
        ...told('payment', '3.2.0', 'app-payment-3.2', '国库集中支付 3.2 发布（试点县）', '电子凭证库 2.0 接口。'),
        ...PILOT,
      },
      { implementer: 'expert-1', assessors: ['expert-3', 'expert-2'] },
    ),
    act(CUSTOMER, 'confirmService', { checks: '云台县提交两笔支付，凭证打印正常。' }),
    act(OWNER, 'close', { outcome: 'successful', review: '按时完成，无遗留问题，可向其他县推广。' }),
    {
      ...act(APPROVER, 'review', { outcome: 'successful', lessons: '先停服务再备份，比计划快十分钟。' }),
      on: 'change',
    },
  ),
  release(
    'verifying',
    ...out(
      {
        ...told('execution', '5.0.9', 'srv-app-4', '预算执行 5.0.9 发布（试点县）', '报表导出改为后台任务。'),
        ...PILOT,
      },
      { implementer: 'expert-2', assessors: ['expert-1', 'expert-3'] },
    ),
  ),
  release(
    'planning',
    raised(told('assets', '2.6.0', 'app-budget', '资产管理 2.6 发布', '新增资产盘点移动端扫码功能。')),
  ),
  release(
    'building',
    ...building(told('payroll', '4.1.3', 'app-execution', '工资统发 4.1.3 发布', '调整个税专项附加扣除口径。')),
  ),
  release(
    'testing',
    ...testing(told('non-tax', '3.8.0', 'mw-payment-2', '非税收入 3.8 发布', '对接新版电子票据接口。')),
  ),
  release(
    'approving',
    ...accepted(told('procurement', '5.0.2', 'app-budget', '政府采购 5.0.2 发布', '采购计划与预算指标自动核对。')),
  ),
  release(
    'canceled',
    raised(told('office', '2.2.0', 'app-execution', '行政办公 2.2 发布', '公文模板调整。')),
    act(OWNER, 'cancel', { reason: '省厅公文格式标准将修订，待标准发布后重新安排。' }),
  ),
  // Before those that stand: its change is canceled, and keeps nobody from its item.
  release(
    'rolled-back',
    ...deploying(told('payment', '3.2.1', 'app-payment-3.2', '国库集中支付 3.2.1 发布', '修正退款凭证的打印格式。'), {
      implementer: 'expert-1',
      assessors: ['expert-3', 'expert-2'],
    }),
    STOPPED,
    { ...act(CHIEF, 'cancel', { reason: '年终结账提前，市局要求暂缓实施。' }), on: 'change' },
    { ...act(CHIEF, 'rollBack', { reason: '变更已撤销，恢复原版本。' }), once: 'release.halted' },
    act(DOER, 'confirmStep', { evidence: '原版本服务已启动，维护公告已撤下。' }, 'w1-01-stop'),
  ),
  release(
    'deploying',
    ...deploying(
      told('payment', '3.2.2', 'app-payment-3.2', '国库集中支付 3.2.2 发布', '修正退款凭证格式，优化清算对账。'),
      { implementer: 'expert-1', assessors: ['expert-3', 'expert-2'] },
    ),
    opened(act(DOER, 'takeStep', {}, 'w1-01-stop')),
  ),
  release(
    'rolling-back',
    ...deploying(told('execution', '5.1.0', 'srv-app-4', '预算执行 5.1 发布', '新版报表启用应用服务器四。'), {
      implementer: 'expert-2',
      assessors: ['expert-1', 'expert-3'],
    }),
    STOPPED,
    act(CHIEF, 'rollBack', { reason: '安装包缺少报表组件，先恢复原版本。' }),
  ),
  release(
    'needs-human',
    ...deploying(
      told('payment', '3.3.0', 'mw-payment', '国库集中支付 3.3 发布', '支付中间件随版本升级连接池组件。'),
      // At work beside it is another change: that is a medium risk.
      { implementer: 'eng-dx-1', assessors: ['expert-1', 'expert-2'], voters: ['expert-1', 'expert-2'] },
    ),
    STOPPED,
    act(DOER, 'failStep', { reason: '服务启动后提示连接池组件版本不匹配。' }, 'w1-01-install'),
  ),
];
