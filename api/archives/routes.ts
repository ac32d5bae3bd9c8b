/** The package of a monthly archive: its manifest, which is what is signed, and the file. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { archiveAsKept } from '../../client/archives/keeper.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Actor, OrgPath, Role } from '../../domain/kernel/process.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import { type ArchivePackage, type Packed, packageOf, readPackage } from '../../models/archives/package.ts';
import type { Reads } from '../cases/reads.ts';
import { sendFile } from '../http/file.ts';
import { notFound, notPermitted } from '../http/problem.ts';
import type { Limiter } from '../http/rates.ts';
import { answered, type Asking, type Route, route } from '../http/route.ts';
import { numberParams } from '../http/schemas.ts';

type Deps = { db: Connection; reads: Reads; audit: AuditTrail; limiter: Limiter };

/** A package holds all of its cases, what is said within among it. */
const MAY: readonly Role[] = ['records-keeper', 'project-manager', 'auditor'];
const HEADERS = { 'Content-Security-Policy': "default-src 'none'; sandbox" };

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const manifestSchema = z.looseObject({
  format: z.string(),
  version: z.int(),
  archive: z.string(),
  organisation: z.string(),
  month: z.string(),
  cases: z.array(z.looseObject({ number: z.string(), seq: z.int(), hash })).describe('Each with the head of its chain'),
  gaps: z.array(z.looseObject({ case: z.string(), paper: z.string(), state: z.string() })),
  broken: z.array(z.looseObject({ case: z.string(), seq: z.int(), code: z.string() })),
  entries: z
    .array(z.looseObject({ name: z.string(), bytes: z.int(), sha256: hash }))
    .describe('All but the manifest, in order'),
  hash,
  signature: z.string(),
});

export const archiveRoutes = (deps: Deps): Route[] => [manifestRoute(deps), packageRoute(deps)];

const manifestRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/archives/:number/manifest',
    operationId: 'archive.manifest',
    tag: 'archives',
    summary: 'What is in the package: the text whose SHA-256 is signed. On record',
    access: { rule: 'permission', permission: 'archive.read' },
    mayConflict: true,
    costly: 'bytes',
    params: numberParams,
    responses: { 200: { description: 'Byte for byte as it lies in the package', schema: manifestSchema } },
    handle: async (asking) => {
      const { stored, made, month } = await packageFor(deps, asking);
      await onRecord(deps, asking, { part: 'manifest', month, made });
      const part = { from: made.manifestAt, until: made.manifestAt + made.manifestSize };
      const file = {
        name: `${asking.params.number} manifest.json`,
        mediaType: 'application/json',
        length: made.manifestSize,
      };
      asking.response.set(HEADERS);
      await sendFile(asking.response, file, readPackage(deps.db, stored, part));
      return answered;
    },
  });

const packageRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/archives/:number/package',
    operationId: 'archive.package',
    tag: 'archives',
    summary: 'The package as one file: records, documents, files and the manifest (docs/archive.md). On record',
    access: { rule: 'permission', permission: 'archive.read' },
    mayConflict: true,
    costly: 'file',
    params: numberParams,
    responses: { 200: { description: 'ZIP, its entries stored as they are', mediaType: 'application/zip' } },
    handle: async (asking) => {
      deps.limiter.take('export', asking.actor.id, false);
      const { stored, made, month, unit } = await packageFor(deps, asking);
      await onRecord(deps, asking, { part: 'package', month, made });
      const name = `${asking.params.number} ${month}${unit.replaceAll('/', '-')}.zip`;
      asking.response.set(HEADERS);
      await sendFile(
        asking.response,
        { name, mediaType: 'application/zip', length: made.size },
        readPackage(deps.db, stored),
      );
      return answered;
    },
  });

type Numbered = Pick<Asking, 'identity' | 'actor' | 'response'> & { params: { number: string } };
type Found = { stored: ArchivePackage; made: Packed; month: string; unit: OrgPath };
/** That of the present attempt. Throws 404, 403, and 'package-missing' where nothing is packed. */
async function packageFor({ db, reads }: Deps, { identity, actor, params: { number } }: Numbered): Promise<Found> {
  const { _id, process } = await reads.one(identity, number);
  const archive = process === 'archive' ? await archiveAsKept(db, _id) : null;
  if (!archive) throw notFound();
  if (!isHeld(actor, archive.unit)) throw notPermitted();
  const stored = archive.package ? await packageOf(db, _id, archive.attempt) : null;
  // A drill packs nothing.
  if (!stored?.made) throw new DomainError('package-missing', 'Nothing is packed yet');
  return { stored, made: stored.made, month: archive.month, unit: archive.unit };
}

function isHeld({ grants }: Actor, unit: OrgPath): boolean {
  const line = orgLineOf(unit);
  return grants.some(({ role, orgPath }) => MAY.includes(role) && line.includes(orgPath));
}

type Shown = { part: 'manifest' | 'package'; month: string; made: Packed };
/** No record, no export. */
async function onRecord(
  { audit }: Deps,
  { actor, params: { number } }: Numbered,
  { part, month, made }: Shown,
): Promise<void> {
  const { manifestHash, sha256, size } = made;
  const data = { part, month, manifestHash, sha256, size };
  await audit.record({ type: 'archiveExported', by: actor.id, at: Date.now(), caseId: number, data });
}
