/** Documents of a case: which there may be, asking for one, and its file. */
import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { caseStateOf } from '../../../client/cases/case-state.ts';
import { askDocument, keepMaking } from '../../../client/documents/asking.ts';
import type { Directory } from '../../../client/registers/directory.ts';
import { documentKindOf, documentKinds, kindsFor, type PossibleKind } from '../../../domain/documents/kinds.ts';
import { type DocumentKind, type Side, SIDES } from '../../../domain/documents/model.ts';
import { formed } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { Actor, StoredCase } from '../../../domain/kernel/process.ts';
import {
  type CaseDocument,
  documentOf,
  documentsOfCase,
  fileOf,
  FORMATS,
  LOCALES,
} from '../../../models/documents/document.ts';
import { langFor, sendFile } from '../../http/file.ts';
import { invalid, notFound, notPermitted } from '../../http/problem.ts';
import { answered, type Reply, type Route, route } from '../../http/route.ts';
import { instantOut, numberParams } from '../../http/schemas.ts';
import { type Reads, type Resolve, worksOn } from '../reads.ts';

type Deps = {
  db: Connection;
  reads: Reads;
  resolvePins: Resolve;
  directory: Directory;
  jobs: { temporal: Client; taskQueue: string };
};

const MOST_LISTED = 200;
const MEDIA = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

const side = z.enum(SIDES).describe('`outward`: as the requester sees the case');
const kindKey = z.string().describe('Key of the kind');
const documentSchema = z.object({
  id: z.string(),
  number: z.string(),
  kind: kindKey,
  side,
  version: z.int().describe('Of the record that it tells: seq of its last event'),
  hash: z.string().describe('SHA-256 of the record at that version, as the document and its QR code say it'),
  format: z.enum(FORMATS),
  locale: z.enum(LOCALES),
  template: z.string().describe('Its template, `id@version#hash`'),
  state: z.enum(['making', 'ready', 'failed']),
  code: z.string().optional().describe('Why it could not be made; asked for again, it is tried again'),
  by: z.string().describe('Who asked for it first'),
  at: instantOut,
  madeAt: instantOut.optional(),
  fileName: z.string(),
  size: z.int().optional().describe('Bytes'),
  sha256: z.string().optional().describe('Of the file'),
  unprintable: z
    .array(z.string())
    .optional()
    .describe('Characters that the font lacks, as `U+20BB7`: in the text they stand as their codes'),
});
const listSchema = z.object({
  kinds: z
    .array(
      z.object({
        kind: kindKey,
        title: z.object({ zh: z.string(), en: z.string() }),
        sides: z.array(side).describe('For whom the asker may have it made'),
        possible: z.boolean().describe('As the case stands'),
        code: z.string().optional().describe('What stands in its way'),
        formats: z.array(z.enum(FORMATS)),
        locales: z.array(z.enum(LOCALES)),
      }),
    )
    .describe('Those that such a case may have'),
  items: z.array(documentSchema).describe(`The newest ${MOST_LISTED}, by version`),
  capped: z.boolean(),
  serverNow: instantOut,
});
const params = numberParams.extend({ document: formed(/^[0-9a-f]{32}$/, 'key').describe('Id of the document') });
const common = { tag: 'cases', access: { rule: 'reader' } } as const;

export const documentRoutes = (deps: Deps): Route[] => [listRoute(deps), askRoute(deps), fileRoute(deps)];

/** Those for whom it may be made at this person's wish: who works on a case may hand out what its requester sees. */
const sidesOf = (actor: Actor, stored: StoredCase): readonly Side[] => (worksOn(actor, stored) ? SIDES : ['outward']);

/** The kinds of the case as it stands, for these sides. */
async function kindsOf({ db, resolvePins }: Deps, stored: StoredCase, sides: readonly Side[]): Promise<PossibleKind[]> {
  const standing = await caseStateOf(db, stored, resolvePins);
  return standing ? kindsFor(stored.process, standing.kase.state, sides) : [];
}

const listRoute = (deps: Deps): Route =>
  route({
    ...common,
    method: 'get',
    path: '/api/cases/:number/documents',
    operationId: 'cases.documents',
    summary: 'Documents 文档 that a case may have, and those that were made of it',
    params: numberParams,
    responses: { 200: { description: 'Kinds, and documents', schema: listSchema } },
    handle: async ({ actor, identity, params: { number } }) => {
      const { db, reads } = deps;
      const stored = await reads.one(identity, number);
      const sides = sidesOf(actor, stored);
      const [kinds, found] = await Promise.all([
        kindsOf(deps, stored, sides),
        documentsOfCase(db, number, { sides, limit: MOST_LISTED + 1 }),
      ]);
      return {
        body: {
          kinds: kinds.map(({ kind, refusal }) => ({
            kind: kind.key,
            title: kind.title,
            sides: kind.sides.filter((one) => sides.includes(one)),
            possible: refusal === null,
            ...(refusal ? { code: refusal.code } : {}),
            formats: FORMATS,
            locales: LOCALES,
          })),
          items: found.slice(0, MOST_LISTED).map(shown),
          capped: found.length > MOST_LISTED,
          serverNow: await reads.now(stored),
        },
      };
    },
  });

