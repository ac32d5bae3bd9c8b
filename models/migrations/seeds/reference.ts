/** Reference data of every installation: priority matrix, categories in two levels, cause codes. */
import type { Category } from '../../registers/category.ts';
import type { CauseCode } from '../../registers/cause-code.ts';

/** Impact (first) and urgency, 1 high to 3 low. */
export const priorities = {
  '1': { '1': 'P1', '2': 'P2', '3': 'P3' },
  '2': { '1': 'P2', '2': 'P3', '3': 'P4' },
  '3': { '1': 'P3', '2': 'P4', '3': 'P4' },
} as const;

type Row = readonly [id: string, zh: string, en: string];

const topics: readonly (readonly [...Row, below: readonly Row[]])[] = [
  [
    'software',
    '应用软件',
    'Application software',
    [
      ['software-function', '功能异常', 'Function fails'],
      ['software-data', '数据错误', 'Wrong data'],
      ['software-speed', '运行缓慢', 'Slow'],
    ],
  ],
  [
    'access',
    '账号与权限',
    'Accounts and permissions',
    [
      ['access-account', '账号与登录', 'Account and sign-in'],
      ['access-certificate', '数字证书', 'Digital certificate'],
    ],
  ],
  [
    'infrastructure',
    '基础设施',
    'Infrastructure',
    [
      ['infrastructure-network', '网络', 'Network'],
      ['infrastructure-server', '服务器与存储', 'Server and storage'],
      ['infrastructure-terminal', '终端与外设', 'Terminal and periphery'],
    ],
  ],
];

export const categories: readonly Category[] = topics
  .flatMap(([id, zh, en, below], place) => [
    { _id: id, title: { zh, en }, order: place * 10, open: true },
    ...below.map(([childId, childZh, childEn], n) => ({
      _id: childId,
      title: { zh: childZh, en: childEn },
      parent: id,
      order: place * 10 + n + 1,
      open: true,
    })),
    // Advice is asked about everything, so it stands alone.
  ])
  .concat({ _id: 'advice', title: { zh: '使用咨询', en: 'How to use it' }, order: 90, open: true });

const causes: readonly Row[] = [
  ['program-defect', '程序缺陷', 'Program defect'],
  ['release-defect', '版本发布引入', 'Brought in by a release'],
  ['configuration', '配置错误', 'Wrong configuration'],
  ['data-entry', '录入错误', 'Wrong entry'],
  ['data-quality', '数据质量', 'Poor data'],
  ['interface', '接口异常', 'Interface fails'],
  ['database', '数据库异常', 'Database fails'],
  ['middleware', '中间件异常', 'Middleware fails'],
  ['operating-system', '操作系统异常', 'Operating system fails'],
  ['capacity', '容量不足', 'Not enough capacity'],
  ['network', '网络故障', 'Network fails'],
  ['hardware', '硬件故障', 'Hardware fails'],
  ['power', '电力与环境', 'Power and environment'],
  ['certificate', '证书过期或损坏', 'Certificate expired or damaged'],
  ['permission', '权限不足', 'Permission missing'],
  ['operation', '操作不当', 'Wrong operation'],
  ['security', '安全事件', 'Security incident'],
  ['third-party', '外部单位原因', 'Caused by a third party'],
  ['no-reply', '用户未答复', 'No reply from the user'],
  ['unknown', '原因不明', 'Unknown'],
];

export const causeCodes: readonly CauseCode[] = causes.map(([id, zh, en], order) => ({
  _id: id,
  title: { zh, en },
  order,
  open: true,
}));
