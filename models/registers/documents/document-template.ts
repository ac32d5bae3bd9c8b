/**
 * Document templates 文档模板 by version: what an organisation makes of a kind of document. A published version never changes; a
 * document names the one that it was laid out by, with the hash of what it says.
 */
import { type ClientSession, type Connection, Schema } from 'mongoose';
import type { DocumentTemplate } from '../../../domain/documents/template.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import { anything, integer, schemaOptions, text, texts } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';
import { newestOfEach } from '../../store/newest-version.ts';
import { type Signature, signatureFields } from '../../store/signed-row.ts';

export type KeptDocumentTemplate = DocumentTemplate &
  Partial<Signature> & {
    /** `fault-analysis-report@1` */
    _id: string;
    documentTemplate: string;
    version: number;
    note?: string;
    publishedAt: Millis;
    publishedBy: string;
  };

const schema = new Schema<KeptDocumentTemplate>(
  {
    _id: text,
    documentTemplate: { ...text, immutable: true },
    version: { ...integer, immutable: true },
    kind: { ...text, immutable: true },
    name: text,
    organisations: texts,
    title: { type: Schema.Types.Mixed, immutable: true },
    letterhead: { ...anything, immutable: true },
    footer: { ...anything, immutable: true },
    parts: { ...anything, immutable: true },
    note: String,
    publishedAt: { ...integer, immutable: true },
    publishedBy: text,
    ...signatureFields,
  },
  schemaOptions('document-templates'),
).index({ documentTemplate: 1, version: -1 }, { unique: true });

export const documentTemplateOf = modelOf<KeptDocumentTemplate>('DocumentTemplate', schema);

/** What of a version a document is laid out by, and its hash is of. */
export const documentTemplateIn = ({
  documentTemplate: id,
  version,
  kind,
  name,
  organisations,
  title,
  letterhead,
  footer,
  parts,
}: KeptDocumentTemplate): DocumentTemplate & { id: string; version: number } => ({
  id,
  version,
  kind,
  name,
  organisations,
  ...(title === undefined ? {} : { title }),
  letterhead,
  footer,
  parts,
});

/** Of each template of a kind the newest version, by key. Read past every cache. */
export const newestTemplates = (
  db: Connection,
  kind: string,
  session: ClientSession | null = null,
): Promise<KeptDocumentTemplate[]> =>
  documentTemplateOf(db)
    .aggregate<KeptDocumentTemplate>([...newestOfEach('documentTemplate'), { $match: { kind } }, { $sort: { _id: 1 } }])
    .session(session)
    .exec();
