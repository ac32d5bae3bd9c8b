/**
 * `node verify.cjs [FOLDER] [--key FINGERPRINT]`: verifies a bundle of the record that `npm run audit:export` wrote, FOLDER or the one
 * that this file lies in. Exit 0: all of it holds; 1: something does not, each place on a line of its own; 2: wrong use.
 *
 * It runs on a machine that has Node 18 or later and nothing else, so it is one file, longer than others, and imports nothing of
 * the product: what it needs of that stands here once more, and a test holds both equal.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** Code → Chinese and English words. */
const WORDS = {
  missing: ['清单中有，但没有这个文件', 'the manifest names this file, and it is not there'],
  added: ['清单中没有它', 'the manifest does not name it'],
  'not-a-file': ['不是普通文件', 'no plain file'],
  unreadable: ['无法读取', 'cannot be read'],
  changed: ['不是清单所列的内容（SHA-256 不符）', 'not what the manifest names (SHA-256)'],
  truncated: ['比清单所列的短', 'shorter than the manifest says'],
  empty: ['文件是空的', 'the file is empty'],
  block: ['这些行中有改动', 'something in these lines was changed'],
  'not-json': ['不是 JSON', 'no JSON'],
  form: ['不是导出时的写法', 'not as the product writes it'],
  'too-long': ['行太长', 'longer than a line can be'],
  'cut-line': ['最后一行不完整', 'the last line is cut off'],
  content: ['内容与其哈希不符', 'the content is not what its hash says'],
  'seq-gap': ['序号不连续', 'not the seq that follows: something is missing, moved or doubled before it'],
  misplaced: ['编号与位置不符', 'its id is not its place'],
  'not-linked': ['没有接在前一条之后', 'does not follow the record before it'],
  'chain-again': ['同一条链出现两次', 'this chain was in the file before'],
  'after-closing': ['链已结束，之后还有记录', 'behind the record that ended the chain'],
  'mac-missing': ['没有签章', 'it is not signed under the record key'],
  signature: ['签名不符', 'the signature does not hold'],
  'key-not-handed-over': ['换了密钥，前一封存没有交接', 'another key than the seal before it names'],
  'key-unknown': ['不是封存所用的密钥', 'another key than that of the seals'],
  'key-differs': ['密钥指纹与给出的不同', 'the fingerprint of its key is not the one given'],
  'seal-differs': ['与封存或他链所记不同', 'not what a seal, or another chain, says of it'],
  'cut-tail': ['曾经有过的记录已经没有了', 'records that were there are gone'],
  'head-differs': ['链头与清单不符', 'not where the bundle says the chain ended'],
  'cases-missing': ['工单比封存时少', 'fewer cases than there were at the newest seal'],
  'count-differs': ['数量与清单不符', 'not as many as the manifest says'],
} as const;
type Code = keyof typeof WORDS;
type Place = { lines?: readonly [first: number, last: number]; chain?: string; seq?: number };
type Report = (file: string, code: Code, place?: Place) => void;

const MANIFEST = 'manifest.json';
const HEADS = 'heads.jsonl';
const BLOCKS = 'blocks.jsonl';
const AUDIT = 'audit.jsonl';
const USAGE = 'node verify.cjs [FOLDER] [--key FINGERPRINT]';
/** More are counted and not listed. */
const LISTED = 1_000;
const CHUNK = 1_048_576;
/** Bytes; MongoDB keeps nothing that is as long. */
const LONGEST_LINE = 104_857_600;
const LONGEST_FILE = 268_435_456;
const FIRST_SEAL_FOLLOWS = sha256('changming seals');

// What the product does, once more.

/** JSON with sorted keys: the text that every hash is taken over. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonical(item)).join(',')}]`;
  if (typeof value === 'string') return JSON.stringify(value.replace(/\p{Surrogate}/gu, '\uFFFD'));
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  return joined(namedFields(value));
}

type Named = readonly [name: string, text: string];
const namedFields = (value: object): Named[] =>
  Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1)) // oxlint-disable-line unicorn/no-array-sort -- Node 18 has no toSorted
    .map(([name, field]) => [name, `${JSON.stringify(name)}:${canonical(field)}`] as const);
const joined = (named: readonly Named[]): string => `{${named.map(([, one]) => one).join(',')}}`;

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

const SIGNED_BY = new Set(['hash', 'mac', 'keyId']);
/** The text of a record, and the hash over everything in it but itself and what signs it. Throws when it is nested too deep. */
export function written(record: object): { json: string; hash: string } {
  const named = namedFields(record);
  return { json: joined(named), hash: sha256(joined(named.filter(([name]) => !SIGNED_BY.has(name)))) };
}

