/** The record as a bundle: verified without the product, and a change anywhere in it is named. */
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transformFileSync } from '@swc/core';
import { makeSeal } from '../../../client/record/seals/make-seal.ts';
import { type Exported, exportBundle, type Wish } from '../../../commands/audit-export/bundle.ts';
import { askedFor } from '../../../commands/audit-export/asked-for.ts';
import { Bundle } from '../../../commands/audit-export/verifier.ts';
import { openAccounts } from '../../../commands/support/accounts.ts';
import { WrongUse } from '../../../commands/support/command.ts';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import type { Head } from '../../../domain/kernel/process.ts';
import { auditOf, type AuditTrail, openAuditTrail } from '../../../models/access/audit.ts';
import { hashOf } from '../../../models/store/chain.ts';
import { giveRecordKeys } from '../../../models/store/record-key.ts';
import type { Seal } from '../../../models/store/seal.ts';
import { fingerprintOf, sealKeysOf } from '../../../models/store/seal-key.ts';
import { sealFolder, type SealFolder } from '../../../platform/seal-folder.ts';
import { migrate } from '../../../worker/migrate.ts';
import { storeCommit } from '../../support/commits.ts';
import { openDatabase, recordKeys, type TestDatabase } from '../../support/engines/database.ts';
import { runCommand } from '../../support/product/command.ts';
import { isWhole } from '../../support/product/sample/whole.ts';

type Found = { file: string; code: string; lines?: readonly [number, number]; chain?: string; seq?: number };
type Listed = { name: string; bytes: number; sha256: string };
type Manifest = {
  files: Listed[];
  filter: object | null;
  blockLines: number;
  key: { keyId: string; publicKey: string };
};

/** As the build makes it, of these sources. */
const verifier = transformFileSync(path.resolve(__dirname, '../../../commands/audit-export/verifier.ts'), {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
}).code;
const EVENTS = 7;

let opened: TestDatabase;
let trail: AuditTrail;
let seals: SealFolder;
let whole: string;
let exported: Exported;
beforeAll(async () => {
  opened = await openDatabase();
  await migrate(opened.db, { embedded: false, dataFolder: opened.dataFolder });
  trail = openAuditTrail(opened.db, 'export-test');
  seals = sealFolder(path.join(opened.dataFolder, 'seals'));
  await openAccounts(opened.db).create('owner', {
    name: '王安',
    unit: '/fin',
    unitName: '某省财政厅',
    roles: ['security-administrator'],
    teams: [],
    locale: 'zh',
    reach: {},
    passwordFile: undefined,
  });
  for (let n = 1; n <= 12; n += 1) await chain(`INC-${String(n).padStart(6, '0')}`, EVENTS);
  await chain('CAL-000001', 3);
  await makeSeal({ db: opened.db, seals, audit: trail }, Date.now());
  giveRecordKeys(opened.db, ['a newer record key of this very product', ...recordKeys]);
  await makeSeal({ db: opened.db, seals, audit: trail }, Date.now());
  await makeSeal({ db: opened.db, seals, audit: trail }, Date.now());
  whole = path.join(opened.dataFolder, 'whole');
  exported = await exportTo(whole);
});
afterAll(() => opened.stop());

async function chain(caseId: string, length: number): Promise<void> {
  let after: Head | undefined;
  for (let n = 0; n < length; n += 1) {
    const commit = await storeCommit(opened, caseId, {
      events: [{ type: 'incident.commented', data: { text: `第 ${n} 句 "word"\n` } }],
      by: { id: 'eng-donghu-1', role: 'engineer' },
      key: `u:eng-donghu-1:${caseId}-${n}`,
      digest: 'd',
      process: caseId.startsWith('CAL') ? 'call' : 'incident',
      ...(after ? { after } : {}),
    });
    after = { seq: commit.seq, hash: commit.hash };
  }
}

