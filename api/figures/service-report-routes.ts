/** Monthly service reports: which there are, the figures as they were kept, and the files. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { Directory } from '../../client/registers/directory.ts';
import { orgPath } from '../../domain/kernel/contract.ts';
import { isWithin, orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath, Role } from '../../domain/kernel/process.ts';
import { MONTH } from '../../domain/archive/month.ts';
import { REPORT_ID } from '../../domain/service-reports/report.ts';
import { type KeptReport, reportIn, serviceReportsIn } from '../../models/figures/service-report.ts';
import { readBytes } from '../../models/files/bytes.ts';
import type { Cursors } from '../http/cursor.ts';
import { lang, langFor, sendFile } from '../http/file.ts';
import { notFound } from '../http/problem.ts';
import { limitAndAfter } from '../http/query.ts';
import { answered, type Identity, type Reply, type Route, route } from '../http/route.ts';
import { instantOut, orgPathOut } from '../http/schemas.ts';

type Deps = { db: Connection; directory: Directory; cursors: Cursors };

/** To whom a report of his organisation, or of one below it, is shown. */
const MAY: readonly Role[] = [
  'customer-representative',
  'project-manager',
  'quality-lead',
  'process-owner',
  'supervisor',
  'auditor',
];
const MEDIA = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const item = z.object({
  id: z.string(),
  organisation: orgPathOut,
  month: z.string(),
  madeAt: instantOut,
  hash: hash.describe('SHA-256 of its figures as they are kept'),
  files: z.array(
    z.object({
      format: z.enum(['pdf', 'xlsx']),
      lang: z.enum(['zh', 'en']),
      size: z.int(),
      sha256: hash,
      query: z.string(),
    }),
  ),
});
const idParams = z.strictObject({ id: z.string().regex(REPORT_ID).describe('`2026-11~dx~donghu`') });
const position = z.object({ month: z.string(), id: z.string() });

export const serviceReportRoutes = (deps: Deps): Route[] => [listRoute(deps), oneRoute(deps), fileRoute(deps)];

const listRoute = ({ db, cursors }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/service-reports',
    operationId: 'serviceReports.list',
    tag: 'figures',
    summary: 'Monthly service reports of customers, the newest first',
    access: { rule: 'role', roles: MAY },
    query: z.strictObject({
      organisation: orgPath().optional().describe('Of this customer, and those below'),
      month: z.string().regex(MONTH).optional().describe('`2026-11`'),
      ...limitAndAfter,
    }),
    responses: {
      200: {
        description: 'Reports of organisations that are granted to the asker',
        schema: z.object({ items: z.array(item), next: z.string().nullable(), serverNow: instantOut }),
      },
    },
    handle: async ({ identity, query: { organisation, month, limit, after } }) => {
      const scope = { list: 'service-reports', organisation, month };
      const behind = after === undefined ? null : cursors.read(scope, after, position);
      const within = [
        { $or: reachOf(identity).map(below) },
        ...(organisation === undefined ? [] : [below(organisation)]),
      ];
      const found = await serviceReportsIn(db)
        .find(
          {
            $and: [
              ...within,
              ...(month === undefined ? [] : [{ month }]),
              ...(behind
                ? [{ $or: [{ month: { $lt: behind.month } }, { month: behind.month, _id: { $lt: behind.id } }] }]
                : []),
            ],
          },
          { sort: { month: -1, _id: -1 }, limit: limit + 1, projection: { text: 0 } },
        )
        .toArray();
      const [page, last] = [found.slice(0, limit), found[limit - 1]];
      const next = found.length > limit && last ? cursors.write(scope, { month: last.month, id: last._id }) : null;
      return { body: { items: page.map(shown), next, serverNow: Date.now() } };
    },
  });

const oneRoute = ({ db }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/service-reports/:id',
    operationId: 'serviceReports.get',
    tag: 'figures',
    summary: 'A service report: its figures and lists as they were when it was made',
    access: { rule: 'role', roles: MAY },
    params: idParams,
    responses: {
      200: {
        description: 'The report. It never changes',
        schema: item.extend({
          report: z.looseObject({ organisation: orgPathOut, month: z.string() }),
          serverNow: instantOut,
        }),
      },
    },
    handle: async ({ identity, params }) => {
      const kept = await keptFor(db, identity, params.id);
      return { body: { ...shown(kept), report: reportIn(kept), serverNow: Date.now() } };
    },
  });

const fileRoute = ({ db, directory }: Deps): Route =>
  route({
    method: 'get',
    path: '/api/service-reports/:id/file',
    operationId: 'serviceReports.file',
    tag: 'figures',
    summary: 'A service report as a file; 202 as long as it is being printed',
    access: { rule: 'role', roles: MAY },
    costly: 'bytes',
    params: idParams,
    query: z.strictObject({ format: z.enum(['pdf', 'xlsx']).default('pdf').describe('Of the file'), lang }),
    responses: {
      200: { description: 'The file, each time the same', mediaType: [MEDIA.pdf, MEDIA.xlsx] },
      202: { description: 'It is being printed: ask again', schema: item },
    },
    handle: async ({ identity, actor, params, query, response }) => {
      const kept = await keptFor(db, identity, params.id);
      const own = await langFor(directory, actor.id, query.lang);
      const file = kept.files.find((one) => one.format === query.format && one.lang === own);
      if (!file && kept.state === 'made') return beingPrinted(kept, { format: query.format, lang: own });
      if (!file) throw notFound();
      const name = `service-report ${kept.month}${kept.organisation.replaceAll('/', '-')}.${query.format}`;
      await sendFile(response, { name, mediaType: MEDIA[query.format], length: file.size }, readBytes(db, file.bytes));
      return answered;
    },
  });

/** Who plays a part sees no more than himself. */
const reachOf = ({ actor, player = actor }: Identity): OrgPath[] => {
  const [own, his] = [actor, player].map(({ grants }) =>
    grants.filter(({ role }) => MAY.includes(role)).map(({ orgPath: path }) => path),
  );
  return (own ?? []).filter((path) => his?.some((other) => isWithin(path, other)));
};
/** Of none: an organisation that nobody has. */
const below = (path: OrgPath) => ({ organisation: { $regex: `^${path}(?:/|$)` } });

async function keptFor(db: Connection, identity: Identity, id: string): Promise<KeptReport> {
  const kept = await serviceReportsIn(db).findOne({ _id: { $eq: id } });
  const reach = reachOf(identity);
  if (!kept || !orgLineOf(kept.organisation).some((path) => reach.includes(path))) throw notFound();
  return kept;
}

/** Which report it is, and where to ask for its file, and when. */
const beingPrinted = (kept: KeptReport, of: { format: string; lang: string }): Reply => ({
  status: 202,
  headers: { Location: fileQuery(kept._id, of), 'Retry-After': '10' },
  body: shown(kept),
});
const fileQuery = (id: string, { format, lang: of }: { format: string; lang: string }): string =>
  `/api/service-reports/${id}/file?${new URLSearchParams({ format, lang: of }).toString()}`;

const shown = ({ _id: id, organisation, month, at, hash: own, files }: Omit<KeptReport, 'text'>) => ({
  id,
  organisation,
  month,
  madeAt: at,
  hash: own,
  files: files.map(({ format, lang: of, size, sha256 }) => ({
    format,
    lang: of,
    size,
    sha256,
    query: fileQuery(id, { format, lang: of }),
  })),
});