const SEALED_BY = new Set(['hash', 'signature']);
/** Hash of a seal, or of the manifest. */
export const hashOfSigned = (signed: object): string =>
  sha256(joined(namedFields(signed).filter(([name]) => !SEALED_BY.has(name))));

/** SHA-256, hex, of a public key given as SPKI, DER, base64. */
export const fingerprintOf = (publicKey: string): string => sha256(Buffer.from(publicKey, 'base64'));

/** False also for a key or a signature that is none, or that is not written as the product writes it. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const [der, bytes] = [publicKey, signature].map((one) => Buffer.from(one, 'base64'));
    if (!der || !bytes || der.toString('base64') !== publicKey || bytes.toString('base64') !== signature) return false;
    return verify(null, Buffer.from(text), createPublicKey({ key: der, format: 'der', type: 'spki' }), bytes);
  } catch {
    return false;
  }
}

// Values of unknown shape, read with care.

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) ? value : 0);

/** Undefined when it is no JSON, or nested deeper than anybody writes. */
function parsed(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    canonical(value);
    return value;
  } catch {
    return undefined;
  }
}

// Files.

/** What was seen of a file that was read to its end. */
class Sums {
  readonly #file = createHash('sha256');
  readonly #blockLines: number;
  #block = createHash('sha256');
  #inBlock = 0;
  bytes = 0;
  lines = 0;
  isEnded = true;
  readonly blocks: string[] = [];

  constructor(blockLines: number) {
    this.#blockLines = blockLines;
  }

  add(part: Buffer, endsLine: boolean): void {
    this.#file.update(part);
    this.#block.update(part);
    this.bytes += part.length;
    this.isEnded = endsLine;
    this.#inBlock += endsLine ? 1 : 0;
    if (endsLine) this.lines += 1;
    if (endsLine && this.#inBlock === this.#blockLines) this.#closeBlock();
  }

  /** SHA-256 of the file; nothing can be added after it. */
  end(): string {
    if (this.#inBlock > 0 || !this.isEnded) this.#closeBlock();
    return this.#file.digest('hex');
  }

  #closeBlock(): void {
    this.blocks.push(this.#block.digest('hex'));
    this.#block = createHash('sha256');
    this.#inBlock = 0;
  }
}

type Line = { number: number; text: string | null };

/** The lines of a file, counted from 1; text null: too long to be held. */
function* linesIn(file: string, sums: Sums): Generator<Line> {
  const handle = openSync(file, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK);
  let held: Buffer[] = [];
  let length = 0;
  const line = (number: number): Line => {
    const whole = length > LONGEST_LINE ? null : Buffer.concat(held).toString('utf8');
    held = [];
    length = 0;
    return { number, text: whole };
  };
  try {
    for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk)) {
      const bytes = chunk.subarray(0, read);
      for (let from = 0, end = 0; from < read; from = end) {
        const newline = bytes.indexOf(0x0a, from);
        const endsLine = newline !== -1;
        end = endsLine ? newline + 1 : read;
        sums.add(bytes.subarray(from, end), endsLine);
        length += end - from;
        if (length > LONGEST_LINE) held = [];
        else held.push(endsLine ? bytes.subarray(from, newline) : Buffer.from(bytes.subarray(from, end)));
        if (endsLine) yield line(sums.lines);
      }
    }
    if (length > 0) yield line(sums.lines + 1);
  } finally {
    closeSync(handle);
  }
}

type Listed = { name: string; bytes: number; sha256: string };
const NAME = /^(?:[a-zA-Z-]+\.(?:jsonl|json|txt|cjs)|seals\/\d{6,}\.json)$/;
const SEAL_NAME = /^seals\/(\d{6,})\.json$/;

/** What lies in the folder and in `seals`, as the manifest names it; other folders are named and not entered. */
function namesIn(folder: string): string[] {
  const names = (below: string): string[] => readdirSync(path.join(folder, below)).map((name) => `${below}${name}`);
  return names('').flatMap((name) =>
    name === 'seals' && isFolder(path.join(folder, name)) ? names('seals/') : [name],
  );
}
const isFolder = (file: string): boolean => lstatSync(file).isDirectory();
const isPlain = (file: string): boolean => lstatSync(file).isFile();

type Kind = 'cases' | 'audit' | 'registers';
const FILES: readonly (readonly [file: string, kind: Kind])[] = [
  ['commits.jsonl', 'cases'],
  [AUDIT, 'audit'],
  ['registers.jsonl', 'registers'],
];
const isOfChains = (name: string): boolean => FILES.some(([file]) => file === name);
const keyOf = (kind: string, chain: string): string => `${kind}|${chain}`;

