import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { canonical, run, verifyPackage, without } from '../../../commands/archive/verifier.ts';
import { canonical as asHashed } from '../../../domain/kernel/record/chain.ts';
import { contentHash } from '../../../domain/kernel/record/content-hash.ts';
import { EntryChanged, type ZipEntry, zipped } from '../../../platform/files/zip-writer.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'archive-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const fingerprint = sha256(Buffer.from(key, 'base64'));

type Event = { type: string; schema: number; data: object };
/** As the product writes the chain of a case: a commit for each list of events. */
function chainOf(number: string, ...commits: Event[][]): { lines: string[]; seq: number; hash: string } {
  let [seq, hash] = [0, sha256(number)];
  const lines = commits.map((events, n) => {
    const body = {
      _id: `${number}:${String(seq + 1).padStart(6, '0')}`,
      caseId: number,
      process: 'incident',
      mode: 'live',
      seq: seq + 1,
      key: `k${n}`,
      digest: '',
      at: 1_772_000_000_000 + n,
      by: { id: 'li', role: 'engineer' },
      events,
      effects: [],
      prevHash: hash,
    };
    seq += events.length;
    hash = contentHash(body);
    return asHashed({ ...body, hash, mac: 'aa', keyId: 'k' });
  });
  return { lines, seq, hash };
}
const said = (text: string, more: object = {}): Event => ({
  type: 'incident.commented',
  schema: 1,
  data: { text, ...more },
});
const photo = Buffer.from('a photo, as it is stored');
const chains = {
  'INC-000001': chainOf(
    'INC-000001',
    [said('第一')],
    [said('second'), said('third')],
    [said('fourth', { files: [{ id: 'f1', name: '现场.jpg', sha256: sha256(photo) }] })],
  ),
  'WO-000001': chainOf('WO-000001', [said('one')]),
};

type Named = { name: string; kind: string; bytes: Buffer };
type Wish = {
  entries?: (all: Named[]) => Named[];
  manifest?: (body: Record<string, unknown>) => object;
  order?: (all: Named[]) => Named[];
};
/** A package as the product packs it; `entries`: before the manifest is made of them, `order`: after. */
async function packed({
  entries = (all) => all,
  manifest = (body) => body,
  order = (all) => all,
}: Wish = {}): Promise<Buffer> {
  const records = Object.entries(chains).map(
    ([number, { lines }]): Named => ({
      name: `records/${number}.jsonl`,
      kind: 'record',
      bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')),
    }),
  );
  const all = entries([
    { name: 'README.txt', kind: 'about', bytes: Buffer.from('read me') },
    ...records,
    { name: `files/${sha256(photo)}`, kind: 'file', bytes: photo },
  ]);
  const body = manifest({
    format: 'changming archive',
    version: 1,
    archive: 'ARC-000001',
    organisation: '/dx',
    month: '2026-02',
    counts: { cases: 2, events: 5 },
    cases: Object.entries(chains).map(([number, { seq, hash }]) => ({ number, seq, hash })),
    gaps: [],
    broken: [],
    entries: all.map(({ name, kind, bytes }) => ({ name, kind, bytes: bytes.length, sha256: sha256(bytes) })),
    key: { keyId: 'k', publicKey: key },
  });
  const hash = contentHash(body);
  const signature = sign(null, Buffer.from(`changming archive|${hash}`), privateKey).toString('base64');
  const text = Buffer.from(`${JSON.stringify({ ...body, hash, signature }, null, 1)}\n`);
  return await zipOf([...order(all), { name: 'manifest.json', kind: 'about', bytes: text }]);
}
async function zipOf(all: readonly Named[], most32?: number): Promise<Buffer> {
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const { name, bytes } of all) yield { name, bytes: () => [bytes] };
  }
  const parts: Buffer[] = [];
  for await (const part of zipped(entries(), () => undefined, most32)) parts.push(part);
  return Buffer.concat(parts);
}

let files = 0;
function written(bytes: Buffer): string {
  const file = path.join(folder, `${(files += 1)}.zip`);
  writeFileSync(file, bytes);
  return file;
}
const codes = (bytes: Buffer): string[] => [
  ...new Set(verifyPackage(written(bytes)).findings.map(({ name, code }) => `${name} ${code}`)),
];
/** The entry of this name, with other bytes of the same or another length. */
const exchanged = (name: string, change: (bytes: Buffer) => Buffer) => (all: Named[]) =>
  all.map((one) => (one.name === name ? { ...one, bytes: change(one.bytes) } : one));
