/** Which changes a reader is told, and in which words. */
import type { Response } from 'express';
import { z } from 'zod';
import { isWithin, type Reach } from '../../domain/kernel/people/access.ts';
import { caseNumber, key, orgPath } from '../../domain/kernel/contract.ts';
import { isProcessKey, type ProcessKey } from '../../domain/processes.ts';
import { type OwnTurn, turnsIn } from '../cases/work/owed.ts';
import type { CountsTold } from './live-counts.ts';
import type { CaseChange } from './live-feed.ts';
import { several } from '../http/query.ts';
import { readReach, worksOn } from '../cases/reads.ts';
import type { Asking, Identity } from '../http/route.ts';
import { processKey } from '../http/schemas.ts';

const scopeOf = <T extends string>(word: T) =>
  z.literal(word).describe('What is followed: own work, one case, or a list');
const after = {
  after: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe('An id told by an earlier stream of the same reader, to go on behind it; `Last-Event-ID` goes before'),
};
/** Of a list's filter, what never changes on a case: a case that leaves the list by the rest must be told too. */
export const liveQuery = z.discriminatedUnion('scope', [
  z.strictObject({ scope: scopeOf('work'), ...after }),
  z.strictObject({ scope: scopeOf('case'), number: caseNumber().describe('The case of `scope=case`'), ...after }),
  z.strictObject({
    scope: scopeOf('list'),
    process: several(processKey).optional().describe('Processes'),
    org: several(orgPath()).optional().describe('Organisations with all below'),
    unit: several(orgPath()).optional().describe('Units that reported'),
    application: several(key()).optional().describe('Applications'),
    ...after,
  }),
]);
type Scope = z.output<typeof liveQuery>;
export type LiveAsking = Asking<object, Scope, object>;
export type Reader = {
  personId: string;
  response: Response;
  /** Cases of the own work list as last told. */
  work: Set<string>;
  /** Version of each case as last told to the requester's side. */
  told: Map<string, number>;
  identity: Identity;
  asking: LiveAsking;
  /** Lets go of the stream of cases. */
  leave: () => void;
  /** What he may read, as `identity` says; see reachOf. */
  reaches: { of?: Identity; by: Map<ProcessKey, Reach | null> };
  counts: CountsTold;
};

/** What this reader is told of a change; undefined: nothing, not even that it happened. */
export function frameOf(reader: Reader, change: CaseChange): string | undefined {
  const { view, before, owed } = change;
  const { _id: number, process } = view;
  const reach = isProcessKey(process) ? reachOf(reader, process) : null;
  const [sees, saw] = [reach?.covers(view) === true, reach?.covers(before) === true];
  if (!sees && !saw) return undefined;
  if (!concerns(reader, view, sees)) return undefined;
  if (!sees) reader.told.delete(number);
  const version = sees ? versionFor(reader, view) : null;
  if (sees && version === null) return undefined;
  return written(change, sees ? { version, turn: turnsIn(reader.identity.actor, owed.now.owed) } : null);
}

const texts = new WeakMap<CaseChange, Map<string, string>>();
/** Many are told the same: it is written once. Null: it is out of his reach now. */
function written(change: CaseChange, told: { version: number | null; turn: readonly OwnTurn[] } | null): string {
  const { _id: number, process, status } = change.view;
  const said = told ? `${told.version} ${told.turn.join()}` : '';
  const known = texts.get(change) ?? new Map<string, string>();
  texts.set(change, known);
  const text =
    known.get(said) ??
    (told
      ? `event: case\ndata: ${JSON.stringify({ number, process, version: told.version, status, turn: told.turn })}\n\n`
      : `event: gone\ndata: ${JSON.stringify({ number, process })}\n\n`);
  known.set(said, text);
  return text;
}

/** As he is now: worked out once for each process. */
function reachOf({ identity, reaches }: Reader, process: ProcessKey): Reach | null {
  if (reaches.of !== identity) {
    reaches.of = identity;
    reaches.by.clear();
  }
  const known = reaches.by.get(process);
  if (known !== undefined) return known;
  const reach = readReach(identity, process);
  reaches.by.set(process, reach);
  return reach;
}

/** What happened within is no change for the requester's side; null: it knows this version. */
function versionFor(
  { identity: { actor }, told }: Reader,
  { _id: number, version, outward, ...view }: CaseChange['view'],
): number | null {
  if (outward === undefined || worksOn(actor, view)) return version;
  if (told.get(number) === outward.version) return null;
  told.set(number, outward.version);
  return outward.version;
}

function concerns({ asking, work, identity }: Reader, view: CaseChange['view'], sees: boolean): boolean {
  const { query: scope } = asking;
  if (scope.scope === 'case') return scope.number === view._id;
  if (scope.scope === 'list') return fits(scope, view);
  const was = work.has(view._id);
  const is = sees && waitsForMe(identity, view);
  if (is) work.add(view._id);
  else work.delete(view._id);
  return was || is;
}

const fits = (
  scope: Extract<Scope, { scope: 'list' }>,
  { process, orgLine, parties, application }: CaseChange['view'],
): boolean =>
  (scope.process?.some((one) => one === process) ?? true) &&
  (scope.org?.some((org) => orgLine.includes(org)) ?? true) &&
  (scope.unit?.includes(parties.unit) ?? true) &&
  (scope.application === undefined || (application !== undefined && scope.application.includes(application)));

const waitsForMe = ({ actor }: Identity, { waitsFor }: CaseChange['view']): boolean =>
  waitsFor.some(({ to }) => {
    if ('person' in to) return to.person === actor.id;
    if ('team' in to) return actor.teams.includes(to.team);
    return actor.grants.some(({ role, orgPath: place }) => role === to.role && isWithin(to.orgPath, place));
  });
