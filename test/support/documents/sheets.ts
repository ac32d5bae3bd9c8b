/** A document to be printed, with all that may stand in one. */
import type { Printable } from '../../../platform/documents/printed.ts';

export const HASH = '0123456789abcdef'.repeat(4);
/** Checked against the fonts once: names that few fonts have, signs of forms, circled numbers. */
export const RARE = '尾气分析仪 ① ② 龘 靐 䶮 㛃 𨱏 ✓ √ □ ■';

export const printable = (more: Partial<Printable> = {}): Printable => ({
  lang: 'zh',
  title: '故障分析报告',
  subtitle: 'INC-000123  核心系统登录失败',
  letterhead: ['信息中心', '运维服务台'],
  footer: ['内部资料'],
  sections: [
    {
      title: '基本情况',
      is: 'facts',
      rows: [
        ['报障单位', RARE],
        ['编号', 'x'.repeat(400)],
      ],
    },
    { title: '故障原因', is: 'text', text: `第一行\n第二行 ${'很长的一段文字，'.repeat(80)}` },
    {
      title: '时间线',
      is: 'table',
      columns: [
        { title: '时间', share: 3 },
        { title: '说明', share: 5 },
      ],
      rows: [
        ...Array.from({ length: 60 }, (_, n) => ['2026-11-25 14:02', `说明${n} ${'a'.repeat((n % 5) * 40)}`]),
        ['其余 3 行'],
      ],
    },
    {
      title: '签署',
      is: 'signatures',
      boxes: [{ title: '编制人', name: '李四' }, { title: '审核人' }],
      signHere: '签字',
      dateHere: '日期',
    },
  ],
  record: {
    title: '记录与核对',
    rows: [
      ['工单编号', 'INC-000123'],
      ['记录散列值', HASH],
    ],
    qr: `INC-000123 v23 sha256:${HASH}`,
  },
  pageWords: '第 {page} 页，共 {pages} 页',
  unprintableWords: '字库中没有：{characters}',
  at: Date.UTC(2026, 10, 25, 6, 2),
  ...more,
});