const record = 'records/INC-000001.jsonl';

test('a package as it was packed holds, and says what it is', async () => {
  const found = verifyPackage(written(await packed()), { key: fingerprint });
  expect(found).toMatchObject({
    findings: [],
    known: [],
    fingerprint,
    about: 'ARC-000001 /dx 2026-02',
    counts: { entries: 5, cases: 2, commits: 4 },
  });
});

test('no byte of it can be changed, wherever it stands', async () => {
  const whole = await packed();
  for (let at = 0; at < whole.length; at += 7) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x01;
    const { findings } = verifyPackage(written(changed));
    expect({ at, isFound: findings.length > 0 }).toEqual({ at, isFound: true });
  }
});

test('what is cut off, or stands behind it, is found', async () => {
  const whole = await packed();
  expect(codes(whole.subarray(0, -1))).toEqual(['- not-a-zip']);
  expect(codes(Buffer.concat([whole, Buffer.from('x')]))).toEqual(['- not-a-zip']);
  expect(codes(Buffer.alloc(0))).toEqual(['- not-a-zip']);
});

test('an entry that is missing, added, doubled, exchanged or in another place is named', async () => {
  const gone = await packed({ order: (all) => all.filter(({ name }) => name !== 'README.txt') });
  expect(codes(gone)).toEqual(['README.txt missing']);
  const more = await packed({ order: (all) => [...all, { name: 'x.txt', kind: 'about', bytes: Buffer.from('x') }] });
  expect(codes(more)).toEqual(['x.txt added']);
  const twice = await packed({ order: (all) => [...all, ...all.slice(0, 1)] });
  expect(codes(twice)).toContain('README.txt twice');
  const other = await packed({ order: exchanged('README.txt', () => Buffer.from('other words')) });
  expect(codes(other)).toEqual(['README.txt changed']);
  const moved = await packed({ order: (all) => all.toReversed() });
  expect(codes(moved)[0]).toMatch(/ order$/);
  const lost = await packed({ order: (all) => all.filter(({ name }) => name !== record) });
  expect(codes(lost)).toEqual([`${record} missing`, 'INC-000001 no-record', 'manifest.json count-differs']);
});

const lines = (change: (all: string[]) => string[]) => (bytes: Buffer) =>
  Buffer.from(
    change(bytes.toString().trimEnd().split('\n'))
      .map((line) => `${line}\n`)
      .join(''),
  );
/** Whoever changes a record and makes the manifest anew, under a key of his own or ours. */
const forged = (change: (all: string[]) => string[]) => packed({ entries: exchanged(record, lines(change)) });

test('an event that was changed, moved, taken out or put in is named, though the manifest was made anew', async () => {
  expect(codes(await forged(([first = '', ...rest]) => [first.replace('第一', '第二'), ...rest]))).toEqual([
    `${record} content`,
  ]);
  expect(codes(await forged(([first = '', second = '', ...rest]) => [second, first, ...rest]))).toEqual([
    `${record} seq-gap`,
  ]);
  expect(codes(await forged(([first = '', , ...rest]) => [first, ...rest]))).toEqual([`${record} seq-gap`]);
  expect(codes(await forged((all) => all.slice(0, -1)))).toContain(`${record} head-differs`);
  expect(codes(await forged((all) => [...all, ...all.slice(-1)]))).toEqual([`${record} seq-gap`]);
  expect(codes(await forged(([first = '', ...rest]) => [first.replace('{', '{ '), ...rest]))).toEqual([
    `${record} form`,
  ]);
  expect(codes(await forged(([first = '', ...rest]) => [first.replace('"mac":"aa"', '"mac":""'), ...rest]))).toEqual([
    `${record} mac-missing`,
  ]);
  // A chain that was made anew from its begin ends elsewhere.
  const anew = chainOf('INC-000001', [said('x')], [said('y'), said('z')], [said('w')]);
  expect(codes(await forged(() => anew.lines))).toContain(`${record} head-differs`);
});

test('a record of another case under its name is none of it', async () => {
  expect(codes(await forged(() => chains['WO-000001'].lines))).toContain(`${record} seq-gap`);
});

