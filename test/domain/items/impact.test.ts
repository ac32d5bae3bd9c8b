import fc from 'fast-check';
import { type Ask, impactOf, type Impact, pathsOf, type Walked } from '../../../domain/items/impact.ts';
import { goesBack, goesForth, type RelationTypes } from '../../../domain/items/relations.ts';

const title = { zh: '一', en: 'one' };
const type = (carries: 'back' | 'forth' | 'both' | 'none', from = KINDS, to = KINDS) => ({
  title,
  inverse: title,
  open: true,
  rules: [{ from, to, carries }],
});
const KINDS = ['server', 'application', 'link'];
const types: RelationTypes = new Map([
  ['runs-on', type('back')],
  ['member-of', type('forth', ['server', 'link'], KINDS)],
  ['connects', type('both')],
  ['stands-by', type('none')],
]);

/** Of the store, what the walk asks for and no more. */
function lookUp(items: readonly Walked[], { naming, ids }: Ask): Walked[] {
  const [named, asked] = [new Set(naming), new Set(ids)];
  return items.filter(({ id, relations }) => asked.has(id) || relations.some(({ to }) => named.has(to)));
}

function walked(
  items: readonly Walked[],
  start: string,
  limits = { depth: 20, most: 1_000 },
): Impact & { asked: number } {
  const first = items.find(({ id }) => id === start);
  if (!first) throw new Error(start);
  const walk = impactOf(first, types, limits);
  let asked = 0;
  for (let step = walk.next(); ; asked += 1) {
    if (step.done) return { ...step.value, asked };
    step = walk.next(lookUp(items, step.value));
  }
}

/** Whom a fault reaches at once: every pair is looked at. */
const reaches = (from: Walked, to: Walked): boolean =>
  to.relations.some((one) => one.to === from.id && goesBack(types, one, to.kind, from.kind)) ||
  from.relations.some((one) => one.to === to.id && goesForth(types, one, from.kind, to.kind));

/** Depth by id, by going over all pairs until nothing changes. */
function naive(items: readonly Walked[], start: string): Map<string, number> {
  const depths = new Map([[start, 0]]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const from of items)
      for (const to of items) {
        const depth = depths.get(from.id);
        if (depth === undefined || !reaches(from, to) || (depths.get(to.id) ?? Infinity) <= depth + 1) continue;
        depths.set(to.id, depth + 1);
        changed = true;
      }
  }
  depths.delete(start);
  return depths;
}

const ids = Array.from({ length: 9 }, (_, n) => `i${n}`);
const anyItems: fc.Arbitrary<Walked[]> = fc
  .tuple(
    ...ids.map((id) =>
      fc.record({
        id: fc.constant(id),
        kind: fc.constantFrom(...KINDS),
        relations: fc.array(
          fc.record({ type: fc.constantFrom(...types.keys(), 'gone'), to: fc.constantFrom(...ids, 'nowhere') }),
          { maxLength: 3 },
        ),
      }),
    ),
  )
  .map((all) => [...all]);

test('a walk finds what a naive one finds, at the same depth, whatever circles there are', () => {
  let circles = 0;
  fc.assert(
    fc.property(anyItems, (items) => {
      const { reached, isDeeper, isCapped } = walked(items, 'i0');
      const expected = naive(items, 'i0');
      circles += items.some((one) => reaches(one, one) || expected.size > 3) ? 1 : 0;
      expect(new Map(reached.map(({ id, depth }) => [id, depth]))).toEqual(expected);
      expect([isDeeper, isCapped, reached.length]).toEqual([false, false, expected.size]);
    }),
    { numRuns: 300 },
  );
  expect(circles).toBeGreaterThan(10);
});

test('each path is a way that a fault takes, as long as its depth says', () => {
  fc.assert(
    fc.property(anyItems, (items) => {
      const by = new Map(items.map((one) => [one.id, one]));
      const impact = walked(items, 'i0');
      const paths = pathsOf(impact);
      for (const { id, depth } of impact.reached) {
        const path = paths.get(id) ?? [];
        expect([path.length, path.at(-1)]).toEqual([depth, id]);
        for (const [n, step] of path.entries()) {
          const [from, to] = [by.get(path[n - 1] ?? 'i0'), by.get(step)];
          expect(from && to && reaches(from, to)).toBe(true);
        }
      }
    }),
  );
});

test('a smaller depth or room finds the nearest of it, and says that there is more', () => {
  fc.assert(
    fc.property(anyItems, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (items, depth, most) => {
      const whole = walked(items, 'i0').reached;
      const shallow = walked(items, 'i0', { depth, most: 1_000 });
      expect(shallow.reached).toEqual(whole.filter((one) => one.depth <= depth));
      expect(shallow.isDeeper).toBe(shallow.reached.length < whole.length);
      const few = walked(items, 'i0', { depth: 20, most });
      expect(few.reached).toEqual(whole.slice(0, most));
      expect(few.isCapped).toBe(whole.length > most);
    }),
  );
});

const chain = (length: number): Walked[] =>
  Array.from({ length }, (_, n) => ({
    id: `c${String(n).padStart(4, '0')}`,
    kind: 'server',
    relations: n === 0 ? [] : [{ type: 'runs-on', to: `c${String(n - 1).padStart(4, '0')}` }],
  }));

test('one question a level, and none where nothing could be reached', () => {
  expect(walked(chain(5), 'c0000').asked).toBe(5);
  const alone: Walked = { id: 'a', kind: 'unknown-kind', relations: [{ type: 'stands-by', to: 'b' }] };
  expect(walked([alone], 'a')).toEqual({ reached: [], isDeeper: false, isCapped: false, asked: 0 });
});

test('a circle of two, and one who names himself, end', () => {
  const items: Walked[] = [
    {
      id: 'a',
      kind: 'server',
      relations: [
        { type: 'runs-on', to: 'b' },
        { type: 'runs-on', to: 'a' },
      ],
    },
    { id: 'b', kind: 'server', relations: [{ type: 'runs-on', to: 'a' }] },
  ];
  expect(walked(items, 'a').reached).toEqual([{ id: 'b', depth: 1, from: 'a', type: 'runs-on', way: 'back' }]);
});
