/** On the way and at the site: arrival, parts, the work. */
import { checkSkills } from '../dispatch/skills.ts';
import { taking } from '../kernel/common/files.ts';
import { checkAhead } from '../kernel/common/supervise.ts';
import { DomainError, invalid } from '../kernel/errors.ts';
import { MINUTE } from '../kernel/time/durations.ts';
import { metresOff, SITE_RADIUS } from './position.ts';
import { onFoot } from './rules-dispatch.ts';
import type { Folds, Rules, WorkOrder } from './state.ts';

/** The clock of a phone may be fast by as much. */
const FAST = 5 * MINUTE;
const MOST_REPLACED = 50;

export const siteRules = {
  depart(data, order, ctx) {
    checkSkills(order, order.crew, ctx.facts);
    checkAhead('expectedAt', data.expectedAt, ctx.now);
    return [{ type: 'departed', data }];
  },
  arrive(given, order, ctx) {
    const data = taking(given, order, ctx);
    const { position, elsewhere, observedAt } = data;
    if (observedAt !== undefined && observedAt > ctx.now + FAST)
      throw invalid('observedAt', 'in-future', 'That is still to come');
    if (order.position === undefined) return [{ type: 'arrived', data }];
    if (position === undefined && elsewhere === undefined)
      throw invalid('position', 'required', 'The position of the site is known: say yours, or why you cannot');
    const metres = position === undefined ? undefined : metresOff(order.position, position);
    if (metres !== undefined && elsewhere === undefined)
      throw new DomainError('not-at-site', 'The position is not that of the site', {
        params: { metres, radius: SITE_RADIUS },
      });
    return [{ type: 'arrived', data: { ...data, ...(metres === undefined ? {} : { metres }) } }];
  },
  awaitPart(data, { depot }, ctx) {
    if (data.until !== undefined) checkAhead('until', data.until, ctx.now);
    return [{ type: 'partAwaited', data: { ...(depot === undefined ? {} : { depot }), ...data } }];
  },
  receivePart: 'partReceived',
  replacePart(data, { replaced }) {
    if (data.compares === 'weaker')
      throw new DomainError('weaker-part', 'A replacement is at least as good as what it replaces', {
        fields: [{ pointer: '/compares', code: 'weaker-part' }],
      });
    if (data.oldSerial === data.newSerial) throw invalid('newSerial', 'unchanged', 'That is the same part');
    if (replaced.length >= MOST_REPLACED)
      throw new DomainError('too-many-parts', 'More parts than one work order takes', {
        params: { maximum: MOST_REPLACED },
      });
    return [{ type: 'partReplaced', data }];
  },
  complete: (data, order, ctx) => [{ type: 'completed', data: taking(data, order, ctx) }],
} satisfies Partial<Rules['rules']>;

const withoutSpare = ({ spare: _spare, ...order }: WorkOrder): WorkOrder => order;
const onTheWayNoMore = ({ expectedAt: _expected, ...order }: WorkOrder): WorkOrder => order;

export const siteFolds = {
  departed: (order, { data: { expectedAt } }) => ({ ...order, expectedAt }),
  arrived: (order, { at }) => ({
    ...onTheWayNoMore(order),
    status: 'on-site',
    visits: order.visits + 1,
    arrivedAt: order.arrivedAt ?? at,
  }),
  partAwaited: (order, { data: { spare } }) => ({ ...order, status: 'waiting-part', spare }),
  partReceived: (order) => ({ ...withoutSpare(order), status: 'accepted' }),
  partReplaced: (order, { data: { spare, item, oldSerial, newSerial } }) => ({
    ...order,
    replaced: [...order.replaced, { spare, ...(item === undefined ? {} : { item }), oldSerial, newSerial }],
  }),
  completed: (order, { data: { causeCode, files: _files, ...done } }) => ({
    ...onFoot(order),
    ...done,
    causeCode,
    status: 'done',
  }),
} satisfies Partial<Folds>;
