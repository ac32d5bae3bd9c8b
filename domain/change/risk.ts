/** Risk of a change: the higher of what rules say of its plan and what the questionnaire says (processes.md 6). */
import type { AskedQuestionnaire } from '../kernel/facts.ts';
import type { FieldError, Role } from '../kernel/process.ts';
import type { ChangeFields } from './fields.ts';

export type Risk = NonNullable<ChangeFields['risk']>;
/** Why it is so high: code of a rule, or `answer-<question>`. */
export type RiskReason = { code: string };
export type Judged = {
  items: number;
  customers: number;
  outageMinutes: number;
  /** Steps that cannot be taken back. */
  withoutUndo: number;
  /** Of its conflicts, warnings that stand. */
  warnings: number;
};
/** What assessors are asked, by what a yes to each adds; from `medium` and from `high` on the risk is that. */
export type Questionnaire = Pick<AskedQuestionnaire, 'questions' | 'medium' | 'high' | 'assessors'>;
type Words = { zh: string; en: string };
export type Question = { key: string; weight: number; title: Words; help?: Words | undefined };
/** The same with its words, as registers hold it. `assessors`: who alone may give an assessment; absent: anybody who works. */
export type WordedQuestionnaire = Omit<Questionnaire, 'questions' | 'assessors'> & {
  questions: readonly Question[];
  assessors?: Readonly<Partial<Record<string, Role>>> | undefined;
};

const MANY_ITEMS = 5;
export const LONG_OUTAGE_MINUTES = 60;
const LEVELS = ['low', 'medium', 'high'] as const satisfies readonly Risk[];

const rules: readonly { code: string; risk: Risk; holds: (judged: Judged) => boolean }[] = [
  { code: 'cannot-be-undone', risk: 'high', holds: ({ withoutUndo }) => withoutUndo > 0 },
  { code: 'long-outage', risk: 'high', holds: ({ outageMinutes }) => outageMinutes > LONG_OUTAGE_MINUTES },
  { code: 'outage', risk: 'medium', holds: ({ outageMinutes }) => outageMinutes > 0 },
  { code: 'many-items', risk: 'medium', holds: ({ items }) => items > MANY_ITEMS },
  { code: 'several-customers', risk: 'medium', holds: ({ customers }) => customers > 1 },
  { code: 'conflict-warned', risk: 'medium', holds: ({ warnings }) => warnings > 0 },
];

const question = (key: string, weight: number, zh: string, en: string): Question => ({
  key,
  weight,
  title: { zh, en },
});
/** The questionnaire as it is shipped; a change that was submitted before there was a register of them keeps it. */
export const SHIPPED: WordedQuestionnaire = {
  questions: [
    question('first-of-kind', 30, '这类变更是否第一次做？', 'Is it the first of its kind?'),
    question('untested-way-back', 40, '回退方案是否没有演练过？', 'Was the way back never tried?'),
    question('vendor-needed', 10, '是否需要厂商到场或远程支持？', 'Is a vendor needed for it?'),
    question('data-changed', 20, '是否改动业务数据或数据结构？', 'Does it alter business data or their structure?'),
    question('security-boundary', 30, '是否触及安全边界或权限？', 'Does it touch a security boundary or rights?'),
    question('peak-period', 30, '窗口是否在业务高峰期？', 'Does its window lie in a time of peak load?'),
  ],
  medium: 30,
  high: 60,
};
export const QUESTIONS: readonly Question[] = SHIPPED.questions;

type Verdict = { risk: Risk; reasons: readonly RiskReason[] };
const NOTHING_ASKED: Questionnaire = { questions: [], medium: 1, high: 1 };

/** Level and every reason for it; an answer left out counts as a yes: what nobody looked at is no comfort. Throws nothing. */
export function riskOf(
  judged: Judged,
  answers: Readonly<Record<string, boolean>>,
  { questions, medium, high }: Questionnaire = SHIPPED,
): Verdict {
  const held = rules.filter(({ holds }) => holds(judged));
  const said = questions.filter(({ key }) => answers[key] !== false);
  const weight = said.reduce((sum, one) => sum + one.weight, 0);
  const asked: Risk = weight >= high ? 'high' : weight >= medium ? 'medium' : 'low';
  const risk = [...held.map((rule) => rule.risk), asked].reduce<Risk>(higher, 'low');
  return {
    risk,
    reasons: [...held.map(({ code }) => ({ code })), ...said.map(({ key }) => ({ code: `answer-${key}` }))],
  };
}
/** By the rules alone, with nobody asked. */
export const riskByRules = (judged: Judged): Verdict => riskOf(judged, {}, NOTHING_ASKED);

const higher = (one: Risk, other: Risk): Risk => (LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other);

/** What is wrong with a questionnaire by itself: a question asked twice, levels out of order, a level that no answers reach. */
export function questionnaireFaults({ questions, medium, high }: Questionnaire): FieldError[] {
  const keys = questions.map(({ key }) => key);
  const most = questions.reduce((sum, { weight }) => sum + weight, 0);
  return [
    ...keys.flatMap((key, at) =>
      keys.indexOf(key) === at ? [] : [{ pointer: `/questions/${at}/key`, code: 'already-named' }],
    ),
    ...(high <= medium ? [{ pointer: '/high', code: 'out-of-order' }] : []),
    ...(high > medium && high > most ? [{ pointer: '/high', code: 'unreachable', params: { most } }] : []),
  ];
}

/** Key of the policy by which a change is approved: by its risk; and of an emergency, before the deed and after. */
export const POLICY_BY_RISK = {
  low: 'change-low',
  medium: 'change-medium',
  high: 'cab-normal',
  emergency: 'emergency',
  afterwards: 'cab-normal',
} as const;
