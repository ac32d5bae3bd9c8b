/** The template as shipped of each kind of document, for stores that were there before it. */
import { documentKinds } from '../../domain/documents/kinds.ts';
import type { DocumentKind } from '../../domain/documents/model.ts';
import { shippedTemplate } from '../../domain/documents/template.ts';
import { addVersions } from '../registers/add-missing.ts';
import type { Migration } from './migration.ts';

const ofKind = (kind: DocumentKind): Migration => ({
  id: `template-${kind.key}`,
  name: `first template of ${kind.key}`,
  run: async (db, { now }) => {
    const first = {
      _id: `${kind.key}@1`,
      documentTemplate: kind.key,
      version: 1,
      ...shippedTemplate(kind),
      note: '随产品提供',
      publishedAt: now,
      publishedBy: 'system',
    };
    await addVersions(db, 'document-templates', [first]);
  },
});

/** One for each kind. */
export const firstTemplates: readonly Migration[] = documentKinds.map(ofKind);
