/** What every earlier release recorded is opened by the code of now: grouped, upcast, folded, and asked by every reader. */
import { grouped } from '../../client/upgrade/grouped.ts';
import { processOf } from '../../domain/catalogue.ts';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar.ts';
import { lastSeqOf, unwound } from '../../domain/kernel/record/commit.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { emptyCase, foldCommit } from '../../domain/kernel/fold.ts';
import { allowedCommands, guard } from '../../domain/kernel/lifecycle.ts';
import { effectSeqOf } from '../../domain/kernel/ids.ts';
import type { PinnedPolicy, PinRefs, Pins } from '../../domain/kernel/process.ts';
import { proofFindings } from '../../domain/kernel/record/proof.ts';
import { upcast } from '../../domain/kernel/record/shape.ts';
import { nextDue, wakeUpOf } from '../../domain/kernel/tick.ts';
import { bodyOf, documentOf } from '../../models/cases/case.ts';
import { firstBreak } from '../../models/store/chain.ts';
import { firstBreakOf, genesisOf } from '../../models/cases/commit.ts';
import { pinsNamedIn } from '../../models/cases/folding.ts';
import { unreadableIn } from '../../models/cases/readable.ts';
import type { RecordKey } from '../../models/store/record-key.ts';
import type { OldEvent } from '../../models/store/upgrade.ts';
import { people } from '../support/sample.ts';
import { type Expected, readExpected, readStores } from '../upgrade/restore.ts';

type Stores = Awaited<ReturnType<typeof readStores>>;
type OldPolicy = Omit<PinnedPolicy, 'id'> & { _id: string; policy: string };
type OldCalendar = { _id: string; snapshot: CalendarSnapshot };

const key: RecordKey = { sign: () => ({ mac: 'm', keyId: 'k' }), check: () => 'holds' };
let stores: Stores;
let expected: Expected;

beforeAll(async () => {
  [stores, expected] = await Promise.all([readStores(), readExpected()]);
});

const from = <T>(collection: string): T[] => (stores.changming[collection] ?? []) as unknown as T[];

function pinsOf({ sla, calendars, ...rest }: PinRefs): Pins {
  const policy = from<OldPolicy>('policies').find(({ _id }) => _id === sla);
  if (!policy) throw new Error(`no ${sla}`);
  const { policy: id, version, clocks, terms, silent } = policy;
  const named = new Set(Object.values(calendars));
  const snapshots = from<OldCalendar>('calendars')
    .filter(({ _id }) => named.has(_id))
    .map(({ _id, snapshot }) => [_id, snapshot] as const);
  return {
    ...rest,
    calendars,
    sla: { id, version, clocks, terms, ...(silent === undefined ? {} : { silent }) },
    snapshots: Object.fromEntries(snapshots),
  };
}

/** Of every case, as the release left it. */
function* cases() {
  for (const one of expected.cases) {
    const store = one.mode === 'rehearsal' ? stores.changming_rehearsal : stores.changming;
    const [first, ...rest] = ((store['events'] ?? []) as unknown as OldEvent[])
      .filter(({ caseId }) => caseId === one.number)
      .toSorted((a, b) => a.seq - b.seq);
    const refs = first && pinsNamedIn({ events: [first] });
    if (!first || !refs) throw new Error(`${one.number} has no beginning`);
    yield { one, events: [first, ...rest] as const, pins: pinsOf(refs), process: processOf(one.process) };
  }
}

test('every case is whole, and its commits are a chain of their own', () => {
  for (const { one, events, pins, process } of cases()) {
    expect([one.number, firstBreak(one.number, genesisOf(one.number), events)]).toEqual([one.number, null]);
    expect(events.find((event) => unreadableIn(event) !== null)).toBeUndefined();
    const { commits, kase } = grouped(process, events, { pins, key });
    expect([one.number, firstBreakOf(one.number, genesisOf(one.number), commits, key)]).toEqual([one.number, null]);
    expect(commits.slice(-1).map(lastSeqOf)).toEqual([one.version]);
    expect(commits.flatMap(unwound)).toEqual(events.map(({ prevHash: _prev, hash: _hash, ...event }) => event));
    expect([kase.seq, kase.headHash, kase.headAt]).toEqual([one.version, commits.at(-1)?.hash, events.at(-1)?.at]);
    for (const { seq, events: own, effects } of commits)
      for (const { key: effect } of effects)
        expect([effect, (effectSeqOf(effect) ?? 0) >= seq, (effectSeqOf(effect) ?? 0) < seq + own.length]).toEqual([
          effect,
          true,
          true,
        ]);
  }
});

test('every case is folded to the status and the deadlines that it had, and each reader takes it', () => {
  for (const { one, events, pins, process } of cases()) {
    const { commits } = grouped(process, events, { pins, key });
    const genesis = genesisOf(one.number).hash;
    let kase = emptyCase(process, { caseId: one.number, mode: one.mode, pins, genesis });
    for (const commit of commits) kase = foldCommit(process, kase, upcast(process, commit));
    const document = documentOf(process, kase, { at: kase.headAt, effectsFrom: null, key });
    expect(bodyOf(document)).toMatchObject({ seq: one.version, headHash: commits.at(-1)?.hash });
    const view = process.view(kase, kase.headAt);
    expect(view).toMatchObject({ _id: one.number, status: one.status, version: one.version });
    const readings = Object.entries(view.readings).map(([clock, { dueAt, state }]) => [clock, { dueAt, state }]);
    expect([one.number, Object.fromEntries(readings)]).toEqual([one.number, one.readings]);
    expect(wakeUpOf(process, kase, kase.headAt)?.at ?? null).toBe(nextDue(process, kase, kase.headAt));
    const proof = proofFindings(process, pins, commits.flatMap(unwound), kase.headAt);
    expect(one.documentVersion === undefined ? proof : []).toEqual([]); // of the others more was due at the end
    for (const actor of Object.values(people)) {
      const { allowed } = allowedCommands(process, kase, { actor, now: kase.headAt });
      for (const command of allowed)
        expect(() => tried(() => guard(process, kase, { actor, now: kase.headAt, facts: {}, command }))).not.toThrow();
    }
  }
});

/** A refusal is an answer; anything else is a bug. */
function tried(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}
