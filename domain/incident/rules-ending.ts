/** How an incident ends: solved, confirmed, reported, closed; or canceled, or merged into another. */
import { urgeOver } from '../kernel/common/common.ts';
import { DomainError } from '../kernel/errors.ts';
import { openCaseNamed } from '../kernel/common/intake.ts';
import type { Ctx, Millis } from '../kernel/process.ts';
import type { IncidentCommand } from './contract.ts';
import { isRepeated } from './faults.ts';
import { leaving, takeUp } from './rules-handling.ts';
import { type Folds, type Rules, type RulesCtx, type Word, type Incident, owesReport } from './state.ts';

type Resolve = Extract<IncidentCommand, { type: 'resolve' }>['data'];
type Solution = Pick<Resolve, 'solution' | 'causeCode' | 'category' | 'item'> &
  Partial<Pick<Resolve, 'knowledge' | 'confirmedOnPhone'>>;

/** So many reminders in vain, and a case held for its reporter may be resolved as unanswered. */
const REMINDERS_IN_VAIN = 3;

/** The event of a solution, given here or by the parent. */
export function resolved(
  data: Solution,
  incident: Incident,
  { facts, pins }: Pick<Ctx, 'facts' | 'pins'>,
  parent?: string,
): Word {
  const repeated = facts.repeats !== undefined && isRepeated(facts.repeats);
  const isGrave = incident.priority === 'P1' || incident.priority === 'P2' || incident.major !== undefined;
  const reportOwed = isGrave || repeated || pins.sla.terms['reportAlways'] === true;
  return { type: 'resolved', data: { ...data, reportOwed, repeated, ...(parent === undefined ? {} : { parent }) } };
}

/** Nothing is owed to anybody any more, and no supervisor must have the last word. */
const isDone = ({ confirmed, windowOver, major, ...owes }: Incident): boolean =>
  (confirmed || windowOver) && !owesReport(owes) && major === undefined;

/** The last of what was owed closes the case in the same save. */
function closingWhenDone(words: readonly Word[], ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  return state.status === 'resolved' && isDone(state) ? closing(words, ctx) : words;
}

const closing = (words: readonly Word[], ctx: RulesCtx, dueAt?: Millis): readonly Word[] =>
  ctx.ending(words, 'closed', dueAt);

export const reopening = (reason: string, incident: Incident, parent?: string): Word => ({
  type: 'reopened',
  data: { reason, ...(parent === undefined ? {} : { parent }), times: incident.reopened + 1 },
});

export const endingRules = {
  resolve(data, incident, ctx) {
    const { hold } = incident;
    if (data.causeCode === 'no-reply' && !(hold?.reason === 'user' && hold.reminders >= REMINDERS_IN_VAIN))
      throw new DomainError('no-reply-too-soon', 'The reporter has not been reminded three times');
    const words = [...leaving(incident), ...takeUp(incident, ctx), resolved(data, incident, ctx)];
    if (data.confirmedOnPhone === undefined) return words;
    return closingWhenDone([...words, { type: 'confirmed', data: { onPhone: data.confirmedOnPhone } }], ctx);
  },
  confirm: (data, _incident, ctx) => closingWhenDone([{ type: 'confirmed', data }], ctx),
  fileReport: (data, _incident, ctx) => closingWhenDone([{ type: 'reportFiled', data }], ctx),
  reopen: ({ reason }, incident) => [reopening(reason, incident)],
  returnReport: 'reportReturned',
  close: (_data, _incident, ctx) => closing([], ctx),
  cancel: (data, incident, ctx) =>
    ctx.ending(leaving(incident), (facts) => ({ type: 'canceled', data: { ...data, facts } })),
  convert: () => [], // blocked while requests are not offered
  merge(data, incident, ctx) {
    openCaseNamed('target', 'incident', ctx);
    const words = [...leaving(incident), ...takeUp(incident, ctx)];
    return ctx.ending(words, (facts) => ({ type: 'merged', data: { ...data, facts } }));
  },
} satisfies Partial<Rules['rules']>;

/** The time to confirm is over and nothing else is owed. */
export const onDue: NonNullable<Rules['onDue']> = {
  confirm: {
    at: 'resolved',
    move: (incident, ctx, { due, dueAt }) =>
      isDone({ ...incident, windowOver: true }) ? closing(due, ctx, dueAt) : null,
  },
};

const settled = ({ hold: _hold, ...incident }: Incident) => ({ ...incident, common: urgeOver(incident.common) });

export const endingFolds = {
  resolved(incident, { data, by }) {
    const { onsite, report: _report, ...rest } = settled(incident);
    const { solution, causeCode, category, item, parent } = data;
    return {
      ...rest,
      status: 'resolved',
      ...('category' in data ? { category } : {}), // stored without: the one of the opening stays
      ...(item === undefined ? {} : { item }),
      solved: { solution, causeCode, category, by: by.id, ...(parent === undefined ? {} : { byParent: true }) },
      confirmed: false,
      windowOver: false,
      ...(data.reportOwed ? { report: 'owed' } : {}),
      ...(onsite === 'arrived' ? { onsite } : {}), // a visit not begun is over with the trouble
    };
  },
  confirmed: (incident, { data: { rating } }) => ({
    ...incident,
    confirmed: true,
    ...(rating ? { rating: rating.score } : {}),
  }),
  reopened: ({ solved: _solved, report: _report, ...incident }) => ({
    ...incident,
    ...(incident.assignee ? { status: 'in-progress' } : { status: 'queued', accepted: false }),
    confirmed: false,
    windowOver: false,
    reopened: incident.reopened + 1,
  }),
  reportFiled: (incident) => ({ ...incident, report: 'filed' }),
  reportReturned: (incident) => ({ ...incident, report: 'returned' }),
  closed: (incident, { data, at }) =>
    incident.solved
      ? { ...settled(incident), solved: incident.solved, status: 'closed', endedAt: data.dueAt ?? at }
      : incident,
  canceled: (incident, { at }) => ({ ...settled(incident), status: 'canceled', endedAt: at }),
  merged: (incident, { data, at }) => ({
    ...settled(incident),
    status: 'canceled',
    mergedInto: data.target,
    endedAt: at,
  }),
} satisfies Partial<Folds>;
