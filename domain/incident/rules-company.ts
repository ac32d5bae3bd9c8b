/** An incident among others: further reporters, parent and children; and what a major one asks for. */
import { DomainError } from '../kernel/errors.ts';
import { MOST_CHILDREN, MOST_REPORTERS, refuseFull, tooMany } from './caps.ts';
import { openCaseNamed } from '../kernel/common/intake.ts';
import { closingWithParent, reopening, resolved } from './rules-ending.ts';
import { leaving } from './rules-change.ts';
import { withdrawing } from './rules-visit.ts';
import type { Folds, Rules, Word, Incident } from './state.ts';

const isChild = ({ children }: Incident, child: string): boolean => children.some(({ caseId }) => caseId === child);

export const companyRules = {
  // A call is added once, however often it is sent.
  addReporter(data, { reporters }) {
    if (data.call !== undefined && reporters.some(({ call }) => call === data.call)) return [];
    if (reporters.length >= MOST_REPORTERS) throw tooMany('reporters');
    return [{ type: 'reporterAdded', data }];
  },
  removeReporter: (data, { reporters }) =>
    reporters.some(({ call }) => call === data.call) ? [{ type: 'reporterRemoved', data }] : [],
  attachParent(data, incident, ctx) {
    const parent = openCaseNamed('parent', 'incident', ctx);
    if (parent.parent !== undefined || incident.children.length > 0)
      throw new DomainError('child-of-child', 'Parents have no parents, and children no children');
    refuseFull('children', parent);
    return [{ type: 'parentAttached', data }];
  },
  detachParent: (_data, { parent }) => (parent === undefined ? [] : [{ type: 'parentDetached', data: { parent } }]),
  addChild(data, incident) {
    if (isChild(incident, data.child)) return [];
    if (incident.children.length >= MOST_CHILDREN) throw tooMany('children');
    return [{ type: 'childAdded', data }];
  },
  removeChild: (data, incident) => (isChild(incident, data.child) ? [{ type: 'childRemoved', data }] : []),
  // Goes with its parent where that makes sense: what was resolved on its own stays so.
  followParent(data, incident, ctx) {
    if (incident.parent !== data.parent) return [];
    if (data.event === 'reopened')
      return incident.solved?.byParent ? [reopening(data.reason, incident, data.parent)] : [];
    if (data.event === 'closed') return closingWithParent(incident, data.parent, ctx);
    if (incident.status === 'resolved') return [];
    const { parent, solution, causeCode, category, reportOwed } = data;
    const words = { solution, causeCode, category };
    return [
      ...leaving(incident),
      ...withdrawing(incident, 'solved'),
      resolved(words, incident, ctx, { parent, owesForAll: reportOwed === true }),
    ];
  },
  proposeMajor: 'majorProposed',
  declareMajor(data, { impact, urgency, priority, onsite }, ctx) {
    const { person } = ctx.facts;
    if (person === null || person?.active === false)
      throw new DomainError('target-not-open', 'There is no such person at work');
    const words: Word[] = [{ type: 'majorDeclared', data }];
    const raised = { impact, urgency, priority: 'P1', from: priority, reason: data.grounds } as const;
    if (priority !== 'P1') words.push({ type: 'priorityChanged', data: raised });
    if (onsite === undefined) words.push({ type: 'onsiteRequested', data: {} });
    return [...words, { type: 'updateOwed', data: {} }];
  },
  declineMajor: 'majorDeclined',
  postUpdate: (data) => [
    { type: 'updatePosted', data },
    { type: 'updateOwed', data: {} },
  ],
} satisfies Partial<Rules['rules']>;

export const alone = ({ parent: _parent, ...incident }: Incident): Incident => incident;

export const companyFolds = {
  reporterAdded: (incident, { data }) => ({ ...incident, reporters: [...incident.reporters, data] }),
  reporterRemoved: (incident, { data }) => ({
    ...incident,
    reporters: incident.reporters.filter(({ call }) => call !== data.call),
  }),
  parentAttached: (incident, { data }) => ({ ...incident, parent: data.parent }),
  parentDetached: alone,
  childAdded: (incident, { data: { child, requester } }) => ({
    ...incident,
    children: [...incident.children, { caseId: child, requester }],
  }),
  childRemoved: (incident, { data }) => ({
    ...incident,
    children: incident.children.filter(({ caseId }) => caseId !== data.child),
  }),
  majorProposed: (incident) => ({ ...incident, majorProposed: true }),
  majorDeclared: (incident, { data: { commander } }) => ({ ...incident, major: { commander }, majorProposed: false }),
  majorDeclined: (incident) => ({ ...incident, majorProposed: false }),
  updatePosted: null,
  updateOwed: null,
} satisfies Partial<Folds>;