const askRoute = (deps: Deps): Route =>
  route({
    ...common,
    method: 'post',
    path: '/api/cases/:number/documents',
    operationId: 'cases.askDocument',
    summary: 'Have a document made of a case as it stands: once per version, whoever asks and however often',
    mayConflict: true,
    params: numberParams,
    body: z.strictObject({
      kind: z.enum(documentKinds.map(({ key }) => key)),
      format: z.enum(FORMATS),
      locale: z.enum(LOCALES).optional().describe("Its language; left out: the asker's own"),
      outward: z
        .boolean()
        .optional()
        .describe('As the requester sees the case, whoever asks; for the requester it is always so'),
    }),
    responses: {
      200: { description: 'It is there: `Location` has its file', schema: documentSchema },
      202: { description: 'It is being made: ask for its file at `Location`', schema: documentSchema },
    },
    handle: async ({ actor, identity, params: { number }, body: { kind: key, format, locale: asked, outward } }) => {
      const { db, reads, directory, jobs } = deps;
      const stored = await reads.one(identity, number);
      const kind = documentKindOf(key);
      if (!kind || kind.process !== stored.process) throw invalid([{ pointer: '/kind', code: 'unknown' }]);
      const of = sideFor(kind, sidesOf(actor, stored), outward);
      await refuseImpossible(deps, kind, stored, of);
      const locale = await langFor(directory, actor.id, asked);
      const now = await reads.now(stored);
      const made = await askDocument({ db, jobs }, { stored, kind, side: of, format, locale, by: actor.id, now });
      return { status: made.state === 'ready' ? 200 : 202, ...told(made) };
    },
  });

/** Throws 'not-permitted' for a kind that is not for this person, and 'invalid-data' for one that is only for those within. */
function sideFor(kind: DocumentKind, sides: readonly Side[], outward: boolean | undefined): Side {
  const [first] = kind.sides.filter((one) => sides.includes(one));
  if (!first) throw notPermitted('This document is for those who work on the case');
  if (outward !== true) return first;
  if (!kind.sides.includes('outward')) throw invalid([{ pointer: '/outward', code: 'not-for-this-kind' }]);
  return 'outward';
}

/** Throws what stands in its way. */
async function refuseImpossible(deps: Deps, kind: DocumentKind, stored: StoredCase, of: Side): Promise<void> {
  const found = (await kindsOf(deps, stored, [of])).find((one) => one.kind === kind);
  if (!found) throw notFound(); // of a case that could not be upgraded
  const { refusal } = found;
  if (refusal)
    throw new DomainError(refusal.code, 'There is no such document of a case that stands so', {
      params: { kind: kind.key, ...refusal.params },
    });
}

const fileRoute = ({ db, reads, jobs }: Deps): Route =>
  route({
    ...common,
    method: 'get',
    path: '/api/cases/:number/documents/:document',
    operationId: 'cases.document',
    summary: 'The file of a document; 202 as long as it is being made',
    mayConflict: true,
    params,
    responses: {
      200: { description: 'The file, to be saved under its name', mediaType: Object.values(MEDIA) },
      202: { description: 'It is being made: ask again', schema: documentSchema },
    },
    handle: async ({ actor, identity, params: { number, document }, response }) => {
      const stored = await reads.one(identity, number);
      const found = await documentOf(db).findOne({ _id: document, caseId: number }).lean<CaseDocument>();
      if (!found || !sidesOf(actor, stored).includes(found.side)) throw notFound();
      if (found.state === 'making') {
        void keepMaking(jobs, found, await reads.now(stored)).catch(() => undefined); // it is tried again by whoever asks on
        return { status: 202, ...told(found) };
      }
      if (found.state === 'failed')
        throw new DomainError('document-failed', 'It could not be made: ask for it again', {
          params: { code: found.code },
        });
      const bytes = await fileOf(db, found);
      if (!bytes || createHash('sha256').update(bytes).digest('hex') !== found.sha256)
        throw new DomainError('document-altered', 'Its file is not the one that was made');
      response.set({
        'Content-Length': String(bytes.length),
        'Cache-Control': 'private, no-cache',
        ETag: `"${found.sha256}"`,
      });
      await sendFile(response, { name: fileNameOf(found), mediaType: MEDIA[found.format] }, [bytes]);
      return answered;
    },
  });

/** Beside the document where to ask for its file, and when. */
const told = (document: CaseDocument): Reply => ({
  headers: {
    Location: `/api/cases/${document.caseId}/documents/${document._id}`,
    ...(document.state === 'ready' ? {} : { 'Retry-After': '1' }),
  },
  body: shown(document),
});

/** Who gets a copy is told to them alone. */
const shown = ({
  _id: id,
  caseId: number,
  headHash: hash,
  file: _file,
  copies: _copies,
  ...document
}: CaseDocument) => ({
  id,
  number,
  hash,
  ...document,
  fileName: fileNameOf({ caseId: number, ...document }),
});

type Named = Pick<CaseDocument, 'caseId' | 'kind' | 'version' | 'format' | 'locale'>;
const fileNameOf = ({ caseId, kind, version, format, locale }: Named): string =>
  `${documentKindOf(kind)?.title[locale] ?? kind} ${caseId} v${version}.${format}`;
