/** The rules of a work order and what common events do to it beside. Pure: what was looked up comes in through ctx. */
import { gatingFolds, noted, over } from '../kernel/gating/gating.ts';
import { create, dispatchFolds, dispatchRules, left, opened, withCrew } from './rules-dispatch.ts';
import { endingFolds, endingRules } from './rules-ending.ts';
import { siteFolds, siteRules } from './rules-site.ts';
import type { Rules, WorkOrder } from './state.ts';

const gatingRules = {
  noteRectification: (data, order) => noted(data, order),
  noteRectified: (data, order) => over(data, order),
} satisfies Partial<Rules['rules']>;
export const workOrderRules = {
  create,
  opened,
  rules: { ...dispatchRules, ...siteRules, ...endingRules, ...gatingRules },
  folds: { ...dispatchFolds, ...siteFolds, ...endingFolds, ...gatingFolds<WorkOrder>() },
};

/** In its queue again nobody goes. */
const requeued = (order: WorkOrder): WorkOrder => (order.status === 'ready' ? left(order) : order);

export const also: NonNullable<Rules['also']> = {
  clockBreached: (order, { data: { clock } }) =>
    clock === 'sign' && order.status === 'done' ? { ...order, signLate: true } : order,
  relieved(order, { data: { person, heir, assignee = heir } }) {
    const others = order.crew.filter((one) => one !== person && one !== assignee);
    const isCrew = order.crew.includes(person);
    const crew = isCrew && assignee !== undefined ? [assignee, ...others] : others;
    return requeued(isCrew ? withCrew(order, crew) : order);
  },
  requeued,
};
