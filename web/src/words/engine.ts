/** What the engine does of itself, in words: its answer has an action's key and what it is done to. */
import { type Two, useLocale } from './words.ts';

const acts: Readonly<Record<string, Two>> = {
  clockBreached: { zh: '到期', en: 'ends' },
  clockWarned: { zh: '提醒', en: 'reminds' },
  clockNoticeReleased: { zh: '补发提醒', en: 'sends what was held back' },
  clockNoticeDropped: { zh: '放弃提醒', en: 'lets a notice go' },
  notice: { zh: '发送通知', en: 'send a notice' },
  delivery: { zh: '发送通知', en: 'send a notice' },
  start: { zh: '新建', en: 'open' },
  settle: { zh: '结清', en: 'settle' },
  do: { zh: '执行动作', en: 'run the action of' },
  undo: { zh: '撤回动作', en: 'take back the action of' },
  stop: { zh: '停止动作', en: 'stop the action of' },
  install: { zh: '登记安装', en: 'register as installed' },
  take: { zh: '登记卸载', en: 'register as taken back' },
  replace: { zh: '登记更换', en: 'register the replacement of' },
  document: { zh: '生成文件', en: 'make the document' },
  figures: { zh: '汇总指标', en: 'work out the figures' },
  proposal: { zh: '起草方案', en: 'draft a proposal' },
};

export function useEngineWords(): (what: string) => string {
  const locale = useLocale();
  return (what) => {
    const [first = '', ...rest] = what.split(' ');
    const said = Object.hasOwn(acts, first) ? acts[first] : undefined;
    return said ? [said[locale], ...rest].join(' ') : what;
  };
}
