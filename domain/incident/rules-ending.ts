/** How an incident ends: solved, confirmed, reported, closed; or canceled, or merged into another. */
import { urgeOver } from '../kernel/common/commands/folds.ts';
import { DomainError } from '../kernel/errors.ts';
import { openCaseNamed } from '../kernel/common/intake.ts';
import type { Ctx, Millis } from '../kernel/process.ts';
import { refuseFull } from './caps.ts';
import type { IncidentCommand } from './contract.ts';
import { isRepeated } from './faults.ts';
import { leaving } from './rules-change.ts';
import { takeUp } from './rules-handling.ts';
import { isVisited, visitRules, withdrawing } from './rules-visit.ts';
import { reporterBy, reporterIn, reportersOf, withConfirmed } from './reporters.ts';
import {
  type Folds,
  type Incident,
  type IncidentEvents,
  owesReport,
  type Rules,
  type RulesCtx,
  type Word,
} from './state.ts';

type Resolve = Extract<IncidentCommand, { type: 'resolve' }>['data'];
type Solution = Pick<Resolve, 'solution' | 'causeCode' | 'category' | 'item'> &
  Partial<Pick<Resolve, 'knowledge' | 'confirmedOnPhone'>>;

/** So many reminders in vain, and a case held for its reporter may be resolved as unanswered. */
const REMINDERS_IN_VAIN = 3;

/** The event of a solution, given here or by the parent; where that owes a report on all of its children, none of them does. */
export function resolved(
  data: Solution,
  incident: Incident,
  { facts, pins }: Pick<Ctx, 'facts' | 'pins'>,
  { parent, owesForAll }: { parent?: string; owesForAll?: boolean } = {},
): Word {
  const repeated = facts.repeats !== undefined && isRepeated(facts.repeats);
  const isGrave = incident.priority === 'P1' || incident.priority === 'P2' || incident.major !== undefined;
  const isOwed = isGrave || repeated || pins.sla.terms['reportAlways'] === true;
  const reportOwed = isOwed && owesForAll !== true;
  return { type: 'resolved', data: { ...data, reportOwed, repeated, ...(parent === undefined ? {} : { parent }) } };
}

/** Nothing is owed to anybody any more, and no supervisor must have the last word. */
const isDone = (incident: Incident): boolean => {
  const { confirmed, windowOver, unanswered, major } = incident;
  const isAnswered = confirmed || (windowOver && !unanswered);
  return isAnswered && !owesReport(incident) && major === undefined && !isVisited(incident);
};

/** The last of what was owed closes the case in the same save. */
function closingWhenDone(words: readonly Word[], ctx: RulesCtx): readonly Word[] {
  const { state } = ctx.after(words);
  return state.status === 'resolved' && isDone(state) ? closing(words, ctx) : words;
}

const closing = (words: readonly Word[], ctx: RulesCtx, dueAt?: Millis): readonly Word[] =>
  ctx.ending(words, 'closed', dueAt);

/** What was solved by the parent and owes nothing of its own is over with it. */
export function closingWithParent(incident: Incident, parent: string, ctx: RulesCtx): readonly Word[] {
  const { status, solved, unanswered } = incident;
  if (status !== 'resolved' || !solved?.byParent || unanswered || owesReport(incident)) return [];
  return ctx.ending([], (facts) => ({ type: 'closed', data: { facts, parent } }));
}

/** One reporter's word on the solution; the last of them is that of the case. Nothing where he has said so already. */
function confirming(
  reporter: string,
  data: Omit<IncidentEvents['reporterConfirmed'], 'reporter'>,
  incident: Incident,
  ctx: RulesCtx,
): readonly Word[] {
  const all = withConfirmed(incident, reporter);
  if (all === incident.confirmedBy || incident.confirmed) return [];
  const isLast = reportersOf(incident).every((one) => all.includes(one));
  if (!isLast) return [{ type: 'reporterConfirmed', data: { ...data, reporter } }];
  return closingWhenDone([{ type: 'confirmed', data: { ...data, reporter } }], ctx);
}

export const reopening = (reason: string, incident: Incident, parent?: string): Word => ({
  type: 'reopened',
  data: { reason, ...(parent === undefined ? {} : { parent }), times: incident.reopened + 1 },
});