const wishFor = (to: string, filter: Wish['filter'] = {}): Wish => ({
  to,
  filter,
  by: 'operator',
  now: Date.now(),
  product: { version: '0.0.0', build: 'test' },
  verifier,
});
const exportTo = (to: string, filter: Wish['filter'] = {}): Promise<Exported> =>
  exportBundle({ db: opened.db, seals, audit: trail }, wishFor(to, filter));

async function found(folder: string, key?: string): Promise<Found[]> {
  const all: Found[] = [];
  new Bundle(folder, (file, code, place) => void all.push({ file, code, ...place })).verify(key);
  return all;
}

/** On a machine with nothing but Node: no environment, an empty folder. */
async function runAlone(folder: string, ...args: string[]) {
  const cwd = path.join(opened.dataFolder, randomUUID());
  await mkdir(cwd);
  const program = path.join(folder, 'verify.cjs');
  return spawnSync(process.execPath, [program, ...args], { cwd, env: {}, encoding: 'utf8' });
}

/** Runs `look` on a copy that was tampered with. */
async function tampered<T>(
  tamper: (folder: string) => Promise<unknown>,
  look: (folder: string) => Promise<T>,
): Promise<T> {
  const copy = path.join(opened.dataFolder, randomUUID());
  await cp(whole, copy, { recursive: true });
  try {
    await tamper(copy);
    return await look(copy);
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function editLines(folder: string, name: string, edit: (lines: string[]) => string[]): Promise<void> {
  const file = path.join(folder, name);
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  await writeFile(
    file,
    edit(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const manifestIn = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as Manifest;

type Pair = { publicKey: string; secret: KeyObject };
function newPair(): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), secret: privateKey };
}
const signedBy = ({ secret }: Pair, text: string): string => sign(null, Buffer.from(text), secret).toString('base64');

/** What somebody does who has the bundle and not the key: heads, blocks and manifest anew. Without a pair the signature stays. */
async function madeAnew(folder: string, pair?: Pair, more: object = {}): Promise<void> {
  const manifest = { ...(await manifestIn(folder)), ...more };
  const blocks: string[] = [];
  const heads = new Map<string, string>();
  const kinds = { 'commits.jsonl': 'cases', 'audit.jsonl': 'audit', 'registers.jsonl': 'registers' };
  for (const [name, kind] of Object.entries(kinds)) {
    const lines = (await readFile(path.join(folder, name), 'utf8')).split('\n').slice(0, -1);
    for (let n = 0; n < lines.length; n += manifest.blockLines)
      blocks.push(canonical([name, sha256(`${lines.slice(n, n + manifest.blockLines).join('\n')}\n`)]));
    for (const line of lines) {
      const { caseId, node, seq, hash, collection, row } = JSON.parse(line);
      const entry = String(row?._id).replace(/@\d+$/, '');
      const version = collection === 'register-versions' ? entry : `${collection}/${entry}`;
      const chainName = kind === 'cases' ? caseId : (node ?? version);
      heads.set(
        `${kind}|${chainName}`,
        canonical([kind, chainName, row?.version ?? seq, (row ? row.hash : hash) ?? '']),
      );
    }
  }
  await editLines(folder, 'blocks.jsonl', () => blocks);
  await editLines(folder, 'heads.jsonl', () => [...heads.values()]);
  const files = await Promise.all(
    manifest.files.map(async ({ name, ...rest }) => {
      const content = await readFile(path.join(folder, name));
      return { name, ...rest, bytes: content.length, sha256: sha256(content) };
    }),
  );
  const { hash: _hash, signature, ...body } = { ...manifest, files } as Manifest & { hash: string; signature: string };
  const told = pair ? { ...body, key: { keyId: body.key.keyId, publicKey: pair.publicKey } } : body;
  const hash = hashOf(told);
  const anew = { ...told, hash, signature: pair ? signedBy(pair, `changming bundle|${hash}`) : signature };
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(anew, null, 2)}\n`);
}

const runExport = (...args: string[]) =>
  runCommand('audit-export', args, {
    uri: opened.uri,
    key: `a newer record key of this very product,${recordKeys.join()}`,
    more: { CHANGMING_SEALS: seals.folder },
  });

/** mulberry32: the same places in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const filesOf = async (folder: string): Promise<string[]> =>
  [...(await manifestIn(folder)).files.map(({ name }) => name), 'manifest.json'].toSorted();
const lineAt = (content: Buffer, offset: number): number =>
  content.subarray(0, offset).reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), 1);

const onCommits = (edit: (lines: string[]) => string[]) => (folder: string) => editLines(folder, 'commits.jsonl', edit);

const cutTail = (folder: string) => editLines(folder, 'commits.jsonl', (lines) => lines.toSpliced(EVENTS + 2, 1));
const dropCase = (folder: string) =>
  editLines(folder, 'commits.jsonl', (lines) => lines.filter((line) => !line.includes('"caseId":"INC-000004"')));

const OF_RECORDS = /^(?:commits|audit|registers)\.jsonl$/;
/** Sums of all other files stand in the manifest, so a changed one may speak against them too. */
function judged(all: readonly Found[], name: string, line: number): { isNamed: boolean; others: Found[] } {
  const named = all.filter(({ file }) => file === name);
  const isLine = named.some(({ lines: [first, last] = [0, 0] }) => first <= line && line <= last);
  const others = name === 'manifest.json' ? [] : all.filter(({ file }) => file !== name);
  return { isNamed: OF_RECORDS.test(name) ? isLine : named.length > 0, others };
}

describe('the bundle', () => {
  test('is verified by its one file on a machine with nothing but Node', async () => {
    const { status, stdout, stderr } = await runAlone(whole, '--key', exported.firstKey);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^完好 WHOLE: \d+ records \(13 cases, /);
  });

  test('holds what the record holds, whole chains, and is on record itself', async () => {
    expect(exported.counts).toMatchObject({ cases: 13, commits: 12 * EVENTS + 3, events: 12 * EVENTS + 3, seals: 3 });
    expect(exported.counts.registerVersions).toBeGreaterThan(1);
    const names = (await readdir(whole)).toSorted();
    expect(names).toEqual(
      'README.txt audit.jsonl blocks.jsonl commits.jsonl heads.jsonl manifest.json public-keys.json registers.jsonl seals verify.cjs'.split(
        ' ',
      ),
    );
    const record = await auditOf(opened.db).findOne({ type: 'recordExported' }).lean();
    const manifest = await readFile(path.join(whole, 'manifest.json'));
    expect(record).toMatchObject({
      by: 'operator',
      data: { filter: null, counts: exported.counts, manifestHash: sha256(manifest) },
    });
    expect(await readFile(path.join(whole, 'registers.jsonl'), 'utf8')).not.toContain('argon2');
    expect(exported.firstKey).toBe(fingerprintOf(sealKeysOf(opened.db)[1] ?? { publicKey: '' }));
  });

  test('takes whole chains of what is asked for, and nobody misses the others', async () => {
    const to = path.join(opened.dataFolder, 'part');
    const { counts } = await exportTo(to, { processes: ['call'], cases: ['INC-000003'] });
    expect(counts).toMatchObject({ cases: 2, commits: EVENTS + 3 });
    expect(await found(to)).toEqual([]);
    const none = await exportTo(path.join(opened.dataFolder, 'none'), { until: 1 });
    expect(none.counts).toMatchObject({ cases: 0, auditChains: 0 });
    expect(await found(path.join(opened.dataFolder, 'none'))).toEqual([]);
  });

  test('a folder that is not empty is refused and stays, and a cut-off export leaves none', async () => {
    const to = path.join(opened.dataFolder, 'taken');
    await mkdir(to);
    await writeFile(path.join(to, 'mine.txt'), 'mine');
    await expect(exportTo(to)).rejects.toThrow('is there already, and not empty');
    expect(await readdir(to)).toEqual(['mine.txt']);
    await rm(path.join(to, 'mine.txt'));
    const record = jest.fn().mockRejectedValue(new Error('killed'));
    await expect(exportBundle({ db: opened.db, seals, audit: { record } }, wishFor(to))).rejects.toThrow('killed');
    expect((await readdir(opened.dataFolder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    await exportTo(to); // an empty one is taken
    expect(await found(to)).toEqual([]);
  });
});

describe('the command', () => {
  test('writes a bundle that its own verifier holds good, and says where and under which key', async () => {
    const to = path.join(opened.dataFolder, 'by-command');
    const { code, stdout, stderr } = await runExport('--to', to, '--from', '2020-01-01', 'INC-000002');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(exported.firstKey) });
    expect(JSON.parse(stdout)).toMatchObject({ folder: to, counts: { cases: 1 }, firstKey: exported.firstKey });
    const { status, stdout: told } = await runAlone(to, '--key', exported.firstKey);
    expect({ status, told }).toMatchObject({ status: 0, told: expect.stringContaining('完好 WHOLE') });
  });

  test.each([
    [['--to', 'x', '--process', 'king'], 2, 'npm run audit:export -- --to FOLDER'],
    [['--to', 'x', 'INC-999999'], 1, 'there is no case INC-999999'],
    [['--to', '.'], 1, 'is there already, and not empty'],
  ])('%j is refused with %i', async (args, expected, words) => {
    const { code, stdout, stderr } = await runExport(...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(words);
  });

  test.each([
    [['--from', '2026-01-01'], 'name a new folder'],
    [['--to', 'x', '--from', '2026-02-30'], '2026-02-30 is no date'],
    [['--to', 'x', '--from', '2026-02-02', '--until', '2026-02-01'], '--until is before --from'],
    [['--to', 'x', '--process', 'king'], 'there is no process king'],
    [['--to', 'x', 'nothing'], 'nothing is no number of a case'],
    [['--to', 'x', '--all'], 'Unknown option'],
  ])('%j is a wrong use', (args, words) => {
    expect(() => askedFor(args, 'Asia/Shanghai')).toThrow(WrongUse);
    expect(() => askedFor(args, 'Asia/Shanghai')).toThrow(words);
  });

  test('days are those of the installation, the last one included', () => {
    const { filter } = askedFor(['--to', 'x', '--from', '2026-02-01', '--until', '2026-02-01'], 'Asia/Shanghai');
    expect(filter).toEqual({ from: Date.parse('2026-01-31T16:00Z'), until: Date.parse('2026-02-01T16:00Z') });
  });
});

/** Bytes that are changed, the files in turn. */
const CHANGED = isWhole ? 180 : 36;

describe('a changed byte', () => {
  test('anywhere in any file is named: the file, and of records the line', async () => {
    const next = random(20_261_129);
    const names = await filesOf(whole);
    for (let n = 0; n < CHANGED; n += 1) {
      const name = names[n % names.length] ?? '';
      const file = path.join(whole, name);
      const content = await readFile(file);
      const offset = Math.floor(next() * content.length);
      const line = lineAt(content, offset);
      const other = Buffer.from(content);
      other[offset] = (content[offset] ?? 0) ^ (1 << Math.floor(next() * 8));
      await writeFile(file, other);
      const all = await found(whole);
      await writeFile(file, content);
      expect({ name, offset, line, ...judged(all, name, line) }).toEqual({
        name,
        offset,
        line,
        isNamed: true,
        others: [],
      });
    }
    expect(await found(whole)).toEqual([]);
  });

  test('is named by the file on its own too, in a line of words, and not by a stack', async () => {
    for (const name of ['commits.jsonl', 'manifest.json', 'seals/000002.json', 'verify.cjs']) {
      const change = async (folder: string) => {
        const content = await readFile(path.join(folder, name));
        const place = name === 'verify.cjs' ? content.indexOf('one folder at a time') : content.length >> 1;
        content[place] = (content[place] ?? 0) ^ 1;
        await writeFile(path.join(folder, name), content);
      };
      const { status, stdout, stderr } = await tampered(change, (folder) => runAlone(folder));
      expect({ name, status, stderr }).toEqual({ name, status: 1, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^${name}: .*[a-z-]+ – .+ / .+$`, 'm'));
      expect(stdout).toMatch(/\n有误 NOT WHOLE: .*\n$/);
    }
  });
});

