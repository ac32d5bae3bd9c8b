/**
 * Editing of versioned registers: a draft that one saves, looks at and publishes. A published version never changes, so
 * no edit touches a case that is open.
 */
import { z } from 'zod';
import { key } from '../../../domain/kernel/contract.ts';
import type { VersionedName } from '../../../models/registers/draft.ts';
import { type EditorDeps, editorOf } from './register-editor.ts';
import { note } from '../register-sources.ts';
import type { VersionedRegister } from './register-shapes.ts';
import { versionedRegisters } from './register-table.ts';
import { type Route, route } from '../../http/route.ts';
import { fieldErrorSchema, instantOut } from '../../http/schemas.ts';

const idParams = z.strictObject({ id: key().describe('Key of the entry, without version') });
const looseSource = z.looseObject({});
export const draftSchema = z.object({
  register: z.string(),
  id: z.string(),
  revision: z.int().describe('What If-Match names'),
  base: z.int().describe('The version that it was made from; 0: a new entry'),
  source: looseSource,
  editedAt: instantOut,
  editedBy: z.string(),
  authors: z
    .array(z.string())
    .optional()
    .describe('Of a draft that somebody else must publish: whoever has saved it; none of them may'),
  problems: z.array(fieldErrorSchema).describe('What stands in the way of publishing it'),
});
const metSchema = z.object({
  changes: z
    .array(z.object({ number: z.string(), from: instantOut, until: instantOut }))
    .describe('The first 200 that the asker reads, each with the first stretch of its window that is met'),
  outside: z.int().describe('Further ones, out of his reach'),
  capped: z.boolean(),
});
const previewSchema = z.object({
  problems: z.array(fieldErrorSchema),
  changes: z.array(z.object({ pointer: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
  affected: z
    .object({
      open: z.int(),
      capped: z.boolean(),
      provisional: z.int().describe('Of these, those with a deadline that is provisional'),
      numbers: z.array(z.string()).describe('The first 200: what `POST /api/retargets/preview` takes'),
    })
    .describe(
      'Open cases on earlier versions, and those that it would newly cover, as far as the asker reads: they stay where they are until they are re-targeted',
    ),
  meets: metSchema.optional().describe('Of a freeze without problems: the changes that it would meet'),
});
export const versionedRoutes = (deps: EditorDeps): Route[] => [
  ...routesOf(deps, versionedRegisters.calendars),
  ...routesOf(deps, versionedRegisters.policies),
  ...routesOf(deps, versionedRegisters.matrices),
  ...routesOf(deps, versionedRegisters.contracts),
  ...routesOf(deps, versionedRegisters['approval-policies']),
  ...routesOf(deps, versionedRegisters['change-templates']),
  ...routesOf(deps, versionedRegisters['risk-questionnaires']),
  ...routesOf(deps, versionedRegisters['document-templates']),
  ...routesOf(deps, versionedRegisters.freezes),
  ...routesOf(deps, versionedRegisters.runbooks),
  ...routesOf(deps, versionedRegisters.checklists),
  ...routesOf(deps, versionedRegisters.indicators),
  ...routesOf(deps, versionedRegisters['appraisal-schemes']),
];

function routesOf<K extends VersionedName>(deps: EditorDeps, register: VersionedRegister<K>): Route[] {
  const { name, title, writers = ['process-owner'] } = register;
  const editor = editorOf(deps, register);
  const common = { tag: name, access: { rule: 'role', roles: writers }, params: idParams } as const;
  const path = `/api/${name}/:id/draft` as const;
  const answer = { description: 'The draft', schema: draftSchema };
  return [
    route({
      ...common,
      method: 'get',
      path,
      operationId: `${name}.draft`,
      summary: `${title}: its draft`,
      responses: { 200: answer },
      handle: (asking) => editor.show(asking),
    }),
    route({
      ...common,
      method: 'put',
      path,
      operationId: `${name}.edit`,
      summary: `${title}: save the draft. If-Match "0" begins one; a new id is a new entry`,
      versioned: 'required',
      body: register.schema,
      responses: { 200: answer },
      handle: (asking) => editor.save(asking),
    }),
    route({
      ...common,
      method: 'delete',
      path,
      operationId: `${name}.discard`,
      summary: `${title}: discard the draft`,
      versioned: 'required',
      responses: { 204: { description: 'Discarded' } },
      handle: (asking) => editor.discard(asking),
    }),
    route({
      ...common,
      method: 'post',
      path: `${path}/preview`,
      operationId: `${name}.preview`,
      costly: 'work',
      summary: `${title}: what publishing the draft would change`,
      looks: true,
      responses: {
        200: { description: 'Nothing was written; the ETag is that of the draft looked at', schema: previewSchema },
      },
      handle: (asking) => editor.preview(asking),
    }),
    route({
      ...common,
      access: { rule: 'role', roles: ['process-owner'] },
      method: 'post',
      path: `/api/${name}/:id/publish`,
      operationId: `${name}.publish`,
      summary: `${title}: publish the draft as the next version, for cases opened from now on`,
      versioned: 'required',
      body: z.strictObject({ note: note.describe('Why, for those who read the versions') }),
      responses: {
        201: {
          description: 'Published',
          schema: z.looseObject({
            id: z.string(),
            version: z.int(),
            meets: metSchema
              .optional()
              .describe('Of a freeze: the changes that it meets; their implementers and owners are told'),
          }),
        },
      },
      handle: (asking) => editor.publish(asking),
    }),
  ];
}
