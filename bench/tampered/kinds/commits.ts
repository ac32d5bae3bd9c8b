/** Tamperings with the commits of cases. */
import { commitIdOf } from '../../../domain/kernel/ids.ts';
import { sha256 } from '../../../models/store/chain.ts';
import { disguised, edited, rehashed, relinked, without } from '../edits.ts';
import {
  type Anything,
  allOf,
  type Change,
  type Doc,
  groupedBy,
  type Image,
  sealedUpTo,
  type Store,
} from '../image.ts';
import type { Random } from '../random.ts';
import type { Kind } from './kind.ts';

type Chain = { store: Store; caseId: string; commits: readonly Doc[] };
type At = Chain & { commit: Doc; index: number };

const lastSeqOf = ({ seq, events }: Doc): number => seq + events.length - 1;
const endOf = ({ commits }: Chain): number => lastSeqOf(commits.at(-1) as Doc);

const chainsIn = (image: Image, store: Store): Chain[] =>
  [...groupedBy(allOf(image, 'commits', store), ({ caseId }) => caseId)].map(([caseId, commits]) => ({
    store,
    caseId,
    commits,
  }));

/** Any commit of any case, live ones mostly. */
function someCommit(image: Image, random: Random, of: (at: At) => boolean = () => true): At {
  const fitting = (store: Store): At[] =>
    chainsIn(image, store)
      .flatMap((chain) => chain.commits.map((commit, index): At => ({ ...chain, commit, index })))
      .filter((at) => of(at));
  const rehearsed = random.next() < 0.15 ? fitting('rehearsal') : [];
  return random.pick(rehearsed.length > 0 ? rehearsed : fitting('live'));
}
const liveChain = (image: Image, random: Random, of: (chain: Chain) => boolean): Chain =>
  random.pick(chainsIn(image, 'live').filter((chain) => of(chain)));

const put = (store: Store, document: Doc): Change => ({
  store,
  collection: 'commits',
  id: document._id,
  document,
});
const take = (store: Store, { _id }: Doc): Change => ({ store, collection: 'commits', id: _id, document: null });
const at = ({ caseId }: { caseId: string }, seq: number) => ({ chain: caseId, seq });

/** Changes one commit and leaves it where it is. */
const changing =
  (change: (commit: Doc, random: Random) => Doc): Kind =>
  (image, random) => {
    const { store, commit, caseId } = someCommit(image, random);
    return { changes: [put(store, change(commit, random))], places: [at({ caseId }, commit['seq'])] };
  };

/** Changes one field, the same way at most. */
const field = (name: string, value: (before: Anything, random: Random) => unknown): Kind =>
  changing((commit, random) => ({ ...commit, [name]: value(commit[name], random) }));

const oneEvent = (change: (event: Doc, random: Random) => Doc): Kind =>
  changing((commit, random) => {
    const n = random.below(commit['events'].length);
    return {
      ...commit,
      events: commit['events'].map((event: Doc, i: number) => (i === n ? change(event, random) : event)),
    };
  });

const other = (random: Random) => random.hex(64);

/** A hollow value that reads alike: an empty object, or nothing. */
const disguise: Kind = (image, random) => {
  const { store, commit, caseId } = someCommit(image, random, (one) => disguised(one.commit, random) !== null);
  const changed = disguised(commit, random) ?? without(commit, 'mac');
  return { changes: [put(store, changed)], places: [at({ caseId }, commit['seq'])] };
};

const dropMiddle: Kind = (image, random) => {
  const { store, commit, caseId } = someCommit(
    image,
    random,
    ({ index, commits }) => index > 0 && index < commits.length - 1,
  );
  return { changes: [take(store, commit)], places: [at({ caseId }, commit['seq'])] };
};
const dropFirst: Kind = (image, random) => {
  const { store, commit, caseId } = someCommit(
    image,
    random,
    ({ index, commits }) => index === 0 && commits.length > 1,
  );
  return { changes: [take(store, commit)], places: [at({ caseId }, 1)] };
};
const cutTail: Kind = (image, random) => {
  const { store, commits, index, caseId, commit } = someCommit(image, random, ({ index: n }) => n > 0);
  return { changes: commits.slice(index).map((one) => take(store, one)), places: [at({ caseId }, commit['seq'])] };
};
const dropCommits: Kind = (image, random) => {
  const { store, commits, caseId } = someCommit(image, random);
  return { changes: commits.map((one) => take(store, one)), places: [at({ caseId }, 1)] };
};

/** Everything in the live store that bears the number, but for the audit trail, which it would break. */
function tracesOf(image: Image, caseId: string): Change[] {
  const bears = (document: Doc): boolean =>
    document._id === caseId || document['caseId'] === caseId || document._id.startsWith(`e:${caseId}:`);
  return ['commits', 'cases', 'notices', 'number-records', 'numbers', 'histories', 'deliveries', 'parked'].flatMap(
    (collection) =>
      allOf(image, collection)
        .filter((document) => typeof document._id === 'string' && bears(document))
        .map(({ _id }): Change => ({ collection, id: _id, document: null })),
  );
}

