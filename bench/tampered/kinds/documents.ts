/** Tamperings with the documents of cases, which lists and screens show. */
import { disguised, edited, without } from '../edits.ts';
import { type Anything, allOf, type Change, type Doc, type Image, type Place, type Store } from '../image.ts';
import type { Random } from '../random.ts';
import type { Kind } from './kind.ts';

type Of = { store: Store; document: Doc };

function someDocument(image: Image, random: Random, of: (document: Doc) => boolean = () => true): Of {
  const store = random.next() < 0.9 ? 'live' : 'rehearsal';
  const fits = allOf(image, 'cases', store).filter((document) => of(document));
  if (fits.length > 0) return { store, document: random.pick(fits) };
  return { store: 'live', document: random.pick(allOf(image, 'cases').filter((document) => of(document))) };
}

const put = (store: Store, document: Doc): Change => ({ store, collection: 'cases', id: document._id, document });
const at = ({ _id, version }: Doc): Place => ({ chain: _id, seq: version });

const changing =
  (change: (document: Doc, random: Random) => Doc, of?: (document: Doc) => boolean): Kind =>
  (image, random) => {
    const { store, document } = someDocument(image, random, of);
    return { changes: [put(store, change(document, random))], places: [at(document)] };
  };
const set = (
  name: string,
  value: (before: Anything, random: Random) => unknown,
  of?: (document: Doc) => boolean,
): Kind => changing((document, random) => ({ ...document, [name]: value(document[name], random) }), of);
const setInKase = (name: string, value: (before: Anything, random: Random) => unknown): Kind =>
  set('kase', (kase, random) => ({ ...kase, [name]: value(kase[name], random) }));

const has = (name: string) => (document: Doc) => document[name] !== undefined && document[name] !== null;
const SHOWN = ['version', 'kase', '_id', 'process', 'mode'];

const shownOf = (document: Doc): object =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !SHOWN.includes(name)));

const version: Kind = (image, random) => {
  const { store, document } = someDocument(image, random);
  const made = Math.max(0, document['version'] + random.pick([-1, 1, 7]));
  const places = [made, document['version'] + 1].map((seq) => ({ chain: document._id, seq }));
  return { changes: [put(store, { ...document, version: made })], places };
};

const disguise: Kind = (image, random) => {
  const { store, document } = someDocument(image, random, (one) => disguised(shownOf(one), random) !== null);
  const changed = { ...document, ...disguised(shownOf(document), random) } as Doc;
  return { changes: [put(store, changed)], places: [at(document)] };
};

/** The state in the signed text, in the form in which the product writes it. */
const text = (change: (body: Anything, random: Random) => object): Kind =>
  setInKase('text', (before: string, random) => JSON.stringify(change(JSON.parse(before), random)));

const ofBefore: Kind = (image, random) => {
  const old = random.pick(
    image.before.flatMap((earlier) =>
      allOf(earlier, 'cases').filter(({ _id, version: seen }) =>
        allOf(image, 'cases').some((now) => now._id === _id && now['version'] > seen),
      ),
    ),
  );
  return { changes: [put('live', old)], places: [{ chain: old._id, seq: old['version'] + 1 }] };
};

/** The state of before under the version of now. */
const textOfBefore: Kind = (image, random) => {
  const pairs = image.before.flatMap((earlier) =>
    allOf(earlier, 'cases').flatMap((old) => {
      const now = allOf(image, 'cases').find(({ _id }) => _id === old._id);
      return now && now['version'] > old['version'] ? [{ old, now }] : [];
    }),
  );
  const { old, now } = random.pick(pairs);
  const made = { ...now, kase: { ...old['kase'], headHash: now['kase'].headHash } };
  return { changes: [put('live', made)], places: [at(now)] };
};

const ofAnother: Kind = (image, random) => {
  const [one, two] = random.pair(allOf(image, 'cases'));
  return {
    changes: [put('live', { ...one, _id: two._id })],
    places: [at({ ...one, _id: two._id }), { chain: two._id, seq: two['version'] + 1 }],
  };
};

