/** Other cases: those that a command names, as far as the asker reads them, and those that are there already. */
import type { Connection } from 'mongoose';
import { processOf } from '../../../domain/catalogue.ts';
import type { CaseFact, FactNeeds, Facts } from '../../../domain/kernel/facts.ts';
import { isEnd } from '../../../domain/kernel/lifecycle.ts';
import type { Actor, Role, StoredCase } from '../../../domain/kernel/process.ts';
import { mayRead } from '../../../domain/may-read.ts';
import { bodyOf, caseOf, casesIn } from '../../../models/cases/case.ts';
import { schemeFact } from '../../registers/schemes.ts';
import { isOrgPath, type Registers, textIn, textsIn } from './asked.ts';

export async function caseFacts(
  { db }: Registers,
  data: object,
  { cases: fields = [], partOf }: FactNeeds,
  actor: Actor,
): Promise<Facts['cases']> {
  const asked = fields.flatMap((name) => {
    const named = fieldAt(data, name);
    if (Array.isArray(named)) return textsIn(named).map((caseId, at) => ({ name: `${name}/${at}`, caseId }));
    return typeof named === 'string' ? [{ name, caseId: named }] : [];
  });
  if (asked.length === 0) return undefined;
  const part = partOf && textIn(fieldAt(data, partOf.part));
  const found = await Promise.all(
    asked.map(async ({ name, caseId }) => {
      if (name !== partOf?.case) return [name, await caseFact(db, { caseId, part: undefined }, actor)] as const;
      return [name, await caseFact(db, { caseId, part, withRoles: true }, actor)] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** What stands in a field, or within one: `blocks/case`. */
function fieldAt(data: object, path: string): unknown {
  let value: unknown = data;
  for (const name of path.split('/'))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return value;
}

type NamedCase = { caseId: string; part: string | undefined; withRoles?: true };
async function caseFact(
  db: Connection,
  { caseId, part, withRoles }: NamedCase,
  actor: Actor,
): Promise<CaseFact | null> {
  const stored = await caseOf(db).findById(caseId).lean<StoredCase>();
  if (!stored || !mayRead(actor, stored)) return null;
  const held = withRoles && actor.kind === 'person' ? { held: rolesOn(stored, actor) } : {};
  if (part === undefined) return { ...caseFactOf(stored), ...held };
  const { state } = bodyOf(stored);
  const found = processOf(stored.process)
    .parts?.all(state)
    .find(({ id }) => id === part);
  return { ...caseFactOf(stored), ...held, part: found ? { kind: found.kind } : null };
}

const rolesOn = ({ orgLine }: StoredCase, { grants }: Actor): Role[] => [
  ...new Set(grants.flatMap(({ role, orgPath }) => (orgLine.includes(orgPath) ? [role] : []))),
];

/** What rules are told of a case, by its document. */
export function caseFactOf(stored: StoredCase): CaseFact {
  const { process, status, mode, orgPath, parties, queue, queueOrg, tier, closedAt } = stored;
  const parent: unknown = 'parent' in stored ? stored.parent : undefined;
  const incident: unknown = 'incident' in stored ? stored.incident : undefined;
  const mergedInto: unknown = 'mergedInto' in stored ? stored.mergedInto : undefined;
  const cutover: unknown = 'cutover' in stored ? stored.cutover : undefined;
  const counts = new Map<string, unknown>(Object.entries('counts' in stored && stored.counts ? stored.counts : {}));
  const [reporters, children, awaitedBy] = ['reporters', 'children', 'awaitedBy'].map((name) => counts.get(name));
  return {
    caseId: stored._id,
    process,
    status,
    mode,
    open: !isEnd(processOf(process), status),
    orgPath,
    ...(parties.requester === undefined ? {} : { requester: parties.requester }),
    ...(queue === undefined ? {} : { queue }),
    ...(queueOrg === undefined ? {} : { queueOrg }),
    ...(tier === undefined ? {} : { tier }),
    ...(typeof incident === 'string' ? { incident } : {}),
    ...(typeof parent === 'string' ? { parent } : {}),
    ...(typeof mergedInto === 'string' ? { mergedInto } : {}),
    ...(typeof cutover === 'string' ? { cutover } : {}),
    ...shutIn(stored),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(stored.priority === undefined ? {} : { priority: stored.priority }),
    ...(typeof reporters === 'number' ? { reporters } : {}),
    ...(typeof children === 'number' ? { children } : {}),
    ...(typeof awaitedBy === 'number' ? { awaitedBy } : {}),
    ...windowIn(stored),
  };
}

/** Of those that keep something of it shut the one that shuts it as a whole, by naming none of its parts; else the first. */
function shutIn({
  rectifications = [],
}: StoredCase & { rectifications?: readonly { number?: string; step?: string }[] }) {
  const known = rectifications.filter(({ number }) => number !== undefined);
  const number = (known.find(({ step }) => step === undefined) ?? known[0])?.number;
  return number === undefined ? {} : { shutBy: number };
}

const windowIn = ({
  windowFrom: from,
  windowUntil: until,
}: StoredCase & { windowFrom?: number; windowUntil?: number }) =>
  from === undefined || until === undefined ? {} : { window: { from, until } };

/** Of an organisation and a month there is one live archive, whatever its status. */
export async function archivedFact(
  db: Connection,
  data: ReadonlyMap<string, unknown>,
  named: FactNeeds['archived'],
): Promise<Facts['archived']> {
  if (named === undefined) return undefined;
  const [orgPath, month] = [textIn(data.get(named.unit)), textIn(data.get(named.month))];
  if (orgPath === undefined || !isOrgPath(orgPath) || month === undefined) return undefined;
  const query: object = { process: 'archive', orgPath, month, mode: 'live' };
  const found = await casesIn(db).findOne(query, { projection: { _id: 1 } });
  return found?._id ?? null;
}

/** A scheme, what of it holds for the period, and the live appraisal that it has of that, unless it was voided. */
export async function appraisedFact(
  { db, registers = db, directory }: Registers,
  data: ReadonlyMap<string, unknown>,
  named: FactNeeds['scheme'],
): Promise<Facts['scheme']> {
  if (named === undefined) return undefined;
  const [scheme, period] = [textIn(data.get(named.scheme)), textIn(data.get(named.period))];
  if (scheme === undefined || period === undefined) return undefined;
  const fact = await schemeFact({ db: registers, directory }, { scheme, period });
  if (!fact) return null;
  const query: object = { process: 'appraisal', scheme, period, mode: 'live', status: { $ne: 'voided' } };
  const found = await casesIn(db).findOne(query, { projection: { _id: 1 } });
  return { ...fact, ...(found ? { appraised: found._id } : {}) };
}
