/** The cases behind the frozen figures of an appraisal, and what they come to when they are reckoned anew. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { appraisalAsKept } from '../../client/appraisals/keeper.ts';
import { reckonedAnew } from '../../client/appraisals/recounting.ts';
import type { CountedRow } from '../../domain/appraisal/calculus/counting.ts';
import type { Appraisal } from '../../domain/appraisal/state.ts';
import { partId } from '../../domain/kernel/contract.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { listed } from '../../models/appraisals/list.ts';
import type { Reads } from '../cases/reads.ts';
import { notFound } from '../http/problem.ts';
import { wholeOr } from '../http/query.ts';
import { type Asking, type Route, route } from '../http/route.ts';
import { instantOut, numberParams } from '../http/schemas.ts';

type Deps = { db: Connection; registers: Connection; reads: Reads };

const MOST = 500;
const row = z.object({
  number: z.string(),
  process: z.string(),
  basis: z.string().describe('Whether it ended in the period, was opened in it, or was open as it ended'),
  openedAt: instantOut,
  closedAt: instantOut.optional(),
  in: z.array(z.string()).describe('Items in whose figures it counts, and `clause:` of those by which it is owed'),
});

export const appraisalRoutes = (deps: Deps): Route[] => [casesRoute(deps), recountRoute(deps)];

const casesRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/appraisals/:number/listed',
    operationId: 'appraisal.listed',
    tag: 'appraisals',
    summary: 'The cases behind its frozen figures, as they were then',
    access: { rule: 'permission', permission: 'appraisal.read' },
    mayConflict: true,
    params: numberParams,
    query: z.strictObject({
      item: partId().optional().describe('Of this item alone'),
      after: wholeOr({ minimum: 0, maximum: 10_000_000 }, 0).describe('So many were shown before'),
    }),
    responses: {
      200: {
        description: `At most ${MOST}, and where the next begin`,
        schema: z.object({ items: z.array(row), next: z.int().nullable() }),
      },
    },
    handle: async (asking) => {
      await frozen(deps, asking);
      const { item, after } = asking.query;
      const items: object[] = [];
      let seen = 0;
      for await (const one of listed(deps.db, asking.params.number)) {
        if (item !== undefined && !one.in.includes(item)) continue;
        seen += 1;
        if (seen <= after) continue;
        if (items.length === MOST) return { body: { items, next: after + MOST } };
        items.push(shown(one));
      }
      return { body: { items, next: null } };
    },
  });

const recountRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/appraisals/:number/recount',
    operationId: 'appraisal.recount',
    tag: 'appraisals',
    summary: 'Reckons its figures and what is owed anew from the stored list, and says whether it is the same',
    access: { rule: 'permission', permission: 'appraisal.read' },
    mayConflict: true,
    costly: 'bytes',
    params: numberParams,
    responses: {
      200: {
        description: 'What it comes to now, and whether the list is the one that the record names',
        schema: z.object({
          list: z.object({ hash: z.string(), rows: z.int(), holds: z.boolean() }),
          figures: z.array(z.object({ item: z.string(), value: z.number().nullable(), cases: z.int() })),
          breaches: z.record(z.string(), z.int()),
          same: z.boolean(),
        }),
      },
    },
    handle: async (asking) => {
      const appraisal = await frozen(deps, asking);
      return { body: await reckonedAnew(deps, { number: asking.params.number, appraisal }) };
    },
  });

type Numbered = Pick<Asking, 'identity'> & { params: { number: string } };
/** Throws 404, and 'not-collected-yet' where nothing is frozen; a drill lists nothing. */
async function frozen({ db, reads }: Deps, { identity, params: { number } }: Numbered): Promise<Appraisal> {
  const { _id, process } = await reads.one(identity, number);
  const appraisal = process === 'appraisal' ? await appraisalAsKept(db, _id) : null;
  if (!appraisal) throw notFound();
  if (!appraisal.list) throw new DomainError('not-collected-yet', 'Its figures are not frozen yet');
  return appraisal;
}

function shown({ basis, row: { _id: number, process, openedAt, closedAt }, in: within }: CountedRow): object {
  return { number, process, basis, openedAt, ...(closedAt === undefined ? {} : { closedAt }), in: within };
}
