/** Tamperings with the chains of the audit trail. */
import { disguised, edited, rehashed, relinked, without } from '../edits.ts';
import { type Anything, allOf, type Change, type Doc, groupedBy, type Image, sealedUpTo } from '../image.ts';
import type { Random } from '../random.ts';
import type { Kind } from './kind.ts';

type Chain = { node: string; records: readonly Doc[]; sealed: number };

function chainsIn(image: Image): Chain[] {
  return [...groupedBy(allOf(image, 'audit'), ({ node }) => node)].map(([node, records]) => ({
    node,
    records: records.toSorted((a, b) => a['seq'] - b['seq']),
    sealed: sealedUpTo(image, 'audit', node),
  }));
}
const someChain = (image: Image, random: Random, of: (chain: Chain) => boolean = () => true): Chain =>
  random.pick(chainsIn(image).filter((chain) => of(chain)));

const put = (document: Doc): Change => ({ collection: 'audit', id: document._id, document });
const take = ({ _id }: Doc): Change => ({ collection: 'audit', id: _id, document: null });
const at = ({ node, seq }: { node: string; seq: number }) => ({ chain: node, seq });
const where = (record: Doc) => at({ node: record['node'], seq: record['seq'] });

const changing =
  (change: (record: Doc, random: Random) => Doc, of: (record: Doc) => boolean = () => true): Kind =>
  (image, random) => {
    const record = random.pick(allOf(image, 'audit').filter((one) => of(one)));
    return { changes: [put(change(record, random))], places: [where(record)] };
  };
const set = (name: string, value: (before: Anything, random: Random) => unknown): Kind =>
  changing((record, random) => ({ ...record, [name]: value(record[name], random) }));

const dropMiddle: Kind = (image, random) => {
  const { records } = someChain(image, random, (chain) => chain.records.length > 2);
  const record = records[1 + random.below(records.length - 2)] as Doc;
  return { changes: [take(record)], places: [where(record)] };
};
/** The gap is closed: what comes after moves up and is linked anew. */
const dropMiddleAndClose: Kind = (image, random) => {
  const { records, node } = someChain(image, random, (chain) => chain.records.length > 2);
  const index = 1 + random.below(records.length - 2);
  const moved = records
    .slice(index + 1)
    .map((record) => ({ ...record, seq: record['seq'] - 1, _id: `${node}:${record['seq'] - 1}` }));
  const linked = relinked(moved, (records[index] as Doc)['prevHash']);
  return { changes: [take(records.at(-1) as Doc), ...linked.map(put)], places: [where(records[index] as Doc)] };
};
const cutTail: Kind = (image, random) => {
  const { records, sealed } = someChain(image, random, (chain) => chain.sealed > 1);
  const from = 2 + random.below(sealed - 1);
  return {
    changes: records.filter(({ seq }) => seq >= from).map(take),
    places: [where(records[from - 1] as Doc)],
  };
};
const dropChain: Kind = (image, random) => {
  const { records, node } = someChain(image, random, (chain) => chain.sealed > 0);
  return { changes: records.map(take), places: [at({ node, seq: 1 })] };
};
const isClosed = ({ records }: Chain): boolean => records.at(-1)?.['type'] === 'closed';
const dropClosing: Kind = (image, random) => {
  const { records } = someChain(image, random, (chain) => isClosed(chain) && chain.sealed === chain.records.length);
  const closing = records.at(-1) as Doc;
  return { changes: [take(closing)], places: [where(closing)] };
};
const dropVouching: Kind = (image, random) => {
  const { node, records } = someChain(image, random, (chain) =>
    chain.records.some(({ type }) => type === 'registersSigned'),
  );
  const marks: Change[] = ['0016', '0017'].map((id) => ({ collection: 'migrations', id, document: null }));
  return { changes: [...records.map(take), ...marks], places: [at({ node, seq: 1 })] };
};

const append =
  (type: string, signature: (record: Doc, random: Random) => object, of?: (chain: Chain) => boolean): Kind =>
  (image, random) => {
    const { node, records } = someChain(image, random, of);
    const last = records.at(-1) as Doc;
    const like = random.pick(records);
    const seq = last['seq'] + 1;
    const body = {
      ...without(without(like, 'mac'), 'keyId'),
      _id: `${node}:${seq}`,
      seq,
      type,
      prevHash: last['hash'],
    };
    return { changes: [put(rehashed({ ...body, ...signature(like, random) } as Doc))], places: [at({ node, seq })] };
  };
