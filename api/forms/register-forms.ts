/** `GET /api/registers` and the forms of each, out of the route table: what screens of administration are drawn from. */
import { z } from 'zod';
import { notFound } from '../http/problem.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { holds, keyAllows } from '../sign-in/key-rights.ts';
import { packedBy, selfContained, sentPacked } from './packed.ts';
import { pickWord } from './processes.ts';
import type { Picks } from '../../domain/kernel/picks/picks.ts';
import { picksOfRegister } from './register-picks.ts';

const registerSchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z
    .enum(['direct', 'drafted'])
    .describe('`drafted`: what is edited is a draft, which is published; `direct`: an edit is the next version'),
  makes: z.boolean().describe('The asker may make an entry, somewhere'),
  edits: z.boolean(),
  publishes: z.boolean(),
  ends: z.boolean().describe('By DELETE of the entry'),
  closes: z.boolean().describe('By `/close` of the entry: it names an heir'),
  hasVersions: z.boolean().describe('Which the asker may read'),
  searches: z.boolean().describe('Its list takes `q`'),
  pages: z.boolean().describe('Its list takes `limit` and `after`'),
});
type RegisterShown = z.output<typeof registerSchema>;
const form = z.looseObject({}).describe('JSON Schema of what is sent, with what it refers to in `$defs`');

/** Where its operations stand in the table. */
type Register = {
  name: string;
  list: Route;
  edit: Route;
  make?: Route | undefined;
  publish?: Route | undefined;
  end?: Route | undefined;
  close?: Route | undefined;
  versions?: Route | undefined;
};

/** `routes`: asked for at the first look, since these stand among them. */
export function registerFormRoutes(routes: () => readonly Route[]): Route[] {
  let found: ReadonlyMap<string, Register> | undefined;
  const registers = (): ReadonlyMap<string, Register> => (found ??= registersIn(routes()));
  const formsOf = packedBy((name: string) => formsShown(registers().get(name)));
  const common = {
    method: 'get',
    tag: 'forms',
    access: { rule: 'signed-in' },
    unrecorded: true,
  } as const;
  return [
    route({
      ...common,
      path: '/api/registers',
      operationId: 'registers.list',
      summary: 'The registers that the asker reads, and what he may do with their entries, somewhere',
      responses: {
        200: {
          description: 'In the order of the product',
          schema: z.object({ items: z.array(registerSchema) }),
        },
      },
      handle: async ({ identity }) => ({
        body: {
          items: [...registers().values()]
            .filter(({ list }) => mayEnter(identity, list))
            .map((one) => shownTo(identity, one)),
        },
      }),
    }),
    route({
      ...common,
      conditional: true,
      path: '/api/registers/:register/forms',
      operationId: 'registers.forms',
      summary:
        'The forms of a register: the schema of a new entry and of an edit, and what their fields are chosen from',
      params: z.strictObject({
        register: z
          .string()
          .regex(/^[a-z-]{1,40}$/)
          .describe('Name of the register'),
      }),
      responses: {
        200: {
          description: '`make`: where new entries are told more than an edit, their id',
          schema: z.object({
            register: z.string(),
            make: form.optional(),
            edit: form,
            picks: z
              .record(z.string(), pickWord)
              .describe('By place in the data, as `GET /api/processes/{process}/forms` has them'),
          }),
        },
      },
      handle: async ({ identity, params, request }) => {
        const register = registers().get(params.register);
        if (!register || !mayEnter(identity, register.list)) throw notFound();
        return sentPacked(formsOf(register.name), request);
      },
    }),
  ];
}

/** A collection whose entries, or whose drafts, are written whole. */
function registersIn(routes: readonly Route[]): ReadonlyMap<string, Register> {
  const known = new Map(routes.map((one) => [`${one.method} ${one.path}`, one]));
  return new Map(
    routes.flatMap((list): [string, Register][] => {
      const name = list.method === 'get' ? /^\/api\/([a-z-]+)$/.exec(list.path)?.[1] : undefined;
      const of = (rest: string): Route | undefined => known.get(rest.replace(' ', ` ${list.path}`));
      const edit = of('put /:id/draft') ?? of('put /:id');
      if (name === undefined || !edit?.body) return [];
      return [
        [
          name,
          {
            name,
            list,
            edit,
            make: of('post '),
            publish: of('post /:id/publish'),
            end: of('delete /:id'),
            close: of('post /:id/close'),
            versions: of('get /:id/versions'),
          },
        ],
      ];
    }),
  );
}

/** As the door asks it, for what he holds anywhere. */
export function mayEnter(identity: Identity, { access, operationId }: Route): boolean {
  const { actor } = identity;
  switch (access.rule) {
    case 'role':
      return (
        keyAllows(identity, operationId) && actor.grants.some(({ role }) => access.roles.some((one) => one === role))
      );
    case 'permission':
      return keyAllows(identity, access.permission) && holds(actor, access.permission);
    case 'own-session':
      return identity.by === 'session';
    case 'monitor':
      return false;
    default:
      return keyAllows(identity, operationId);
  }
}

function shownTo(identity: Identity, register: Register): RegisterShown {
  const may = (one: Route | undefined): boolean => one !== undefined && mayEnter(identity, one);
  const { name, list, edit, make, publish, end, close, versions } = register;
  const isDrafted = publish !== undefined;
  const asked = list.query ? Object.keys(shapeOf(list.query)) : [];
  return {
    name,
    path: list.path,
    kind: isDrafted ? 'drafted' : 'direct',
    makes: isDrafted ? may(edit) : may(make),
    edits: may(edit),
    publishes: may(publish),
    ends: may(end),
    closes: may(close),
    hasVersions: may(versions),
    searches: asked.includes('q'),
    pages: asked.includes('limit'),
  };
}

const shapeOf = (query: z.ZodType): object => (query instanceof z.ZodObject ? query.shape : {});

function formsShown(register: Register | undefined): object {
  const { name = '', edit, make } = register ?? {};
  if (!edit?.body) throw notFound();
  return {
    register: name,
    ...(make?.body ? { make: selfContained(make.body) } : {}),
    edit: selfContained(edit.body),
    picks: { ...(make?.body ? withoutId(picksOfRegister(name, make.body)) : {}), ...picksOfRegister(name, edit.body) },
  };
}

/** What is made has no entry yet to be chosen. */
const withoutId = (picks: Picks): Picks =>
  Object.fromEntries(Object.entries(picks).filter(([place]) => place !== '/id'));
