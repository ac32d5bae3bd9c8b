/** The query of a saved view: what the list takes that it is of, and the order of its rows. */
import type { z } from 'zod';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../../../domain/processes.ts';
import { filterQuery, type ListFilter, refuseWorkDeadlines } from '../../cases/filters.ts';
import { sortField, sortWord } from '../../cases/lists.ts';
import { read } from '../../http/fields.ts';
import { processKeys } from '../../http/schemas.ts';

type Asked = { given: ListFilter; of: readonly ProcessKey[] | undefined };
type Saved = { process?: string | undefined; query?: string | undefined };

/** What the list would be asked, and every parameter that it would refuse of this person, named in `parameter` of its `params`. */
export function queryOf({ process, query = '' }: Saved, actor: Actor): Asked & { errors: FieldError[] } {
  const of = process !== undefined && isProcessKey(process) ? [process] : undefined;
  const pairs = [...new URLSearchParams(query)];
  const names = pairs.map(([name]) => name);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const { data, errors } = read(schemaOf(of), Object.fromEntries(pairs));
  const { sort, ...given }: Record<string, unknown> = errors.length === 0 ? data : {};
  const filter = given as ListFilter; // oxlint-disable-line typescript/no-unsafe-type-assertion -- as the schema of lists parsed it
  const wrong = [
    ...errors,
    ...twice.map((name) => ({ pointer: `/${name}`, code: 'named-twice' })),
    ...(errors.length === 0 ? hiddenIn(actor, filter, sort) : []),
  ];
  return { given: filter, of, errors: wrong.map(inQuery) };
}

const inQuery = ({ pointer, code, params }: FieldError): FieldError => ({
  pointer: '/query',
  code,
  params: { parameter: pointer.slice(1), ...params },
});

function hiddenIn(actor: Actor, given: ListFilter, sort: unknown): readonly FieldError[] {
  try {
    refuseWorkDeadlines(actor, { ...given, ...(typeof sort === 'string' ? { sort } : {}) }, sortWord.options);
    return [];
  } catch (error) {
    if (error instanceof DomainError) return error.fields;
    throw error;
  }
}

/** A schema of all filters is costly to make. */
const schemas = new Map<string, z.ZodType<ListFilter & Record<string, unknown>>>();
function schemaOf(of: readonly ProcessKey[] | undefined) {
  const name = of?.[0] ?? '';
  const known = schemas.get(name) ?? filterQuery(of ?? processKeys, { sort: sortField });
  schemas.set(name, known);
  return known;
}
