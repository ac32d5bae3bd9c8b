/**
 * Document templates 文档模板: what an organisation makes of a kind: its letterhead, its title, which blocks in which order, its own
 * paragraphs between them. What the record says of itself (version, hash, QR code) stands at the end of each and is nobody's to leave out.
 */
import { fieldFault } from '../kernel/errors.ts';
import type { FieldError } from '../kernel/process.ts';
import type { OrgPath } from '../kernel/units.ts';
import type { Words } from '../notice-words.ts';
import type { DocumentKind } from './model.ts';

/** `title`: instead of the block's own. */
export type TemplatePart = { title?: Words | undefined } & ({ block: string } | { paragraph: Words });
export type DocumentTemplate = {
  kind: string;
  name: string;
  /** Holds for these and all below; empty: everywhere. */
  organisations: readonly OrgPath[];
  /** Instead of the title of its kind. */
  title?: Words | undefined;
  /** Lines above each first page. */
  letterhead: readonly Words[];
  footer: readonly Words[];
  parts: readonly TemplatePart[];
};

/** The template that the product brings: every block in its order. */
export const shippedTemplate = ({ key, title, blocks }: DocumentKind): DocumentTemplate => ({
  kind: key,
  name: title.zh,
  organisations: [],
  letterhead: [],
  footer: [],
  parts: Object.keys(blocks).map((block) => ({ block })),
});

/**
 * Why it may not be published; empty when it may. `kind`: the one that it names, undefined where there is none; `former`: the version
 * in force. Throws nothing.
 */
export function templateFaults(
  { kind: key, parts }: Pick<DocumentTemplate, 'kind' | 'parts'>,
  kind: DocumentKind | undefined,
  former: Pick<DocumentTemplate, 'kind'> | null,
): FieldError[] {
  const named = parts.map((part) => ('block' in part ? part.block : null));
  const ofParts = named.flatMap((block, at) => [
    ...fieldFault(
      block !== null && kind !== undefined && !Object.hasOwn(kind.blocks, block),
      `/parts/${at}/block`,
      'unknown',
    ),
    ...fieldFault(block !== null && named.indexOf(block) < at, `/parts/${at}/block`, 'already-named'),
  ]);
  return [
    ...fieldFault(kind === undefined, '/kind', 'unknown'),
    ...fieldFault(former !== null && former.kind !== key, '/kind', 'immutable'),
    ...fieldFault(
      named.every((block) => block === null),
      '/parts',
      'no-block',
    ),
    ...ofParts,
  ];
}

type Reach = Pick<DocumentTemplate, 'kind' | 'organisations'>;
/** True where two would hold for one organisation, so that nobody could say which. Throws nothing. */
export const templatesOverlap = (one: Reach, other: Reach): boolean =>
  one.kind === other.kind &&
  (one.organisations.length === 0
    ? other.organisations.length === 0
    : one.organisations.some((path) => other.organisations.includes(path)));
