/** `POST /api/changes/conflicts`: what would stand against a change, registered or not; nothing is stored. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { conflictsFor } from '../../../client/changes/conflicts.ts';
import type { Directory } from '../../../client/registers/directory.ts';
import { wordsOfWhy } from '../../../domain/changes/conflict-words.ts';
import { CONFLICT_KINDS, type Conflict, shownTo } from '../../../domain/changes/conflicts.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import { mayName } from '../../../domain/kernel/people/access.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import { caseNumber, instant, key, orgPath } from '../../../domain/kernel/contract.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import { itemsFacts } from '../../../models/registers/items/item-facts.ts';
import type { Reads } from '../../cases/reads.ts';
import { invalid } from '../../http/problem.ts';
import { type Identity, type Route, route } from '../../http/route.ts';
import { instantOut } from '../../http/schemas.ts';
import { seesItem } from '../items/item-scope.ts';
import { refuseOutside } from '../sla.ts';

const MOST_ITEMS = 200;
const body = z.strictObject({
  number: caseNumber().optional().describe('Of a change that is registered: it is not in its own way'),
  type: z.enum(['normal', 'standard', 'emergency']).default('normal').describe('A freeze may yield to an emergency'),
  unit: orgPath().describe('For whom it is made'),
  application: key().describe('The service'),
  items: z
    .array(key())
    .min(1)
    .max(MOST_ITEMS)
    .refine((items) => new Set(items).size === items.length, 'named-twice')
    .describe('Configuration items that it works on'),
  window: z
    .strictObject({ from: instant(), until: instant() })
    .refine(({ from, until }) => until > from, { message: 'not-after-from', path: ['until'] })
    .describe('Half-open: what begins exactly at its end does not meet it'),
  implementer: key().optional(),
});
const conflict = z.object({
  key: z
    .string()
    .optional()
    .describe('The same for the same conflict, whenever it is found; absent: of a change out of reach'),
  kind: z.enum(CONFLICT_KINDS),
  severity: z.enum(['block', 'warn']),
  waivable: z
    .boolean()
    .describe('A warning, by the owner of the process; a freeze, by the seats of an emergency change'),
  item: z.string().optional().describe('Of the change'),
  with: z.string().optional().describe('Number of the other change, or the version of a freeze'),
  from: instantOut,
  until: instantOut.describe('The first stretch of the window in which it stands'),
  code: z.string().describe('Why; `taken`: by what the asker does not read'),
  params: z.record(z.string(), z.string()),
  words: z.object({ zh: z.string(), en: z.string() }),
});

type Deps = { db: Connection; directory: Directory; reads: Reads };
export const conflictRoutes = (deps: Deps): Route[] => [
  route({
    method: 'post',
    path: '/api/changes/conflicts',
    operationId: 'changes.previewConflicts',
    tag: 'changes',
    summary:
      'What would stand against a change in a window: freezes, other changes, maintenance windows, its implementer',
    access: { rule: 'role', roles: STAFF },
    looks: true,
    body,
    responses: {
      200: {
        description: 'Nothing was written. What blocks comes first',
        schema: z.object({
          conflicts: z.array(conflict),
          blocks: z.boolean().describe('One of them blocks and cannot be waived'),
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ actor, identity, body: { unit, application, ...asked } }) => {
      refuseOutside(actor, unit);
      const faults = await faultsOf(deps, { actor, identity, asked });
      if (faults.length > 0) throw invalid(faults);
      const now = Date.now();
      const wish = { ...asked, orgPath: unit, services: [application] };
      const { conflicts } = await conflictsFor(deps, wish, now);
      const shown = shownTo(conflicts, await readOf(deps, identity, conflicts));
      const blocks = conflicts.some(({ severity, waivable }) => severity === 'block' && !waivable);
      return { body: { conflicts: shown.map(outside), blocks, serverNow: now } };
    },
  }),
];

type Shown = ReturnType<typeof shownTo>[number];
const outside = ({ why, ...rest }: Shown) => ({ ...rest, ...why, words: wordsOfWhy(why) });

/** The numbers among them that he reads. */
const readOf = ({ reads }: Deps, identity: Identity, conflicts: readonly Conflict[]): Promise<ReadonlySet<string>> =>
  reads.scoped(identity).which([...new Set(conflicts.flatMap((one) => one.with ?? []))]);

type Wish = Pick<z.output<typeof body>, 'number' | 'items' | 'implementer'>;
/** What is out of his sight is as unknown as what is not there. */
async function faultsOf(
  { db, directory, reads }: Deps,
  { actor, identity, asked: { number, items, implementer } }: { actor: Actor; identity: Identity; asked: Wish },
): Promise<FieldError[]> {
  const sees = seesItem(actor);
  const [facts, person, known] = await Promise.all([
    itemsFacts(db, items),
    implementer === undefined ? null : directory.person(implementer),
    number === undefined ? null : reads.scoped(identity).which([number]),
  ]);
  const ofItems = items.flatMap((id, i): FieldError[] => {
    const fact = facts.get(id);
    const { organisation, maintainers } = fact ?? {};
    const isSeen =
      organisation &&
      maintainers &&
      sees({ orgPath: organisation, maintainers: maintainers.people, teams: maintainers.teams });
    return [
      ...fieldFault(!isSeen, `/items/${i}`, 'unknown'),
      ...fieldFault(isSeen === true && fact?.status === 'retired', `/items/${i}`, 'retired'),
    ];
  });
  const isNamed = person?.active === true && mayName(actor, { ...person, id: person._id });
  return [
    ...fieldFault(known !== null && known.size === 0, '/number', 'unknown'),
    ...ofItems,
    ...fieldFault(implementer !== undefined && !isNamed, '/implementer', 'unknown'),
  ];
}