describe('lines and files that are moved, taken out or put in', () => {
  test.each<[string, (lines: string[]) => string[], object]>([
    ['swapped', (l) => l.with(4, l[5] ?? '').with(5, l[4] ?? ''), { lines: [5, 5], code: 'seq-gap' }],
    ['removed', (l) => l.toSpliced(5, 1), { lines: [6, 6], code: 'seq-gap' }],
    ['doubled', (l) => l.toSpliced(5, 0, l[4] ?? ''), { lines: [6, 6], code: 'seq-gap' }],
    ['moved to the end', (l) => [...l.slice(1), l[0] ?? ''], { code: 'chain-again' }],
    ['no JSON', (l) => l.with(3, '{'), { lines: [4, 4], code: 'not-json' }],
    ['empty', (l) => l.with(3, ''), { lines: [4, 4], code: 'not-json' }],
    ['another shape', (l) => l.with(3, '[]'), { lines: [4, 4], code: 'form' }],
    ['written otherwise', (l) => l.with(3, l[3]?.replace('{', '{ ') ?? ''), { lines: [4, 4], code: 'form' }],
    ['nested without end', (l) => l.with(3, '['.repeat(200_000)), { lines: [4, 4], code: 'not-json' }],
    ['deep', (l) => l.with(3, `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`), { lines: [4, 4], code: 'form' }],
    ['a huge one', (l) => l.with(3, `"${'x'.repeat(110_000_000)}"`), { lines: [4, 4], code: 'too-long' }],
  ])('a line that is %s', async (_what, edit, expected) => {
    const all = await tampered(onCommits(edit), (folder) => found(folder));
    expect(all).toContainEqual(expect.objectContaining({ file: 'commits.jsonl', ...expected }));
    expect(all.every(({ file }) => file === 'commits.jsonl')).toBe(true);
  });

  test.each<[string, (folder: string) => Promise<unknown>, Found]>([
    ['missing', (at) => rm(path.join(at, 'audit.jsonl')), { file: 'audit.jsonl', code: 'missing' }],
    ['a seal less', (at) => rm(path.join(at, 'seals/000002.json')), { file: 'seals/000002.json', code: 'missing' }],
    [
      'the newest seal less',
      (at) => rm(path.join(at, 'seals/000003.json')),
      { file: 'seals/000003.json', code: 'missing' },
    ],
    ['added', (at) => writeFile(path.join(at, 'more.txt'), ''), { file: 'more.txt', code: 'added' }],
    ['a folder more', (at) => mkdir(path.join(at, 'more')), { file: 'more', code: 'added' }],
    ['empty', (at) => writeFile(path.join(at, 'registers.jsonl'), ''), { file: 'registers.jsonl', code: 'empty' }],
    [
      'an empty manifest',
      (at) => writeFile(path.join(at, 'manifest.json'), ''),
      { file: 'manifest.json', code: 'empty' },
    ],
    ['no manifest', (at) => rm(path.join(at, 'manifest.json')), { file: 'manifest.json', code: 'missing' }],
  ])('a file: %s', async (_what, change, expected) => {
    const all = await tampered(change, (folder) => found(folder));
    expect(all).toContainEqual(expect.objectContaining(expected));
    expect(all.filter(({ file }) => file !== expected.file)).toEqual([]);
  });

  test('a file that is cut off in the middle of a line, and a folder where a file was', async () => {
    const cut = await tampered(
      async (at) => {
        const content = await readFile(path.join(at, 'audit.jsonl'));
        await writeFile(path.join(at, 'audit.jsonl'), content.subarray(0, -20));
      },
      (folder) => found(folder),
    );
    expect(cut.map(({ code }) => code)).toEqual(expect.arrayContaining(['cut-line', 'truncated', 'not-json']));
    const folder = await tampered(
      async (at) => {
        await rm(path.join(at, 'commits.jsonl'));
        await mkdir(path.join(at, 'commits.jsonl'));
      },
      (at) => found(at),
    );
    expect(folder).toEqual([{ file: 'commits.jsonl', code: 'not-a-file' }]);
  });
});

