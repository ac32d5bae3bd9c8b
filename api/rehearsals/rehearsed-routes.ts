/** The routes of live cases once more, over the store of rehearsals: what is tried there is what people will use. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { Directory } from '../../client/registers/directory.ts';
import type { Rehearsals } from '../../client/rehearsals/rehearsals.ts';
import { contracts } from '../../domain/contracts.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { caseRoutes } from '../cases/case-routes.ts';
import type { Cursors } from '../http/cursor.ts';
import { readerOf } from '../notices/notice-text.ts';
import { runRoutes } from '../runs/run-routes.ts';
import { listRoutes } from '../cases/lists.ts';
import { intakePath, processRoutes } from '../cases/process-router.ts';
import { createReads, type Reads } from '../cases/reads.ts';
import type { Route } from '../http/route.ts';
import { processKeys } from '../http/schemas.ts';
import { createSuggestions } from '../cases/duplicates.ts';

export const TAG = 'rehearsals';
export type RehearsedDeps = {
  /** Of the installation, for people who have chosen no zone; and where names are found. */
  zone: string;
  db: Connection;
  rehearsals: Rehearsals;
  store: Connection;
  temporal: Client;
  directory: Directory;
  audit: AuditTrail;
  cursors: Cursors;
  reads: Reads;
};

/** Reads over the store of rehearsals, each case in its own time. */
export const readsOfRehearsals = ({
  rehearsals,
  store,
  zoneOf,
}: Pick<RehearsedDeps, 'rehearsals' | 'store'> & Pick<Reads, 'zoneOf'>): Reads =>
  createReads({ db: store, resolvePins: rehearsals.resolvePins, now: (stored) => rehearsals.nowOf([stored]), zoneOf });

/** Every route of a case and of lists of them but the intakes: a rehearsal starts with a wish of its own. */
export function rehearsedRoutes(deps: RehearsedDeps): Route[] {
  const { rehearsals, store, temporal, directory, audit, cursors, reads } = deps;
  const { caseClient, resolvePins } = rehearsals;
  const suggestions = createSuggestions({ reads, directory });
  const intakes = new Set<string>(
    processKeys.flatMap((key) =>
      Object.entries(contracts[key] ?? {}).flatMap(([command, { intake }]) => (intake ? intakePath(key, command) : [])),
    ),
  );
  const commands = processRoutes({ caseClient, reads, suggestions }).filter(({ path }) => !intakes.has(path));
  return [
    ...commands,
    ...listRoutes({ reads, cursors }),
    ...runRoutes({ db: store, registers: deps.db, directory, reads, zone: deps.zone }),
    ...caseRoutes({
      db: store,
      registers: deps.db,
      temporal,
      audit,
      directory,
      reads,
      cursors,
      resolvePins,
      readerFor: (person, notices) => readerOf({ db: deps.db, directory, zone: deps.zone }, person, notices),
    }),
  ].map((one) => ({
    ...one,
    path: `/api/rehearsals${one.path.slice('/api'.length)}` as const,
    operationId: `rehearsals.${one.operationId}`,
    tag: TAG,
    summary: `In a rehearsal: ${one.summary}`,
    actAs: true,
  }));
}
