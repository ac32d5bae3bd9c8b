/**
 * `node verify.cjs FILE [--key FINGERPRINT] [--manifest HASH]`: verifies a monthly archive (docs/archive.md). Exit 0: all of it holds;
 * 1: something does not, each place on a line of its own; 2: wrong use.
 *
 * It runs on a machine that has Node 18 or later and nothing else, so it is one file, longer than others, and imports nothing of the
 * product: what it needs of that stands here once more, and a test holds both equal. Each byte of the file is looked at: entries are
 * stored as they are, and heads and directory must be what follows from them.
 */
import { createHash, createPublicKey, verify as holds } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Code → Chinese and English words. */
const WORDS = {
  'not-a-zip': ['不是归档包', 'no archive: it does not end as one'],
  form: ['不是系统的写法', 'not as the product writes it'],
  missing: ['清单中有，但归档包中没有', 'the manifest names it, and it is not there'],
  added: ['清单中没有它', 'the manifest does not name it'],
  twice: ['出现两次', 'it is there twice'],
  order: ['次序与清单不符', 'not in the order of the manifest'],
  changed: ['不是清单所列的内容（SHA-256 不符）', 'not what the manifest names (SHA-256)'],
  head: ['条目头与目录不符', 'its head is not what the directory says'],
  gap: ['条目之间有多余或缺少的字节', 'bytes between the entries belong to none'],
  manifest: ['清单不可读', 'there is no manifest, or it cannot be read'],
  signature: ['清单的签名不符', 'the signature of the manifest does not hold'],
  'key-differs': ['密钥指纹与给出的不同', 'the fingerprint of its key is not the one given'],
  'manifest-differs': ['不是所签收的清单', 'not the manifest that was signed'],
  'not-json': ['不是 JSON', 'no JSON'],
  content: ['内容与其哈希不符', 'the content is not what its hash says'],
  'seq-gap': ['序号不连续', 'not the seq that follows: something is missing, moved or doubled before it'],
  misplaced: ['编号与位置不符', 'its id is not its place'],
  'not-linked': ['没有接在前一条之后', 'does not follow the record before it'],
  'head-differs': ['链头与清单不符', 'not where the manifest says the chain ends'],
  'mac-missing': ['没有签章', 'it is not signed under the record key'],
  'no-record': ['清单中的工单没有记录', 'a case of the manifest has no record'],
  'file-missing': [
    '记录所附的文件不在包中，也未列为缺件',
    'the record carries this file, and neither is it here nor is it named as a gap',
  ],
  'count-differs': ['数量与清单不符', 'not as many as the manifest says'],
} as const;
export type Code = keyof typeof WORDS;
export type Finding = { name: string; code: Code; seq?: number; line?: number };
export type Verified = {
  findings: readonly Finding[];
  /** Chains that are archived as broken, each named with its reason in the manifest. */
  known: readonly string[];
  manifestHash: string;
  fingerprint: string;
  sha256: string;
  counts: { entries: number; cases: number; commits: number };
  about: string;
};
type Report = (name: string, code: Code, at?: { seq?: number; line?: number }) => void;

const USAGE = 'node verify.cjs FILE [--key FINGERPRINT] [--manifest HASH-THAT-WAS-SIGNED]';
const FORMAT = 'changming archive';
const MANIFEST = 'manifest.json';
const CHUNK = 1_048_576;
const MOST_DIRECTORY = 1_073_741_824;
const LISTED = 1_000;

// What the product does, once more.

/** JSON with sorted keys: the text that every hash is taken over. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonical(item)).join(',')}]`;
  if (typeof value === 'string') return JSON.stringify(value.replace(/\p{Surrogate}/gu, '\uFFFD'));
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  return without(value, []);
}
/** The canonical text of an object without some of its fields. */
export const without = (value: object, names: readonly string[]): string =>
  `{${Object.entries(value)
    .filter(([name]) => !names.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1)) // oxlint-disable-line unicorn/no-array-sort -- Node 18 has no toSorted
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
    .join(',')}}`;
