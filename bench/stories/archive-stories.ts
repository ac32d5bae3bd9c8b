/**
 * Lives of the monthly archive: of a month that is over, with one call of which a file was lost. No engine lets a run live for months, so
 * the call is dated back into its month by hand, and forward again when its archive is signed; the bytes are taken out of the store by
 * hand, too.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { casesIn } from '../../models/cases/case.ts';
import { blobOf } from '../../models/files/blob.ts';
import { dropBytes } from '../../models/files/bytes.ts';
import { openZip } from '../../platform/files/zip.ts';
import { monthsAgo, type OnDatabase, patiently } from './by-hand.ts';
import type { FieldHand, Place } from './field-hand.ts';
import type { FieldStory } from './field-stories.ts';

const [KEEPER, MANAGER, DESK, CALLER] = ['records-dx', 'pm-dx', 'desk-linxi', 'req-linxi'];
export const ARCHIVE_PEOPLE: readonly string[] = [KEEPER, MANAGER, DESK, CALLER];
const UNIT = '/dx';
/** The sample has archives of the two months before this one. */
const OF_THE_SAMPLE = 2;
const PATIENCE_MS = 300_000;
const MOST_VERIFIER = 1024 * 1024;

/** Each life takes the month before that of the last one; where one follows the other, no earlier month is archived before a later one. */
export function archivedMonths(onDatabase: OnDatabase): FieldStory {
  let lives = 0;
  let before: Promise<unknown> = Promise.resolve();
  const store = patiently(onDatabase);
  return async (hand, n) => {
    lives += 1;
    const life = lives;
    const own = before.then(() => archivedMonth({ hand, store, n, life }));
    before = own.catch(() => undefined); // whoever plays it is told
    return await own;
  };
}

type Life = { hand: FieldHand; store: OnDatabase; n: number; life: number };
/** Of two lives one has its gap filled, the other has it accepted. */
async function archivedMonth({ hand, store, n, life }: Life): ReturnType<FieldStory> {
  const month = monthsAgo(life + OF_THE_SAMPLE);
  const words = `what was kept of call ${n}`;
  const file = await hand.text(DESK, words);
  const call = await answeredCall(hand, file);
  const closedAt = await store((db) => endOf(db, call.number));
  await store((db) => dated(db, call.number, Date.parse(`${month}-15T12:00:00+08:00`)));
  await store((db) => lost(db, words));

  const archive = await hand.open(KEEPER, 'archive', { unit: UNIT, month });
  const gap = await hand.part(KEEPER, archive, { case: call.number, status: 'open' }, 'the gap of the lost file');
  if (life % 2 === 0) await hand.give(MANAGER, archive, 'acceptGap', { part: gap, reason: 'It is lost for good' });
  // Of one that was accepted it comes back later: nothing of this run may stay without its bytes.
  await hand.text(DESK, words);
  if (life % 2 !== 0) await hand.give(KEEPER, archive, 'fillGap', { part: gap });

  const manifestHash = await hand.until(
    KEEPER,
    archive,
    (shown) => (shown.status === 'signing' ? shown.manifestHash : undefined),
    { what: 'its package' },
  );
  await hand.give(KEEPER, archive, 'sign', { manifestHash });
  const { status } = await hand.give(MANAGER, archive, 'sign', { manifestHash });
  await verified(await hand.bytes(KEEPER, `/api/archives/${archive.number}/package`), manifestHash);
  await store((db) => dated(db, call.number, closedAt));
  return { number: archive.number, status, wanted: 'archived' };
}

async function answeredCall(hand: FieldHand, file: string): Promise<Place> {
  const call = await hand.open(DESK, 'call', {
    channel: 'phone',
    reporter: CALLER,
    unit: '/dx/donghu/linxi/school',
    application: 'non-tax',
    title: 'The numbers of receipts are used up',
    description: 'There is no free number left.',
    contact: '8000',
  });
  await hand.give(DESK, call, 'attach', { files: [file], audience: 'public' });
  await hand.give(DESK, call, 'answer', {
    outcome: 'solved',
    solution: 'New numbers were given out.',
    category: 'software-data',
    confirmedOnPhone: 'Ms Zhang',
  });
  return call;
}

/** When it ended; what follows from its answer comes a little later. */
async function endOf(db: Connection, number: string): Promise<number> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
    const stored = await casesIn(db).findOne({ _id: number });
    if (stored?.closedAt !== undefined) return stored.closedAt;
    if (Date.now() > end) throw new Error(`${number} does not end`);
  }
}

const dated = (db: Connection, number: string, closedAt: number) =>
  casesIn(db).updateOne({ _id: number }, { $set: { closedAt } });

async function lost(db: Connection, words: string): Promise<void> {
  const blob = await blobOf(db).findByIdAndDelete(createHash('sha256').update(words).digest('hex')).lean();
  if (blob) await dropBytes(db, blob.bytes);
}

/** By the verifier that lies in it. Throws what it finds. */
async function verified(bytes: Uint8Array, manifest: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'changming-package-'));
  try {
    const file = path.join(folder, 'package.zip');
    writeFileSync(file, bytes);
    const parts: Buffer[] = [];
    for await (const part of (await openZip(file)).part('verify.cjs', MOST_VERIFIER)) parts.push(part);
    const verifier = path.join(folder, 'verify.cjs');
    writeFileSync(verifier, Buffer.concat(parts));
    execFileSync(process.execPath, [verifier, file, '--manifest', manifest], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`the package does not verify: ${said || String(error)}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
