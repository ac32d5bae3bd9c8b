/** What follows from the code alone and is some hundred kilobytes as objects: kept packed, and told apart by its ETag. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Request } from 'express';
import type { z } from 'zod';
import { forgetSchemas, isJson, type Json, jsonSchema } from '../docs/json-schema.ts';
import { takesGzip } from '../http/file.ts';
import type { Reply } from '../http/route.ts';

/** It is asked again each time, by its tag: an upgrade may have changed it, and others may sign in at the same browser. */
export const kept = (tag: string) => ({
  ETag: tag,
  'Cache-Control': 'private, no-cache',
  Vary: 'Cookie, Authorization',
});
export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

export type Packed = { packed: Buffer; tag: string };
/** `make` is asked once for each key. */
export function packedBy<K>(make: (key: K) => object): (key: K) => Packed {
  const made = new Map<K, Packed>();
  return (key) => {
    const known = made.get(key) ?? pack(make(key));
    made.set(key, known);
    return known;
  };
}

function pack(value: object): Packed {
  const words = JSON.stringify(value);
  forgetSchemas();
  return { packed: gzipSync(words), tag: tagOf(words) };
}

export function sentPacked({ packed, tag }: Packed, request: Request): Reply {
  const headers = { ...kept(tag), Vary: 'Cookie, Authorization, Accept-Encoding' };
  return takesGzip(request)
    ? { bytes: packed, headers: { ...headers, 'Content-Encoding': 'gzip' } }
    : { bytes: gunzipSync(packed), headers };
}

/** JSON Schema with the schemas that it refers to beside it, in `$defs`, since there is no document around it. */
export function selfContained(input: z.ZodType): Json {
  const named: Record<string, Json> = {};
  const schema = jsonSchema(input, 'input', named);
  if (Object.keys(named).length === 0) return schema;
  const here: unknown = JSON.parse(
    JSON.stringify({ ...schema, $defs: named }).replaceAll('#/components/schemas/', '#/$defs/'),
  );
  return isJson(here) ? here : {};
}
