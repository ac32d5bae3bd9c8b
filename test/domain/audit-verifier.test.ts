/** The verifier of bundles stands alone, so what it knows of the record is held equal to what the product does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {
  breakOfSeal as breakAlone,
  canonical as canonicalAlone,
  fingerprintOf as fingerprintAlone,
  written,
} from '../../commands/audit-export/verifier.ts';
import { canonical } from '../../domain/kernel/record/chain.ts';
import { giveRecordKeys } from '../../models/store/record-key.ts';
import { hashOf } from '../../models/store/chain.ts';
import { breakOfSeal, FIRST_PREVIOUS, type Seal, sealed, type SealBody } from '../../models/store/seal.ts';
import { fingerprintOf, sealKeysOf } from '../../models/store/seal-key.ts';
import type { Connection } from 'mongoose';

const nowhere = {} as Connection; // keys are given to a connection; it need not lead anywhere
giveRecordKeys(nowhere, ['one record key of this very test file', 'another record key of this very test']);
const [key, older = key] = sealKeysOf(nowhere);

const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });

test('it imports nothing but modules of Node', () => {
  const source = readFileSync(path.resolve(__dirname, '../../commands/audit-export/verifier.ts'), 'utf8');
  const imported = [...source.matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(([, name]) => name);
  expect(imported.length).toBeGreaterThan(2);
  expect(imported.filter((name) => !name?.startsWith('node:'))).toEqual([]);
});

test('its text of a value is that of the product, whatever the value', () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(canonicalAlone(JSON.parse(canonical(one)))).toBe(canonical(one));
    }),
  );
});

test('its hash of a record is that of the product: over everything but what signs it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.string(), (body, mac) => {
      const { hash: _hash, mac: _mac, keyId: _keyId, ...plain } = body;
      const record = { ...plain, hash: 'h', mac, keyId: 'k' };
      expect(written(record)).toEqual({ json: canonical(record), hash: hashOf(plain) });
    }),
  );
});

test('its fingerprint of a key is that of the product', () => {
  expect(fingerprintAlone(key.publicKey)).toBe(fingerprintOf(key));
  expect(fingerprintOf(key)).toMatch(/^[0-9a-f]{64}$/);
});

describe('why a seal does not follow is the same for both', () => {
  const body: Omit<SealBody, 'key'> = {
    number: 1,
    at: 1,
    since: 0,
    previous: FIRST_PREVIOUS,
    cases: 1,
    heads: { cases: [['INC-000001', 1, 'h']], audit: [], registers: [] },
  };
  const first = sealed(body, older);
  const handing = sealed({ ...body, next: { keyId: key.keyId, publicKey: key.publicKey } }, older);
  const after = (before: Seal, more: Partial<Omit<SealBody, 'key'>> = {}, by = older): Seal =>
    sealed({ ...body, number: 2, previous: before.hash, ...more }, by);

  test.each<[string | null, Seal | null, Seal]>([
    [null, null, first],
    [null, first, after(first)],
    [null, handing, after(handing, {}, key)],
    ['key-not-handed-over', first, after(first, {}, key)],
    ['key-not-handed-over', handing, after(handing)],
    ['seq-gap', null, after(first)],
    ['seq-gap', first, after(first, { number: 3 })],
    ['not-linked', null, sealed({ ...body, previous: 'x' }, older)],
    ['not-linked', first, after(first, { previous: 'x' })],
    ['content', null, { ...first, cases: 2 }],
    ['signature', null, { ...first, signature: after(first).signature }],
    ['signature', null, { ...first, signature: '' }],
  ])('%s', (expected, before, seal) => {
    expect(breakOfSeal(before, seal)).toBe(expected);
    expect(breakAlone(before, seal)).toBe(expected);
  });
});