export const endingRules = {
  resolve(data, incident, ctx) {
    const { hold } = incident;
    if (data.causeCode === 'no-reply' && !(hold?.reason === 'user' && hold.reminders >= REMINDERS_IN_VAIN))
      throw new DomainError('no-reply-too-soon', 'The reporter has not been reminded three times');
    const words = [
      ...leaving(incident),
      ...takeUp(incident, ctx),
      ...withdrawing(incident, 'solved'),
      resolved(data, incident, ctx),
    ];
    if (data.confirmedOnPhone === undefined) return words;
    return closingWhenDone([...words, { type: 'confirmed', data: { onPhone: data.confirmedOnPhone } }], ctx);
  },
  // The desk has called back and speaks for all; a colleague speaks for who reported it first.
  confirm(data, incident, ctx) {
    if (ctx.role !== 'requester') return closingWhenDone([{ type: 'confirmed', data }], ctx);
    return confirming(reporterIn(incident, ctx.actor.id), data, incident, ctx);
  },
  noteConfirmed(data, incident, ctx) {
    const reporter = reporterBy(incident, data.call);
    return reporter === undefined ? [] : confirming(reporter, data, incident, ctx);
  },
  // Who was at the site is the last for whom a solved case waited.
  noteVisit: (data, incident, ctx) => closingWhenDone(visitRules.noteVisit(data, incident), ctx),
  fileReport: (data, _incident, ctx) => closingWhenDone([{ type: 'reportFiled', data }], ctx),
  reopen: ({ reason }, incident) => [reopening(reason, incident)],
  returnReport: 'reportReturned',
  close: (_data, _incident, ctx) => closing([], ctx),
  cancel: (data, incident, ctx) =>
    ctx.ending([...leaving(incident), ...withdrawing(incident, 'ended')], (facts) => ({
      type: 'canceled',
      data: { ...data, facts },
    })),
  convert: () => [], // blocked while requests are not offered
  merge(data, incident, ctx) {
    refuseFull('reporters', openCaseNamed('target', 'incident', ctx), 1 + incident.reporters.length);
    const words = [...leaving(incident), ...takeUp(incident, ctx), ...withdrawing(incident, 'ended')];
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
/** Nobody has said anything of the solution yet. */
const unsaid = <T extends Pick<Incident, 'confirmedBy' | 'unanswered'>>({
  confirmedBy: _by,
  unanswered: _words,
  ...incident
}: T) => ({ ...incident, confirmed: false, windowOver: false });
/** The rating of who reported it first, or, as long as there is none, that of another; each stands at his call beside. */
const rated = (
  { reporter: first, rating: known }: Incident,
  { rating, reporter = first }: Pick<IncidentEvents['confirmed'], 'rating' | 'reporter'>,
) => (rating && (known === undefined || reporter === first) ? { rating: rating.score } : {});

export const endingFolds = {
  resolved(incident, { data, by }) {
    const { onsite, visit, report: _report, ...rest } = unsaid(settled(incident));
    const { solution, causeCode, category, item, parent, knowledge, repeated } = data;
    return {
      ...rest,
      status: 'resolved',
      ...('category' in data ? { category } : {}), // stored without: the one of the opening stays
      ...(item === undefined ? {} : { item }),
      solved: {
        solution,
        causeCode,
        category,
        by: by.id,
        ...(parent === undefined ? {} : { byParent: true }),
        ...(knowledge === undefined ? {} : { knowledge }),
        ...(repeated === undefined ? {} : { repeated }), // an event of before may not say it
      },
      ...(data.reportOwed ? { report: 'owed' } : {}),
      ...(onsite === 'arrived' ? { onsite, ...(visit ? { visit } : {}) } : {}), // one not begun is over with the trouble
    };
  },
  confirmed: ({ confirmedBy: _all, unanswered: _words, ...incident }, { data }) => ({
    ...incident,
    confirmed: true,
    ...rated(incident, data),
  }),
  reporterConfirmed: (incident, { data }) => ({
    ...incident,
    confirmedBy: withConfirmed(incident, data.reporter),
    ...rated(incident, data),
  }),
  wordsAnswered: ({ unanswered: _words, ...incident }) => incident,
  reopened: ({ solved: _solved, report: _report, ...incident }) => ({
    ...unsaid(incident),
    ...(incident.assignee ? { status: 'in-progress' } : { status: 'queued', accepted: false }),
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
