/** Keys of the record: another for each store, the first signs, all verify, and nothing is written without. */
import mongoose, { type Connection } from 'mongoose';
import { excuseKeys, giveRecordKeys, linkText, recordKeyOf } from '../../models/store/record-key.ts';
import { rehearsalStore } from '../../models/rehearsal.ts';

const [OLD, NEW] = ['the record key of the years so far', 'the record key of the years to come'];
let db: Connection;
beforeEach(() => {
  db = mongoose.createConnection();
});
afterEach(() => db.close());

const keyWith = (...secrets: string[]) => {
  giveRecordKeys(db, secrets);
  return recordKeyOf(db);
};
const text = linkText('INC-000123', { seq: 4, hash: 'abc' });

test('what is signed is the chain, the place in it and the hash', () => {
  expect(text).toBe('INC-000123|4|abc');
});

test('a connection that was given no keys writes nothing', () => {
  expect(() => recordKeyOf(db)).toThrow('no record key');
  expect(() => recordKeyOf(rehearsalStore(db))).toThrow('no record key');
  expect(() => keyWith()).toThrow('no record key');
});

test('a text holds under its own mac alone', () => {
  const key = keyWith(OLD);
  const signed = key.sign(text);
  expect(signed).toEqual({
    mac: expect.stringMatching(/^[0-9a-f]{64}$/),
    keyId: expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  expect(key.check(text, signed)).toBe('holds');
  expect(key.check(linkText('INC-000123', { seq: 5, hash: 'abc' }), signed)).toBe('differs');
  for (const mac of ['', 'g'.repeat(64), `${signed.mac}00`, `${signed.mac}zz`, signed.mac.toUpperCase()])
    expect(key.check(text, { ...signed, mac })).toBe('differs');
  for (const part of [{}, { mac: signed.mac }, { keyId: signed.keyId }]) expect(key.check(text, part)).toBe('missing');
  expect(key.check(text, { mac: 1, keyId: {} } as never)).toBe('missing');
});

test('the secret is in nothing that is stored', () => {
  const { mac, keyId } = keyWith(OLD).sign(text);
  const hex = Buffer.from(OLD).toString('hex');
  expect(mac.includes(hex) || hex.includes(keyId)).toBe(false);
});

test('each store has a key of its own, also when the keys are given after it was made', () => {
  const rehearsals = rehearsalStore(db);
  const live = keyWith(OLD).sign(text);
  const rehearsed = recordKeyOf(rehearsals).sign(text);
  expect(rehearsed.mac).not.toBe(live.mac);
  expect(recordKeyOf(rehearsals).check(text, live)).toBe('differs');
  expect(recordKeyOf(db).check(text, rehearsed)).toBe('differs');
  expect(rehearsalStore(db)).toBe(rehearsals);
  keyWith(NEW, OLD);
  expect(recordKeyOf(rehearsals).sign(text).mac).not.toBe(rehearsed.mac);
  expect(recordKeyOf(rehearsals).check(text, rehearsed)).toBe('holds');
});

test('after a rotation the new key signs, and the old one verifies as long as it is given', () => {
  const before = keyWith(OLD).sign(text);
  const after = keyWith(NEW, OLD).sign(text);
  expect(after.keyId).not.toBe(before.keyId);
  expect(recordKeyOf(db).check(text, before)).toBe('holds');
  expect(recordKeyOf(db).check(text, after)).toBe('holds');
  expect(recordKeyOf(db).check(text, { ...before, keyId: after.keyId })).toBe('differs');
  expect(keyWith(NEW).check(text, before)).toBe('unknown-key');
});

test('who looks without a lost key believes what stands under it, and no other key', () => {
  const lost = keyWith(OLD).sign(text);
  const key = keyWith(NEW);
  const look = db.useDb('same');
  excuseKeys(db, look, new Set([lost.keyId]));
  const looking = recordKeyOf(look);
  expect(looking.check('anything', { ...lost, mac: 'f'.repeat(64) })).toBe('holds');
  expect(recordKeyOf(rehearsalStore(look)).check('anything', lost)).toBe('holds');
  expect(looking.check(text, { ...lost, keyId: '00000000' })).toBe('unknown-key');
  expect(looking.check(text, { ...key.sign(text), mac: lost.mac })).toBe('differs');
  expect(looking.check(text, { keyId: lost.keyId })).toBe('missing');
  expect(looking.sign(text)).toEqual(key.sign(text));
  expect(key.check(text, lost)).toBe('unknown-key');
});
