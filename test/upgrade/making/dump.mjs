/** The stores as files, and what a later release is to find in them. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { defaultPayloadConverter } from '@temporalio/common';
import mongoose from 'mongoose';
import { resolvePins } from '../../../client/pins.ts';
import { processOf } from '../../../domain/catalogue.ts';
import { effectsOf, emptyCase, fold } from '../../../domain/kernel/fold.ts';
import { effectKey, workflowIdOf } from '../../../domain/kernel/ids.ts';
import { isEnd } from '../../../domain/kernel/lifecycle.ts';
import { stillPending } from '../../../domain/kernel/pending.ts';
import { sha256 } from '../../../models/chain.ts';
import { PASSWORD } from './product.mjs';

const { EJSON } = mongoose.mongo.BSON;
/** Nobody's business beyond this installation, or of the moment. */
const LEFT_OUT = ['sessions', 'api-keys', 'sign-in-failures', 'migration-lock'];
const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false };
const packed = (text) => gzipSync(text, { level: constants.Z_BEST_COMPRESSION });

export async function dumpStores(stores, folder) {
  const all = { indexes: {} };
  for (const store of stores) {
    const names = (await store.listCollections()).map(({ name }) => name).filter((name) => !LEFT_OUT.includes(name));
    const [documents, indexes] = [{}, {}];
    for (const name of names.toSorted()) {
      documents[name] = await store.collection(name).find({}, exact).sort({ _id: 1 }).toArray();
      indexes[name] = (await store.collection(name).indexes()).filter((index) => index.name !== '_id_');
    }
    all[store.name] = documents;
    all.indexes[store.name] = indexes;
  }
  writeFileSync(path.join(folder, 'store.json.gz'), packed(EJSON.stringify(all, { relaxed: false })));
}