const copied = ({ mac, keyId }: Doc) => ({ mac, keyId });

const newChain: Kind = (image, random) => {
  const { records } = someChain(image, random);
  const node = `api-${random.hex(8)}`;
  const made = relinked(
    records.map((record) => ({ ...record, node, _id: `${node}:${record['seq']}` })),
    random.hex(64),
  );
  return { changes: made.map(put), places: [at({ node, seq: 1 })] };
};

const rehashFrom: Kind = (image, random) => {
  const { records } = someChain(image, random);
  const index = random.below(records.length);
  const record = records[index] as Doc;
  const changed = { ...record, by: `${record['by']}x` };
  const linked = relinked([changed, ...records.slice(index + 1)], record['prevHash']);
  return { changes: linked.map(put), places: [where(record)] };
};

const under = (record: Doc, { _id, node, seq }: Doc): Doc => ({ ...record, _id, node, seq });
const linkedUnder = (record: Doc, { _id, seq, prevHash }: Doc): Doc => rehashed({ ...record, _id, seq, prevHash });
const swap: Kind = (image, random) => {
  const [one, two] = random.pair(chainsIn(image));
  const [a, b] = [random.pick(one.records), random.pick(two.records)];
  return { changes: [put(under(b, a)), put(under(a, b))], places: [where(a), where(b)] };
};
const swapInChain: Kind = (image, random) => {
  const { records } = someChain(image, random, (chain) => chain.records.length > 1);
  const [a, b] = random.pair(records);
  return { changes: [put(linkedUnder(b, a)), put(linkedUnder(a, b))], places: [where(a)] };
};
const disguise: Kind = (image, random) => {
  const record = random.pick(allOf(image, 'audit').filter((one) => disguised(one, random) !== null));
  return { changes: [put(disguised(record, random) ?? record)], places: [where(record)] };
};

export const auditKinds: Readonly<Record<string, Kind>> = {
  'audit: a value in the data': changing((record, random) => ({
    ...record,
    data: edited({ of: record['data'] }, random).of,
  })),
  'audit: a hollow value disguised': disguise,
  'audit: person': set('by', (before: string, random) => `${before}${random.hex(1)}`),
  'audit: moment': set('at', (before: number, random) => before - 1 - random.below(86_400_000)),
  'audit: type': set('type', (before) => (before === 'signedIn' ? 'refused' : 'signedIn')),
  'audit: address': set('address', () => '10.0.0.9'),
  'audit: case': set('caseId', () => 'INC-000001'),
  'audit: hash': set('hash', (_before, random) => random.hex(64)),
  'audit: mac': set('mac', (_before, random) => random.hex(64)),
  'audit: key id': set('keyId', (_before, random) => random.hex(8)),
  'audit: not signed any more': changing((record) => without(record, 'mac')),
  'audit: edited and rehashed': changing((record, random) => rehashed({ ...record, by: `eve-${random.hex(2)}` })),
  'audit: one dropped in the middle': dropMiddle,
  'audit: one dropped, gap closed': dropMiddleAndClose,
  'audit: tail cut': cutTail,
  'audit: a whole chain dropped': dropChain,
  'audit: closing record dropped': dropClosing,
  'audit: what an upgrade vouched for dropped, with its mark': dropVouching,
  'audit: forged at the tail, MAC copied': append('signedIn', copied),
  'audit: forged at the tail, MAC invented': append('signedIn', ({ keyId }, random) => ({
    mac: random.hex(64),
    keyId,
  })),
  'audit: unsigned put in': append('signedIn', () => ({})),
  'audit: appended behind the closing record': append('signedIn', copied, isClosed),
  'audit: closed by another': append('closed', copied),
  'audit: losses accepted by a forged record': append('lossAccepted', copied),
  'audit: a chain invented': newChain,
  'audit: rehashed from an edit on': rehashFrom,
  'audit: swapped between two chains': swap,
  'audit: swapped in a chain and rehashed': swapInChain,
};