describe('a bundle that was made anew without the key', () => {
  test('under the old signature, or a key of its maker, is not believed, and the seals name what is gone', async () => {
    const pair = newPair();
    const old = await tampered(
      async (folder) => {
        await cutTail(folder);
        await madeAnew(folder);
      },
      (folder) => found(folder),
    );
    expect(old).toContainEqual(expect.objectContaining({ file: 'manifest.json', code: 'signature' }));
    expect(old).toContainEqual(expect.objectContaining({ file: 'commits.jsonl', code: 'cut-tail' }));
    const own = await tampered(
      async (folder) => {
        await dropCase(folder);
        await madeAnew(folder, pair);
      },
      (folder) => found(folder),
    );
    expect(own).toContainEqual(expect.objectContaining({ file: 'manifest.json', code: 'key-unknown' }));
    expect(own).toContainEqual({ file: 'commits.jsonl', code: 'cut-tail', chain: 'INC-000004', seq: 1 });
  });

  test('with seals of its maker too is known by the first key alone', async () => {
    const pair = newPair();
    const forge = async (folder: string) => {
      await dropCase(folder);
      const names = (await readdir(path.join(folder, 'seals'))).toSorted();
      let previous = sha256('changming seals');
      for (const [n, name] of names.entries()) {
        const file = path.join(folder, 'seals', name);
        const {
          hash: _hash,
          signature: _signature,
          next: _next,
          ...seal
        } = JSON.parse(await readFile(file, 'utf8')) as Seal;
        const heads = { ...seal.heads, cases: seal.heads.cases.filter(([caseId]) => caseId !== 'INC-000004') };
        const key = { keyId: '00000000', publicKey: pair.publicKey };
        const body = { ...seal, heads, previous, key };
        previous = hashOf(body);
        const signature = signedBy(pair, `changming seal|${n + 1}|${previous}`);
        await writeFile(file, `${canonical({ ...body, hash: previous, signature })}\n`);
      }
      // its records of seals name the true ones, so the audit trail goes as well
      await editLines(folder, 'audit.jsonl', () => []);
      const counts = { ...exported.counts, cases: 12, commits: exported.counts.commits - EVENTS };
      const more = { newestSeal: { number: names.length, hash: previous } };
      await madeAnew(folder, pair, { ...more, counts: { ...counts, auditChains: 0, auditRecords: 0 } });
    };
    const both = await tampered(forge, async (folder) => [await found(folder), await found(folder, exported.firstKey)]);
    const codes = both.map((all) => all.filter(({ code }) => code !== 'cut-tail' && code !== 'seal-differs'));
    expect(codes).toEqual([[], [{ file: 'seals/000001.json', code: 'key-differs' }]]);
  });

  test('a record made anew with all hashes behind it is not what was sealed', async () => {
    const pair = newPair();
    const edit = async (folder: string) => {
      let prevHash = sha256('INC-000001');
      await editLines(folder, 'commits.jsonl', (lines) =>
        lines.map((line) => {
          const { hash: _hash, mac, keyId, ...body } = JSON.parse(line);
          if (body.caseId !== 'INC-000001') return line;
          const changed = { ...body, prevHash, at: body.at + 1 };
          prevHash = hashOf(changed);
          return canonical({ ...changed, hash: prevHash, mac, keyId });
        }),
      );
      await madeAnew(folder, pair);
    };
    const all = await tampered(edit, (folder) => found(folder));
    expect(all).toContainEqual(expect.objectContaining({ code: 'seal-differs', chain: 'INC-000001', seq: EVENTS }));
  });
});

