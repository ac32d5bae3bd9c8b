/** Test support: work orders in a known state, made of commands that people would give. */
import { recordHash } from '../../../domain/work-order/record.ts';
import type { WorkOrder } from '../../../domain/work-order/state.ts';
import type { Actor, Millis, PinnedPolicy } from '../../../domain/kernel/process.ts';
import { given, MORNING, type Story } from '../given.ts';
import { people } from '../sample.ts';

type Options = { now?: Millis; policy?: Partial<PinnedPolicy>; stage?: Story['stage']; by?: Actor };
const { coordinator, li, requester } = people;

export const SITE = 'geo:30.657,104.066;u=20';
export const task = {
  reporter: requester.id,
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: 'The printer of the cash desk is dead',
  description: 'It does not start any more.',
  contact: '0571 8888',
  site: 'Building 2, room 105',
};
export const opening = (data: object = {}) => ({ type: 'create', data: { ...task, ...data } });
export const dispatch = (...engineers: string[]) => ({
  type: 'dispatch',
  data: { engineers: engineers.length > 0 ? engineers : [li.id] },
});
export const depart = (at: Millis = MORNING + 30 * 86_400_000) => ({ type: 'depart', data: { expectedAt: at } });
export const complete = (data: object = {}) => ({
  type: 'complete',
  data: { work: 'The power supply was replaced', result: 'fixed', labourMinutes: 45, ...data },
});

/** Nobody goes yet. */
export const readyOrder = (data: object = {}, options: Options = {}): Story =>
  given('work-order', options).when(options.by ?? coordinator, opening(data));
/** Given to Li of the city. */
export const assignedOrder = (data: object = {}, options: Options = {}): Story =>
  readyOrder(data, options).when(coordinator, dispatch());
/** Li will go. */
export const acceptedOrder = (data: object = {}, options: Options = {}): Story =>
  assignedOrder(data, options).when(li, { type: 'accept', data: {} });
/** Li is there. */
export const onSiteOrder = (data: object = {}, options: Options = {}): Story =>
  acceptedOrder(data, options).when(li, { type: 'arrive', data: {} });
/** Li has done it. */
export const doneOrder = (data: object = {}, options: Options = {}): Story =>
  onSiteOrder(data, options).when(li, complete());

/** Of the record as it stands now; '' while there is none. */
export const hashOf = ({ stage, caseId }: Pick<Story, 'stage' | 'caseId'>): string =>
  recordHash(stage.kaseOf(caseId).state as WorkOrder) ?? '';
export const sign = (story: Pick<Story, 'stage' | 'caseId'>, data: object = {}) => ({
  type: 'sign',
  data: { recordHash: hashOf(story), ...data },
});

/** A work order that another case has started comes to whom it is given, and he to the site. */
export function arriveAt({ stage }: Pick<Story, 'stage'>, caseId: string, by: Actor, who: Actor): void {
  stage.give(caseId, by, dispatch(who.id));
  stage.give(caseId, who, { type: 'accept', data: {} });
  stage.give(caseId, who, { type: 'arrive', data: {} });
}
