/** Items, their kinds and relations, as rows of the plain registers. */
import { z } from 'zod';
import { type Candidate, itemFaults } from '../../../domain/items/faults.ts';
import type { Installed } from '../../../domain/items/installed.ts';
import { isRetired, ITEM_STATUSES, type ItemBody } from '../../../domain/items/item.ts';
import { FIELD_TYPES, type KindField, kindProblems } from '../../../domain/items/kinds.ts';
import { CARRIES } from '../../../domain/items/relations.ts';
import { instant, key, line, orgPath } from '../../../domain/kernel/contract.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import { derivedOf } from '../../../models/registers/items/item.ts';
import { itemTypesOf } from '../../../models/registers/items/item-types.ts';
import { type Body, type Edit, isPath, type PlainRegister, texts } from '../plain/plain-row.ts';
import { installedNear } from './installed-seen.ts';
import { knownFor } from './item-known.ts';
import { seesItem } from './item-scope.ts';

const title = z.strictObject({ zh: line(100), en: line(100) });
const order = z.int().min(0).max(100_000).default(0);
const system = ['system-administrator'] as const;
/** Who keeps the items of his organisations. */
export const keepers = ['configuration-manager'] as const;

/** A key; `export` is a path of its own. */
export const itemId = () => key().refine((id) => id !== 'export', 'reserved');

const frame = z.tuple([z.int().min(0).max(1439), z.int().min(1).max(2880)]);
const maintenance = z.strictObject({
  calendar: key().describe('Its zone holds for `week`; without that its open time is the window'),
  week: z
    .array(z.array(frame).max(24))
    .length(7)
    .optional()
    .describe(
      'Monday first; minutes of the local day on which a frame starts: from, and until, which is no part of it',
    ),
});
export const MOST_RELATIONS = 500;
const relation = z.strictObject({ type: key().describe('Of the register item-relations'), to: key() });
const value = z.union([line(500), z.number(), z.boolean(), z.array(line(200)).max(200)]);

export const itemFields = z.strictObject({
  name: line(200),
  kind: key().describe('Of the register item-kinds; never another'),
  orgPath: orgPath().describe('Whose it is'),
  application: key().optional().describe('The service that it is part of'),
  maintainers: z.array(key()).max(50).default([]).describe('People'),
  teams: z.array(key()).max(50).default([]).describe('Teams that maintain it'),
  maintenance: maintenance.optional().describe('When it may be worked on'),
  status: z.enum(ITEM_STATUSES).default('in-use'),
  rtoMinutes: z
    .int()
    .min(1)
    .max(525_600)
    .optional()
    .describe('Recovery time objective: a failover counts from the fault'),
  retiresAt: instant().optional().describe('From then on it is out of use'),
  successor: key().optional().describe('What does its work afterwards'),
  fields: z
    .record(key(), value)
    .refine((fields) => Object.keys(fields).length <= 100, 'too-many')
    .default({})
    .describe('By key, as its kind says'),
  relations: z.array(relation).max(MOST_RELATIONS).default([]),
});

/** An edit as far as it is well-formed, as the rules of items ask for it. */
export function candidateOf({ id, body, former }: Pick<Edit, 'id' | 'body' | 'former'>, now: number): Candidate {
  const known = partial(body);
  const { status = 'in-use', retiresAt } = known;
  return { id, body: known, former: former && partial(former), isRetired: isRetired({ status, retiresAt }, now) };
}
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<ItemBody> => body;

const nearIn = ({ installed }: Body & { installed?: unknown }, actor: Actor): object =>
  isInstalled(installed) ? { installed: installedNear(actor, installed) } : {};
/** As releases wrote it. */
const isInstalled = (given: unknown): given is Installed[] => Array.isArray(given);

export const itemRegister: PlainRegister = {
  name: 'items',
  title: 'Configuration item',
  editors: keepers,
  id: itemId(),
  within: async (_deps, actor, entries) => entries.map((entry) => ({ ...entry, ...nearIn(entry, actor) })),
  versionsForAll: true,
  fields: itemFields,
  places: ({ body, former }) => [body['orgPath'], former?.['orgPath']].filter(isPath),
  derived: ({ id, body }) => {
    const { orgPath: path = '/', name = '', fields = {} } = partial(body);
    return derivedOf(id, { orgPath: path, name, fields });
  },
  problems: async (deps, edit) => {
    const now = Date.now();
    const candidate = candidateOf(edit, now);
    return itemFaults(await knownFor(deps, [candidate], { now, shows: seesItem(edit.actor) }), candidate);
  },
};

const kindField = z.strictObject({
  key: key(),
  title,
  type: z.enum(FIELD_TYPES),
  required: z.boolean().optional(),
  values: z.array(line(100)).max(200).optional().describe('Of a choice'),
});

const kinds: PlainRegister = {
  name: 'item-kinds',
  title: 'Kind of configuration items',
  editors: system,
  id: key(),
  fields: z.strictObject({
    title,
    order,
    open: z.boolean().default(true).describe('False: no new item is of it'),
    fields: z.array(kindField).max(60).describe('What an item of this kind has of its own'),
  }),
  places: () => [],
  problems: async (_deps, { body, former }) => kindProblems(specsIn(body), specsIn(former ?? {})),
};
const isSpec = (one: unknown): one is KindField => typeof one === 'object' && one !== null && 'key' in one;
/** Its schema let it pass, or it is stored. */
const specsIn = (body: Body): readonly KindField[] => {
  const fields: unknown = body['fields'];
  return Array.isArray(fields) ? fields.filter(isSpec) : [];
};

const rule = z.strictObject({
  from: z.array(key()).min(1).max(50).describe('Kinds that may name'),
  to: z.array(key()).min(1).max(50).describe('Kinds that they may name'),
  carries: z
    .enum(CARRIES)
    .describe('Which way a fault goes: `back` from what is named to who names it, `forth` the other way'),
});

const relations: PlainRegister = {
  name: 'item-relations',
  title: 'Relation between configuration items',
  editors: system,
  id: key(),
  fields: z.strictObject({
    title,
    inverse: title.describe('The same, said from the other end'),
    order,
    open: z.boolean().default(true).describe('False: no new relation is of it'),
    rules: z.array(rule).min(1).max(50).describe('Of two kinds the first that fits'),
  }),
  places: () => [],
  problems: async ({ db }, { body }) => {
    const { kinds: known } = await itemTypesOf(db);
    return rulesIn(body).flatMap((one, i) =>
      (['from', 'to'] as const).flatMap((end): FieldError[] =>
        texts(one[end]).flatMap((kind, at) => fieldFault(!known.has(kind), `/rules/${i}/${end}/${at}`, 'unknown')),
      ),
    );
  },
};
const isBody = (one: unknown): one is Body => typeof one === 'object' && one !== null;
const rulesIn = (body: Body): Body[] => {
  const rules: unknown = body['rules'];
  return Array.isArray(rules) ? rules.filter(isBody) : [];
};

export const itemRegisters: readonly PlainRegister[] = [itemRegister, kinds, relations];
