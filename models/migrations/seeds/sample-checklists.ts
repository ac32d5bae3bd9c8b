/** Checklists of the sample organisation; every name is invented. */
import type { Answer, ChecklistLine } from '../../../domain/inspection/checklist.ts';
import type { KeptChecklist } from '../../registers/inspections/checklist.ts';

type Words = readonly [zh: string, en: string];
const titled = ([zh, en]: Words) => ({ zh, en });
type More = Partial<Pick<ChecklistLine, 'photo' | 'weight'>> & { help?: Words };
type Row = readonly [id: string, words: Words, answer?: Answer, more?: More];

const state: Answer = { type: 'state' };
const within = (unit: string, min?: number, max?: number): Answer => ({
  type: 'number',
  unit,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  meter: true,
});
const choice = (...all: readonly (readonly [id: string, words: Words, abnormal?: true])[]): Answer => ({
  type: 'choice',
  choices: all.map(([id, words, abnormal]) => ({ id, title: titled(words), ...(abnormal ? { abnormal } : {}) })),
});

const lineOf = (group: string, [id, words, answer = state, { help, weight = 1, photo } = {}]: Row): ChecklistLine => ({
  id,
  group,
  title: titled(words),
  ...(help ? { help: titled(help) } : {}),
  answer,
  ...(photo ? { photo } : {}),
  weight,
});

type Group = readonly [id: string, words: Words, rows: readonly Row[]];
const room: readonly Group[] = [
  [
    'environment',
    ['环境', 'Environment'],
    [
      ['temperature', ['机房温度', 'Temperature of the room'], within('°C', 18, 27), { weight: 3 }],
      ['humidity', ['相对湿度', 'Relative humidity'], within('%', 40, 60), { weight: 2 }],
      ['air-conditioning', ['精密空调运行', 'Precision air conditioning'], state, { photo: 'abnormal', weight: 3 }],
      ['water', ['漏水检测', 'Water detection'], state, { photo: 'abnormal', weight: 3 }],
    ],
  ],
  [
    'dust',
    ['除尘', 'Dust'],
    [
      ['dust-filters', ['设备滤网除尘', 'Filters of devices cleaned'], state, { photo: 'always' }],
      ['dust-cabinets', ['机柜内外除尘', 'Cabinets cleaned inside and outside']],
    ],
  ],
  [
    'machine-room',
    ['机房与供电', 'Machine room and power'],
    [
      ['ups-load', ['UPS 负载', 'Load of the UPS'], within('%', undefined, 80), { weight: 3 }],
      ['ups-battery', ['UPS 电池状态', 'Batteries of the UPS'], state, { photo: 'abnormal', weight: 3 }],
      ['grounding', ['接地电阻', 'Earth resistance'], within('Ω', undefined, 4), { weight: 2 }],
      ['cabling', ['线缆与标签', 'Cables and labels'], state, { photo: 'abnormal' }],
      [
        'access-record',
        ['出入登记', 'Record of who came in'],
        choice(
          ['complete', ['完整', 'Complete']],
          ['gaps', ['有缺漏', 'With gaps'], true],
          ['none', ['没有', 'None'], true],
        ),
      ],
    ],
  ],
  [
    'platform',
    ['平台功能', 'Functions of the platform'],
    [
      ['sign-in', ['登录与统一认证', 'Sign-in'], state, { weight: 2 }],
      ['payment-order', ['支付令生成', 'Making a payment order'], state, { weight: 3 }],
      ['reports', ['报表查询', 'Reports'], state],
    ],
  ],
  [
    'software',
    ['软件与备份', 'Software and backup'],
    [
      ['db-space', ['数据库表空间使用率', 'Use of table space'], within('%', undefined, 85), { weight: 3 }],
      ['backup', ['最近一次备份成功', 'Last backup succeeded'], state, { weight: 3, photo: 'abnormal' }],
      ['antivirus', ['防病毒库版本', 'Version of the virus list'], { type: 'text' }],
    ],
  ],
  [
    'links',
    ['线路', 'Links'],
    [['link-loss', ['前端到核心丢包率', 'Loss from the front end to the core'], within('%', 0, 1)]],
  ],
];
const remote: readonly Group[] = [
  [
    'core-devices',
    ['核心设备', 'Core devices'],
    [
      ['cpu', ['处理器使用率', 'Use of the processor'], within('%', undefined, 80), { weight: 2 }],
      ['memory', ['内存使用率', 'Use of memory'], within('%', undefined, 85), { weight: 2 }],
      ['device-log', ['设备日志告警', 'Alarms in the log'], state, { weight: 2 }],
      ['uptime', ['连续运行天数', 'Days without a restart'], within('d')],
    ],
  ],
  [
    'platform',
    ['平台功能', 'Functions of the platform'],
    [
      ['sign-in', ['登录与统一认证', 'Sign-in'], state, { weight: 2 }],
      ['link-loss', ['前端到核心丢包率', 'Loss from the front end to the core'], within('%', 0, 1)],
    ],
  ],
];
const phone: readonly Group[] = [
  [
    'use',
    ['使用情况', 'Use'],
    [
      ['works', ['系统可正常使用', 'The systems can be used'], state, { weight: 3 }],
      [
        'speed',
        ['响应速度', 'Speed'],
        choice(['good', ['快', 'Good']], ['fair', ['一般', 'Fair']], ['slow', ['慢', 'Slow'], true]),
      ],
      ['wishes', ['意见与建议', 'Wishes'], { type: 'text' }],
    ],
  ],
];

const rows: readonly (readonly [
  id: string,
  words: Words,
  head: Pick<KeptChecklist, 'orgPath' | 'ways'>,
  groups: readonly Group[],
])[] = [
  ['machine-room', ['机房现场巡检表', 'Machine room, on site'], { orgPath: '/dx', ways: ['on-site'] }, room],
  ['remote-devices', ['核心设备远程巡检表', 'Core devices, remote'], { orgPath: '/dx', ways: ['remote'] }, remote],
  ['phone-visit', ['电话巡检表', 'By phone'], { orgPath: '/dx', ways: ['phone'] }, phone],
];

export const checklists = (now: number): KeptChecklist[] =>
  rows.map(([id, words, head, groups]) => ({
    _id: `${id}@1`,
    checklist: id,
    version: 1,
    title: titled(words),
    ...head,
    groups: groups.map(([group, title]) => ({ id: group, title: titled(title) })),
    lines: groups.flatMap(([group, , lines]) => lines.map((row) => lineOf(group, row))),
    note: '样例巡检表',
    publishedAt: now,
    publishedBy: 'system',
  }));
