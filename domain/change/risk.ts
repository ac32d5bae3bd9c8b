/** Risk of a change: the higher of what rules say of its plan and what the questionnaire says (processes.md 6). */
import type { ChangeFields } from './fields.ts';

export type Risk = NonNullable<ChangeFields['risk']>;
/** Why it is so high: code of a rule, or `answer-<question>`. */
export type RiskReason = { code: string };
type Judged = {
  items: number;
  customers: number;
  outageMinutes: number;
  /** Steps that cannot be taken back. */
  withoutUndo: number;
  /** Of its conflicts, warnings that stand. */
  warnings: number;
};
/** A question and what a yes to it adds. */
export type Question = { key: string; weight: number };

const MANY_ITEMS = 5;
const LONG_OUTAGE_MINUTES = 60;
const [MEDIUM, HIGH] = [30, 60];
const LEVELS = ['low', 'medium', 'high'] as const satisfies readonly Risk[];

const rules: readonly { code: string; risk: Risk; holds: (judged: Judged) => boolean }[] = [
  { code: 'cannot-be-undone', risk: 'high', holds: ({ withoutUndo }) => withoutUndo > 0 },
  { code: 'long-outage', risk: 'high', holds: ({ outageMinutes }) => outageMinutes > LONG_OUTAGE_MINUTES },
  { code: 'outage', risk: 'medium', holds: ({ outageMinutes }) => outageMinutes > 0 },
  { code: 'many-items', risk: 'medium', holds: ({ items }) => items > MANY_ITEMS },
  { code: 'several-customers', risk: 'medium', holds: ({ customers }) => customers > 1 },
  { code: 'conflict-warned', risk: 'medium', holds: ({ warnings }) => warnings > 0 },
];

/** What every assessor is asked; a yes adds its weight. */
export const QUESTIONS: readonly Question[] = [
  { key: 'first-of-kind', weight: 30 },
  { key: 'untested-way-back', weight: 40 },
  { key: 'vendor-needed', weight: 10 },
  { key: 'data-changed', weight: 20 },
  { key: 'security-boundary', weight: 30 },
  { key: 'peak-period', weight: 30 },
];

/** Level and every reason for it; an answer left out counts as a yes: what nobody looked at is no comfort. Throws nothing. */
export function riskOf(
  judged: Judged,
  answers: Readonly<Record<string, boolean>>,
  questions: readonly Question[] = QUESTIONS,
): { risk: Risk; reasons: readonly RiskReason[] } {
  const held = rules.filter(({ holds }) => holds(judged));
  const said = questions.filter(({ key }) => answers[key] !== false);
  const weight = said.reduce((sum, one) => sum + one.weight, 0);
  const asked: Risk = weight >= HIGH ? 'high' : weight >= MEDIUM ? 'medium' : 'low';
  const risk = [...held.map((rule) => rule.risk), asked].reduce<Risk>(higher, 'low');
  return {
    risk,
    reasons: [...held.map(({ code }) => ({ code })), ...said.map(({ key }) => ({ code: `answer-${key}` }))],
  };
}

const higher = (one: Risk, other: Risk): Risk => (LEVELS.indexOf(one) >= LEVELS.indexOf(other) ? one : other);
