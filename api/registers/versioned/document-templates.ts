/** The versioned register of document templates: what an organisation makes of a kind of document. */
import type { ClientSession, Connection } from 'mongoose';
import { z } from 'zod';
import { documentKindOf, documentKinds } from '../../../domain/documents/kinds.ts';
import { type DocumentTemplate, templateFaults, templatesOverlap } from '../../../domain/documents/template.ts';
import { key, line, orgPath, text } from '../../../domain/kernel/contract.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import { newestTemplates } from '../../../models/registers/documents/document-template.ts';
import { unknownPlaces } from './register-checks.ts';
import { refOf, type VersionedRegister } from './register-shapes.ts';

const oneLine = z.strictObject({ zh: line(200), en: line(200) });
const title = oneLine.optional().describe('Instead of its own');
const kinds = documentKinds.map((kind) => `\`${kind.key}\`: ${Object.keys(kind.blocks).join(', ')}`).join('; ');

const documentTemplateSource = z.strictObject({
  kind: key().describe(`Which document, and the blocks that each has: ${kinds}`),
  name: line(200),
  organisations: z.array(orgPath()).max(200).default([]).describe('Holds for these and all below; empty: everywhere'),
  title: oneLine.optional().describe('Of the document, instead of that of its kind'),
  letterhead: z.array(oneLine).max(4).default([]).describe('Lines above the title'),
  footer: z.array(oneLine).max(3).default([]).describe('Lines at the foot of each page'),
  parts: z
    .array(
      z.union([
        z.strictObject({ block: key(), title }),
        z.strictObject({ paragraph: z.strictObject({ zh: text(4_000), en: text(4_000) }), title }),
      ]),
    )
    .min(1)
    .max(40)
    .describe('In the order in which they are printed; a block that is not named is left out'),
});

export const documentTemplates: VersionedRegister<'document-templates'> = {
  name: 'document-templates',
  field: 'documentTemplate',
  title: 'Document template',
  schema: documentTemplateSource,
  sourceOf: ({ kind, name, organisations, title: own, letterhead, footer, parts }) => ({
    kind,
    name,
    organisations,
    ...(own && { title: own }),
    letterhead,
    footer,
    parts,
  }),
  problems: async (deps, { id, source, former }) => [
    ...templateFaults(source, documentKindOf(source.kind), former),
    ...(await unknownPlaces(deps, source.organisations)),
    ...(await rivals(deps.registers, { id, source })),
  ],
  rivals: ({ registers }, edit, session) => rivals(registers, edit, session),
  places: ({ organisations }) => organisations,
  documentOf: async (_deps, id, source, stamp) => ({
    _id: refOf(id, stamp),
    documentTemplate: id,
    ...source,
    ...stamp,
  }),
};

/** Others that would hold for the same organisations. */
async function rivals(
  db: Connection,
  { id, source }: { id: string; source: DocumentTemplate },
  session?: ClientSession,
): Promise<FieldError[]> {
  const others = await newestTemplates(db, source.kind, session);
  return others
    .filter(({ documentTemplate, ...other }) => documentTemplate !== id && templatesOverlap(source, other))
    .map(({ _id }) => ({ pointer: '/organisations', code: 'overlaps', params: { template: _id } }));
}
