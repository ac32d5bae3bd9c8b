/** The engine's history in the words of whoever reads it. */
import { contracts } from '../../../domain/contracts.ts';
import { clockWords } from '../../../domain/event-words.ts';
import type { Words } from '../../../domain/notice-words.ts';
import { isProcessKey, processes } from '../../../domain/processes.ts';

/** The engine's name → what it means; the English stands in `business` as well. */
export const meanings: Readonly<Record<string, Words>> = {
  WorkflowExecutionStarted: { zh: '工单开始运行', en: 'case registered' },
  WorkflowExecutionCompleted: { zh: '工单运行结束', en: 'case ended' },
  WorkflowExecutionContinuedAsNew: { zh: '转入新的一段运行', en: 'case carried over to a fresh run' },
  WorkflowExecutionFailed: { zh: '运行失败', en: 'case failed' },
  WorkflowExecutionTerminated: { zh: '运行被人为终止', en: 'case terminated by hand' },
  WorkflowExecutionUpdateCompleted: { zh: '已答复', en: 'answered' },
  WorkflowTaskScheduled: { zh: '待处理一轮', en: 'a turn is due' },
  WorkflowTaskStarted: { zh: '开始处理一轮', en: 'a turn is taken' },
  WorkflowTaskCompleted: { zh: '一轮处理完毕', en: 'the turn is over' },
  WorkflowTaskFailed: { zh: '一轮处理失败，将重试', en: 'the turn failed, tried again' },
  WorkflowTaskTimedOut: { zh: '处理进程中断，将重试', en: 'worker lost, tried again' },
  WorkflowExecutionOptionsUpdated: { zh: '运行选项已变更', en: 'its options were changed' },
  TimerStarted: { zh: '设定下一时限', en: 'next deadline set' },
  TimerFired: { zh: '时限已到', en: 'deadline reached' },
  TimerCanceled: { zh: '时限已变动', en: 'deadline moved' },
  ActivityTaskScheduled: { zh: '交办后续处理', en: 'effects handed out' },
  ActivityTaskStarted: { zh: '后续处理进行中', en: 'effects under way' },
  ActivityTaskCompleted: { zh: '后续处理完成', en: 'effects carried out' },
  ActivityTaskFailed: { zh: '后续处理失败', en: 'effects failed' },
  ActivityTaskTimedOut: { zh: '后续处理超时', en: 'effects timed out' },
  MarkerRecorded: { zh: '一轮：已裁定并存档', en: 'a turn: decided and saved' },
  WorkflowExecutionSignaled: { zh: '被要求查看', en: 'asked to look' },
};

/** Of updates that ask for nothing. */
export const lookWords: Words = {
  zh: '被要求查看是否有新存档或到期事项',
  en: 'asked to look for what is stored and due',
};
/** Commands by the titles that people see on their buttons; what the product notes itself, by its name. */
export function commandWords(process: string, names: readonly string[], isNote: boolean): Words {
  const titles = names.map((name) => titleOf(process, name));
  const [zh, en] = isNote ? ['记录', 'note'] : ['指令', 'command'];
  return {
    zh: `${zh}：${titles.map((title) => title.zh).join('、')}`,
    en: `${en}: ${titles.map((title) => title.en).join(', ')}`,
  };
}

function titleOf(process: string, command: string): Words {
  const known = isProcessKey(process) ? contracts[process][command] : undefined;
  return known?.title ?? { zh: command, en: command };
}

const phrases: Readonly<Record<string, string>> = {
  'the instant that a person named': '约定的时间',
  'effects that wait': '等待中的后续处理',
  'the store is away': '数据库暂不可用',
};

/**
 * What a timer or an activity is for, as workflows/support and domain/kernel/tick.ts write it for the engine's own pages:
 * `resolution: deadline`, `notice (4), settle CAL-000001`. What is not known stays as it is.
 */
export function reasonWords(process: string, why: string): Words {
  const [, clock, step] = /^([\w~-]+): (?:deadline|step (.+))$/.exec(why) ?? [];
  if (clock !== undefined) {
    const { zh, en } = clockWords(process, clock);
    return step === undefined
      ? { zh: `${zh}到期`, en: `deadline of ${en}` }
      : { zh: `${zh}：提醒 ${step}`, en: `${en}: step ${step}` };
  }
  const phrase = phrases[why];
  if (phrase !== undefined) return { zh: phrase, en: why };
  return { zh: why.split(', ').map(effectZh).join('、'), en: why };
}

/** `notice (4)`, `start incident`, `settle CAL-000001`, `2 more`. */
function effectZh(words: string): string {
  const [, first = '', second = '', count = ''] = /^([\w-]+)(?: ([\w-]+))?( \(\d+\))?$/.exec(words) ?? [];
  if (first === 'notice') return `通知${count}`;
  if (first === 'start') return `新建${isProcessKey(second) ? processes[second].title.zh : second}${count}`;
  if (second === 'more') return `另 ${first} 项`;
  return words;
}
