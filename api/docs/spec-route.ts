/** `GET /api/openapi.json`, and the document behind it: megabytes as an object, some hundred kilobytes packed. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { answered, type Route, route } from '../http/route.ts';
import { forgetSchemas, type Json } from './json-schema.ts';
import { openApiOf } from './openapi.ts';

export type Specification = {
  /** OpenAPI 3.1; each operation is made when it is first looked at. */
  document(): Json;
  /** Makes it whole, which takes a while, and keeps it packed from then on. */
  pack(): void;
  /** As it is sent. */
  bytes(): Buffer;
};

/** `routes`: asked for at the first look, since the document's own route is one of them. */
export function createSpecification(
  routes: () => readonly Route[],
  about: { title: string; version: string },
): Specification {
  let made: Json | undefined;
  let packed: Buffer | undefined;
  const document = (): Json => (made ??= openApiOf(routes(), about));
  const bytes = (): Buffer => (packed ? gunzipSync(packed) : Buffer.from(JSON.stringify(document())));
  return {
    document,
    bytes,
    pack: () => {
      packed = gzipSync(bytes());
      made = undefined;
      forgetSchemas();
    },
  };
}

export const specRoute = (specification: Specification): Route =>
  route({
    method: 'get',
    path: '/api/openapi.json',
    operationId: 'operations.spec',
    tag: 'operations',
    summary: 'This document',
    access: { rule: 'anyone' },
    responses: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    handle: async ({ response }) => {
      response.type('application/json').send(specification.bytes());
      return answered;
    },
  });
