/** A rehearsal as people read it: line by line what happened and who would be told of it, and how each promise stands. */
import type { Told } from '../../client/rehearsals/rehearsal-told.ts';
import { aboutOutside, caseOutside, eventOutside } from '../../domain/kernel/record/outside.ts';
import type { CaseEvent, CaseView, Millis } from '../../domain/kernel/process.ts';
import { noticeWords } from '../../domain/notice-words.ts';

export type Run = {
  number: string;
  /** `published`, `drafts`, `incident@2`. */
  on: string;
  virtualAt: Millis;
  cases: readonly CaseView[];
  events: readonly CaseEvent[];
  told: readonly Told[];
};
/** For programs, in the words of the API. */
export const runOutside = ({ cases, events, told, ...run }: Run): object => ({
  ...run,
  cases: cases.map(caseOutside),
  events: events.map(eventOutside),
  told: told.map(aboutOutside),
});
export type Sheet = { language: 'zh' | 'en'; clock: (at: Millis) => string };

/** What happened, oldest first, each with what was told of it below; then the promises. */
export function sheetOf({ number, on, virtualAt, cases, events, told }: Run, sheet: Sheet): string {
  const { clock } = sheet;
  const lines = [
    ...events.flatMap((event) => eventLine(event, sheet)),
    ...told.map((one) => ({ at: one.at, rank: 1, line: toldLine(one, sheet) })),
  ].toSorted((a, b) => a.at - b.at || a.rank - b.rank);
  return [
    `推演 Rehearsal ${number} on ${on}, until ${clock(virtualAt)}`,
    ...lines.map(({ at, line }) => `${clock(at)}  ${line}`),
    '',
    ...cases.flatMap((view) => standing(view, sheet)),
  ].join('\n');
}

/** Clock steps are told by their notices. */
function eventLine({ caseId, type, at, by, data }: CaseEvent, { clock }: Sheet) {
  const name = type.slice(type.indexOf('.') + 1);
  if (name === 'clockWarned' || name === 'clockNoticeReleased') return [];
  const fields = new Map<string, unknown>(Object.entries(data));
  const what = ['clock', 'step', 'reason', 'missing', 'instead'].map((field) => fields.get(field));
  const due = fields.get('dueAt');
  const words = [
    ...what.filter((one) => typeof one === 'string'),
    ...(typeof due === 'number' ? [`due ${clock(due)}`] : []),
  ].join(' ');
  return [{ at, rank: 0, line: `${caseId}  ${name}${words && ` ${words}`}  (${by.id})` }];
}

/** Who, what, by which rule, and by which ways when. */
function toldLine({ caseId, to, stoodIn, why, template, data, deliveries }: Told, { language, clock }: Sheet): string {
  const words = noticeWords({ template, data }, clock)?.[language] ?? template;
  const { event, clock: of, step, percent } = why;
  const rule = of === undefined ? event : [of, step, ...(percent === undefined ? [] : [`${percent} %`])].join(' ');
  const ways = deliveries.map(
    ({ channel, at, page, held }) =>
      `${channel} ${clock(at).slice(11)}${page ? ' at once' : ''}${held ? ` held by quiet hours until ${clock(at)}` : ''}`,
  );
  const stands = stoodIn === undefined ? '' : `  [stands in: ${stoodIn}]`;
  return `${caseId}    → ${to}: ${words}  [${rule}; inbox${ways.map((way) => `, ${way}`).join('')}]${stands}`;
}

function standing({ _id, status, closedAt, readings }: CaseView, { clock }: Sheet): string[] {
  const rows = Object.entries(readings).map(([name, { state, dueAt, breachedAt, provisional }]) =>
    [
      `  ${name.padEnd(14)} ${state.padEnd(9)}`,
      ...(dueAt === null ? [] : [`due ${clock(dueAt)}`]),
      ...(breachedAt === null ? [] : [`over since ${clock(breachedAt)}`]),
      ...(provisional ? ['provisional'] : []),
    ].join(' '),
  );
  return [
    `${_id} is ${status}${closedAt === undefined ? '' : ` since ${clock(closedAt)}`}`,
    ...rows.map((row) => row.trimEnd()),
  ];
}

/** Of two runs of the same case: the promises and the tellings that differ. */
export function differencesOf([one, other]: readonly [Run, Run], sheet: Sheet): string {
  const rows = (run: Run) => new Map([...promisesIn(run, sheet), ...tellingsIn(run, sheet)]);
  const [left, right] = [rows(one), rows(other)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const lines = names
    .filter((name) => left.get(name) !== right.get(name))
    .map((name) => `  ${name}: ${left.get(name) ?? 'none'} → ${right.get(name) ?? 'none'}`);
  return [`${one.on} → ${other.on}`, ...(lines.length > 0 ? lines : ['  no difference'])].join('\n');
}

const promisesIn = ({ cases }: Run, { clock }: Sheet) =>
  cases.flatMap(({ readings }, nth) =>
    Object.entries(readings).flatMap(([name, { dueAt, state }]) =>
      dueAt === null ? [] : [[`${nth + 1}. case, ${name}`, `${clock(dueAt)} ${state}`] as const],
    ),
  );

const tellingsIn = ({ cases, told }: Run, { clock }: Sheet) => {
  const places = new Map(cases.map(({ _id }, nth) => [_id, nth + 1]));
  return told.flatMap(({ at, caseId, to, why: { clock: of, step } }) =>
    of === undefined ? [] : [[`${places.get(caseId)}. case, ${of} ${step} tells ${to}`, clock(at)] as const],
  );
};
