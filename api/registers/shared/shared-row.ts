/** What the registers of kept and shared things have in common, as rows of the plain registers. */
import { z } from 'zod';
import { key, line, orgPath } from '../../../domain/kernel/contract.ts';
import type { Actor, FieldError } from '../../../domain/kernel/process.ts';
import {
  keeps,
  type ScopeKnown,
  type ScopeSaid,
  SCOPES,
  scopeFaults,
  type Shared,
  sharedAs,
  uses,
} from '../../../domain/sharing/scope.ts';
import { type KeptShared, sharedIn, type SharedName } from '../../../models/registers/shared/kept.ts';
import type { Body, Edit, PlainDeps, PlainRegister } from '../plain/plain-row.ts';

type Filter = Record<string, unknown>;

/** So many may be open in one scope: a list that nobody reads helps nobody. */
export const MOST_SHARED = 100;

const commonFields = {
  name: line(100).describe('Of the open ones of its scope none is called the same'),
  scope: z
    .enum(SCOPES)
    .default('me')
    .describe(
      "For whom it is: `me` alone; a team's, kept by its lead or a supervisor; an organisation's and all below, kept by a supervisor or process owner",
    ),
  team: key().optional().describe('Of scope `team`'),
  organisation: orgPath().optional().describe('Of scope `organisation`'),
  order: z.int().min(0).max(100_000).default(0).describe('Among those of its scope'),
  open: z.boolean().default(true).describe('False: ended; it is offered no more'),
};

type Own = {
  name: SharedName;
  title: string;
  fields: z.ZodRawShape;
  /** What is wrong with its own fields. */
  faults: (body: Body, actor: Actor) => FieldError[];
};

export const sharedRegister = ({ name, title, fields, faults }: Own): PlainRegister => ({
  name,
  title,
  editors: [],
  id: key(),
  makesIds: true,
  versionsForAll: true,
  // What was somebody's own, or a team's, before he shared it stays so.
  seesVersion: (actor, version) => uses(actor, sharedPart(version)) || keeps(actor, sharedPart(version)),
  fields: z.strictObject({ ...commonFields, ...fields }),
  places: () => [],
  keeps: async (deps, { body, former, actor }) => {
    const made = sharedAs(actor, partial(body), await knownFor(deps, body));
    return (former === null || keeps(actor, sharedPart(former))) && (made === null || keeps(actor, made));
  },
  derived: async ({ body, actor }, deps) => {
    const made = sharedAs(actor, partial(body), await knownFor(deps, body));
    return { owner: made?.owner, orgPath: made?.orgPath };
  },
  problems: async (deps, edit) => {
    const { body, former, actor } = edit;
    const known = await knownFor(deps, body);
    const scoped = scopeFaults(actor, partial(body), { former: former && sharedPart(former), known });
    const made = sharedAs(actor, partial(body), known);
    return [
      ...scoped,
      ...(made && scoped.length === 0 ? await amongOthers(deps, name, { edit, made }) : []),
      ...faults(body, actor),
    ];
  },
});

/** The schema let each field pass, or it is stored. */
const partial = (body: Body): ScopeSaid => body;
const sharedPart = (former: Body): Shared => {
  const { scope = 'me', ...rest }: Partial<Shared> = former;
  return { scope, ...rest };
};

async function knownFor({ directory }: PlainDeps, body: Body): Promise<ScopeKnown> {
  const { team, organisation } = partial(body);
  const [inTeam, at] = await Promise.all([
    team === undefined ? null : directory.team(team),
    organisation === undefined ? null : directory.organisation(organisation),
  ]);
  return { team: inTeam, organisation: at };
}

type Made = { edit: Edit; made: Shared };
async function amongOthers({ db }: PlainDeps, register: SharedName, { edit, made }: Made): Promise<FieldError[]> {
  const { id, body, former } = edit;
  const { open: isOpen = true, name }: Partial<KeptShared> = body;
  if (!isOpen) return [];
  const { scope, owner = null, team = null, organisation = null } = made;
  const beside: Filter = { scope, owner, team, organisation, open: true, _id: { $ne: id } };
  const entries = sharedIn(db, register);
  const [same, count] = await Promise.all([
    name === undefined ? null : entries.findOne({ ...beside, name }, { projection: { _id: 1 } }),
    entries.countDocuments(beside, { limit: MOST_SHARED }),
  ]);
  const wasThere = former?.['open'] === true && sharedPart(former).scope === scope;
  return [
    ...(same ? [{ pointer: '/name', code: 'not-unique' }] : []),
    ...(count >= MOST_SHARED && !wasThere
      ? [{ pointer: '/scope', code: 'too-many', params: { maximum: MOST_SHARED } }]
      : []),
  ];
}
