/** By which template a document is laid out: of the nearest organisation upward, else the one for all, else the one in the code. */
import type { Connection } from 'mongoose';
import type { DocumentKind } from '../../domain/documents/model.ts';
import { type DocumentTemplate, shippedTemplate } from '../../domain/documents/template.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { OrgPath } from '../../domain/kernel/process.ts';
import {
  documentTemplateIn,
  documentTemplateOf,
  type KeptDocumentTemplate,
  newestTemplates,
} from '../../models/registers/documents/document-template.ts';
import { pinRefOf } from '../registers/pins.ts';

type Pinned = DocumentTemplate & { id: string; version: number };

/** In a store that has none of that kind, whose migration has still to run: what it will bring, as version 0. */
const inCode = (kind: DocumentKind): Pinned => ({ id: kind.key, version: 0, ...shippedTemplate(kind) });

/** `id@version#hash` of the one in force for a case of `orgPath`. Read past every cache. */
export async function templateFor(db: Connection, kind: DocumentKind, orgPath: OrgPath): Promise<string> {
  const all = await newestTemplates(db, kind.key);
  const near = orgLineOf(orgPath).map((path) => all.find(({ organisations }) => organisations.includes(path)));
  const found = near.find((one) => one !== undefined) ?? all.find(({ organisations }) => organisations.length === 0);
  return pinRefOf(found ? documentTemplateIn(found) : inCode(kind));
}

/** As it was named. Throws DomainError 'pin-missing', and 'pin-differs' for one that says something else now. */
export async function templateNamed(db: Connection, kind: DocumentKind, pinned: string): Promise<Pinned> {
  const [ref = ''] = pinned.split('#');
  const found = ref.endsWith('@0') ? inCode(kind) : await stored(db, ref);
  if (!found) throw new DomainError('pin-missing', `${ref} is not there`, { params: { ref } });
  if (pinRefOf(found) !== pinned)
    throw new DomainError('pin-differs', `${ref} is not what was pinned`, { params: { ref } });
  return found;
}

async function stored(db: Connection, ref: string): Promise<Pinned | null> {
  const found = await documentTemplateOf(db).findById(ref).lean<KeptDocumentTemplate>();
  return found && documentTemplateIn(found);
}
