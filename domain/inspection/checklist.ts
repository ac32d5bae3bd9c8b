/** Checklists 巡检表: what an inspector looks at, what he answers, and which answers are within their limits. */
import { fieldFault } from '../kernel/errors.ts';
import type { AskedLine } from '../kernel/facts.ts';
import { withdrawalFaults } from '../kernel/policy/withdrawal.ts';
import type { FieldError, OrgPath } from '../kernel/units.ts';
import { type Way } from './plan.ts';

export const MOST_LINES = 200;
/** Of its lines without their words, as JSON in UTF-8: every case by it keeps them. */
export const MOST_ASKED_BYTES = 18_000;

type Words = { zh: string; en: string };
export type Choice = {
  id: string;
  title: Words;
  /** Whoever chooses it has found something. */
  abnormal?: true | undefined;
};
/**
 * `state`: in order, abnormal or not applicable and no more. `number`: within `min` and `max`, both inclusive, it is in order; `meter`:
 * what is compared with earlier inspections; `counting`: of a meter that never runs back, such as hours run or pages printed.
 */
export type Answer =
  | { type: 'state' }
  | {
      type: 'number';
      unit: string;
      min?: number | undefined;
      max?: number | undefined;
      meter?: true | undefined;
      counting?: true | undefined;
    }
  | { type: 'text' }
  | { type: 'choice'; choices: readonly Choice[] };
/** When a line asks for a photo. */
export const PHOTO_WHEN = ['always', 'abnormal'] as const;
export type ChecklistLine = {
  id: string;
  /** One of the groups of its checklist. */
  group: string;
  title: Words;
  /** How one looks. */
  help?: Words | undefined;
  answer: Answer;
  /** Absent: none is asked for. */
  photo?: (typeof PHOTO_WHEN)[number] | undefined;
  /** What it counts beside the others. */
  weight: number;
};
export type Checklist = {
  title: Words;
  /** Whose it is: for it and all below. */
  orgPath: OrgPath;
  ways: readonly Way[];
  /** In their order; each has lines. */
  groups: readonly { id: string; title: Words }[];
  lines: readonly ChecklistLine[];
  /** This version ends it: nothing is inspected by it any more. */
  withdrawn?: true | undefined;
  reason?: string | undefined;
};

/**
 * What stands against publishing a checklist, each fault by its field; `former`: the version in force. One that withdraws is
 * refused for nothing but itself, and alters nothing else. Throws nothing.
 */
export function checklistFaults(source: Checklist, former: Checklist | null): FieldError[] {
  if (source.withdrawn) return withdrawalFaults(source, former);
  const { ways, groups, lines, reason } = source;
  const bytes = new TextEncoder().encode(JSON.stringify(linesAsked(lines))).length;
  const known = new Set(groups.map(({ id }) => id));
  const used = new Set(lines.map(({ group }) => group));
  return [
    ...fieldFault(reason !== undefined, '/reason', 'not-withdrawn'),
    ...ways.flatMap((way, i) => fieldFault(ways.indexOf(way) !== i, `/ways/${i}`, 'already-named')),
    ...twice(groups, '/groups'),
    ...groups.flatMap(({ id }, i) => fieldFault(!used.has(id), `/groups/${i}`, 'unused')),
    ...twice(lines, '/lines'),
    ...(bytes > MOST_ASKED_BYTES
      ? [{ pointer: '/lines', code: 'too-large', params: { maximum: MOST_ASKED_BYTES, bytes } }]
      : []),
    ...lines.flatMap((line, i) => [
      ...fieldFault(!known.has(line.group), `/lines/${i}/group`, 'unknown'),
      ...fieldFault(line.photo !== undefined && ways.includes('phone'), `/lines/${i}/photo`, 'not-by-phone'),
      ...answerFaults(line.answer, `/lines/${i}/answer`),
    ]),
  ];
}

function answerFaults(answer: Answer, pointer: string): FieldError[] {
  if (answer.type === 'number') {
    const { min = -Infinity, max = Infinity } = answer;
    return [
      ...fieldFault(min > max, `${pointer}/max`, 'out-of-order'),
      ...fieldFault(answer.counting === true && !answer.meter, `${pointer}/counting`, 'not-a-meter'),
    ];
  }
  if (answer.type !== 'choice') return [];
  return twice(answer.choices, `${pointer}/choices`);
}

const twice = (all: readonly { id: string }[], pointer: string): FieldError[] =>
  all.flatMap(({ id }, i) =>
    fieldFault(all.findIndex((one) => one.id === id) !== i, `${pointer}/${i}/id`, 'already-named'),
  );

/** The lines without their words, as a case keeps them and judges answers by. Throws nothing. */
export const linesAsked = (lines: readonly ChecklistLine[]): AskedLine[] =>
  lines.map(({ id, answer, photo }) => ({
    id,
    is: answer.type,
    ...(answer.type === 'number' ? limitsOf(answer) : {}),
    ...(answer.type === 'choice' ? choicesOf(answer) : {}),
    ...(photo === undefined ? {} : { photo }),
  }));

const limitsOf = ({ min, max, meter, counting }: Extract<Answer, { type: 'number' }>) => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  ...(meter ? { meter: counting ? ('counting' as const) : ('reading' as const) } : {}),
});
function choicesOf({ choices }: Extract<Answer, { type: 'choice' }>) {
  const abnormal = choices.flatMap((one) => (one.abnormal ? [one.id] : []));
  return { choices: choices.map(({ id }) => id), ...(abnormal.length > 0 ? { abnormal } : {}) };
}
