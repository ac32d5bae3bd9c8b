/** What each role may and may not: by command of each process as its lifecycle has it, and by route as the door asks it. */
import { z } from 'zod';
import { catalogue } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import type { AnyTransition } from '../../domain/kernel/process.ts';
import { holders } from '../../domain/permissions.ts';
import { type ProcessKey, processes } from '../../domain/processes.ts';
import { isRole, type Role, roles } from '../../domain/roles.ts';
import { notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { processKey, processKeys } from '../http/schemas.ts';

const title = z.object({ zh: z.string(), en: z.string() });
const roleSchema = z.object({
  role: z.string(),
  title,
  duty: title,
  kind: z.enum(['business', 'administrator']),
});
const waySchema = z.object({
  as: z.array(z.string()).describe('How he must stand to the case besides, in one of these ways; empty: in none'),
  at: z.string().optional().describe('Held at this other organisation of the case'),
  from: z.array(z.string()).describe('Statuses in which it may be given'),
  part: z.string().optional().describe('Of a part of this kind'),
  not: z.array(z.string()).describe('Four eyes: none of these, whatever his role'),
});
const commandSchema = z.object({
  command: z.string(),
  title,
  may: z.boolean(),
  ways: z.array(waySchema),
});
const mayOnProcess = z.object({
  process: processKey,
  title,
  reads: z.boolean().describe('Cases within his reach'),
  readsUnit: z.boolean().describe('As a requester also those of his unit'),
  statuses: z.record(z.string(), title).describe('Words for `from`'),
  commands: z.array(commandSchema).describe('Those that people give, in the order of the contract'),
});
const routeSchema = z.object({
  operation: z.string(),
  tag: z.string(),
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  may: z.boolean(),
});
type MayOnProcess = z.output<typeof mayOnProcess>;

/** `routes`: asked for at the first look, since these stand among them. */
export function roleRoutes(routes: () => readonly Route[]): Route[] {
  const common = { method: 'get', tag: 'forms', access: { rule: 'signed-in' }, unrecorded: true } as const;
  return [
    route({
      ...common,
      path: '/api/roles',
      operationId: 'roles.list',
      summary: 'The roles that people are granted, with their duty',
      responses: {
        200: { description: 'In the order of the product', schema: z.object({ items: z.array(roleSchema) }) },
      },
      handle: async () => ({ body: { items: Object.keys(roles).filter(isRole).map(shown) } }),
    }),
    route({
      ...common,
      path: '/api/roles/:role',
      operationId: 'roles.get',
      summary:
        'What holders of a role may and may not: each command of each process, and each route that asks for a role',
      params: z.strictObject({
        role: z
          .string()
          .regex(/^[a-z-]{1,40}$/)
          .describe('Key of the role'),
      }),
      responses: {
        200: {
          description: 'As the product itself decides it; what of it a person reaches is a matter of where he holds it',
          schema: roleSchema.extend({ processes: z.array(mayOnProcess), routes: z.array(routeSchema) }),
        },
      },
      handle: async ({ params: { role } }) => {
        if (!isRole(role)) throw notFound();
        return {
          raw: {
            ...shown(role),
            processes: processKeys.map((process) => mayOn(process, role)),
            routes: routes().flatMap((one) => mayAsk(one, role)),
          },
        };
      },
    }),
  ];
}

const shown = (role: Role): z.output<typeof roleSchema> => ({ role, ...roles[role] });

function mayOn(key: ProcessKey, role: Role): MayOnProcess {
  const { lifecycle, words } = catalogue[key];
  const read = holders.get(key)?.[`${key}.read`];
  const reads = read?.roles.includes(role) === true;
  return {
    process: key,
    title: processes[key].title,
    reads,
    readsUnit: reads && role === 'requester' && read?.unit === true,
    statuses: words.statuses,
    commands: Object.entries(contracts[key]).flatMap(([command, spec]) => {
      if (spec.internal) return [];
      const ways = lifecycle.filter((row) => row.command === command).flatMap((row) => waysOf(row, role));
      return [{ command, title: spec.title, may: ways.length > 0, ways }];
    }),
  };
}

const waysOf = ({ who, from, part, not = [] }: AnyTransition, role: Role): z.output<typeof waySchema>[] =>
  who
    .filter(({ by }) => by.includes(role))
    .map(({ as = [], at }) => ({
      as: typeof as === 'string' ? [as] : [...as],
      ...(at === undefined ? {} : { at }),
      from: [...from],
      ...(part === undefined ? {} : { part: part.kind }),
      not: [...not],
    }));

/** Of routes that ask for a role; what everybody may who is signed in, and what a process decides, is none of it. */
function mayAsk(
  { access, operationId, tag, method, path, summary }: Route,
  role: Role,
): z.output<typeof routeSchema>[] {
  if (access.rule !== 'role') return [];
  const may = access.roles.some((one) => one === role);
  return [{ operation: operationId, tag, method, path: path.replaceAll(/:(\w+)/g, '{$1}'), summary, may }];
}