/** A record of a chain, whichever. `last`: seq of the last event in it. */
type Link = { chain: string; seq: number; last: number; id: string; prevHash?: string; hash?: string };

function linkOf(kind: Kind, record: Fields): Link | null {
  const { seq, _id: id, hash, prevHash } = record;
  if (kind === 'registers') return versionOf(record);
  const chain = kind === 'cases' ? record['caseId'] : record['node'];
  const events = kind === 'cases' ? list(record['events']).length : 1;
  if (typeof chain !== 'string' || typeof id !== 'string') return null;
  if (typeof hash !== 'string' || typeof prevHash !== 'string' || count(seq) < 1 || events < 1) return null;
  return { chain, seq: count(seq), last: count(seq) + events - 1, id, prevHash, hash };
}

/** A version stands by itself: its chain is its entry, its seq the version; one of before versions were signed has no hash. */
function versionOf({ collection, row }: Fields): Link | null {
  const { _id: id, version, hash } = fields(row);
  if (typeof collection !== 'string' || typeof id !== 'string' || count(version) < 1) return null;
  const entry = id.slice(0, id.lastIndexOf('@'));
  const chain = collection === 'register-versions' ? entry : `${collection}/${entry}`;
  return { chain, seq: count(version), last: count(version), id, ...(typeof hash === 'string' ? { hash } : {}) };
}

function isInPlace(kind: Kind, { chain, seq, id }: Link): boolean {
  if (kind === 'cases') return id === `${chain}:${String(seq).padStart(6, '0')}`;
  return kind === 'audit' ? id === `${chain}:${seq}` : id.endsWith(`@${seq}`);
}

/** What something else says of a chain at a seq. `seal`: the number of the seal that says it; 0: another chain does. */
type Claim = { seq: number; hash: string; seal: number };
/** A chain as far as it was read; hash '': it cannot be told. `isLost`: the line before it could not be read. */
type Reading = { chain: string; seq: number; hash: string; line: number; isClosed: boolean; isLost: boolean };
type LinePlace = Place & { lines: readonly [first: number, last: number] };
type Ties = {
  report: (code: Code, place: LinePlace) => void;
  /** What is said of this seq; asked once. */
  claimsAt: (chain: string, seq: number) => readonly Claim[];
  isLost: (chain: string, claim: Claim) => boolean;
  /** A record without a MAC that a signed one vouches for. */
  isVouched: (chain: string, seq: number) => boolean;
  ended: (chain: Reading) => void;
};

/** Reads the chains of one file, and goes on behind a broken place as if it held. */
class ChainReader {
  readonly #kind: Kind;
  readonly #ties: Ties;
  #now: Reading | null = null;
  /** Order cannot be told: what stood before was no record. */
  #isLost = false;
  readonly seen = new Set<string>();

  constructor(kind: Kind, ties: Ties) {
    this.#kind = kind;
    this.#ties = ties;
  }

