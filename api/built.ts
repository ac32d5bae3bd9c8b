/** What the routes of an app share, each made once of what the process start hands over. */
import { zoneOfDays } from '../client/registers/period-calendar.ts';
import { resolvePins } from '../client/registers/pins.ts';
import { createRehearsals } from '../client/rehearsals/rehearsals.ts';
import type { OrgPath } from '../domain/kernel/process.ts';
import { isRole, type Role } from '../domain/roles.ts';
import { StartRefused } from '../platform/fatal.ts';
import { noteParked } from '../models/cases/parked.ts';
import { rehearsalStore } from '../models/rehearsal.ts';
import { createAuth } from './sign-in/auth.ts';
import { createThumbnails } from './files/thumbnails.ts';
import { createUploads } from './files/upload.ts';
import { createCursors } from './http/cursor.ts';
import type { ApiDeps } from './deps.ts';
import { createReadiness, engineProbe, migrationProbe, mongoProbe, workerProbe } from './health.ts';
import { createLive } from './live/live.ts';
import { createConsents } from './sign-in/consents.ts';
import { createSecondFactors } from './sign-in/second-factor.ts';
import { createLockout } from './sign-in/lockout.ts';
import { createLimiter } from './http/rates.ts';
import { createReads } from './cases/reads.ts';
import { createRefusals } from './audit/refusals.ts';
import { readsOfRehearsals } from './rehearsals/rehearsed-routes.ts';
import { createSuggestions } from './cases/duplicates.ts';
import { createLooks } from './cases/recent/recent.ts';
import { failingClosed } from './audit/failing-closed.ts';

export type Built = ReturnType<typeof builtFrom>;

/** To be closed by whoever closes the app: `live`, `auth`, `factors` and `thumbnails`. */
export function builtFrom(deps: ApiDeps) {
  const { db, temporal, rehearsalTemporal, directory, env, logger, metrics } = deps;
  const { taskQueue } = env;
  const audit = failingClosed(deps);
  const auth = createAuth({ ...deps, audit });
  const lockout = createLockout(db);
  const factors = createSecondFactors({ db, secret: env.secret, requiredOf: rolesNamed(env.secondFactor), lockout });
  const resolve = (refs: Parameters<typeof resolvePins>[1]) => resolvePins(db, refs);
  const zoneOf = async (orgPath?: OrgPath) => await zoneOfDays({ db, directory }, orgPath, env.zone);
  const reads = createReads({ db, resolvePins: resolve, zoneOf });
  const store = rehearsalStore(db);
  const rehearsals = createRehearsals({ temporal: rehearsalTemporal, store, registers: db, directory, taskQueue });
  const rehearsed = readsOfRehearsals({ rehearsals, store, zoneOf });
  return {
    audit,
    auth,
    lockout,
    factors,
    limiter: createLimiter(deps.rates),
    consents: createConsents({ db, audit }),
    cursors: createCursors(env.secret),
    resolve,
    zoneOf,
    reads,
    refusals: createRefusals({
      audit,
      metrics,
      reads,
      onParked: (id, met) => noteParked(db, id, Date.now(), { met }),
    }),
    suggestions: createSuggestions({ reads, directory }),
    live: createLive({ db, auth, directory, reads, logger, metrics, secret: env.secret }),
    readiness: createReadiness(
      {
        mongodb: mongoProbe(db),
        migrations: migrationProbe(db, env),
        temporal: workerProbe(temporal, db, taskQueue),
        engine: engineProbe(temporal, db),
      },
      { rehearsals: workerProbe(rehearsalTemporal, db, taskQueue) },
    ),
    uploads: createUploads({ db, settings: env.files }),
    thumbnails: createThumbnails({ db, logger }),
    looks: createLooks(db),
    store,
    rehearsals,
    rehearsed,
    refusedThere: createRefusals({ audit, metrics, reads: rehearsed, onParked: async () => undefined }),
  };
}

/** @throws StartRefused: a word that is no role would leave somebody without what the installation asks of him */
function rolesNamed(words: readonly string[]): Role[] {
  const unknown = words.filter((word) => !isRole(word));
  if (unknown.length > 0)
    throw new StartRefused(`CHANGMING_SECOND_FACTOR names what is no role: ${unknown.join(', ')}`);
  return words.filter(isRole);
}
