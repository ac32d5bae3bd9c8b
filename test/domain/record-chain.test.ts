import fc from 'fast-check';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { firstBreak, hashOf, sha256 } from '../../models/store/chain.ts';

type Link = { _id: string; seq: number; at: number; data: Record<string, unknown>; prevHash: string; hash: string };

const CASE = 'INC-000123';
const LENGTH = 9;
const start = { seq: 0, hash: sha256(CASE) };

function linked(chain: string): Link[] {
  let prevHash = sha256(chain);
  return Array.from({ length: LENGTH }, (_, n) => {
    const seq = n + 1;
    const body = {
      _id: `${chain}:${seq}`,
      seq,
      at: 1000 + n,
      data: { text: `第${n}步`, n, list: [n, null] },
      prevHash,
    };
    prevHash = hashOf(body);
    return { ...body, hash: prevHash };
  });
}

const honest = linked(CASE);
const foreign = linked('INC-000124');

const place = fc.nat({ max: LENGTH - 1 });
const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
const tampering = fc.oneof(
  fc.record({ kind: fc.constant('drop' as const), at: place }),
  fc.record({ kind: fc.constant('swap' as const), at: place, other: place }),
  fc.record({ kind: fc.constant('edit' as const), at: place, field: fc.constantFrom('at', 'data', 'extra'), value }),
  fc.record({ kind: fc.constant('copy' as const), at: place, other: place }),
  fc.record({ kind: fc.constant('hash' as const), at: place, flip: fc.nat({ max: 63 }) }),
  fc.record({ kind: fc.constant('foreign' as const), at: place }),
  fc.record({ kind: fc.constant('renumber' as const), at: place, other: place }),
);
type Tampering = typeof tampering extends fc.Arbitrary<infer T> ? T : never;

function tampered(how: Tampering): Link[] {
  const links = honest.map((link) => ({ ...link }));
  const [own, set] = [links[how.at], (link: Link | undefined, at = how.at) => link && (links[at] = { ...link })];
  if (!own) return links;
  switch (how.kind) {
    case 'drop':
      return links.filter((_, n) => n !== how.at);
    case 'swap':
      set(links[how.other]);
      set(own, how.other);
      return links;
    case 'edit':
      set(how.field === 'data' ? { ...own, data: { ...own.data, n: how.value } } : { ...own, [how.field]: how.value });
      return links;
    case 'copy': // an older or newer one in its place, under its number
      set({ ...(links[how.other] ?? own), _id: own._id, seq: own.seq });
      return links;
    case 'hash':
      set({ ...own, hash: flipped(own.hash, how.flip) });
      return links;
    case 'foreign':
      set(foreign[how.at]);
      return links;
    case 'renumber':
      set({ ...own, seq: how.other + 1 });
      return links;
    default:
      return how satisfies never;
  }
}

const flipped = (hash: string, at: number) =>
  `${hash.slice(0, at)}${hash[at] === '0' ? '1' : '0'}${hash.slice(at + 1)}`;

test('every one of two thousand tamperings is found, at the first place that differs', () => {
  let changed = 0;
  fc.assert(
    fc.property(tampering, (how) => {
      const links = tampered(how);
      const differs = honest.findIndex((link, n) => canonical(link) !== canonical(links[n]));
      const cutTail = links.length < honest.length && differs === links.length;
      if (differs < 0 || cutTail) return firstBreak(CASE, start, links) === null; // the document tells of a cut tail
      changed += 1;
      return firstBreak(CASE, start, links)?.seq === differs + 1;
    }),
    { numRuns: 2_000, seed: 19 },
  );
  expect(changed).toBeGreaterThan(1_600);
});

test('a chain is checked from any place that is known', () => {
  const middle = honest[3];
  expect(firstBreak(CASE, { seq: 4, hash: middle?.hash ?? '' }, honest.slice(4))).toBeNull();
  expect(firstBreak(CASE, { seq: 4, hash: 'another' }, honest.slice(4))).toEqual({ seq: 5, code: 'not-linked' });
});

test.each([
  ['a date for an empty object', {}, new Date(0)],
  ['a pattern for an empty object', {}, /x/],
  ['NaN for nothing', null, Number.NaN],
  ['a date for its text', '1970-01-01T00:00:00.000Z', new Date(0)],
])('%s is another text', (_what, before, forged) => {
  expect(canonical({ of: forged })).not.toBe(canonical({ of: before }));
});

test('what is no object of JSON has a text that no JSON has', () => {
  expect(() => JSON.parse(canonical(new Date(0)))).toThrow(SyntaxError);
  expect(canonical({ b: -0, a: 'half \uD800', c: undefined })).toBe('{"a":"half \uFFFD","b":0}');
});
