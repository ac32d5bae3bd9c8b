/** What a process is called and says, in both languages: notices by template, statuses, clocks. */
import type { PartTemplates } from '../process.ts';
import type { Templates } from '../units.ts';
import { askedTemplate, clockTemplates, followedTemplate, lateTemplate, templateOf } from './tell.ts';

export type TwoWords = readonly [zh: string, en: string];
/**
 * `noun`: what a case is called within a sentence. `told`: event (bare name) → what a notice about it says behind
 * `<noun> <number>: <title>`; `followed`: the same to who only follows it, where `told` asks something of its reader; `asking`: the same
 * to one of its reporters for whom it waits then.
 * `clocks`: name of each clock that may warn and be late. `ladder`: of clocks whose steps say something of their own, by the
 * end of their template. `said`: event → fields of its data whose words a notice about it brings. `values`: `event.field` →
 * words for each value of a list; `choices`: the same for each field of kind choice that has a column, by its path among the
 * fields (`hold.reason`).
 */
export type ProcessWords<St extends string, E extends string> = {
  noun: TwoWords;
  statuses: Readonly<Record<St, TwoWords>>;
  told: Readonly<Partial<Record<E, TwoWords>>>;
  followed?: Readonly<Partial<Record<E, TwoWords>>>;
  asking?: Readonly<Partial<Record<E, TwoWords>>>;
  clocks: Readonly<Record<string, TwoWords>>;
  ladder: Readonly<Record<string, TwoWords>>;
  said: Readonly<Partial<Record<E, readonly string[]>>>;
  values: Readonly<Record<string, Readonly<Record<string, TwoWords>>>>;
  choices?: Readonly<Record<string, Readonly<Record<string, TwoWords>>>>;
};

/** Of events that every process has. */
const common: Readonly<Record<string, TwoWords>> = {
  commented: ['有新留言', 'has a new comment'],
  attached: ['有新附件', 'has new files'],
  amended: ['的内容已更正', 'what it says has been amended'],
  corrected: ['的登记信息已改正', 'what was registered of it has been put right'],
  watcherAdded: ['由 {by} 请您关注，不需要时可自行取消', '{by} has you follow it; you may stop following it yourself'],
  timeLogged: ['在您名下登记了工时', 'time has been put down for you'],
  timeCorrected: ['您名下的一条工时已更正', 'an entry of your time has been put right'],
  urged: ['被催办', 'reminder: somebody waits for an answer'],
  urgeAnswered: ['的催办已答复', 'the reminder has been answered'],
  supervised: ['被督办', 'is under supervision'],
  supervisionAnswered: ['的督办已答复', 'the supervision has been answered'],
  supervisionLifted: ['的督办已解除', 'is no longer under supervision'],
  supervisionDue: ['的督办期限已到，尚未答复', 'the supervision is due and has not been answered'],
  linkNoted: ['已与另一工单关联', 'has been linked with another case'],
  filesFollowed: ['有附件随另一工单转入', 'has files of another case'],
  relieved: ['的原处理人已离岗，请接手', 'its assignee has left, please take over'],
  requeued: ['原队列已关闭，转入本队列', 'has been moved to your queue, its own was closed'],
  retargeted: ['已按现行服务级别重新定标', 'its service level targets have been set anew by the policy in force'],
  effectFailed: ['的一项后续处理未成功，请查看', 'an action that it led to has failed, please look'],
};

const commonSaid: Readonly<Record<string, readonly string[]>> = {
  commented: ['text'],
  attached: ['text'],
  amended: ['fields'],
  timeLogged: ['day', 'what'],
  timeCorrected: ['day', 'reason'],
  urged: ['text'],
  urgeAnswered: ['text'],
  supervised: ['instruction', 'due'],
  supervisionAnswered: ['text'],
  supervisionLifted: ['text'],
  filesFollowed: ['from'],
  relieved: ['reason'],
  requeued: ['reason'],
  retargeted: ['reason'],
  effectFailed: ['detail', 'code'],
};

