/** Short stories of rectifications, one for each status: found by the auditor of the province, put right by the engineers of the city. */
import type { Act, Story } from './sample-story.ts';

const DAY = 86_400_000;
const FINDER = 'auditor';
const DOER = 'eng-donghu-1';
const OTHER = 'eng-donghu-2';

const act = (by: string, command: string, data: Act['data'] = {}): Act => ({ by, command, data });
const rectification = (status: string, ...acts: Act[]): Story => ({ process: 'rectification', status, acts });

type Found = { title: string; finding: string; class: 'general' | 'serious'; days: number };
/** `days`: from the instant at which the sample was begun until it is due; `shuts`, `in`: other cases, by process and status. */
const issued = ({ days, ...found }: Found, { shuts, in: source }: { shuts?: string; in?: string } = {}): Act =>
  act(FINDER, 'create', ({ begun, numbers }) => ({
    kind: 'audit',
    unit: '/dx/donghu',
    responsible: DOER,
    due: new Date(begun + days * DAY).toISOString(),
    ...found,
    ...(source === undefined ? {} : { source: numbers[source] }),
    ...(shuts === undefined ? {} : { blocks: { case: numbers[shuts] } }),
  }));
const takenUp = (rootCause: string, measures: string, person?: string): Act =>
  act(DOER, 'takeUp', { rootCause, measures, ...(person === undefined ? {} : { person }) });
const LABELLED = act(OTHER, 'submit', {
  before: '机柜 A03 至 A05 无标签，照片三张。',
  after: '三个机柜均已贴标签，编号与台账一致，照片三张。',
});
const LABELS: Found = {
  title: '机柜标签缺失',
  finding: '市机房三个机柜无标签，不符合机房管理规定第十二条。',
  class: 'general',
  days: 14,
};
const labelled = (title: string): Act[] => [
  issued({ ...LABELS, title }),
  takenUp('搬迁后未补贴标签。', '按台账补贴并复核。', OTHER),
  LABELLED,
];

export const rectifications: readonly Story[] = [
  rectification(
    'issued',
    act('desk-donghu', 'reportAccident', ({ begun }) => ({
      unit: '/dx/donghu',
      title: '机房空调检修时人员触电',
      site: '东湖市财政局机房配电间',
      harm: '外包检修人员右手触电，意识清醒，已送医。',
      happenedAt: new Date(begun - 1_200_000).toISOString(),
    })),
  ),
  rectification(
    'rectifying',
    issued(
      {
        title: '割接前备份未做恢复验证',
        finding: '抽查割接准备，备份仅有校验和，未按规定做恢复验证。',
        class: 'serious',
        days: 3,
      },
      { shuts: 'cutover armed' },
    ),
    takenUp('误以为校验和即可代替恢复验证。', '在备机上恢复一次并留存记录。'),
  ),
  rectification('submitted', ...labelled('机柜标签缺失（二次抽查）')),
  rectification(
    'closed',
    ...labelled('机柜标签缺失'),
    act(FINDER, 'clear', { result: '现场复查合格。', evidence: '复查照片三张，与台账逐一核对。' }),
  ),
  rectification(
    'withdrawn',
    issued(
      {
        title: '事件处理记录不全',
        finding: '事件处理过程缺少操作时间。',
        class: 'general',
        days: 7,
      },
      { in: 'incident in-progress' },
    ),
    act(DOER, 'contest', { grounds: '操作时间在附件日志中，审计时未打开附件。' }),
    act('sup-dx', 'withdraw', { reason: '经核对日志完整，异议成立。' }),
  ),
];
