/** The registers, as the specification describes them: who may read, make, edit and publish, and by what schema. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { send } from '../api/ask.ts';
import { resolved, type Schema } from '../form/schema.ts';
import { useMe } from '../shell/me.ts';

type Operation = {
  'x-access'?: string;
  requestBody?: { content?: { 'application/json'?: { schema?: Schema } } };
};
type Spec = {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components?: { schemas?: Readonly<Record<string, Schema>> };
};
export type Register = {
  name: string;
  path: string;
  /** `drafted`: what is edited is a draft, which is published; `direct`: an edit is the next version. */
  kind: 'direct' | 'drafted';
  mayMake: boolean;
  mayEdit: boolean;
  make: Schema | undefined;
  edit: Schema;
  defs: Schema['$defs'];
  /** People and their grants are kept by their own commands beside the form. */
  hasVersions: boolean;
};

const schemaOf = (operation: Operation | undefined): Schema | undefined =>
  operation?.requestBody?.content?.['application/json']?.schema;

function mayBy(roles: ReadonlySet<string>): (operation: Operation | undefined) => boolean {
  return (operation) => {
    const access = operation?.['x-access'];
    if (access === undefined) return false;
    if (!access.startsWith('role: ')) return true;
    return access
      .slice(6)
      .split(/,\s*/)
      .some((role) => roles.has(role));
  };
}

export function registersIn(spec: Spec, roles: ReadonlySet<string>): Register[] {
  const may = mayBy(roles);
  const defs = spec.components?.schemas;
  return Object.entries(spec.paths).flatMap(([path, own]) => {
    const name = /^\/api\/([a-z-]+)$/.exec(path)?.[1];
    if (name === undefined || !may(own['get'])) return [];
    const direct = spec.paths[`${path}/{id}`]?.['put'];
    const drafted = spec.paths[`${path}/{id}/draft`]?.['put'];
    const edit = schemaOf(drafted ?? direct);
    if (!edit) return [];
    const make = schemaOf(own['post']);
    return [
      {
        name,
        path,
        kind: drafted ? 'drafted' : 'direct',
        mayMake: drafted ? may(drafted) : may(own['post']),
        mayEdit: may(drafted ?? direct),
        make: make && resolved(make, defs),
        edit: resolved(edit, defs),
        defs,
        hasVersions: may(spec.paths[`${path}/{id}/versions`]?.['get']),
      } as const,
    ];
  });
}

/** The specification is of the release: it is asked once. */
export function useRegisters(): UseQueryResult<Register[]> {
  const { grants } = useMe();
  const roles = new Set(grants.map(({ role }) => role));
  return useQuery({
    queryKey: ['specification'],
    queryFn: async ({ signal }) => (await send('GET', '/api/openapi.json', { signal })) as Spec,
    select: (spec) => registersIn(spec, roles),
    staleTime: Infinity,
    gcTime: Infinity,
  });
}

/** What fields of registers are chosen from, by their names. */
const PICKS: Readonly<Record<string, string>> = {
  unit: 'organisation',
  orgPath: 'organisation',
  organisation: 'organisation',
  'organisations/*': 'organisation',
  lead: 'person',
  onCall: 'person',
  onCallBackup: 'person',
  person: 'person',
  chair: 'person',
  secretary: 'person',
  owner: 'person',
  'members/*': 'person',
  'maintainers/*': 'person',
  application: 'application',
  'applications/*': 'application',
  'teams/*': 'queue',
  team: 'queue',
};
export const picks: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(PICKS).map(([name, pick]) => [`/${name}`, pick])),
  '/grants/*/orgPath': 'organisation',
};

/** A form can draw it; else it is written as text (JSON). */
export function isDrawable(given: Schema, defs: Schema['$defs'], depth = 0): boolean {
  const schema = resolved(given, defs);
  if (depth > 4 || schema.anyOf || schema.oneOf || typeof schema.additionalProperties === 'object') return false;
  if (schema.type === 'array') return schema.items !== undefined && isDrawable(schema.items, defs, depth + 1);
  if (schema.type === 'object')
    return (
      schema.properties !== undefined &&
      Object.values(schema.properties).every((inner) => isDrawable(inner, defs, depth + 1))
    );
  return typeof schema.type === 'string' || schema.enum !== undefined;
}

export type Entry = { id: string; version: number; [field: string]: unknown };
/** What of an entry is written back: what the schema of its edit names. */
export const editable = (entry: Readonly<Record<string, unknown>>, schema: Schema): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(schema.properties ?? {}).flatMap((name) =>
      name !== 'note' && entry[name] !== undefined ? [[name, entry[name]]] : [],
    ),
  );
