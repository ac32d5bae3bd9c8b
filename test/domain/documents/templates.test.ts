/** What a template may say, and which of two would hold. */
import { documentKindOf, documentKinds } from '../../../domain/documents/kinds.ts';
import { shippedTemplate, templateFaults, templatesOverlap } from '../../../domain/documents/template.ts';

const kind = documentKindOf('fault-analysis-report');
const faults = (parts: readonly object[], more: { former?: { kind: string }; key?: string } = {}) =>
  templateFaults(
    { kind: more.key ?? 'fault-analysis-report', parts: parts as never },
    documentKindOf(more.key ?? 'fault-analysis-report'),
    more.former ?? null,
  ).map(({ pointer, code }) => `${pointer} ${code}`);

test('every kind has a key of its own, a title in both languages, and a template of the product that may be published', () => {
  expect(documentKinds.length).toBeGreaterThan(1);
  expect(new Set(documentKinds.map(({ key }) => key)).size).toBe(documentKinds.length);
  for (const one of documentKinds) {
    const { key, title, blocks, sides } = one;
    expect(key).toMatch(/^[a-z-]{1,40}$/);
    expect([title.zh, title.en].every((words) => words !== '')).toBe(true);
    expect(sides.length).toBeGreaterThan(0);
    expect(Object.values(blocks).flatMap((block) => [block.title.zh, block.title.en])).not.toContain('');
    expect(templateFaults(shippedTemplate(one), one, null)).toEqual([]);
  }
});

test('each bad part is named with its place; what is left out is the customer’s to choose, but something must be said', () => {
  expect(kind).toBeDefined();
  const paragraph = { paragraph: { zh: '一', en: 'one' } };
  expect(faults([{ block: 'cause' }, paragraph, { block: 'timeline' }])).toEqual([]);
  expect(faults([paragraph, { block: 'secrets' }, { block: 'cause' }, { block: 'cause' }])).toEqual([
    '/parts/1/block unknown',
    '/parts/3/block already-named',
  ]);
  expect(faults([paragraph])).toEqual(['/parts no-block']);
  expect(faults([{ block: 'cause' }], { key: 'invoice' })).toEqual(['/kind unknown']);
  expect(faults([{ block: 'cause' }], { former: { kind: 'change-minutes' } })).toEqual(['/kind immutable']);
  expect(faults([{ block: 'constructor' }])).toEqual(['/parts/0/block unknown']);
});

const of = (organisations: readonly `/${string}`[], key = 'a') => ({ kind: key, organisations });
test('two of one kind never hold for the same organisation; one for all and one for some may stand beside each other', () => {
  expect(templatesOverlap(of([]), of([]))).toBe(true);
  expect(templatesOverlap(of([]), of(['/dx']))).toBe(false);
  expect(templatesOverlap(of(['/dx']), of(['/dx/donghu']))).toBe(false);
  expect(templatesOverlap(of(['/dx', '/hz']), of(['/hz']))).toBe(true);
  expect(templatesOverlap(of([]), of([], 'b'))).toBe(false);
});
