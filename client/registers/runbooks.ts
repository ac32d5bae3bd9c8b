/** Runbooks in force as a run asks for them: one by its id, or all that cover a case. Past every cache. */
import type { Connection } from 'mongoose';
import type { Facts, FoundRunbook, OfferedRunbook } from '../../domain/kernel/facts.ts';
import { isWithin, orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import { outlineOf } from '../../domain/kernel/steps/outline.ts';
import type { Outline } from '../../domain/kernel/steps/shapes.ts';
import { isRunProcess, runbookCalled, uncoveredBy } from '../../domain/runbooks/runbook.ts';
import { type KeptRunbook, newestRunbook, runbookIn, runbooksFor } from '../../models/registers/runbooks/runbook.ts';
import { pinRefOf } from './pins.ts';

type Asking = { process: string; orgPath: OrgPath; application?: string | undefined; items: readonly string[] };
/** More to choose from nobody reads at night. */
const MOST_OFFERED = 50;

export type RunFacts = Pick<Facts, 'runbook' | 'runbooks'>;
type About = Omit<Asking, 'items'> & { data: object; kept: object };
type Wanted = {
  field: string | undefined;
  names: Readonly<Record<keyof RunFacts, boolean>>;
  /** Offered ones with their outlines. */
  outlined?: boolean;
};
/** What a command is told of runbooks: of the items that its data name, else of those that the case has. */
export async function runbooksAsked(
  db: Connection,
  { data, kept, ...placed }: About,
  { field, names, outlined = false }: Wanted,
): Promise<RunFacts> {
  const [given, has] = [data, kept].map((one) => new Map<string, unknown>(Object.entries(one)));
  const named = ['items', 'item'].flatMap((name) => [given?.get(name) ?? []].flat());
  const own = ['items', 'item'].flatMap((name) => [has?.get(name) ?? []].flat());
  const asking = { ...placed, items: (named.length > 0 ? named : own).filter((one) => typeof one === 'string') };
  const id = field === undefined ? undefined : given?.get(field);
  const [runbook, runbooks] = await Promise.all([
    names.runbook && typeof id === 'string' ? namedRunbook(db, id, asking) : undefined,
    names.runbooks ? offeredRunbooks(db, asking, outlined) : undefined,
  ]);
  return { ...(runbook === undefined ? {} : { runbook }), ...(runbooks === undefined ? {} : { runbooks }) };
}

/** Null: there is none of that id, it is withdrawn, or it is of another process or other organisations. */
export async function namedRunbook(db: Connection, id: string, asking: Asking): Promise<FoundRunbook | null> {
  const found = await newestRunbook(db, id);
  if (!found || found.withdrawn || found.process !== asking.process || !isWithin(asking.orgPath, found.orgPath))
    return null;
  const { application, items } = asking;
  return {
    ...offered(found),
    outline: outlineIn(found),
    ...uncoveredBy(found, { application, items }),
  };
}

const breadth = (one: KeptRunbook): number => (one.items.length > 0 ? 0 : one.applications.length > 0 ? 1 : 2);

/** Those that cover the case, at most fifty: of the nearest organisation first, there the narrower first, then by id. */
export async function offeredRunbooks(db: Connection, asking: Asking, outlined = false): Promise<OfferedRunbook[]> {
  const { process, orgPath, application, items } = asking;
  if (!isRunProcess(process)) return [];
  const line = orgLineOf(orgPath);
  const covering = (await runbooksFor(db, { process, orgPath })).filter((one) => {
    const { uncovered, otherApplication } = uncoveredBy(one, { application, items });
    return uncovered.length === 0 && !otherApplication;
  });
  return covering
    .toSorted(
      (a, b) =>
        line.indexOf(a.orgPath) - line.indexOf(b.orgPath) ||
        breadth(a) - breadth(b) ||
        (a.runbook < b.runbook ? -1 : 1),
    )
    .slice(0, MOST_OFFERED)
    .map((found) => ({ ...offered(found), ...(outlined ? { outline: outlineIn(found) } : {}) }));
}

const outlineIn = (found: KeptRunbook): Outline => outlineOf(runbookCalled(found.runbook, found).plan);

function offered(found: KeptRunbook): OfferedRunbook {
  const { _id: ref, title, scheme, orgPath } = found;
  const pin = pinRefOf(runbookIn(found));
  return { ref, pin, hash: pin.slice(pin.indexOf('#') + 1), title, ...(scheme ? { scheme } : {}), orgPath };
}
