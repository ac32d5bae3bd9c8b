/** A runbook goes out as a file and comes in as one: into the draft, from where it is published like any other. */
import { z } from 'zod';
import { pinRefOf } from '../../../client/registers/pins.ts';
import { formed, key } from '../../../domain/kernel/contract.ts';
import { STAFF } from '../../../domain/kernel/people/who.ts';
import type { AuditEntry } from '../../../models/access/audit.ts';
import { type KeptRunbook, newestRunbook, runbookIn, runbookOf } from '../../../models/registers/runbooks/runbook.ts';
import { sendFile } from '../../http/file.ts';
import { invalid, notFound } from '../../http/problem.ts';
import { answered, type Route, route } from '../../http/route.ts';
import { visibleIn } from '../register-scope.ts';
import { type EditorDeps, editorOf } from '../versioned/register-editor.ts';
import { draftSchema } from '../versioned/versioned-registers.ts';
import { fileFormat, MOST_CHARACTERS, readRunbookFile, runbookFile } from './runbook-file.ts';
import { runbooks } from './runbook-register.ts';

const entryOrVersion = formed(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:@[1-9][0-9]{0,8})?$/, 'key');
const MEDIA_TYPES = { yaml: 'application/yaml', json: 'application/json' } as const;

export function runbookFileRoutes(deps: EditorDeps): Route[] {
  const { registers: db } = deps;
  const editor = editorOf(deps, runbooks);
  return [
    route({
      method: 'get',
      path: '/api/runbooks/:id/export',
      operationId: 'runbooks.export',
      tag: 'runbooks',
      summary: 'Runbook: one as a file that people read, and that an import takes again',
      access: { rule: 'role', roles: [...STAFF, 'auditor'] },
      costly: 'file',
      params: z.strictObject({
        id: entryOrVersion.describe('Key of the runbook: its newest version; or one version, `key@version`'),
      }),
      query: z.strictObject({ format: fileFormat.default('yaml').describe('Both say the same') }),
      responses: {
        200: {
          description: 'What editors send, and `from`: the version that it is of, with the hash of what it says',
          schema: z.looseObject({ from: z.string() }),
          mediaType: MEDIA_TYPES.yaml,
        },
      },
      handle: async ({ actor, response, params: { id }, query: { format } }) => {
        const newest = id.includes('@') ? { _id: id } : await newestRunbook(db, id);
        if (!newest) throw notFound();
        const found = await runbookOf(db)
          .findOne({ $and: [visibleIn('runbooks', actor), { _id: newest._id }] })
          .lean<KeptRunbook>();
        if (!found) throw notFound();
        const text = runbookFile(format, runbooks.sourceOf(found), { from: pinRefOf(runbookIn(found)) });
        const mediaType = `${MEDIA_TYPES[format]}; charset=utf-8`;
        await sendFile(response, { name: `${found._id}.${format}`, mediaType }, whole(text));
        return answered;
      },
    }),
    route({
      method: 'post',
      path: '/api/runbooks/:id/import',
      operationId: 'runbooks.import',
      tag: 'runbooks',
      summary:
        'Runbook: take a file into the draft. If-Match "0" begins one; nothing runs by it before another publishes it',
      access: { rule: 'role', roles: runbooks.writers ?? [] },
      versioned: 'required',
      largeBody: true,
      costly: 'work',
      params: z.strictObject({ id: key().describe('Key of the runbook, which need not be that in the file') }),
      body: z.strictObject({
        format: fileFormat,
        content: z
          .string()
          .min(1)
          .max(MOST_CHARACTERS)
          .describe('The file as text. YAML 1.2 with no alias, no tag and one document'),
      }),
      responses: { 200: { description: 'The draft', schema: draftSchema } },
      handle: async ({ actor, identity, params, body: { format, content }, seen = 0 }) => {
        const { from, text, errors } = readRunbookFile(format, content);
        if (errors.length > 0) throw invalid(errors);
        const data = { runbook: params.id, seen, format, ...(from === undefined ? {} : { from }) };
        const imported: AuditEntry = { type: 'runbookImported', by: actor.id, at: Date.now(), data };
        return await editor.save({ actor, identity, params, body: text, seen }, imported);
      },
    }),
  ];
}

async function* whole(text: string): AsyncGenerator<string> {
  yield text;
}
