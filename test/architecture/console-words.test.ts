/** A component of the console holds no text of its own: all of it stands in `words.ts` files, in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { parseSync } from '@swc/core';

import { placed } from '../../web/src/words/words.ts';

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function* nodesOf(value: unknown): Generator<Node> {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (!isNode(next)) continue;
    yield next;
    for (const child of Object.values(next).toReversed()) if (isNode(child)) left.push(child);
  }
}

const CHINESE = /\p{Script=Han}/u;
const LETTERS = /\p{L}{2,}/u;
/** Attributes that are read out or shown. */
const SAID = new Set(['aria-label', 'aria-description', 'aria-placeholder', 'title', 'placeholder', 'alt', 'label']);

const nameOf = (attribute: Node): unknown => (isNode(attribute['name']) ? attribute['name']['value'] : undefined);

/** Texts that stand in the component itself. */
function textsIn(code: string): string[] {
  const tree = parseSync(code, { syntax: 'typescript', tsx: true, target: 'es2023' });
  return [...nodesOf(tree)].flatMap((node) => {
    const { type, value } = node;
    if (type === 'JSXText') return typeof value === 'string' && LETTERS.test(value) ? [value.trim()] : [];
    if (type === 'JSXAttribute') {
      const own = isNode(value) && value['type'] === 'StringLiteral' ? String(value['value']) : '';
      return SAID.has(String(nameOf(node))) && LETTERS.test(own) ? [own] : [];
    }
    const said = type === 'TemplateElement' ? String(node['raw']) : type === 'StringLiteral' ? String(value) : '';
    return CHINESE.test(said) ? [said] : [];
  });
}

const root = path.resolve(__dirname, '../../web/src');
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));

test('no component of the console holds text of its own', () => {
  const found = components.flatMap((file) =>
    textsIn(readFileSync(path.join(root, file), 'utf8')).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
  expect(components.length).toBeGreaterThan(20);
});

test.each([
  ['<p>Nothing here</p>', 'Nothing here'],
  ['<p>{count} open cases</p>', 'open cases'],
  ['<input placeholder="Search" />', 'Search'],
  ['<button aria-label="Close" />', 'Close'],
  ["<p>{'关闭'}</p>", '关闭'],
  ['<p>{`${n} 天`}</p>', ' 天'],
])('%s would be noticed', (code, text) => {
  expect(textsIn(`export const x = ${code};`)).toEqual([text]);
});

test('signs and names of classes are no text', () => {
  expect(textsIn('export const x = <p className="quiet row" title="×">{a} · {b}</p>;')).toEqual([]);
});

test('a part of a sentence is left out where its number is not known', () => {
  const text = 'too many[, at most {maximum}][ of {of}]';
  expect(placed(text, { maximum: 5 })).toBe('too many, at most 5');
  expect(placed(text)).toBe('too many');
  expect(placed('{steps} first', { steps: ['a', 'b'] })).toBe('a, b first');
});