/** Its text with what signs it under the head of another. */
const textOfAnother: Kind = (image, random) => {
  const [one, two] = random.pair(allOf(image, 'cases'));
  const kase = { ...one['kase'], headHash: two['kase'].headHash };
  return { changes: [put('live', { ...two, kase })], places: [at(two)] };
};

const gone: Kind = (image, random) => {
  const { store, document } = someDocument(image, random);
  return { changes: [{ store, collection: 'cases', id: document._id, document: null }], places: [at(document)] };
};

const invented: Kind = (image, random) => {
  const { store, document } = someDocument(image, random);
  const number = `${document._id.split('-')[0]}-${800_000 + random.below(99_999)}`;
  return { changes: [put(store, { ...document, _id: number })], places: [{ chain: number, seq: 1 }] };
};

export const documentKinds: Readonly<Record<string, Kind>> = {
  'document: a shown value': changing((document, random) => ({ ...document, ...edited(shownOf(document), random) })),
  'document: status': set('status', (before) => (before === 'resolved' ? 'in-progress' : 'resolved')),
  'document: parties': set('parties', (before, random) => edited(before, random)),
  'document: organisation': set('orgLine', (before: string[]) => [...before, '/dx/elsewhere']),
  'document: promise': set('dueAt', (before: number) => before + 3_600_000, has('dueAt')),
  'document: readings': set('readings', (before, random) => edited({ of: before }, random).of),
  'document: closing moment': set('closedAt', (before: number) => before - 60_000, has('closedAt')),
  'document: closing moment invented': set(
    'closedAt',
    (_before, random) => 1 + random.below(1_000),
    (one) => !has('closedAt')(one),
  ),
  'document: next one to act': set('waitsFor', (before: object[]) => [...before, { to: { person: 'eve' } }]),
  'document: mode': set('mode', (before) => (before === 'drill' ? 'live' : 'drill')),
  'document: process': set('process', (before) => (before === 'call' ? 'incident' : 'call')),
  'document: a field more': changing((document) => ({ ...document, hidden: true })),
  'document: a field less': changing((document, random) =>
    without(document, random.pick(Object.keys(shownOf(document)))),
  ),
  'document: a hollow value disguised': disguise,
  'document: version': version,
  'document: head': setInKase('headHash', (_before, random) => random.hex(64)),
  'document: pins shown': setInKase('pinned', (before: string[]) => before.map((one) => `${one}9`)),
  'document: running clocks shown': setInKase('running', (before: object[]) => [
    ...before,
    { clock: 'forged', calendar: null },
  ]),
  'document: queues shown': setInKase('comesTo', (before: string[]) => [...before, 'zz-forged']),
  'document: state in the text': text((body, random) => ({ ...body, state: edited(body.state, random) })),
  'document: clocks in the text': text((body, random) => ({ ...body, clocks: edited({ of: body.clocks }, random).of })),
  'document: pins in the text': text((body, random) => ({ ...body, pins: edited(body.pins, random) })),
  'document: open effects in the text': text((body) => ({ ...body, effectsFrom: 999 })),
  'document: mac': setInKase('mac', (_before, random) => random.hex(64)),
  'document: key id': setInKase('keyId', (_before, random) => random.hex(8)),
  'document: not signed': set('kase', (kase) => without(kase, 'mac')),
  'document: shape of another release': set('kase', (kase, random) => ({
    ...kase,
    shape: random.pick(['0.1', '1.9', '2.1', '']),
  })),
  'document: shape of another release, status with it': changing((document) => ({
    ...document,
    status: document['status'] === 'resolved' ? 'in-progress' : 'resolved',
    kase: { ...document['kase'], shape: '1.0' },
  })),
  'document: shape of the release before, title with it': changing((document) => ({
    ...document,
    title: 'forged',
    kase: { ...document['kase'], shape: document['process'] === 'call' ? '1.1' : '1.0' },
  })),
  'document: of before put back': ofBefore,
  'document: text of before put back': textOfBefore,
  'document: of another case': ofAnother,
  'document: text of another case': textOfAnother,
  'document: taken away': gone,
  'document: invented': invented,
};
