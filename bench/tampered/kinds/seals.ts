/** Tamperings with the seals in their folder, and with the list of them in the database. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import { hashOf } from '../../../models/store/chain.ts';
import { FIRST_PREVIOUS, type Seal, sealText } from '../../../models/store/seal.ts';
import { allOf, type Change, type Doc, type Image } from '../image.ts';
import type { Random } from '../random.ts';
import type { Kind } from './kind.ts';

const numbersOf = ({ seals }: Image): number[] => [...seals.keys()].toSorted((a, b) => a - b);
const read = ({ seals }: Image, number: number): Seal => JSON.parse(seals.get(number) ?? '') as Seal;
const write = (number: number, seal: object): Change => ({ seal: number, text: `${canonical(seal)}\n` });
const at = (...numbers: number[]) => numbers.map((seq) => ({ chain: 'seals', seq }));

const changing =
  (change: (seal: Seal, random: Random) => object): Kind =>
  (image, random) => {
    const number = random.pick(numbersOf(image));
    return { changes: [write(number, change(read(image, number), random))], places: at(number) };
  };

/** The number of cases, a moment, or a head. */
function otherwise({ heads, ...seal }: Seal, random: Random): Seal {
  const kind = random.pick(['cases', 'audit', 'registers'] as const);
  const changed = heads[kind].map(([chain, seq, hash], n): [string, number, string] =>
    n === 0 ? [chain, seq, random.hex(64)] : [chain, seq, hash],
  );
  return random.pick<Seal>([
    { ...seal, heads: { ...heads, [kind]: changed.length > 0 ? changed : [['INC-000009', 1, random.hex(64)]] } },
    { ...seal, heads, cases: seal.cases + 1 },
    { ...seal, heads, at: seal.at + 1 },
  ]);
}
const rehashed = ({ hash: _hash, signature, ...body }: Seal): Seal => ({ ...body, hash: hashOf(body), signature });

type OwnKey = { keyId: string; publicKey: string; secret: KeyObject };
/** Eve's. */
function ownKey(random: Random): OwnKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const text = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return { keyId: random.hex(8), publicKey: text, secret: privateKey };
}
function signedBy({ hash: _hash, signature: _signature, ...seal }: Seal, { secret, ...key }: OwnKey): Seal {
  const body = { ...seal, key };
  const hash = hashOf(body);
  const text = Buffer.from(sealText({ number: body.number, hash }));
  return { ...body, hash, signature: sign(null, text, secret).toString('base64') };
}

const dropMiddle: Kind = (image, random) => {
  const number = random.pick(numbersOf(image).slice(0, -1));
  return { changes: [{ seal: number, text: null }], places: at(number, number + 1) };
};
const dropNewest: Kind = (image) => {
  const number = Math.max(...numbersOf(image));
  return { changes: [{ seal: number, text: null }], places: at(number) };
};
const dropAll: Kind = (image) => ({
  changes: numbersOf(image).map((seal) => ({ seal, text: null })),
  places: at(...numbersOf(image)),
});
/** With its line in the list and the record of it; the chain of that goes on behind it. */
const dropNewestAndRecord: Kind = (image) => {
  const number = Math.max(...numbersOf(image));
  const record = allOf(image, 'audit').find(({ type, data }) => type === 'sealed' && data.number === number) as Doc;
  return {
    changes: [
      { seal: number, text: null },
      { collection: 'seals', id: number, document: null },
      { collection: 'audit', id: record._id, document: null },
    ],
    places: [{ chain: record['node'], seq: record['seq'] }],
  };
};
const swap: Kind = (image, random) => {
  const [one, two] = random.pair(numbersOf(image));
  return { changes: [write(one, read(image, two)), write(two, read(image, one))], places: at(one, two) };
};
const noSeal: Kind = (image, random) => {
  const number = random.pick(numbersOf(image));
  return { changes: [{ seal: number, text: random.pick(['', '{}', 'null', '{"number":1}']) }], places: at(number) };
};
/** Everything from one on, each linked to the one before. */
const madeAnew =
  (from: (image: Image, random: Random) => number): Kind =>
  (image, random) => {
    const first = from(image, random);
    const key = ownKey(random);
    let previous = first === 1 ? FIRST_PREVIOUS : read(image, first - 1).hash;
    const changes = numbersOf(image)
      .filter((number) => number >= first)
      .map((number) => {
        const seal = signedBy({ ...read(image, number), previous }, key);
        previous = seal.hash;
        return write(number, seal);
      });
    return { changes, places: at(first) };
  };
const added: Kind = (image, random) => {
  const number = Math.max(...numbersOf(image)) + 1;
  const before = read(image, number - 1);
  const next = { ...before, number, previous: before.hash };
  const made = random.next() < 0.5 ? signedBy(next, ownKey(random)) : rehashed(next);
  return { changes: [write(number, made)], places: at(number) };
};

const row =
  (change: (row: Doc, random: Random) => Doc | null): Kind =>
  (image, random) => {
    const found = random.pick(allOf(image, 'seals').slice(0, -1));
    const changes: Change[] = [{ collection: 'seals', id: found._id, document: change(found, random) }];
    return { changes, places: at(Number(found._id)) };
  };
const rowAdded: Kind = (image, random) => {
  const newest = allOf(image, 'seals').at(-1) as Doc;
  const number = Number(newest._id) + 1;
  const made = { ...newest, _id: number, hash: random.hex(64) };
  return { changes: [{ collection: 'seals', id: number, document: made }], places: at(number) };
};

export const sealKinds: Readonly<Record<string, Kind>> = {
  'seal: edited': changing(otherwise),
  'seal: edited and rehashed': changing((seal, random) => rehashed(otherwise(seal, random))),
  'seal: signature': changing((seal) => ({ ...seal, signature: Buffer.alloc(64).toString('base64') })),
  'seal: no seal any more': noSeal,
  'seal: signed with a key of his own': changing((seal, random) => signedBy(seal, ownKey(random))),
  'seal: one dropped in the middle': dropMiddle,
  'seal: newest dropped': dropNewest,
  'seal: newest dropped with its record': dropNewestAndRecord,
  'seals: all dropped': dropAll,
  'seals: two swapped': swap,
  'seals: one added': added,
  'seals: made anew with a key of his own': madeAnew(() => 1),
  'seals: made anew from one on': madeAnew((image, random) => random.pick(numbersOf(image).slice(1))),
  'list of seals: a line edited': row((found, random) => ({ ...found, hash: random.hex(64) })),
  'list of seals: number of cases': row((found) => ({ ...found, cases: found['cases'] + 1 })),
  'list of seals: a line dropped': row(() => null),
  'list of seals: a line added': rowAdded,
};
