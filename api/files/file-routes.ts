/** Files 附件: in as they are, out as they are, and which a case has. */
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { fileId } from '../../domain/kernel/contract.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import { readBlob } from '../../models/files/blob.ts';
import { fileFactOf } from '../../models/files/file.ts';
import type { Reads } from '../cases/reads.ts';
import type { Cursors } from '../http/cursor.ts';
import { sendFile } from '../http/file.ts';
import { invalid, notFound } from '../http/problem.ts';
import { answered, type Route, route } from '../http/route.ts';
import { caseFilesRoute, fileFields } from './case-files.ts';
import type { Thumbnails } from './thumbnails.ts';
import { tooLarge, type Uploads } from './upload.ts';
import { visibleFile } from './visible.ts';

type Deps = {
  db: Connection;
  reads: Reads;
  cursors: Cursors;
  uploads: Uploads;
  thumbnails: Thumbnails;
  mostBytes: number;
};

const idParams = z.strictObject({ id: fileId().describe('Of the file') });

export const fileRoutes = (deps: Deps): Route[] => [
  uploadRoute(deps),
  downloadRoute(deps),
  thumbnailRoute(deps),
  caseFilesRoute(deps),
];

const uploadRoute = ({ uploads, mostBytes }: Deps): Route =>
  route({
    method: 'post',
    path: '/api/files',
    operationId: 'files.upload',
    tag: 'files',
    summary: 'Upload a file: the body is the file itself. A command takes it within a day, else it is removed',
    access: { rule: 'reader' },
    keyed: true,
    unrecorded: true,
    bytes: true,
    costly: 'bytes',
    responses: { 201: { description: 'Stored; a repeat with the same key gives the same file', schema: fileFields } },
    handle: async ({ actor, key, request }) => {
      const name = nameIn(request);
      try {
        if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
        const bytes = request.iterator({ destroyOnReturn: false }); // else a refusal would cut off its own answer
        const file = await uploads.take({ by: actor.id, key: personKey(actor.id, key), name, bytes });
        return { status: 201, body: fileFactOf(file), headers: { Location: `/api/files/${file._id}` } };
      } catch (error) {
        request.resume(); // who sends on regardless reads the answer only then
        throw error;
      }
    },
  });

function nameIn(request: Request): string {
  const given = request.get('file-name');
  if (given === undefined || given === '') throw invalid([{ pointer: '/file-name', code: 'required' }]);
  try {
    return decodeURIComponent(given);
  } catch {
    throw invalid([{ pointer: '/file-name', code: 'wrong-format', params: { format: 'percent-encoded UTF-8' } }]);
  }
}

const downloadRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/files/:id',
    operationId: 'files.get',
    tag: 'files',
    summary: 'The file as it is stored: seen by whoever sees it on a case, and by who uploaded it while no case has it',
    access: { rule: 'reader' },
    unrecorded: true,
    costly: 'bytes',
    params: idParams,
    responses: { 200: { description: 'To be saved, never shown in place', mediaType: '*/*' } },
    handle: async ({ identity, params: { id }, response }) => {
      const { name, type, size, sha256 } = await visibleFile(deps, identity, id);
      const bytes = await readBlob(deps.db, sha256);
      if (!bytes) throw new Error(`the bytes of file ${id} are lost`);
      response.set('Content-Security-Policy', "default-src 'none'; sandbox");
      await sendFile(response, { name, mediaType: type, length: size }, bytes);
      return answered;
    },
  });

const thumbnailRoute = (deps: Deps): Route =>
  route({
    method: 'get',
    path: '/api/files/:id/thumbnail',
    operationId: 'files.thumbnail',
    tag: 'files',
    summary: 'A small view of a picture, JPEG of 320 pixels at most, made when it is first asked for',
    access: { rule: 'reader' },
    unrecorded: true,
    params: idParams,
    responses: {
      200: { description: 'The picture, small', mediaType: 'image/jpeg' },
      202: { description: 'It is being made: ask again' },
    },
    handle: async ({ identity, params: { id }, response }) => {
      const file = await visibleFile(deps, identity, id);
      const jpeg = await deps.thumbnails.of(file);
      if (jpeg === null) throw notFound();
      if (jpeg === undefined) return { status: 202, headers: { 'Retry-After': '1' } };
      response
        .status(200)
        .set({ 'Content-Type': 'image/jpeg', 'Content-Security-Policy': "default-src 'none'; sandbox" });
      response.end(jpeg);
      return answered;
    },
  });