describe('what the audit trail says', () => {
  test('of a loss that was accepted is heard: what was sealed and is lost is not asked for', async () => {
    await chain('INC-000099', 3);
    await makeSeal({ db: opened.db, seals, audit: trail }, Date.now());
    await opened.db.collection('commits').deleteOne({ caseId: 'INC-000099', seq: 3 });
    const [before, after] = [path.join(opened.dataFolder, 'lossy'), path.join(opened.dataFolder, 'accepted')];
    await exportTo(before);
    expect(await found(before)).toEqual([{ file: 'commits.jsonl', code: 'cut-tail', chain: 'INC-000099', seq: 3 }]);
    const data = { known: { seq: 3 }, stored: { seq: 2 } };
    await trail.record({ type: 'lossAccepted', by: 'operator', at: Date.now(), caseId: 'INC-000099', data });
    await exportTo(after);
    expect(await found(after)).toEqual([]);
  });

  test('of another chain is held against it, and nothing stands behind a closing or without a MAC', async () => {
    const ended = openAuditTrail(opened.db, 'a-ended');
    await ended.record({ type: 'refused', by: 'somebody', at: Date.now(), data: {} });
    await ended.close();
    await openAuditTrail(opened.db, 'b-later').record({ type: 'refused', by: 'x', at: Date.now(), data: {} });
    const folder = path.join(opened.dataFolder, 'witnessed');
    await exportTo(folder);
    expect(await found(folder)).toEqual([]);
    const original = await readFile(path.join(folder, 'audit.jsonl'), 'utf8');
    const after = async (edit: (lines: string[]) => string[]) => {
      await writeFile(path.join(folder, 'audit.jsonl'), original);
      await editLines(folder, 'audit.jsonl', edit);
      await madeAnew(folder, newPair());
      return (await found(folder)).filter(({ file }) => file === 'audit.jsonl');
    };
    const last = original.split('\n').findIndex((line) => line.includes('"_id":"a-ended:3"'));
    expect(await after((lines) => lines.toSpliced(last, 1))).toEqual([
      { file: 'audit.jsonl', code: 'cut-tail', chain: 'a-ended', seq: 3 },
    ]);
    const more = (lines: string[]): string[] => {
      const { hash: prevHash, mac, keyId, ...closing } = JSON.parse(lines[last] ?? '');
      const body = { ...closing, _id: 'a-ended:4', seq: 4, type: 'refused', prevHash };
      return lines.toSpliced(last + 1, 0, canonical({ ...body, hash: hashOf(body), mac, keyId }));
    };
    const place = { file: 'audit.jsonl', chain: 'a-ended' };
    expect(await after(more)).toEqual([{ ...place, code: 'after-closing', lines: [last + 2, last + 2], seq: 4 }]);
    const unsigned = (lines: string[]): string[] => {
      const { mac: _mac, keyId: _keyId, ...record } = JSON.parse(lines[last] ?? '');
      return lines.with(last, canonical(record));
    };
    expect(await after(unsigned)).toEqual([{ ...place, code: 'mac-missing', lines: [last + 1, last + 1], seq: 3 }]);
  });
});

test('a wrong use of the verifier is a sentence and exit 2', async () => {
  for (const args of [['--king'], ['--key', 'short'], ['/nowhere/at/all'], ['a', 'b']]) {
    const { status, stdout, stderr } = await runAlone(whole, ...args);
    expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: '' });
    expect(stderr).toMatch(/^.+\nnode verify\.cjs \[FOLDER\] \[--key FINGERPRINT\]\n$/s);
    expect(stderr).not.toContain('    at ');
  }
});
