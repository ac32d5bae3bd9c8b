/** The visit that an incident asks for: a work order carries it, and says when somebody arrived and what came of it. */
import type { Actor, Refusal } from '../kernel/process.ts';
import type { IncidentCommand } from './contract.ts';
import type { Folds, Incident, Rules, Word } from './state.ts';

/** Nobody needs to come any more; nothing where nobody was asked for, or somebody is there already. */
export function withdrawing({ onsite, visit }: Incident, over: 'solved' | 'ended'): Word[] {
  if (onsite !== 'requested') return [];
  return [{ type: 'onsiteWithdrawn', data: { over, ...numberIn(visit) } }];
}

/** Somebody is at the site by a work order that has not ended. */
export const isVisited = ({ onsite, visit }: Incident): boolean =>
  onsite === 'arrived' && visit?.workOrder !== undefined;

const numberIn = (visit: Incident['visit']): { workOrder?: string } =>
  visit?.workOrder === undefined ? {} : { workOrder: visit.workOrder };

/** What is said of another visit than the one that is under way is none of it. */
const isOfOther = ({ visit }: Incident, workOrder: string | undefined): boolean =>
  workOrder !== undefined && visit?.workOrder !== undefined && visit.workOrder !== workOrder;

export const visitRules = {
  withdrawOnsite: ({ reason }, { visit }) => [{ type: 'onsiteWithdrawn', data: { reason, ...numberIn(visit) } }],
  noteArrival: (data, incident) =>
    incident.onsite === 'requested' && !isOfOther(incident, data.workOrder) ? [{ type: 'arrived', data }] : [],
  noteVisit(data, incident) {
    const { workOrder, outcome, result: reason } = data;
    if (incident.onsite === undefined || isOfOther(incident, workOrder)) return [];
    if (outcome !== 'canceled') return [{ type: 'visitEnded', data }];
    return [{ type: 'onsiteWithdrawn', data: { reason, canceled: true, ...numberIn(incident.visit) } }];
  },
} satisfies Partial<Rules['rules']>;

const visitOver = ({ onsite: _onsite, visit: _visit, ...incident }: Incident): Incident => incident;

export const visitFolds = {
  onsiteRequested: (incident, { seq }) => ({ ...incident, onsite: 'requested', visit: { asked: seq } }),
  onsiteWithdrawn: visitOver,
  arrived: (incident) => ({ ...incident, onsite: 'arrived' }),
  visitEnded: visitOver,
} satisfies Partial<Folds>;

/** Its work order is there, of the visit that was asked for last. */
export const visitCarried: NonNullable<NonNullable<Rules['also']>['caseStarted']> = (incident, { data }) => {
  const { ref = {}, caseId: workOrder } = data;
  const { visit } = incident;
  return visit && 'visit' in ref && ref.visit === visit.asked
    ? { ...incident, visit: { ...visit, workOrder } }
    : incident;
};

/** Whoever has a work order says there that he has arrived. */
export function visitBlockers(
  { onsite, visit }: Incident,
  { kind }: Actor,
): Partial<Record<IncidentCommand['type'], Refusal>> {
  const carried: Refusal | undefined =
    visit?.workOrder === undefined ? undefined : { code: 'has-work-order', params: { workOrder: visit.workOrder } };
  return {
    ...(onsite === undefined ? {} : { requestOnsite: carried ?? { code: 'visit-under-way' } }),
    ...(onsite === 'requested' ? {} : { withdrawOnsite: { code: 'no-visit' } }),
    ...(kind === 'system' || (onsite === 'requested' && !carried)
      ? {}
      : { noteArrival: carried ?? { code: 'no-visit' } }),
  };
}
