/**
 * YAML 1.2 as people write and read it, no more than JSON has: no alias, no tag, one document. The one file of the product that
 * knows the package.
 */
import { CST, isNode, isScalar, Lexer, LineCounter, parseDocument, Document, visit } from 'yaml';

/**
 * What could not be read, or is not taken: `malformed`, `several-documents`, `alias`, `tag`, `duplicate-key`, `too-deep`, `too-many`;
 * with its line from 1, and what the reader calls it.
 */
export type YamlFault = { line: number; code: string; detail?: string };

/** Deeper than any text of ours; what is deeper is made to cost time. */
const DEEPEST = 30;
/** Signs, words and blanks between them: a plan that a case could hold has half as many. */
const MOST_WORDS = 60_000;
const MOST_FAULTS = 20;

/** The value of a text, or why there is none. Texts that look like days or yes and no stay texts. Throws nothing. */
export function readYaml(text: string): { value: unknown; faults: YamlFault[] } {
  const much = tooMuch(text);
  if (much) return { value: undefined, faults: [much] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false, // the reader compares each with each: found below
    prettyErrors: false,
    lineCounter: lines,
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const wrong = [...document.errors, ...document.warnings].flatMap(({ code, pos: [offset] }): YamlFault[] => {
    if (code === 'TAG_RESOLVE_FAILED') return []; // found below, with those that YAML knows
    const line = lineAt(offset);
    if (code === 'MULTIPLE_DOCS') return [{ line, code: 'several-documents' }];
    return [{ line, code: 'malformed', detail: code.toLowerCase().replaceAll('_', '-') }];
  });
  const refused: YamlFault[] = [];
  visit(document, {
    Alias: (_key, { range }) => void refused.push({ line: lineAt(range?.[0] ?? 0), code: 'alias' }),
    Map: (_key, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        const at = isNode(key) ? (key.range?.[0] ?? 0) : 0;
        if (seen.has(name)) refused.push({ line: lineAt(at), code: 'duplicate-key' });
        seen.add(name);
      }
    },
    Node: (_key, node) => {
      const { tag, range } = node;
      if (tag !== undefined) refused.push({ line: lineAt(range?.[0] ?? 0), code: 'tag' });
    },
  });
  const faults = [...refused, ...wrong].slice(0, MOST_FAULTS);
  return faults.length > 0 ? { value: undefined, faults } : { value: document.toJS({ maxAliasCount: 0 }), faults };
}

/** Found on the words alone, before anything is built of them. */
function tooMuch(text: string): YamlFault | undefined {
  let [line, flows, inLine, count] = [1, 0, 0, 0];
  for (const word of new Lexer().lex(text)) {
    count += 1;
    switch (CST.tokenType(word)) {
      case 'newline':
        [line, inLine] = [line + 1, 0];
        break;
      case 'flow-map-start':
      case 'flow-seq-start':
        flows += 1;
        break;
      case 'flow-map-end':
      case 'flow-seq-end':
        flows -= 1;
        break;
      case 'seq-item-ind':
      case 'explicit-key-ind':
        inLine += 1;
        break;
      default:
        line += CST.tokenType(word) === 'scalar' || word.length > 1 ? (word.match(/\n/g) ?? []).length : 0;
    }
    if (count > MOST_WORDS) return { line, code: 'too-many' };
    if (flows > DEEPEST || inLine > DEEPEST) return { line, code: 'too-deep' };
  }
  return undefined;
}

/** A value as text, long words in blocks, with `comment` above it; `note` beside a number says what it is for people. */
export function writeYaml(
  value: unknown,
  { comment, note }: { comment?: string; note?: (name: string, number: number) => string | undefined } = {},
): string {
  const document = new Document(value, { aliasDuplicateObjects: false, version: '1.2', schema: 'core' });
  if (comment !== undefined) document.commentBefore = ` ${comment}`;
  visit(document, {
    Pair: (_key, { key, value: of }) => {
      if (!isScalar(key) || !isNode(of) || !isScalar(of) || typeof of.value !== 'number') return;
      const said = note?.(String(key.value), of.value);
      if (said !== undefined) of.comment = ` ${said}`;
    },
  });
  return document.toString({ lineWidth: 0, indentSeq: true });
}
