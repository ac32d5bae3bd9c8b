import { area } from '../words/words.ts';

export const clockWords = area(
  {
    paused: '暂停',
    met: (at: string) => `${at} 达成`,
    due: '到期',
    waiting: '未开始',
    late: (at: string) => `${at} 超时办结`,
    cancelled: '已取消',
  },
  {
    paused: 'paused',
    met: (at: string) => `met ${at}`,
    due: 'due now',
    waiting: 'not begun',
    late: (at: string) => `${at}, late`,
    cancelled: 'cancelled',
  },
);
