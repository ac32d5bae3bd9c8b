/** What keys are called: of people, organisations, teams and words of registers, and the titles of cases, as far as the asker sees each. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { formed } from '../../domain/kernel/contract.ts';
import type { Actor } from '../../domain/kernel/process.ts';
import type { Reads } from '../cases/reads.ts';
import { several } from '../http/query.ts';
import { type Identity, type Route, route } from '../http/route.ts';
import { caseStatus, instantOut, processKey } from '../http/schemas.ts';
import { staff } from './items/item-routes.ts';
import { visibleIn } from './register-scope.ts';

/** Kinds as forms name them → their registers. */
const REGISTERS = {
  person: 'people',
  organisation: 'organisations',
  queue: 'teams',
  application: 'applications',
  category: 'categories',
  'cause-code': 'cause-codes',
  skill: 'skills',
  item: 'items',
} as const;
type Kind = keyof typeof REGISTERS;
const isKind = (name: string): name is Kind => Object.hasOwn(REGISTERS, name);
const kinds = Object.keys(REGISTERS).filter(isKind);
const ONE = new RegExp(`^(?:case|${kinds.join('|')}):[A-Za-z0-9/._-]{1,200}$`);

type Words = { zh: string; en: string };
type Entry = { _id: string; name?: string; title?: Words };
type Named = { key: string; title: Words; process?: string; status?: string };
const namedSchema = z.object({
  key: z.string().describe('As it was asked for'),
  title: z.object({ zh: z.string(), en: z.string() }),
  process: processKey.optional().describe('Of a case'),
  status: caseStatus.optional().describe('Of a case'),
});

type Deps = { db: Connection; reads: Reads };

export const namesRoute = ({ db, reads }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/names',
    operationId: 'names.list',
    tag: 'names',
    summary: 'What keys are called, asked for many at once',
    access: { rule: 'reader' },
    unrecorded: true,
    query: z.strictObject({
      of: several(formed(ONE, 'key')).describe(
        'Kind and key of each: `person:li`, `organisation:/dx`, `queue:dx-l2`, `case:INC-000123`',
      ),
    }),
    responses: {
      200: {
        description: 'Of those that are there and that the asker sees; the others are left out',
        schema: z.object({ items: z.array(namedSchema), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, actor, query: { of } }) => {
      const asked = new Map<string, string[]>();
      for (const one of new Set(of)) {
        const at = one.indexOf(':');
        asked.set(one.slice(0, at), [...(asked.get(one.slice(0, at)) ?? []), one.slice(at + 1)]);
      }
      const found = await Promise.all([
        ...kinds.map(async (kind) => await entriesOf(db, actor, { kind, ids: asked.get(kind) ?? [] })),
        casesOf(reads, identity, asked.get('case') ?? []),
      ]);
      return { body: { items: found.flat(), serverNow: Date.now() } };
    },
  });

/** Items are for whoever works here, as their list is. */
const mayAsk = ({ grants }: Actor, kind: Kind): boolean =>
  kind !== 'item' || grants.some(({ role }) => staff.includes(role));

async function entriesOf(
  db: Connection,
  actor: Actor,
  { kind, ids }: { kind: Kind; ids: readonly string[] },
): Promise<Named[]> {
  if (ids.length === 0 || !mayAsk(actor, kind)) return [];
  const register = REGISTERS[kind];
  const found = await db
    .collection<Entry>(register)
    .find({ $and: [visibleIn(register, actor), { _id: { $in: [...ids] } }] }, { projection: { name: 1, title: 1 } })
    .toArray();
  return found.map(({ _id, name, title }) => ({ key: `${kind}:${_id}`, title: wordsOf(title ?? name ?? _id) }));
}

const wordsOf = (said: string | Words): Words =>
  typeof said === 'string' ? { zh: said, en: said } : { zh: said.zh, en: said.en };

async function casesOf(reads: Reads, identity: Identity, numbers: readonly string[]): Promise<Named[]> {
  if (numbers.length === 0) return [];
  const page = { order: { field: '_id' }, limit: numbers.length } as const;
  const found = await reads.scoped(identity).find({ _id: { in: numbers } }, page);
  const seen = await reads.shown(identity, found);
  return seen.map(({ number, title, process, status }) => ({
    key: `case:${number}`,
    title: wordsOf(title),
    process,
    status,
  }));
}