const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** False also for a key or a signature that is none. */
function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return holds(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

// Values of unknown shape, read with care.

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) ? value : -1);
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

// The ZIP, byte by byte.

type Entry = { name: string; crc: number; size: number; offset: number };
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function crcOf(bytes: Buffer, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (CRC[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

type Field = readonly [bytes: 2 | 4 | 8, value: number];
function packed(...given: readonly Field[]): Buffer {
  const buffer = Buffer.alloc(given.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of given) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}
const FIXED = [
  [2, 0x0800],
  [2, 0],
  [2, 0],
  [2, 0x0021],
] as const satisfies readonly Field[];
/** The head that an entry must have. */
const headOf = ({ name, crc, size }: Entry): Buffer => {
  const own = Buffer.from(name);
  return Buffer.concat([
    packed([4, 0x04034b50], [2, 20], ...FIXED, [4, crc], [4, size], [4, size], [2, own.length], [2, 0]),
    own,
  ]);
};

class Zip {
  readonly size: number;
  readonly #fd: number;
  constructor(fd: number) {
    this.#fd = fd;
    this.size = fstatSync(fd).size;
  }

  read(at: number, length: number): Buffer {
    const buffer = Buffer.alloc(at < 0 ? 0 : Math.max(0, Math.min(length, this.size - at)));
    let done = 0;
    while (done < buffer.length) {
      const read = readSync(this.#fd, buffer, done, buffer.length - done, at + done);
      if (read === 0) break;
      done += read;
    }
    return buffer.subarray(0, done);
  }
  *parts(at: number, length: number): Generator<Buffer> {
    for (let done = 0; done < length; ) {
      const part = this.read(at + done, Math.min(CHUNK, length - done));
      if (part.length === 0) return;
      yield part;
      done += part.length;
    }
  }

  /** The directory, or null where the file does not end as the product ends it. */
  directory(report: Report): { entries: Entry[]; begin: number } | null {
    const end = this.read(this.size - 22, 22);
    if (end.length < 22 || end.readUInt32LE(0) !== 0x06054b50) return null;
    let [entries, size, begin] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)];
    let ending = packed([4, 0x06054b50], [2, 0], [2, 0], [2, entries], [2, entries], [4, size], [4, begin], [2, 0]);
    if (begin === 0xffffffff) {
      const far = this.read(this.size - 98, 76);
      if (far.length < 76 || far.readUInt32LE(0) !== 0x06064b50) return null;
      const wide = (at: number): number => Number(far.readBigUInt64LE(at));
      [entries, size, begin] = [wide(32), wide(40), wide(48)];
      ending = Buffer.concat([
        packed(
          [4, 0x06064b50],
          [8, 44],
          [2, 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, entries],
          [8, entries],
          [8, size],
          [8, begin],
        ),
        packed([4, 0x07064b50], [4, 0], [8, begin + size], [4, 1]),
        packed([4, 0x06054b50], [2, 0], [2, 0], [2, 0xffff], [2, 0xffff], [4, 0xffffffff], [4, 0xffffffff], [2, 0]),
      ]);
    }
    if (size > MOST_DIRECTORY || begin + size + ending.length !== this.size) return null;
    if (!this.read(begin + size, ending.length).equals(ending)) report(MANIFEST, 'form');
    const found = entriesIn(this.read(begin, size));
    if (!found || found.length !== entries) return null;
    return { entries: found, begin };
  }
}

/** Null where a record of the directory is not as the product writes it. */
function entriesIn(bytes: Buffer): Entry[] | null {
  const found: Entry[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return null;
    const [crc, size, length, extra] = [
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
    ];
    const near = bytes.readUInt32LE(at + 42);
    if (at + 46 + length + extra > bytes.length || (extra !== 0 && extra !== 12)) return null;
    const name = bytes.toString('utf8', at + 46, at + 46 + length);
    const offset = extra === 12 ? Number(bytes.readBigUInt64LE(at + 46 + length + 4)) : near;
    const version = extra === 12 ? 45 : 20;
    const own = Buffer.from(name);
    const expected = Buffer.concat([
      packed([4, 0x02014b50], [2, version], [2, version], ...FIXED, [4, crc], [4, size], [4, size]),
      packed([2, own.length], [2, extra], [2, 0], [2, 0], [2, 0], [4, 0], [4, extra === 12 ? 0xffffffff : near]),
      own,
      extra === 12 ? packed([2, 1], [2, 8], [8, offset]) : Buffer.alloc(0),
    ]);
    if (!bytes.subarray(at, at + expected.length).equals(expected)) return null;
    found.push({ name, crc, size, offset });
    at += expected.length;
  }
  return found;
}

// What is in it.

/** What is held against each other of a package; `name` of an entry, or of the file as a whole. */
class Package {
  readonly findings: Finding[] = [];
  readonly known: string[] = [];
  readonly #zip: Zip;
  readonly #broken = new Set<string>();
  readonly #carried = new Map<string, string>();
  manifestHash = '';
  fingerprint = '';
  about = '';
  counts = { entries: 0, cases: 0, commits: 0 };

  constructor(zip: Zip) {
    this.#zip = zip;
  }
  readonly #report: Report = (name, code, at = {}) => void this.findings.push({ name, code, ...at });

  verify(wish: { key?: string | undefined; manifest?: string | undefined }): void {
    const directory = this.#zip.directory(this.#report);
    if (!directory) return this.#report('-', 'not-a-zip');
    const { entries, begin } = directory;
    this.counts.entries = entries.length;
    this.#lie(entries, begin);
    const last = entries.at(-1);
    const manifest = last?.name === MANIFEST ? this.#manifest(last, wish) : null;
    if (!manifest) return this.#report(MANIFEST, 'manifest');
    this.#name(entries.slice(0, -1), manifest);
    this.#records(entries, manifest);
  }

  /** One behind the other, from the first byte to the directory, each under the head that it must have. */
  #lie(entries: readonly Entry[], begin: number): void {
    let at = 0;
    for (const entry of entries) {
      const head = headOf(entry);
      if (entry.offset !== at) this.#report(entry.name, 'gap');
      if (!this.#zip.read(entry.offset, head.length).equals(head)) this.#report(entry.name, 'head');
      at = entry.offset + head.length + entry.size;
    }
    if (at !== begin) this.#report('-', 'gap');
  }

  *#bytes(entry: Entry): Generator<Buffer> {
    yield* this.#zip.parts(entry.offset + headOf(entry).length, entry.size);
  }
  #sums(entry: Entry): { hash: string; crc: number; size: number } {
    const sum = createHash('sha256');
    let [crc, size] = [0, 0];
    for (const part of this.#bytes(entry)) {
      sum.update(part);
      crc = crcOf(part, crc);
      size += part.length;
    }
    return { hash: sum.digest('hex'), crc, size };
  }

  #manifest(
    entry: Entry,
    { key, manifest: signed }: { key?: string | undefined; manifest?: string | undefined },
  ): Fields | null {
    const bytes = Buffer.concat([...this.#bytes(entry)]);
    this.manifestHash = sha256(bytes);
    if (signed !== undefined && signed !== this.manifestHash) this.#report(MANIFEST, 'manifest-differs');
    if (crcOf(bytes, 0) !== entry.crc) this.#report(MANIFEST, 'head');
    const body = fields(parsed(bytes.toString('utf8')));
    if (body['format'] !== FORMAT) return null;
    if (`${JSON.stringify(body, null, 1)}\n` !== bytes.toString('utf8')) this.#report(MANIFEST, 'form');
    const hash = sha256(without(body, ['hash', 'signature']));
    const { publicKey } = fields(body['key']);
    if (hash !== body['hash']) this.#report(MANIFEST, 'content');
    if (!isSignedBy(text(publicKey), `${FORMAT}|${hash}`, text(body['signature']))) this.#report(MANIFEST, 'signature');
    this.fingerprint = sha256(Buffer.from(text(publicKey), 'base64'));
    if (key !== undefined && key !== this.fingerprint) this.#report(MANIFEST, 'key-differs');
    this.about = [body['archive'], body['organisation'], body['month']].map(text).join(' ');
    for (const chain of list(body['broken']).map(fields)) {
      this.#broken.add(text(chain['case']));
      this.known.push(
        `${text(chain['case'])} seq ${count(chain['seq'])}: ${text(chain['code'])} – ${text(chain['reason'])} (${text(chain['by'])})`,
      );
    }
    return body;
  }

  /** Entries and manifest name the same, in the same order, and each is what it says. */
  #name(entries: readonly Entry[], manifest: Fields): void {
    const named = list(manifest['entries']).map(fields);
    const order = named.map(({ name }) => text(name));
    const byName = new Map(named.map((one) => [text(one['name']), one]));
    const there = new Set<string>();
    for (const entry of entries) {
      if (there.has(entry.name)) this.#report(entry.name, 'twice');
      there.add(entry.name);
      const one = byName.get(entry.name);
      if (!one) this.#report(entry.name, 'added');
      const { hash, crc, size } = this.#sums(entry);
      if (one && (hash !== one['sha256'] || size !== one['bytes'])) this.#report(entry.name, 'changed');
      if (crc !== entry.crc || size !== entry.size) this.#report(entry.name, 'head');
    }
    for (const name of order) if (!there.has(name)) this.#report(name, 'missing');
    if (new Set(order).size !== order.length) this.#report(MANIFEST, 'twice');
    const actual = entries.map(({ name }) => name).filter((name) => byName.has(name));
    const place = order.filter((name) => there.has(name)).findIndex((name, at) => name !== actual[at]);
    if (place >= 0) this.#report(actual[place] ?? MANIFEST, 'order');
  }

  #records(entries: readonly Entry[], manifest: Fields): void {
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    const cases = list(manifest['cases']).map(fields);
    const numbers = new Set(cases.map(({ number }) => text(number)));
    let events = 0;
    for (const one of cases) {
      const number = text(one['number']);
      const entry = byName.get(`records/${number}.jsonl`);
      this.counts.cases += 1;
      if (!entry) this.#report(number, 'no-record');
      else events += this.#chain(entry, { number, seq: count(one['seq']), hash: text(one['hash']) });
    }
    for (const { name } of entries) {
      const [, number] = /^records\/(.+)\.jsonl$/.exec(name) ?? [];
      if (number !== undefined && !numbers.has(number)) this.#report(name, 'added');
    }
    const lost = new Set(list(manifest['gaps']).map((gap) => text(fields(gap)['paper'])));
    for (const [sum, file] of this.#carried)
      if (!byName.has(`files/${sum}`) && !lost.has(`file:${file}`)) this.#report(`files/${sum}`, 'file-missing');
    const counts = fields(manifest['counts']);
    if (counts['cases'] !== cases.length || counts['events'] !== events) this.#report(MANIFEST, 'count-differs');
  }

  /** The chain of one case, up to the head that the manifest names; its events are counted. */
  #chain(entry: Entry, head: { number: string; seq: number; hash: string }): number {
    let [seq, hash, line] = [0, sha256(head.number), 0];
    let isWhole = !this.#broken.has(head.number);
    const broken = (code: Code): void => {
      if (isWhole) this.#report(entry.name, code, { seq: seq + 1, line });
      isWhole = false; // what comes behind follows from it
    };
    for (const json of this.#lines(entry)) {
      line += 1;
      this.counts.commits += 1;
      const commit = fields(parsed(json));
      const events = list(commit['events']);
      if (commit['_id'] === undefined) broken('not-json');
      else if (canonical(commit) !== json) broken('form');
      if (sha256(without(commit, ['hash', 'mac', 'keyId'])) !== commit['hash']) broken('content');
      if (commit['seq'] !== seq + 1 || commit['caseId'] !== head.number) broken('seq-gap');
      if (commit['_id'] !== `${head.number}:${String(seq + 1).padStart(6, '0')}`) broken('misplaced');
      if (commit['prevHash'] !== hash) broken('not-linked');
      if (text(commit['mac']) === '' || text(commit['keyId']) === '') broken('mac-missing');
      for (const event of events) this.#carry(fields(fields(event)['data']));
      seq += events.length;
      hash = text(commit['hash']);
    }
    if (isWhole && (seq !== head.seq || hash !== head.hash)) this.#report(entry.name, 'head-differs', { seq });
    return head.seq;
  }

  #carry(data: Fields): void {
    for (const file of list(data['files']).map(fields))
      if (text(file['sha256']) !== '' && text(file['id']) !== '')
        this.#carried.set(text(file['sha256']), text(file['id']));
  }

  *#lines(entry: Entry): Generator<string> {
    let rest = Buffer.alloc(0);
    for (const part of this.#bytes(entry)) {
      rest = Buffer.concat([rest, part]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
      }
    }
    if (rest.length > 0) yield rest.toString('utf8'); // a line that is cut off is no canonical one
  }
}

