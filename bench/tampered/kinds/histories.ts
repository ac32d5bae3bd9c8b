/** Tamperings with exported histories. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { sha256 } from '../../../models/store/chain.ts';
import { without } from '../edits.ts';
import { type Anything, allOf, type Change, type Doc } from '../image.ts';
import type { Random } from '../random.ts';
import type { Kind } from './kind.ts';

const put = (document: Doc): Change => ({ collection: 'histories', id: document._id, document });
const at = ({ _id }: Doc) => ({ chain: `histories/${_id}`, seq: 0 });

const changing =
  (change: (row: Doc, random: Random) => Doc): Kind =>
  (image, random) => {
    const row = random.pick(allOf(image, 'histories'));
    return { changes: [put(change(row, random))], places: [at(row)] };
  };
const set = (name: string, value: (before: Anything, random: Random) => unknown): Kind =>
  changing((row, random) => ({ ...row, [name]: value(row[name], random) }));

const forgedText = (row: Doc): string =>
  gunzipSync(row['gzip'])
    .toString()
    .replace(/"eventId":\s*"2"/, '"eventId":"7"');

const withOf = (row: Doc, other: Doc, fields: readonly string[]): Doc => ({
  ...row,
  ...Object.fromEntries(fields.map((name) => [name, other[name]])),
});
const exchange =
  (...fields: readonly string[]): Kind =>
  (image, random) => {
    const [one, two] = random.pair(allOf(image, 'histories'));
    return { changes: [put(withOf(one, two, fields)), put(withOf(two, one, fields))], places: [at(one), at(two)] };
  };

const dropped: Kind = (image, random) => {
  const row = random.pick(allOf(image, 'histories').filter(({ last }) => last === true));
  const version = allOf(image, 'cases').find(({ _id }) => _id === row['caseId'])?.['version'] ?? 0;
  return {
    changes: [{ collection: 'histories', id: row._id, document: null }],
    places: [{ chain: `histories/${row['caseId']}`, seq: version }],
  };
};

const invented: Kind = (image, random) => {
  const row = random.pick(allOf(image, 'histories'));
  const made = { ...row, _id: `${row['caseId']}:${random.hex(12)}` };
  return { changes: [put(made)], places: [at(made)] };
};

export const historyKinds: Readonly<Record<string, Kind>> = {
  'history: text edited': changing((row) => ({ ...row, gzip: gzipSync(forgedText(row)) })),
  'history: text edited and rehashed': changing((row) => {
    const json = forgedText(row);
    return { ...row, gzip: gzipSync(json), sha256: sha256(json) };
  }),
  'history: no gzip any more': set('gzip', () => Buffer.from('nothing')),
  'history: hash': set('sha256', (_before, random) => random.hex(64)),
  'history: mac': set('mac', (_before, random) => random.hex(64)),
  'history: not signed': changing((row) => without(row, 'mac')),
  'history: events counted': set('events', (before: number) => before + 1),
  'history: closing moment': set('closedAt', (before: number) => before - 60_000),
  'history: run before': set('previousRunId', (_before, random) => random.hex(12)),
  'history: case': set('caseId', () => 'INC-000001'),
  'history: run': set('runId', (_before, random) => random.hex(12)),
  'history: last or not': set('last', (before) => before !== true),
  'history: texts of two exchanged': exchange('gzip'),
  'history: texts and hashes of two exchanged': exchange('gzip', 'sha256', 'mac'),
  'history: dropped': dropped,
  'history: invented': invented,
};