const isSealed = (image: Image, { caseId }: Chain): boolean => sealedUpTo(image, 'cases', caseId) > 0;

const dropCase: Kind = (image, random) => {
  const { caseId } = liveChain(image, random, (chain) => isSealed(image, chain));
  return { changes: tracesOf(image, caseId), places: [at({ caseId }, 1)] };
};

/** The case goes, and what is left of it bears another number. */
const renameCase: Kind = (image, random) => {
  const { caseId, commits } = liveChain(image, random, (chain) => isSealed(image, chain));
  const number = `${caseId.split('-')[0]}-${900_000 + random.below(99_999)}`;
  const renamed = commits.map((commit) => ({ ...commit, _id: commitIdOf(number, commit['seq']), caseId: number }));
  const linked = relinked(renamed as Doc[], sha256(number));
  const document = allOf(image, 'cases').find(({ _id }) => _id === caseId);
  const copy: Change[] = document ? [{ collection: 'cases', id: number, document: { ...document, _id: number } }] : [];
  const changes = [...tracesOf(image, caseId), ...linked.map((one) => put('live', one)), ...copy];
  return { changes, places: [at({ caseId }, 1), at({ caseId: number }, 1)] };
};

/** To what a copy of the document of before knows: the seal, or the workflow of the open case, says that there was more. */
const rollBack: Kind = (image, random) => {
  const found = image.before.flatMap((earlier) =>
    allOf(earlier, 'cases').flatMap((old) => {
      const now = allOf(image, 'cases').find(({ _id }) => _id === old._id);
      if (!now || old['version'] >= now['version']) return [];
      const isKnown = sealedUpTo(image, 'cases', old._id) > old['version'] || now['closedAt'] === undefined;
      return isKnown ? [old] : [];
    }),
  );
  const old = random.pick(found);
  const later = allOf(image, 'commits').filter(({ caseId, seq }) => caseId === old._id && seq > old['version']);
  const told = tracesOf(image, old._id).filter((change) => 'collection' in change && !KEPT.has(change.collection));
  return {
    changes: [...later.map((one) => take('live', one)), ...told, { collection: 'cases', id: old._id, document: old }],
    places: [at({ caseId: old._id }, old['version'] + 1)],
  };
};
const KEPT = new Set(['commits', 'cases']);

const swapInCase =
  (made: (one: Doc, place: Doc) => Doc): Kind =>
  (image, random) => {
    const { store, commits, caseId } = someCommit(image, random, (chain) => chain.commits.length > 1);
    const [one, two] = random.pair(commits);
    return {
      changes: [put(store, made(two, one)), put(store, made(one, two))],
      places: [at({ caseId }, one['seq'])],
    };
  };

const placed = (commit: Doc, { _id, seq, caseId }: Doc): Doc => ({ ...commit, _id, seq, caseId });

const swapBetween: Kind = (image, random) => {
  const [one, two] = random.pair(chainsIn(image, 'live'));
  const [a, b] = [random.pick(one.commits), random.pick(two.commits)];
  return {
    changes: [put('live', placed(b, a)), put('live', placed(a, b))],
    places: [at(one, a['seq']), at(two, b['seq'])],
  };
};

const duplicate: Kind = (image, random) => {
  const { store, commit, caseId } = someCommit(image, random);
  const copy = { ...commit, _id: `${commit._id}a` };
  return { changes: [put(store, copy)], places: [at({ caseId }, lastSeqOf(commit) + 1)] };
};

const renumber: Kind = (image, random) => {
  const { store, commit, caseId } = someCommit(image, random);
  const moved = { ...commit, seq: commit['seq'] + 1 + random.below(5) };
  return { changes: [put(store, rehashed(moved))], places: [at({ caseId }, commit['seq'])] };
};

const toAnotherCase: Kind = (image, random) => {
  const [one, two] = random.pair(chainsIn(image, 'live'));
  const commit = random.pick(one.commits);
  const changes = [put('live', { ...commit, caseId: two.caseId })];
  return { changes, places: [at(one, commit['seq']), at(two, 1), at(two, endOf(two) + 1)] };
};

/** One more at the end, as the product would have written it but for the MAC. */
const append =
  (signature: (commit: Doc, random: Random) => object): Kind =>
  (image, random) => {
    const { store, commits, caseId, commit } = someCommit(image, random);
    const newest = commits.at(-1) as Doc;
    const seq = lastSeqOf(newest) + 1;
    const draft = edited({ ...commit, events: commit['events'] }, random);
    const made = {
      ...draft,
      _id: commitIdOf(caseId, seq),
      caseId,
      seq,
      prevHash: newest['hash'],
      events: commit['events'],
    };
    const forged = rehashed({ ...without(without(made, 'mac'), 'keyId'), ...signature(commit, random) } as Doc);
    return { changes: [put(store, forged)], places: [at({ caseId }, seq)] };
  };