  read({ number, text: json }: Line): void {
    const lines = [number, number] as const;
    const value = json === null ? undefined : parsedLine(json);
    const link = isFields(value) ? linkOf(this.#kind, value) : null;
    if (!isFields(value) || !link || json === null) {
      this.#isLost = true;
      return this.#ties.report(json === null ? 'too-long' : value === undefined ? 'not-json' : 'form', { lines });
    }
    const { chain, seq } = link;
    const code = ownCode(this.#kind, link, value, json);
    if (code) this.#ties.report(code, { lines, chain, seq });
    if (code === 'content' && !this.#isNext(link)) this.#isLost = true;
    else this.#follow(link, value, { lines, isSound: code === null });
  }

  end(): void {
    if (this.#now) this.#ties.ended({ ...this.#now, isLost: this.#now.isLost || this.#isLost });
    this.#now = null;
  }

  #isNext({ chain, seq }: Link): boolean {
    return this.#now?.chain === chain ? seq === this.#now.seq + 1 : seq === 1 && !this.seen.has(chain);
  }

  /** One that does not hold by itself has been told of; here it only leads on to the next. */
  #follow(link: Link, record: Fields, { lines, isSound }: { lines: LinePlace['lines']; isSound: boolean }): void {
    const { chain, seq, last, hash = '' } = link;
    const claims = this.#ties.claimsAt(chain, last);
    const again = this.#now?.chain !== chain && this.seen.has(chain);
    if (this.#now?.chain !== chain) {
      this.end();
      this.#begin(link);
    }
    const code = again ? 'chain-again' : this.#placeCode(link, record, claims);
    if (code && isSound) this.#ties.report(code, { lines, chain, seq });
    this.seen.add(chain);
    const isClosed = this.#kind === 'audit' && record['type'] === 'closed';
    const isLost = again || (this.#now?.isLost ?? false);
    this.#now = { chain, seq: last, hash: isSound ? hash : '', line: lines[0], isClosed, isLost };
    this.#isLost = false;
  }

  #begin({ chain, seq }: Link): void {
    const isLoose = this.#isLost || this.#kind === 'registers'; // an entry may be older than its first version on record
    const hash = isLoose ? '' : sha256(chain);
    this.#now = { chain, seq: isLoose ? seq - 1 : 0, hash, line: 0, isClosed: false, isLost: this.#isLost };
  }

  #placeCode({ chain, seq, hash, prevHash }: Link, record: Fields, claims: readonly Claim[]): Code | null {
    const before = this.#now;
    if (before && !this.#isLost) {
      if (seq !== before.seq + 1) return 'seq-gap';
      if (prevHash !== undefined && before.hash !== '' && prevHash !== before.hash) return 'not-linked';
      if (before.isClosed) return 'after-closing';
    }
    if (this.#kind !== 'registers' && !isSigned(record) && !this.#ties.isVouched(chain, seq)) return 'mac-missing';
    return claims.some((claim) => claim.hash !== hash && !this.#ties.isLost(chain, claim)) ? 'seal-differs' : null;
  }
}

/** What it is signed with is secret: only that it is signed can be seen. */
const isSigned = ({ mac, keyId }: Fields): boolean => text(mac) !== '' && text(keyId) !== '';

/** What is wrong with a record by itself. */
function ownCode(kind: Kind, link: Link, value: Fields, json: string): Code | null {
  try {
    const own = written(kind === 'registers' ? fields(value['row']) : value);
    if (link.hash !== undefined && own.hash !== link.hash) return 'content';
    const whole =
      kind === 'registers' ? `{"collection":${canonical(value['collection'])},"row":${own.json}}` : own.json;
    if (whole !== json) return 'form';
    return isInPlace(kind, link) ? null : 'misplaced';
  } catch {
    return 'form';
  }
}

function parsedLine(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

type Manifest = {
  /** Null: there is none that can be read. */
  fields: Fields | null;
  files: ReadonlyMap<string, Listed>;
  /** Only some chains are in the bundle, so that a chain which is not there is not missed. */
  isPart: boolean;
};
type Head = { seq: number; hash: string; line: number };
type Seal = { name: string; number: number; hash: string; cases: number; nextKey: string };
type Loss = { kind: string; chain: string; from: number; to: number; upTo: number };

/** A bundle in its folder, against itself; what is found goes to the report. */
export class Bundle {
  readonly #folder: string;
  readonly #tell: Report;
  readonly #named = new Set<string>();
  readonly #onDisk: ReadonlySet<string>;
  readonly #manifest: Manifest;
  /** Files that are what the manifest names. */
  readonly #sound = new Set<string>();
  readonly #claims = new Map<string, Map<number, Claim[]>>();
  readonly #heads = new Map<string, Head>();
  readonly #blocks = new Map<string, { hash: string; line: number }[]>();
  readonly #vouched = new Map<string, number>();
  readonly #losses: Loss[] = [];
  readonly #seals = new Map<number, Seal>();
  #newest: Seal | null = null;
  #first: { name: string; publicKey: string } | null = null;
  readonly counts: Record<string, number> = {};
  records = 0;

  constructor(folder: string, tell: Report) {
    this.#folder = folder;
    this.#tell = tell;
    this.#onDisk = new Set(namesIn(folder));
    this.#manifest = this.#readManifest();
  }

  /** Everything. `key`: the fingerprint that the first key must have. */
  verify(key?: string): void {
    this.#lookAtFiles();
    this.#readSeals();
    this.#checkKeys(key);
    this.#readBlocks();
    this.#readHeads();
    this.#readWitnesses();
    for (const [file, kind] of FILES) this.#readChains(file, kind);
    if (this.#named.size === 0) this.#checkCounts();
  }

  /** Of the first seal, or of the manifest where there is no seal; '' where there is neither. */
  get firstKey(): string {
    const publicKey = this.#first?.publicKey ?? publicKeyOf(this.#manifest.fields?.['key']);
    return publicKey === '' ? '' : fingerprintOf(publicKey);
  }
  get isPart(): boolean {
    return this.#manifest.isPart;
  }

  #report(file: string, code: Code, place: Place = {}): void {
    this.#named.add(file);
    this.#tell(file, code, place);
  }

  #pathOf(name: string): string {
    return path.join(this.#folder, name);
  }

  #canRead(name: string): boolean {
    return this.#onDisk.has(name) && isPlain(this.#pathOf(name));
  }

  /** A JSON object that is a file of its own; null, and then it is on the report, when it is none. */
  #fieldsOf(name: string): { json: string; value: Fields } | null {
    try {
      if (!this.#canRead(name) || lstatSync(this.#pathOf(name)).size > LONGEST_FILE) throw new Error('not to be read');
      const json = readFileSync(this.#pathOf(name), 'utf8');
      const value = parsed(json);
      if (isFields(value)) return { json, value };
      this.#report(name, json === '' ? 'empty' : 'not-json');
    } catch {
      this.#report(name, 'unreadable');
    }
    return null;
  }

  // The manifest, and the files that it names.

  #readManifest(): Manifest {
    if (!this.#onDisk.has(MANIFEST)) this.#report(MANIFEST, 'missing');
    const found = this.#onDisk.has(MANIFEST) ? this.#fieldsOf(MANIFEST) : null;
    if (!found) return { fields: null, files: new Map(), isPart: true };
    const { json, value } = found;
    const listed = list(value['files']).map(listedOf);
    const isForm = `${JSON.stringify(value, null, 2)}\n` === json && listed.every(({ name }) => NAME.test(name));
    const signed = `changming bundle|${text(value['hash'])}`;
    if (hashOfSigned(value) !== value['hash']) this.#report(MANIFEST, 'content');
    else if (!isForm) this.#report(MANIFEST, 'form');
    else if (!isSignedBy(publicKeyOf(value['key']), signed, text(value['signature'])))
      this.#report(MANIFEST, 'signature');
    const files = new Map(listed.filter(({ name }) => NAME.test(name)).map((one) => [one.name, one]));
    return { fields: value, files, isPart: value['filter'] !== null };
  }

  #lookAtFiles(): void {
    const { files, fields: manifest } = this.#manifest;
    for (const name of this.#onDisk) if (manifest && name !== MANIFEST && !files.has(name)) this.#report(name, 'added');
    for (const name of files.keys()) {
      if (!this.#onDisk.has(name)) this.#report(name, 'missing');
      else if (!isOfChains(name)) this.#readThrough(name, new Sums(0), () => undefined);
    }
  }

  /** All lines of a file, and whether it is what the manifest names. */
  #readThrough(name: string, sums: Sums, use: (line: Line) => void): void {
    if (!this.#canRead(name)) return this.#report(name, 'not-a-file');
    try {
      for (const line of linesIn(this.#pathOf(name), sums)) use(line);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      return this.#report(name, 'unreadable');
    }
    const sum = sums.end();
    const listed = this.#manifest.files.get(name);
    if (!listed || (sums.bytes === listed.bytes && sum === listed.sha256)) this.#sound.add(name);
    else this.#report(name, sums.bytes === 0 ? 'empty' : sums.bytes < listed.bytes ? 'truncated' : 'changed');
  }

  /** Each line of a file of lists that lies in the bundle, with its number. */
  *#listsIn(name: string): Generator<[number: number, items: readonly unknown[]]> {
    if (!this.#canRead(name)) return;
    for (const { number, text: json } of linesIn(this.#pathOf(name), new Sums(0))) {
      const value = json === null ? undefined : parsed(json);
      if (Array.isArray(value)) yield [number, list(value)];
      else this.#report(name, 'not-json', { lines: [number, number] });
    }
  }

  #readBlocks(): void {
    for (const [line, [file, hash]] of this.#listsIn(BLOCKS)) {
      const known = this.#blocks.get(text(file)) ?? [];
      known.push({ hash: text(hash), line });
      this.#blocks.set(text(file), known);
      if (!isOfChains(text(file))) this.#report(BLOCKS, 'form', { lines: [line, line] });
    }
  }

  #readHeads(): void {
    for (const [line, [kind, chain, seq, hash]] of this.#listsIn(HEADS))
      this.#heads.set(keyOf(text(kind), text(chain)), { seq: count(seq), hash: text(hash), line });
  }

  // Seals.

  #readSeals(): void {
    const numbers = [...this.#onDisk].flatMap((name) => SEAL_NAME.exec(name)?.slice(1, 2).map(Number) ?? []);
    this.counts['seals'] = numbers.length;
    let before: Fields | null = null;
    let isLost = false; // one is not there or says nothing, so that the next has nothing to follow
    let last = 0;
    // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted
    for (const number of numbers.sort((a, b) => a - b)) {
      const name = sealName(number);
      if (this.#missesSeal(last + 1, number)) isLost = true;
      last = number;
      const found = this.#fieldsOf(name);
      const code: Code | null = found && (isLost ? ownBreakOfSeal(found.value) : breakOfSeal(before, found.value));
      isLost = !found || (code !== null && LOSES.has(code));
      if (!found) continue;
      if (code) this.#report(name, code, { seq: number });
      else if (`${canonical(found.value)}\n` !== found.json || found.value['number'] !== number)
        this.#report(name, 'form', { seq: number });
      if (isLost) continue;
      before = found.value;
      this.#takeSeal(name, found.value);
    }
  }

  #missesSeal(expected: number, number: number): boolean {
    if (number === expected) return false;
    if (!this.#named.has(sealName(expected))) this.#report(sealName(expected), 'cut-tail');
    return true;
  }

  #takeSeal(name: string, { number, hash, heads, cases, key, next }: Fields): void {
    const seal = {
      name,
      number: count(number),
      hash: text(hash),
      cases: count(cases),
      nextKey: publicKeyOf(next ?? key),
    };
    this.#first ??= { name, publicKey: publicKeyOf(key) };
    this.#newest = seal;
    this.#seals.set(seal.number, seal);
    for (const [kind, all] of Object.entries(fields(heads)))
      for (const [chain, seq, headHash] of list(all).map(list))
        this.#claim(kind, text(chain), { seq: count(seq), hash: text(headHash), seal: seal.number });
  }

  #claim(kind: string, chain: string, claim: Claim): void {
    const key = keyOf(kind, chain);
    const bySeq = this.#claims.get(key) ?? new Map<number, Claim[]>();
    bySeq.set(claim.seq, [...(bySeq.get(claim.seq) ?? []), claim]);
    this.#claims.set(key, bySeq);
  }

  #checkKeys(given: string | undefined): void {
    if (given !== undefined && given !== this.firstKey) this.#report(this.#first?.name ?? MANIFEST, 'key-differs');
    const { fields: manifest } = this.#manifest;
    if (!manifest) return;
    const named = fields(manifest['newestSeal']);
    const newest = this.#newest;
    const name = sealName(count(named['number']));
    if (count(named['number']) !== (newest?.number ?? 0)) {
      if (!this.#named.has(name)) this.#report(name, 'cut-tail');
    } else if (newest && named['hash'] !== newest.hash) this.#report(name, 'seal-differs');
    else if (newest && newest.nextKey !== publicKeyOf(manifest['key'])) this.#report(MANIFEST, 'key-unknown');
  }

  // What records of the audit trail say of other chains, of seals and of losses.

  #readWitnesses(): void {
    if (!this.#canRead(AUDIT)) return;
    const seals = new Map<number, string>();
    for (const { text: json } of linesIn(this.#pathOf(AUDIT), new Sums(0))) {
      if (json === null || !WITNESS.test(json)) continue;
      const record = fields(parsed(json));
      if (written(record).hash === record['hash']) this.#hear(record, seals);
    }
    for (const [number, hash] of seals) {
      const own = this.#seals.get(number)?.hash;
      const name = sealName(number);
      if (own === hash || number > (this.#newest?.number ?? 0) || this.#named.has(name)) continue;
      this.#report(name, own === undefined ? 'cut-tail' : 'seal-differs');
    }
  }

  #hear({ type, caseId, data: given }: Fields, seals: Map<number, string>): void {
    const data = fields(given);
    if (type === 'sealed') seals.set(count(data['number']), text(data['hash']));
    if (type === 'opened') for (const head of list(data['heads'])) this.#hearHead(fields(head));
    if (type === 'upgraded')
      for (const head of list(data['auditHeads']).map(fields)) {
        this.#hearHead(head);
        this.#vouched.set(text(head['node']), count(head['seq']));
      }
    if (type === 'restored')
      for (const { kind, chain, from } of list(data['lost']).map(fields))
        this.#losses.push({
          kind: text(kind),
          chain: text(chain),
          from: count(from),
          to: Number.MAX_SAFE_INTEGER,
          upTo: count(data['upTo']),
        });
    if (type !== 'lossAccepted') return;
    const [from, to] = [count(fields(data['stored'])['seq']) + 1, count(fields(data['known'])['seq'])];
    this.#losses.push({ kind: 'cases', chain: text(caseId), from, to, upTo: Number.MAX_SAFE_INTEGER });
  }

  #hearHead({ node, seq, hash }: Fields): void {
    this.#claim('audit', text(node), { seq: count(seq), hash: text(hash), seal: 0 });
  }

  #isLost(kind: Kind, chain: string, { seq, seal }: Claim): boolean {
    const has = (one: Loss): boolean =>
      one.kind === kind && one.chain === chain && seq >= one.from && seq <= one.to && seal <= one.upTo;
    return seal > 0 && this.#losses.some(has);
  }

  // Chains.

  #readChains(file: string, kind: Kind): void {
    if (!this.#onDisk.has(file)) return;
    if (!this.#canRead(file)) return this.#report(file, 'not-a-file');
    const damaged = new Set<number>();
    const report = (code: Code, place: LinePlace): void => {
      damaged.add(place.lines[0]);
      this.#report(file, code, place);
    };
    const reader = new ChainReader(kind, {
      report,
      claimsAt: (chain, seq) => this.#claimsAt(keyOf(kind, chain), seq),
      isLost: (chain, claim) => this.#isLost(kind, chain, claim),
      isVouched: (chain, seq) => kind === 'audit' && seq <= (this.#vouched.get(chain) ?? 0),
      ended: (chain) => this.#endChain(file, kind, chain),
    });
    const sums = new Sums(count(this.#manifest.fields?.['blockLines']));
    this.#readThrough(file, sums, (line) => reader.read(line));
    reader.end();
    if (sums.bytes > 0 && !sums.isEnded) report('cut-line', { lines: [sums.lines + 1, sums.lines + 1] });
    if (sums.bytes > 0) this.#checkBlocks(file, sums, damaged);
    this.counts[kind] = reader.seen.size;
    this.counts[file] = sums.lines;
    this.records += sums.lines;
    if (sums.bytes > 0 || this.#sound.has(file)) this.#checkMissing(file, kind, reader.seen);
  }

  #claimsAt(key: string, seq: number): readonly Claim[] {
    const claims = this.#claims.get(key)?.get(seq) ?? [];
    this.#claims.get(key)?.delete(seq);
    return claims;
  }

  /** Where a file is not what was written: ranges of lines, but those in whose first block a line is named by itself. */
  #checkBlocks(file: string, sums: Sums, damaged: ReadonlySet<number>): void {
    const known = this.#blocks.get(file);
    const size = count(this.#manifest.fields?.['blockLines']);
    if (!known || size < 1) return;
    const isWrong = (n: number): boolean => known[n]?.hash !== sums.blocks[n];
    const end = Math.max(known.length, sums.blocks.length);
    for (let n = 0; n < end; n += 1) {
      if (!isWrong(n)) continue;
      const first = n;
      while (n + 1 < end && isWrong(n + 1)) n += 1;
      const line = known[first]?.line ?? 0;
      if (this.#sound.has(file)) this.#report(BLOCKS, 'block', { lines: [line, known[n]?.line ?? line] });
      else if (![...damaged].some((one) => one > first * size && one <= (first + 1) * size))
        this.#report(file, 'block', { lines: [first * size + 1, (n + 1) * size] });
    }
  }

  /** Against what the bundle, the seals and other chains say of where it ended. */
  #endChain(file: string, kind: Kind, { chain, seq, hash, line, isLost }: Reading): void {
    const key = keyOf(kind, chain);
    const head = this.#heads.get(key);
    const left = [...(this.#claims.get(key)?.values() ?? [])].flat();
    this.#heads.delete(key);
    this.#claims.delete(key);
    if (isLost) return;
    const missed = left.filter((claim) => !this.#isLost(kind, chain, claim));
    const inside = missed.find((claim) => claim.seq <= seq);
    if (inside) this.#report(file, 'seal-differs', { chain, seq: inside.seq });
    const holds = this.#holdsHeads();
    if (missed.some((claim) => claim.seq > seq) || (holds && head && head.seq > seq))
      this.#report(file, 'cut-tail', { chain, seq: seq + 1 });
    else if (this.#onDisk.has(HEADS) && (head?.seq !== seq || (hash !== '' && head.hash !== hash))) {
      const at = holds ? line : head?.line;
      this.#report(holds ? file : HEADS, 'head-differs', {
        ...(at === undefined ? {} : { lines: [at, at] as const }),
        chain,
        seq,
      });
    }
  }

  #holdsHeads(): boolean {
    return this.#manifest.fields === null || this.#sound.has(HEADS);
  }

  /** Chains that are not in the bundle and that it, or a seal, or another chain names. */
  #checkMissing(file: string, kind: Kind, seen: ReadonlySet<string>): void {
    const start = `${kind}|`;
    const missed = new Set<string>();
    for (const [key, { line }] of this.#heads) {
      if (!key.startsWith(start)) continue;
      const chain = key.slice(start.length);
      if (this.#holdsHeads()) missed.add(chain);
      else this.#report(HEADS, 'head-differs', { lines: [line, line], chain });
    }
    if (!this.#manifest.isPart)
      for (const [key, bySeq] of this.#claims) {
        if (!key.startsWith(start)) continue;
        const chain = key.slice(start.length);
        if ([...bySeq.values()].flat().some((claim) => !this.#isLost(kind, chain, claim))) missed.add(chain);
      }
    for (const chain of missed) this.#report(file, 'cut-tail', { chain, seq: 1 });
    if (kind === 'cases' && !this.#manifest.isPart && seen.size < (this.#newest?.cases ?? 0))
      this.#report(file, 'cases-missing');
  }

  #checkCounts(): void {
    const said = fields(this.#manifest.fields?.['counts']);
    const found: Record<string, number | undefined> = {
      cases: this.counts['cases'],
      commits: this.counts['commits.jsonl'],
      auditChains: this.counts['audit'],
      auditRecords: this.counts[AUDIT],
      registerVersions: this.counts['registers.jsonl'],
      seals: this.counts['seals'],
    };
    for (const [name, number = 0] of Object.entries(found))
      if (said[name] !== number) this.#report(MANIFEST, 'count-differs', { chain: name });
  }
}

const WITNESS = /"type":"(?:opened|upgraded|sealed|restored|lossAccepted)"/;
const publicKeyOf = (key: unknown): string => text(fields(key)['publicKey']);
const sealName = (number: number): string => `seals/${String(number).padStart(6, '0')}.json`;
const listedOf = (given: unknown): Listed => {
  const { name, bytes, sha256: sum } = fields(given);
  return { name: text(name), bytes: count(bytes), sha256: text(sum) };
};

/** What makes that a seal says nothing. */
const LOSES: ReadonlySet<Code> = new Set(['content', 'signature', 'key-not-handed-over']);

/** Why a seal does not follow the one before it, or null. */
export function breakOfSeal(before: Fields | null, seal: Fields): Code | null {
  const { number, previous, key } = seal;
  const own = ownBreakOfSeal(seal);
  if (own) return own;
  if (before && publicKeyOf(before['next'] ?? before['key']) !== publicKeyOf(key)) return 'key-not-handed-over';
  if (number !== count(before?.['number']) + 1) return 'seq-gap';
  return previous === (before?.['hash'] ?? FIRST_SEAL_FOLLOWS) ? null : 'not-linked';
}

function ownBreakOfSeal(seal: Fields): Code | null {
  const { number, hash, key, signature } = seal;
  if (hashOfSigned(seal) !== hash) return 'content';
  const signed = `changming seal|${count(number)}|${text(hash)}`;
  return isSignedBy(publicKeyOf(key), signed, text(signature)) ? null : 'signature';
}

// What people see.

const say = (words: string): void => void process.stdout.write(`${words}\n`);

function wordsOf(file: string, code: Code, { lines, chain, seq }: Place = {}): string {
  const places = [
    ...(lines ? [lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]}-${lines[1]}`] : []),
    ...(chain === undefined ? [] : [printable(chain)]),
    ...(seq === undefined ? [] : [`seq ${seq}`]),
  ];
  const [zh, en] = WORDS[code];
  return [printable(file), ...(places.length > 0 ? [places.join(', ')] : []), `${code} – ${zh} / ${en}`].join(': ');
}

/** Nothing in a bundle can write over the lines of this answer. */
const printable = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '?').slice(0, 200);

function main(): number {
  const startedAt = Date.now();
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
  const [folder = __dirname, ...more] = positionals;
  if (more.length > 0) throw new Error('one folder at a time');
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
  const key = values.key?.toLowerCase().replace(/[^0-9a-f]/g, '');
  if (key !== undefined && key.length !== 64) throw new Error('--key is a fingerprint: 64 hexadecimal digits');
  let found = 0;
  const bundle = new Bundle(folder, (file, code, place) => {
    found += 1;
    if (found <= LISTED) say(wordsOf(file, code, place));
  });
  bundle.verify(key);
  if (found > LISTED) say(`… ${found - LISTED} more`);
  if (bundle.isPart) say('注意 note: 只有部分链 / only some of the chains are in this bundle');
  say(
    `首个密钥的指纹 fingerprint of the first key: ${bundle.firstKey || '-'}${key === undefined ? ' (请与安装时所记的比较 / compare it with the one that was noted at the installation)' : ''}`,
  );
  const seconds = Math.max(1, Date.now() - startedAt) / 1000;
  const { cases = 0, audit = 0, registers = 0, seals = 0 } = bundle.counts;
  const looked =
    `${bundle.records} records (${cases} cases, ${audit} audit chains, ${registers} register entries), ${seals} seals, ` +
    `${seconds.toFixed(2)} s, ${Math.round(bundle.records / seconds)} records/s`;
  say(found === 0 ? `完好 WHOLE: ${looked}` : `有误 NOT WHOLE: ${found} findings; ${looked}`);
  return found === 0 ? 0 : 1;
}

if (require.main === module)
  try {
    process.exitCode = main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exitCode = 2;
  }
