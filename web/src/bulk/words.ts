import { area } from '../words/words.ts';

export const bulkWords = area(
  {
    chosen: (n: number) => `已选 ${n} 条`,
    unchoose: '取消选择',
    commands: '批量操作',
    more: '更多',
    asking: '正在查询可用操作',
    none: '没有共同可用的操作',
    ofThem: (title: string, n: number, all: number) => `${title}（${all} 条中 ${n} 条可用）`,
    most: (n: number) => `一次最多 ${n} 条`,
    done: (n: number, refused: number, open: number) =>
      [
        `${n} 条已完成`,
        ...(refused > 0 ? [`${refused} 条未受理`] : []),
        ...(open > 0 ? [`${open} 条仍在处理`] : []),
      ].join('，'),
    send: (n: number) => `提交 ${n} 条`,
    again: '再次查询',
    cancel: '取消',
    close: '知道了',
    load: (n: number) => `在办 ${n} 件`,
    loadTitle: '各人在办',
    key: { commands: '到批量操作' },
  },
  {
    chosen: (n: number) => `${n} chosen`,
    unchoose: 'Choose none',
    commands: 'Commands for all chosen',
    more: 'More',
    asking: 'Asking what may be done',
    none: 'Nothing may be done with all of them',
    ofThem: (title: string, n: number, all: number) => `${title} (${n} of ${all})`,
    most: (n: number) => `At most ${n} at once`,
    done: (n: number, refused: number, open: number) =>
      [`${n} done`, ...(refused > 0 ? [`${refused} refused`] : []), ...(open > 0 ? [`${open} under way`] : [])].join(
        ', ',
      ),
    send: (n: number) => `Send for ${n}`,
    again: 'Ask again',
    cancel: 'Cancel',
    close: 'Close',
    load: (n: number) => `has ${n}`,
    loadTitle: 'In hand',
    key: { commands: 'To the commands for all chosen' },
  },
);