/** Event (bare name) → fields whose words its notices bring. */
export const saidOf = ({ said }: Pick<ProcessWords<string, string>, 'said'>): Record<string, readonly string[]> => ({
  ...commonSaid,
  ...Object.fromEntries(Object.entries(said).flatMap(([event, fields]) => (fields ? [[event, fields] as const] : []))),
});

/** `event.field` → words for each value of a list. */
export const valuesOf = ({ values }: Pick<ProcessWords<string, string>, 'values'>): Record<string, Templates> =>
  Object.fromEntries(Object.entries(values).map(([place, words]) => [place, bothOf(words)]));

/** Of fields that many processes show. */
const commonChoices: Readonly<Record<string, Readonly<Record<string, TwoWords>>>> = {
  channel: {
    phone: ['电话', 'phone'],
    site: ['自助网站', 'self-service site'],
    'plug-in': ['应用内插件', 'plug-in of an application'],
    mail: ['邮件', 'mail'],
  },
  impact: { '1': ['高', 'high'], '2': ['中', 'medium'], '3': ['低', 'low'] },
  urgency: { '1': ['高', 'high'], '2': ['中', 'medium'], '3': ['低', 'low'] },
};

/** Path of a field of kind choice → words for each of its values. */
export const choicesOf = ({ choices = {} }: Pick<ProcessWords<string, string>, 'choices'>): Record<string, Templates> =>
  valuesOf({ values: { ...commonChoices, ...choices } });

const bothOf = (words: Readonly<Record<string, TwoWords>>): Templates =>
  Object.fromEntries(Object.entries(words).map(([key, [zh, en]]) => [key, { zh, en }]));

/** Every text of a process, by template. */
export function templatesOf(key: string, words: ProcessWords<string, string>): Templates {
  const { noun, told, followed = {}, asking = {}, clocks, ladder } = words;
  const headed = ([zh, en]: TwoWords) => ({
    zh: `${noun[0]} {caseId}：{title} ${zh}`,
    en: `${noun[1]} {caseId}: {title} – ${en}`,
  });
  const ofEvents = Object.entries({ ...common, ...told }).flatMap(([event, said]) =>
    said ? [[templateOf(`${key}.${event}`), headed(said)] as const] : [],
  );
  const toFollowers = Object.entries(followed).flatMap(([event, said]) =>
    said ? [[followedTemplate(templateOf(`${key}.${event}`)), headed(said)] as const] : [],
  );
  const toAsked = Object.entries(asking).flatMap(([event, said]) =>
    said ? [[askedTemplate(templateOf(`${key}.${event}`)), headed(said)] as const] : [],
  );
  return {
    ...Object.fromEntries([...ofEvents, ...toFollowers, ...toAsked]),
    ...Object.assign({}, ...Object.entries(clocks).map(([clock, [zh, en]]) => clockTemplates(key, clock, { zh, en }))),
    ...lateTemplate(key, 'urge-answer', { zh: '催办答复', en: 'answer to the reminder' }),
    ...Object.fromEntries(Object.entries(ladder).map(([end, said]) => [`${key}-${end}`, headed(said)])),
  };
}

/** Words for where a case stands. */
export const statusWordsOf = ({ statuses }: Pick<ProcessWords<string, string>, 'statuses'>): Templates =>
  bothOf(statuses);
/** Words for its kinds of parts and where one stands; `kinds`: by kind. */
export const partWordsOf = (
  kinds: Readonly<Record<string, { title: TwoWords; statuses: Readonly<Record<string, TwoWords>> }>>,
): PartTemplates =>
  Object.fromEntries(
    Object.entries(kinds).map(
      ([
        kind,
        {
          title: [zh, en],
          statuses,
        },
      ]) => [kind, { title: { zh, en }, statuses: bothOf(statuses) }],
    ),
  );
/** Names of its clocks. */
export const clockWordsOf = ({ clocks }: Pick<ProcessWords<string, string>, 'clocks'>): Templates => bothOf(clocks);