test('a file that a record carries is there, or named as a gap', async () => {
  const name = `files/${sha256(photo)}`;
  const entries = (all: Named[]) => all.filter((one) => one.name !== name);
  expect(codes(await packed({ entries }))).toEqual([`${name} file-missing`]);
  const gaps = [{ part: 'g-1', case: 'INC-000001', paper: 'file:f1', state: 'accepted' }];
  expect(codes(await packed({ entries, manifest: (body) => ({ ...body, gaps }) }))).toEqual([]);
});

test('a chain that was archived as broken is known, and told', async () => {
  const broken = [{ case: 'INC-000001', seq: 2, code: 'content', by: 'auditor', at: '', reason: 'A disk failed' }];
  const bytes = await packed({
    entries: exchanged(
      record,
      lines(([first = '', second = '', ...rest]) => [first, second.replace('third', 'THIRD'), ...rest]),
    ),
    manifest: (body) => ({ ...body, broken }),
  });
  const { findings, known } = verifyPackage(written(bytes));
  expect(findings).toEqual([]);
  expect(known).toEqual(['INC-000001 seq 2: content – A disk failed (auditor)']);
});

test('the manifest is that which was signed, under the key that was noted', async () => {
  const file = written(await packed());
  const { manifestHash } = verifyPackage(file);
  const found = (wish: object) => verifyPackage(file, wish).findings.map(({ code }) => code);
  expect(found({ key: fingerprint, manifest: manifestHash })).toEqual([]);
  expect(found({ key: 'ff'.repeat(32) })).toEqual(['key-differs']);
  expect(found({ manifest: 'ff'.repeat(32) })).toEqual(['manifest-differs']);
  const resigned = await packed({
    manifest: (body) => ({ ...body, key: { keyId: 'k', publicKey: key.replace('A', 'B') } }),
  });
  expect(codes(resigned)).toEqual(['manifest.json signature']);
});

const miscounted = (body: object) => ({ ...body, counts: { cases: 3, events: 5 } });
test('counts that the manifest says are those of what is there', async () => {
  expect(codes(await packed({ manifest: miscounted }))).toEqual(['manifest.json count-differs']);
});

test('large packages are in the 64-bit form, read the same and as strictly', async () => {
  const all = Array.from(
    { length: 4 },
    (_, n): Named => ({ name: `n${n}`, kind: 'about', bytes: Buffer.alloc(50, n) }),
  );
  const bytes = await zipOf(all, 100);
  expect(codes(bytes)).toEqual(['manifest.json manifest']); // it is read, and has none
  const changed = Buffer.from(bytes);
  changed[bytes.length - 30] = 7;
  expect(codes(changed)).not.toEqual(['manifest.json manifest']);
});

test('an entry that changes while it is packed is not packed', async () => {
  let reads = 0;
  async function* entries(): AsyncGenerator<ZipEntry> {
    yield { name: 'x', bytes: () => [Buffer.from(`${(reads += 1)}`)] };
  }
  const all = async (): Promise<void> => {
    for await (const part of zipped(entries(), () => undefined)) expect(part).toBeDefined();
  };
  await expect(all()).rejects.toThrow(EntryChanged);
});

test('what stands twice, here and in the product, says the same', () => {
  const value = { b: [1, -0, 'é\ud800', null, { d: true, c: 'ü' }], a: { y: 1.5, x: '\u2028"' } };
  expect(canonical(value)).toBe(asHashed(value));
  expect(sha256(without({ ...value, hash: 'x' }, ['hash']))).toBe(contentHash(value));
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
});

test('the command says what is wrong, and by its exit code', async () => {
  const out: string[] = [];
  const [stdout, stderr] = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((words) => out.push(String(words)) > 0),
  );
  try {
    expect(run([written(await packed())])).toBe(0);
    expect(run([written(await forged(([first = '', ...rest]) => [first.replace('第一', '第二'), ...rest]))])).toBe(1);
    expect(run([])).toBe(2);
    expect(run([path.join(folder, 'nowhere.zip')])).toBe(2);
    expect(run([written(await packed()), '--key', 'abc'])).toBe(2);
  } finally {
    stdout?.mockRestore();
    stderr?.mockRestore();
  }
  expect(out.join('')).toContain('完好 WHOLE: 5 entries, 2 cases, 4 commits');
  expect(out.join('')).toContain(`${record}: line 1, seq 1: content`);
});
