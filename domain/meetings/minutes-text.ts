/** Minutes as a text to read: Markdown, in one language. */
import type { Millis } from '../kernel/process.ts';
import type { MeetingBody } from './meeting.ts';
import type { Minuted, MinutedVote } from './minutes.ts';

export type MinutesDocument = {
  meeting: { id: string } & Pick<MeetingBody, 'name' | 'board' | 'from' | 'until' | 'place' | 'link' | 'chair'> &
    Pick<MeetingBody, 'secretary' | 'status'>;
  /** `attended`: absent where nobody has written it down. */
  people: readonly { person: string; attended?: boolean }[];
  changes: readonly Minuted[];
  /** Changes that it decided on and that the reader does not read. */
  others: number;
};
/** `clock`: an instant as its reader's wall shows it; `named`: what a key of that kind is called. */
export type Reader = {
  lang: 'zh' | 'en';
  clock: (at: Millis) => string;
  named: (kind: 'person' | 'organisation', key: string) => string;
};

type Words = readonly [zh: string, en: string];
const DECISIONS: Readonly<Record<MinutedVote['decision'], Words>> = {
  approve: ['同意', 'approves'],
  reject: ['反对', 'rejects'],
  abstain: ['弃权', 'abstains'],
};
const RESULTS: Readonly<Record<Minuted['result'], Words>> = {
  passed: ['通过', 'passed'],
  refused: ['未通过', 'refused'],
  open: ['尚未决定', 'not decided yet'],
  void: ['内容已变更，表决作废', 'void: what was decided on has changed'],
};
const STATUSES: Readonly<Record<MeetingBody['status'], Words>> = {
  planned: ['已安排', 'planned'],
  held: ['已召开', 'held'],
  canceled: ['已取消', 'canceled'],
};

/** What people wrote is one line of text, whatever signs are in it. */
const plain = (words: string): string =>
  words.replaceAll(/\s+/gu, ' ').replaceAll(/[\\`*_{}[\]()#+\-.!|<>~]/gu, (sign) => `\\${sign}`);

/** Between angle brackets a link ends where a blank or a bracket stands: those are written as bytes. */
const linked = (link: string): string => `<${link.replaceAll(/[\s<>\\`]/gu, encodeURIComponent)}>`;

/** The document; `hash`: of its content, which stands below it. Throws nothing. */
export function minutesText(
  { meeting, people, changes, others }: MinutesDocument,
  hash: string,
  reader: Reader,
): string {
  const say = ([zh, en]: Words): string => (reader.lang === 'zh' ? zh : en);
  const colon = say(['：', ': ']);
  const line = (label: Words, value: string): string => `- ${say(label)}${colon}${value}`;
  const who = (key: string): string => plain(reader.named('person', key));
  const groups: readonly (readonly [Words, boolean | undefined])[] = [
    [['出席', 'Present'], true],
    [['缺席', 'Absent'], false],
    [['成员（未登记出席）', 'Members (attendance not written down)'], undefined],
  ];
  const attendance = groups.flatMap(([label, state]) => {
    const those = people.filter(({ attended }) => attended === state).map(({ person }) => who(person));
    return those.length > 0 ? [line(label, those.join(say(['、', ', '])))] : [];
  });
  const left: Words = [`另有 ${others} 项变更不在您的可及范围内`, `${others} more changes are out of your reach`];
  return [
    `# ${say(['会议纪要', 'Minutes'])}${colon}${plain(meeting.name)}`,
    '',
    line(['会议', 'Meeting'], plain(meeting.id)),
    line(['所属机构', 'Board of'], plain(reader.named('organisation', meeting.board))),
    line(['时间', 'Time'], `${reader.clock(meeting.from)} – ${reader.clock(meeting.until)}`),
    ...(meeting.place === undefined ? [] : [line(['地点', 'Place'], plain(meeting.place))]),
    ...(meeting.link === undefined ? [] : [line(['会议链接', 'Link'], linked(meeting.link))]),
    line(['主席', 'Chair'], who(meeting.chair)),
    ...(meeting.secretary === undefined ? [] : [line(['秘书', 'Secretary'], who(meeting.secretary))]),
    line(['状态', 'Status'], say(STATUSES[meeting.status])),
    ...attendance,
    ...changes.flatMap((one) => ['', ...changeText(one, { say, colon, who, clock: reader.clock })]),
    ...(changes.length === 0 && others === 0 ? ['', say(['本次会议没有登记表决。', 'No vote was recorded.'])] : []),
    ...(others > 0 ? ['', `${say(left)}${say(['。', '.'])}`] : []),
    '',
    `${say(['内容散列值（SHA-256）', 'Hash of the content (SHA-256)'])}${colon}\`${hash}\``,
    '',
  ].join('\n');
}

type Pen = {
  say: (words: Words) => string;
  colon: string;
  who: (key: string) => string;
  clock: (at: Millis) => string;
};
function changeText(one: Minuted, { say, colon, who, clock }: Pen): string[] {
  const line = (label: Words, value: string): string => `- ${say(label)}${colon}${value}`;
  return [
    `## ${plain(one.number)} ${plain(one.title)}`,
    '',
    line(['审批环节', 'Stage'], plain(one.stage)),
    line(['审批单散列值', 'Hash of the sheet'], `\`${one.planHash}\``),
    line(['结果', 'Result'], say(RESULTS[one.result])),
    line(['登记', 'Recorded'], `${who(one.recordedBy)}${say(['，', ', '])}${clock(one.recordedAt)}`),
    line(['表决', 'Votes'], ''),
    ...one.votes.map(({ person, for: of, decision, reason, withdrawnAt }) => {
      const instead = of === undefined ? '' : say([`（代 ${who(of)}）`, ` (for ${who(of)})`]);
      const back: Words =
        withdrawnAt === undefined
          ? ['', '']
          : [`（本人已于 ${clock(withdrawnAt)} 撤回）`, ` (taken back ${clock(withdrawnAt)})`];
      const why = reason === undefined ? '' : `${say(['；', '; '])}${plain(reason)}`;
      return `  - ${who(person)}${instead}${colon}${say(DECISIONS[decision])}${say(back)}${why}`;
    }),
  ];
}
