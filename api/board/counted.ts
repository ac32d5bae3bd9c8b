/** A count and the address of its cases, made of one filter: so that the one opens what the other counts. */
import type { z } from 'zod';
import { filterQuery } from '../cases/filters.ts';
import { wishOf } from '../cases/filters.ts';
import type { Reads } from '../cases/reads.ts';
import type { Identity } from '../http/route.ts';
import { processKeys } from '../http/schemas.ts';
import type { CaseFilters } from '../../models/cases/scoped.ts';

/** Parameters of `GET /api/cases`. */
export type Params = Readonly<Record<string, string>>;
const schema = filterQuery(processKeys, {});

export const addressOf = (params: Params): string => `/api/cases?${new URLSearchParams(params).toString()}`;

/** The filter of the store that the list makes of these parameters. */
export async function filtersOf(reads: Reads, identity: Identity, params: Params, now: number): Promise<CaseFilters> {
  const given: z.output<typeof schema> = schema.parse(params);
  return (await wishOf(reads, identity, { given, now })).filters;
}

export type Counted = { count: number; capped: boolean; query: string };
export async function countedBy(reads: Reads, identity: Identity, params: Params, now: number): Promise<Counted> {
  const filters = await filtersOf(reads, identity, params, now);
  return { ...(await reads.scoped(identity).count(filters)), query: addressOf(params) };
}
