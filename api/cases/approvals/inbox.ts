/** What waits for my approval: as whom, by when, and what I would decide on. */
import { z } from 'zod';
import type { CaseView } from '../../../domain/kernel/process.ts';
import type { CaseFilter } from '../../../models/cases/scoped.ts';
import type { Cursors } from '../../http/cursor.ts';
import { limitAndAfter } from '../../http/query.ts';
import { type Route, route } from '../../http/route.ts';
import { instantOut, pageOf, processKey } from '../../http/schemas.ts';
import { keyset } from '../lists.ts';
import type { Reads } from '../reads.ts';
import { type Asked, ASKED_AS, asksOf } from './asks.ts';

const asked = z.object({
  stage: z.string(),
  seat: z.string(),
  as: z
    .enum(ASKED_AS)
    .describe('On the own seat, for whom one stands in for now, or on the seat of somebody who is there no more'),
  for: z.string().optional().describe('Whom one stands in for; or who sat there before'),
  mandate: z.string().optional().describe('The standing delegation by which one stands in'),
});
const waiting = z.object({
  number: z.string(),
  process: processKey,
  title: z.string(),
  status: z.string(),
  unit: z.string(),
  requester: z.string().optional(),
  round: z.int(),
  planHash: z.string().describe('Send it back with the decision'),
  dueAt: instantOut.nullable().describe('Of the time to vote'),
  seats: z.array(asked).describe('Each of which may decide now'),
});

const APPROVE = 'approve';
/** By the index of whom cases wait for: a row for each of whom one approval is wanted. */
export const asksApproval = (person: string): CaseFilter => ({
  'waitsFor.to.person': { is: person },
  waitsFor: { has: { 'to.person': person, command: APPROVE } },
});
const order = { field: 'dueAt' } as const;

export const approvalRoutes = ({ reads, cursors }: { reads: Reads; cursors: Cursors }): Route[] => [
  route({
    method: 'get',
    path: '/api/approvals',
    operationId: 'approvals.list',
    tag: 'approvals',
    summary: 'Cases that wait for my approval, the nearest deadline first, each with the seats on which I may decide',
    access: { rule: 'reader' },
    unrecorded: true,
    query: z.strictObject(limitAndAfter),
    responses: { 200: { description: 'One page', schema: pageOf(waiting).extend({ serverNow: instantOut }) } },
    handle: async ({ identity, actor, query: { limit, after } }) => {
      const scope = { list: 'approvals', person: actor.id };
      const found = await reads.scoped(identity).find(asksApproval(actor.id), {
        order,
        limit: limit + 1,
        after: after === undefined ? undefined : cursors.read(scope, after, keyset),
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next = found.length > limit && last ? cursors.write(scope, { value: last.dueAt, id: last._id }) : null;
      return { body: { items: page.flatMap((view) => rowOf(view, actor.id)), next, serverNow: Date.now() } };
    },
  }),
];

function rowOf(view: CaseView & Asked, person: string) {
  const { approval } = view;
  if (!approval) return [];
  const { _id: number, process, title, status, orgPath: unit, parties, waitsFor } = view;
  const wait = waitsFor.find(({ to, command }) => command === APPROVE && 'person' in to && to.person === person);
  return [
    {
      number,
      process,
      title,
      status,
      unit,
      ...(parties.requester === undefined ? {} : { requester: parties.requester }),
      round: approval.round,
      planHash: approval.planHash,
      dueAt: wait?.dueAt ?? null,
      seats: asksOf(approval, person),
    },
  ];
}