const shrink = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone())
db.execute('PRAGMA journal_mode=DELETE')
db.execute('VACUUM')
print(db.execute('PRAGMA integrity_check').fetchone())
db.close()
`;

export function dumpTemporal(file, folder) {
  process.stderr.write(execFileSync('python3', ['-c', shrink, file], { encoding: 'utf8' }));
  writeFileSync(path.join(folder, 'temporal.db.gz'), packed(readFileSync(file)));
}

/** Of all runs of a case, the last first. */
async function historiesOf(temporal, workflowId) {
  const histories = [];
  for (let runId; ; ) {
    const { events = [] } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push(events);
    runId = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!runId) return histories;
  }
}

/** Keys of the effects that the workflow knows to be carried out: answers of its activity that came back. */
function carriedOut(histories) {
  const done = histories.flatMap((events) => {
    const names = new Map(
      events.map((event) => [String(event.eventId), event.activityTaskScheduledEventAttributes?.activityType?.name]),
    );
    return events.flatMap(({ activityTaskCompletedEventAttributes: completed }) => {
      if (!completed || names.get(String(completed.scheduledEventId)) !== 'carryOut') return [];
      const [payload] = completed.result?.payloads ?? [];
      return payload ? defaultPayloadConverter.fromPayload(payload) : [];
    });
  });
  return new Set(done.filter(({ outcome }) => outcome === 'done').map(({ key }) => key));
}

/** The case as its stored events tell it, with what waits to be carried out: as the old workflow would fold them. */
async function folded(db, registers, document, done) {
  const process = processOf(document.process);
  const { _id: caseId, mode } = document;
  const events = await db.collection('events').find({ caseId }).sort({ seq: 1 }).toArray();
  const pins = await resolvePins(registers, events[0].data.pinned, db);
  let kase = emptyCase(process, { caseId, mode, pins, genesis: sha256(caseId) });
  for (const event of events) {
    kase = fold(process, kase, event);
    const follow = effectsOf(process, kase, event).map((effect, n) => ({
      key: effectKey(caseId, event.seq, n),
      effect,
    }));
    const waiting = stillPending(kase.pending, event, { process: process.key, clocks: kase.clocks });
    kase = { ...kase, pending: [...waiting, ...follow] };
  }
  const pending = kase.pending.filter(({ key }) => !done.has(key));
  return { events, kase, pending, view: process.view(kase, events.at(-1).at) };
}

const keysOf = (pending) => pending.map(({ key }) => key);
const isHeld = ({ effect }, now) => effect.kind === 'notify' && (effect.notBefore ?? 0) > now;
const shownEffect = ({ key, effect }) => ({
  key,
  kind: effect.kind,
  ...(effect.kind === 'notify' ? { to: effect.to, template: effect.template, notBefore: effect.notBefore } : {}),
  ...(effect.kind === 'start' ? { process: effect.process } : {}),
  ...(effect.kind === 'command' ? { caseId: effect.caseId, command: effect.command } : {}),
});

const readingsOf = (readings) =>
  Object.fromEntries(Object.entries(readings).map(([clock, { dueAt, state }]) => [clock, { dueAt, state }]));

function lastKeyOf(events) {
  const last = events.findLast(({ key }) => key.startsWith('u:'));
  return last ? { key: last.key, digest: last.digest, seq: last.seq } : null;
}

/** @param made numbers by what they are there for */
export async function expectations({ db, rehearsal, temporal, rehearsalTemporal, made, sent, now }) {
  const notes = new Map(Object.entries(made).map(([what, number]) => [number, what]));
  const lists = await Promise.all(
    [
      [db, temporal],
      [rehearsal, rehearsalTemporal],
    ].map(async ([store, engine]) => {
      const documents = await store.collection('cases').find().sort({ _id: 1 }).toArray();
      const rows = [];
      for (const document of documents) rows.push(await expected(store, engine, document));
      return rows;
    }),
  );
  async function expected(store, engine, document) {
    const { _id: number, process, mode } = document;
    const histories = await historiesOf(engine, workflowIdOf(process, number));
    const { events, kase, pending, view } = await folded(store, db, document, carriedOut(histories));
    const policy = `${kase.pins.sla.id}@${kase.pins.sla.version}`;
    const isBehind = document.version < view.version;
    if (!isBehind && JSON.stringify(readingsOf(view.readings)) !== JSON.stringify(readingsOf(document.readings)))
      throw new Error(`${number}: its events tell other readings than its document`);
    const open = pending.filter((one) => !isHeld(one, now));
    const heldBack = pending.filter((one) => isHeld(one, now));
    return {
      number,
      process,
      mode,
      status: view.status,
      version: view.version,
      ended: isEnd(processOf(process), view.status),
      ...(isBehind ? { documentVersion: document.version } : {}),
      note: notes.get(number) ?? (events[0].key.includes(':sample-') ? 'sample case' : `started by ${events[0].key}`),
      policy,
      ages: !/-(far|held)@/.test(policy),
      runs: histories.length,
      openEffects: keysOf(open),
      heldNotices: keysOf(heldBack),
      pending: pending.map(shownEffect),
      readings: readingsOf(view.readings),
      events: events.length,
      headHash: events.at(-1).hash,
      aKey: lastKeyOf(events),
    };
  }
  const cases = lists.flat();
  return { madeBy: '2512ebe', madeAt: now, password: PASSWORD, cases, repeats: await repeatsOf(db, cases, sent) };
}

/** What a person sent and might send again, and the answer under his key: two of each case that is open. */
async function repeatsOf(db, cases, sent) {
  const ended = new Map(cases.map(({ number, ended: is }) => [number, is]));
  const taken = new Map();
  const repeats = [];
  for (const one of sent.toReversed()) {
    const times = taken.get(one.number) ?? 0;
    if (times >= 2 || !ended.has(one.number)) continue;
    const [last] = await db
      .collection('events')
      .find({ caseId: one.number, key: one.key })
      .sort({ seq: -1 })
      .limit(1)
      .toArray();
    if (!last) continue; // nothing new was to be recorded
    taken.set(one.number, times + 1);
    repeats.push({ ...one, digest: last.digest, seq: last.seq, ended: ended.get(one.number) });
  }
  return repeats.toReversed();
}
