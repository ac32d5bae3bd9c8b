/** What a signed record says of itself, held against its own content: hash of its commits, chain, signature. */
import { canonicalText, checked, sha256, type StoredCommit } from './chain.ts';

export type FileFinding = {
  number: string;
  events: number;
  fingerprint: string;
  /** `untold`: this browser cannot check Ed25519. */
  signature: 'good' | 'bad' | 'untold';
  fault?: { seq: number; code: string };
};
type Manifest = { number: string; events: number; commitsHash: string; key: { publicKey: string } };

const isCommit = (value: unknown): value is StoredCommit =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'hash') === 'string';

const of = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function read(text: string): { manifest: Manifest; signature: string; commits: readonly StoredCommit[] } {
  const file: unknown = JSON.parse(text);
  const [manifest, signature, commits] = [of(file, 'manifest'), of(file, 'signature'), of(file, 'commits')];
  const key = of(of(manifest, 'key'), 'publicKey');
  const isManifest =
    typeof of(manifest, 'number') === 'string' &&
    typeof of(manifest, 'events') === 'number' &&
    typeof of(manifest, 'commitsHash') === 'string' &&
    typeof key === 'string';
  if (!isManifest || typeof signature !== 'string' || !Array.isArray(commits) || !commits.every(isCommit))
    throw new Error('no record of a case');
  return { manifest: manifest as Manifest, signature, commits };
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Throws where the text is no such file. */
export async function fileFinding(text: string): Promise<FileFinding> {
  const { manifest, signature, commits } = read(text);
  const { number, events, commitsHash, key } = manifest;
  const caseId = commits[0]?.['caseId'];
  const chain = await checked(typeof caseId === 'string' ? caseId : '', commits);
  const isWhole = (await sha256(canonicalText(commits))) === commitsHash && chain.events === events;
  const fault = chain.broken ?? (isWhole ? undefined : { seq: chain.events, code: 'cut-tail' });
  const signed = await signatureOf(key.publicKey, canonicalText(manifest), signature);
  return {
    number,
    events,
    fingerprint: hex(await crypto.subtle.digest('SHA-256', bytesOf(key.publicKey))),
    signature: signed,
    ...(fault
      ? { fault: { seq: fault.seq, code: fault.code } }
      : signed === 'bad'
        ? { fault: { seq: 0, code: 'signature' } }
        : {}),
  };
}

async function signatureOf(publicKey: string, text: string, signature: string): Promise<FileFinding['signature']> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('spki', bytesOf(publicKey), { name: 'Ed25519' }, false, ['verify']);
  } catch {
    return 'untold';
  }
  const good = await crypto.subtle
    .verify({ name: 'Ed25519' }, key, bytesOf(signature), new TextEncoder().encode(text))
    .catch(() => false);
  return good ? 'good' : 'bad';
}