const rehashFrom: Kind = (image, random) => {
  const { store, commits, index, caseId, commit } = someCommit(image, random);
  const changed = { ...commit, events: edited(commit['events'], random) };
  const linked = relinked([changed, ...commits.slice(index + 1)] as Doc[], commit['prevHash']);
  const head = linked.at(-1)?.['hash'];
  const document = allOf(image, 'cases', store).find(({ _id }) => _id === caseId);
  const told: Change[] = document
    ? [
        {
          store,
          collection: 'cases',
          id: caseId,
          document: { ...document, kase: { ...document['kase'], headHash: head } },
        },
      ]
    : [];
  return { changes: [...linked.map((one) => put(store, one)), ...told], places: [at({ caseId }, commit['seq'])] };
};

/** A case of the one store whole into the other. */
const intoStore =
  (from: Store, to: Store): Kind =>
  (image, random) => {
    const { caseId, commits } = random.pick(chainsIn(image, from));
    const document = allOf(image, 'cases', from).find(({ _id }) => _id === caseId);
    const changes = commits.map((one) => put(to, one));
    const copy: Change[] = document ? [{ store: to, collection: 'cases', id: caseId, document }] : [];
    return { changes: [...changes, ...copy], places: [at({ caseId }, 1)] };
  };

const exchangeRehearsed: Kind = (image, random) => {
  const [one, two] = random.pair(chainsIn(image, 'rehearsal'));
  const whole = random.next() < 0.5;
  const count = whole ? Math.min(one.commits.length, two.commits.length) : 1;
  const under = (chain: Chain, from: Chain): Change[] =>
    from.commits.slice(0, count).map((commit, n) => {
      const { caseId } = chain;
      return put('rehearsal', { ...commit, _id: (chain.commits[n] as Doc)._id, caseId });
    });
  return { changes: [...under(one, two), ...under(two, one)], places: [at(one, 1), at(two, 1)] };
};

export const commitKinds: Readonly<Record<string, Kind>> = {
  'commit: a value in an event edited': changing((commit, random) => ({
    ...commit,
    events: edited(commit['events'], random),
  })),
  'commit: type of an event': oneEvent((event) => ({ ...event, type: `${event['type']}Again` })),
  'commit: schema of an event': oneEvent((event) => ({ ...event, schema: event['schema'] + 1 })),
  'commit: an event more': field('events', (events: Doc[]) => [...events, events[0]]),
  'commit: an event less': field('events', (events: Doc[]) => events.slice(1)),
  'commit: moment': field('at', (before: number, random) => before - 1 - random.below(86_400_000)),
  'commit: person': field('by', (before: object, random) => edited(before, random)),
  'commit: key': field('key', (before: string) => `${before}x`),
  'commit: digest': field('digest', (_before, random) => other(random)),
  'commit: mode': field('mode', () => 'drill'),
  'commit: process': field('process', (before) => (before === 'call' ? 'incident' : 'call')),
  'commit: effects': field('effects', (before: object[]) =>
    before.length > 0 ? before.slice(1) : [{ kind: 'forged' }],
  ),
  'commit: a field more': changing((commit) => ({ ...commit, note: 'forged' })),
  'commit: a field less': changing((commit, random) =>
    without(
      commit,
      random.pick(Object.keys(commit).filter((name) => name !== '_id' && name !== 'caseId' && name !== 'events')),
    ),
  ),
  'commit: a hollow value disguised': disguise,
  'commit: hash': field('hash', (_before, random) => other(random)),
  'commit: prevHash': field('prevHash', (_before, random) => other(random)),
  'commit: prevHash, rehashed': changing((commit, random) => rehashed({ ...commit, prevHash: other(random) })),
  'commit: mac': field('mac', (_before, random) => other(random)),
  'commit: key id': field('keyId', (_before, random) => random.hex(8)),
  'commit: edited and rehashed': changing((commit, random) =>
    rehashed({ ...commit, events: edited(commit['events'], random) }),
  ),
  'commits: one dropped in the middle': dropMiddle,
  'commits: the first dropped': dropFirst,
  'commits: tail cut': cutTail,
  'commits: all of a case dropped': dropCommits,
  'case: dropped with all its traces': dropCase,
  'case: given another number': renameCase,
  'case: tail cut, document of before put back': rollBack,
  'commits: two of a case swapped': swapInCase((one, { _id }) => ({ ...one, _id })),
  'commits: two of a case swapped and rehashed': swapInCase((one, place) =>
    rehashed({ ...placed(one, place), prevHash: place['prevHash'] }),
  ),
  'commits: swapped between two cases': swapBetween,
  'commits: one doubled': duplicate,
  'commits: one renumbered': renumber,
  'commits: one given to another case': toAnotherCase,
  'commits: forged at the tail, MAC copied': append(({ mac, keyId }) => ({ mac, keyId })),
  'commits: forged at the tail, MAC invented': append(({ keyId }, random) => ({ mac: other(random), keyId })),
  'commits: forged at the tail, key invented': append((_commit, random) => ({
    mac: other(random),
    keyId: random.hex(8),
  })),
  'commits: forged at the tail, not signed': append(() => ({})),
  'commits: rehashed from an edit on': rehashFrom,
  'rehearsal: its commits taken into live': intoStore('rehearsal', 'live'),
  'rehearsal: live commits taken into it': intoStore('live', 'rehearsal'),
  'rehearsal: commits of two exchanged': exchangeRehearsed,
};