/** Reads the file once for its own hash and once for what is in it. Throws where it cannot be read. */
export function verifyPackage(
  file: string,
  wish: { key?: string | undefined; manifest?: string | undefined } = {},
): Verified {
  const fd = openSync(file, 'r');
  try {
    const zip = new Zip(fd);
    const whole = createHash('sha256');
    for (const part of zip.parts(0, zip.size)) whole.update(part);
    const one = new Package(zip);
    one.verify(wish);
    const { findings, known, manifestHash, fingerprint, counts, about } = one;
    return { findings, known, manifestHash, fingerprint, counts, about, sha256: whole.digest('hex') };
  } finally {
    closeSync(fd);
  }
}

// What people see.

const say = (words: string): void => void process.stdout.write(`${words}\n`);
/** Nothing in a package can write over the lines of this answer. */
const printable = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '?').slice(0, 300);

const hex = (given: string | undefined, option: string): string | undefined => {
  const digits = given?.toLowerCase().replace(/[^0-9a-f]/g, '');
  if (digits !== undefined && digits.length !== 64) throw new Error(`${option} has 64 hexadecimal digits`);
  return digits;
};

export function main(args: readonly string[]): number {
  const options = { key: { type: 'string' }, manifest: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error('name one file');
  const found = verifyPackage(file, { key: hex(values.key, '--key'), manifest: hex(values.manifest, '--manifest') });
  const { findings, known, counts } = found;
  for (const { name, code, seq, line } of findings.slice(0, LISTED)) {
    const place = [...(line === undefined ? [] : [`line ${line}`]), ...(seq === undefined ? [] : [`seq ${seq}`])];
    const [zh, en] = WORDS[code];
    say([printable(name), ...(place.length > 0 ? [place.join(', ')] : []), `${code} – ${zh} / ${en}`].join(': '));
  }
  if (findings.length > LISTED) say(`… ${findings.length - LISTED} more`);
  for (const one of known) say(`注意 note: 带断链归档 / archived as broken: ${printable(one)}`);
  say(`归档包 archive: ${printable(found.about) || '-'}; SHA-256 ${found.sha256}`);
  say(`清单 manifest: ${found.manifestHash || '-'} (请与签收的比较 / compare it with the one that was signed)`);
  say(`密钥指纹 fingerprint of its key: ${found.fingerprint || '-'}`);
  const looked = `${counts.entries} entries, ${counts.cases} cases, ${counts.commits} commits`;
  say(findings.length === 0 ? `完好 WHOLE: ${looked}` : `有误 NOT WHOLE: ${findings.length} findings; ${looked}`);
  return findings.length === 0 ? 0 : 1;
}

/** Exit 2 and how it is used, where it is used wrong. */
export function run(args: readonly string[], usage = USAGE): number {
  try {
    return main(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return 2;
  }
}

if (require.main === module) process.exitCode = run(process.argv.slice(2));
