/** An incident among others: further reporters, parent and children; and what a major one asks for. */
import { DomainError } from '../kernel/errors.ts';
import { openCase } from '../kernel/intake.ts';
import type { Ctx } from '../kernel/process.ts';
import type { IncidentCommand } from './contract.ts';
import { resolved } from './decide-ending.ts';
import { leaving } from './decide-handling.ts';
import type { Incident, IncidentEvent } from './state.ts';

type DataOf<K extends IncidentCommand['type']> = Extract<IncidentCommand, { type: K }>['data'];

/** State must stay small: what is more than this is another incident, or none. */
export const MOST_REPORTERS = 500;
export const MOST_CHILDREN = 500;

const tooMany = (what: 'reporters' | 'children', maximum: number): DomainError =>
  new DomainError(`too-many-${what}`, `An incident has ${maximum} ${what} at most`, { params: { maximum } });

/** A call is added once, however often it is sent. */
export function addReporter(data: DataOf<'addReporter'>, { reporters }: Incident): IncidentEvent[] {
  if (data.call !== undefined && reporters.some(({ call }) => call === data.call)) return [];
  if (reporters.length >= MOST_REPORTERS) throw tooMany('reporters', MOST_REPORTERS);
  return [{ type: 'incident.reporterAdded', data }];
}

export function attachParent(data: DataOf<'attachParent'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const parent = openCase('parent', 'incident', ctx);
  if (parent.parent !== undefined || incident.children.length > 0)
    throw new DomainError('child-of-child', 'Parents have no parents, and children no children');
  return [{ type: 'incident.parentAttached', data }];
}

export function detachParent(_data: object, { parent }: Incident): IncidentEvent[] {
  return parent === undefined ? [] : [{ type: 'incident.parentDetached', data: { parent } }];
}

export function addChild(data: DataOf<'addChild'>, { children }: Incident): IncidentEvent[] {
  if (children.some(({ caseId }) => caseId === data.child)) return [];
  if (children.length >= MOST_CHILDREN) throw tooMany('children', MOST_CHILDREN);
  return [{ type: 'incident.childAdded', data }];
}

export function removeChild(data: DataOf<'removeChild'>, { children }: Incident): IncidentEvent[] {
  return children.some(({ caseId }) => caseId === data.child) ? [{ type: 'incident.childRemoved', data }] : [];
}

/** Goes with its parent where that makes sense: what was resolved on its own stays so. */
export function followParent(data: DataOf<'followParent'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  if (incident.parent !== data.parent) return [];
  if (data.event === 'reopened') {
    const { parent, reason } = data;
    if (!incident.solved?.byParent) return [];
    return [{ type: 'incident.reopened', data: { reason, parent, times: incident.reopened + 1 } }];
  }
  if (incident.status === 'resolved') return [];
  const { parent, solution, causeCode, category } = data;
  return [...leaving(incident), resolved({ solution, causeCode, category }, incident, ctx, parent)];
}

export function declareMajor(data: DataOf<'declareMajor'>, incident: Incident, ctx: Ctx): IncidentEvent[] {
  const { person } = ctx.facts;
  if (person === null || person?.active === false)
    throw new DomainError('target-not-open', 'There is no such person at work');
  const { impact, urgency, priority, onsite } = incident;
  const events: IncidentEvent[] = [{ type: 'incident.majorDeclared', data }];
  if (priority !== 'P1')
    events.push({
      type: 'incident.priorityChanged',
      data: { impact, urgency, priority: 'P1', reason: data.grounds },
    });
  if (onsite === undefined) events.push({ type: 'incident.onsiteRequested', data: {} });
  return [...events, { type: 'incident.updateOwed', data: {} }];
}

export function postUpdate(data: DataOf<'postUpdate'>): IncidentEvent[] {
  return [
    { type: 'incident.updatePosted', data },
    { type: 'incident.updateOwed', data: {} },
  ];
}
