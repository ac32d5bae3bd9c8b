/** Turns of a case on a real database: who was first, what stands there, and what a case gets that knows less or more. */
import type { TurnRegisters } from '../../activities/deps.ts';
import { createTurn } from '../../activities/turn.ts';
import { processOf } from '../../domain/catalogue.ts';
import { lastSeqOf } from '../../domain/kernel/record/commit.ts';
import { commitIdOf } from '../../domain/kernel/ids.ts';
import type { EffectRef } from '../../domain/kernel/pending.ts';
import { pinRefsOf } from '../../domain/kernel/record/pins.ts';
import type { Actor, CaseState, Commit, Head, Millis } from '../../domain/kernel/process.ts';
import type { Ask, CommandInput, EffectNote, Turn, TurnAnswer } from '../../domain/kernel/turn.ts';
import { bodyOf, caseOf, casesIn, documentOf, isGenuine, putDocument, stateOf } from '../../models/cases/case.ts';
import { hashOf, sha256 } from '../../models/store/chain.ts';
import { commitOf, commitsAfter, commitsIn, eventsAfter, firstBreakOf, genesisOf } from '../../models/cases/commit.ts';
import { parkedOf } from '../../models/cases/parked.ts';
import { recordKeyOf } from '../../models/store/record-key.ts';
import { storeCommit } from '../support/commits.ts';
import { openStore } from '../../client/record/open-store.ts';
import { openDatabase, recordKeys, type TestDatabase, testSecret } from '../support/engines/database.ts';
import { report } from '../support/factories.ts';
import { MORNING } from '../support/given.ts';
import { people, pinsOf, registerFacts } from '../support/sample.ts';

const { agent, li, zhao, requester } = people;
const incident = processOf('incident');
const policy = { id: 'incident', version: 1, clocks: incident.clocks.shipped, terms: {} };
const pins = pinsOf('/dx/donghu/linxi/school', policy);
const SECOND = 1_000;
const DAY = 86_400_000;

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openDatabase();
  await caseOf(opened.db).createCollection();
  await commitOf(opened.db).createCollection();
  await commitOf(opened.db).createIndexes();
});
afterAll(() => opened.stop());

/** One worker's turns. */
function worker(registers: Partial<TurnRegisters> = {}, foldedCases?: number, db = opened.db) {
  const logger = { info: jest.fn(), error: jest.fn() };
  const { takeTurn } = createTurn({
    db,
    registers: { resolvePins: async () => pins, freshFacts: async () => ({}), ...registers },
    logger,
    ...(foldedCases === undefined ? {} : { foldedCases }),
  });
  return { takeTurn, logger };
}
const usual = () => worker().takeTurn;

let count = 0;
const newCaseId = () => `INC-9${String((count += 1)).padStart(6, '0')}`;

type More = { key?: string; now?: Millis; seen?: number };
/** A command in its turn; a minute after the intake unless it says when. */
function asked(actor: Actor, command: string, data: object = {}, more: More = {}) {
  const { key = `u:${actor.id}:${(count += 1)}`, now = MORNING + 60 * SECOND, seen } = more;
  const digest = hashOf({ command, data });
  const ask: CommandInput = {
    command,
    data,
    actor,
    key,
    digest,
    facts: registerFacts(data),
    ...(seen === undefined ? {} : { seen }),
  };
  return { ask, now };
}
const comment = (actor: Actor, text: string, more: More = {}) =>
  asked(actor, 'comment', { text, audience: 'public' }, more);
const note = (name: EffectNote['note'], key: string, data: EffectNote['data'], whileOpen?: true): Ask => ({
  note: name,
  key,
  data,
  ...(whileOpen ? { whileOpen } : {}),
});
const create = (more: object = {}, key = 'intake') =>
  asked(
    agent,
    'create',
    { ...report, reporter: requester.id, impact: '2', urgency: '2', queue: 'donghu-l2', ...more },
    { key, now: MORNING },
  );

type Standing = { caseId: string; head: Head; open: readonly EffectRef[] };
const turnOn = ({ caseId, head, open }: Standing, ...asks: Turn['asks']): Turn => ({
  caseId,
  process: 'incident',
  mode: 'live',
  head,
  now: asks[0]?.now ?? MORNING + 60 * SECOND,
  open,
  asks,
});
const before = (caseId: string): Standing => ({ caseId, head: { seq: 0, hash: '' }, open: [] });
const intake = (caseId: string, ask = create()): Turn => ({ ...turnOn(before(caseId), ask), pins: pinRefsOf(pins) });

/** What a workflow that gets this answer knows from then on. */
function after({ caseId, open }: Standing, { head, add = [], drop = [], move = [] }: TurnAnswer): Standing {
  const moving = new Map(move.map((one) => [one.key, one]));
  const kept = open.filter(({ key }) => !drop.includes(key)).map((one) => moving.get(one.key) ?? one);
  return { caseId, head, open: [...kept, ...add] };
}

/** As the loop of a case asks: from the head that it was told, until each has its answer. */
async function through(takeTurn: ReturnType<typeof usual>, from: Standing, ...asks: Turn['asks']) {
  let standing = from;
  const answers: TurnAnswer['answers'][number][] = [];
  const heads: number[] = [];
  for (let again = true; again; ) {
    const answer = await takeTurn(turnOn(standing, ...asks.slice(answers.length)));
    standing = after(standing, answer);
    answers.push(...answer.answers);
    heads.push(answer.head.seq);
    again = answer.again === true;
  }
  return { standing, answers, heads };
}

async function openedCase(takeTurn = usual(), more: object = {}): Promise<Standing> {
  const caseId = newCaseId();
  return after(before(caseId), await takeTurn(intake(caseId, create(more))));
}

const commits = (caseId: string) => commitsAfter(opened.db, caseId);
const stored = async (caseId: string) => {
  const found = await casesIn(opened.db).findOne({ _id: caseId });
  if (!found) throw new Error(`no document of ${caseId}`);
  return found;
};
const typesOf = async (caseId: string) =>
  (await eventsAfter(opened.db, caseId)).map(({ type }) => type.replace('incident.', ''));

/** Events without a gap, a chain that verifies, a document of ours at its head. */
async function thenSound(caseId: string, length: number): Promise<void> {
  const all = await commits(caseId);
  expect((await eventsAfter(opened.db, caseId)).map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, n) => n + 1));
  expect(firstBreakOf(caseId, genesisOf(caseId), all, recordKeyOf(opened.db))).toBeNull();
  const document = await stored(caseId);
  expect(document).toMatchObject({ version: length, kase: { headHash: all.at(-1)?.hash } });
  expect(isGenuine(document, recordKeyOf(opened.db))).toBe(true);
  expect(bodyOf(document)).toMatchObject({ seq: length, headHash: all.at(-1)?.hash, headAt: all.at(-1)?.at });
}

describe('a turn that is the first', () => {
  test('chains a commit and stores the document at its head', async () => {
    const caseId = newCaseId();
    const answer = await usual()(intake(caseId));
    const [first] = await commits(caseId);
    expect(answer).toMatchObject({ head: { seq: 1, hash: first?.hash }, answers: [{ seq: 1 }], ended: false });
    expect(answer.again).toBeUndefined();
    expect(first).toMatchObject({ _id: commitIdOf(caseId, 1), key: 'intake', prevHash: sha256(caseId), at: MORNING });
    expect(answer.add?.map(({ key }) => key)).toEqual(first?.effects.map(({ key }) => key));
    expect(answer.wakeAt?.at).toBeGreaterThan(MORNING);
    await thenSound(caseId, 1);
  });

  test('answers in under 2 KB, however long the words of the command were', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const answer = await takeTurn(turnOn(standing, comment(agent, '长'.repeat(8_000))));
    expect(answer.answers).toEqual([{ seq: 2 }]);
    expect(JSON.stringify(answer).length).toBeLessThan(2_000);
    await thenSound(standing.caseId, 2);
  });

  test('leaves a chain that verifies of what JSON drops and of half a character', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn, { title: 'half \uD83D', nothing: undefined });
    const data = { text: 'half \uD83D', audience: 'public', nothing: undefined, list: [null], number: 0.1 };
    const { standing: now } = await through(takeTurn, standing, asked(agent, 'comment', data));
    await through(worker({}, 0).takeTurn, now, comment(agent, 'read again from the store'));
    await thenSound(standing.caseId, 3);
    const [, said] = await eventsAfter(opened.db, standing.caseId);
    expect(said?.data).toEqual({ text: 'half \uFFFD', audience: 'public', list: [null], number: 0.1 });
  });

  test('takes several commands, each a commit and an answer of its own', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const { answers } = await through(takeTurn, standing, asked(li, 'claim'), comment(li, 'one'), asked(li, 'start'));
    expect(answers).toEqual([{ seq: 3 }, { seq: 4 }, { seq: 5 }]);
    expect((await commits(standing.caseId)).map(({ seq }) => seq)).toEqual([1, 2, 4, 5]);
    await thenSound(standing.caseId, 5);
  });

  test('asks for fresh facts of the case as the commands before it have left it, and of the part that is named', async () => {
    const facts: Parameters<TurnRegisters['freshFacts']>[0][] = [];
    const { takeTurn } = worker({
      freshFacts: async (one) => {
        facts.push(one);
        return {};
      },
    });
    const standing = await openedCase();
    const about = comment(agent, 'Two');
    const named = { ...about, ask: { ...about.ask, part: 's1' } };
    await through(takeTurn, standing, asked(li, 'claim'), named, comment(agent, 'Three'));
    expect(facts.map(({ command, part, kase }) => [command, part, kase.seq])).toEqual([
      ['claim', undefined, 1],
      ['comment', 's1', 3],
      ['comment', undefined, 3], // nothing of a case of incidents is about a part
    ]);
    expect(facts[1]?.kase.state).toMatchObject({ status: 'assigned', assignee: li.id }); // its document lies behind
  });

  test('takes two hundred at once, of which one is refused and the others stand', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const many = Array.from({ length: 200 }, (_, n) =>
      n === 2 ? asked(requester, 'confirm') : comment(agent, `word ${n}`),
    );
    const { answers } = await through(takeTurn, standing, ...many);
    expect(answers).toHaveLength(200);
    expect(answers.flatMap(({ refused }, n) => (refused ? [[n, refused.code]] : []))).toEqual([[2, 'wrong-status']]);
    expect(answers.map(({ seq }) => seq)).toEqual([2, 3, 3, ...Array.from({ length: 197 }, (_, n) => n + 4)]);
    await thenSound(standing.caseId, 200);
  });

  test('takes several of which some were taken before, or stand in it twice, as it takes each alone', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((words) => comment(agent, words));
    if (!one || !two || !three || !four) throw new Error('four are made');
    const { standing: now } = await through(takeTurn, standing, two);
    const other = { ...two, ask: { ...two.ask, digest: 'f'.repeat(64) } };
    const { answers } = await through(takeTurn, now, one, two, one, three, other, four, three);
    expect(answers.map(({ seq, refused }) => refused?.code ?? seq)).toEqual([3, 2, 3, 4, 'key-reused', 5, 4]);
    expect((await commits(standing.caseId)).map(({ key }) => key)).toEqual([
      'intake',
      ...[two, one, three, four].map(({ ask }) => ask.key),
    ]);
    await thenSound(standing.caseId, 5);
    expect(bodyOf(await stored(standing.caseId)).state).toMatchObject({ common: { comments: 4 } });
  });

  test('never writes before the newest commit, whatever its clock says', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    await through(takeTurn, standing, comment(agent, 'early', { now: MORNING - DAY }));
    expect((await commits(standing.caseId)).map(({ at }) => at)).toEqual([MORNING, MORNING]);
  });
});

describe('of turns that race', () => {
  test('F8 the same one twenty times at once is stored once, and all get its answer', async () => {
    const caseId = newCaseId();
    const takeTurn = usual();
    const answers = await Promise.all(Array.from({ length: 20 }, () => takeTurn(intake(caseId))));
    const [first] = await commits(caseId);
    for (const answer of answers)
      expect(answer).toMatchObject({ head: { seq: 1, hash: first?.hash }, answers: [{ seq: 1 }] });
    for (const answer of answers)
      expect(after(before(caseId), answer).open).toEqual(after(before(caseId), answers[0] ?? answer).open);
    await thenSound(caseId, 1);
  });

  test('ten different decisions at once: one is stored, and the nine others hear that more stands there', async () => {
    const { caseId, ...rest } = await openedCase();
    const turns = Array.from({ length: 10 }, (_, n) => turnOn({ caseId, ...rest }, comment(agent, `word ${n}`)));
    const answers = await Promise.all(turns.map((turn) => usual()(turn)));
    const [, second] = await commits(caseId);
    expect(await commits(caseId)).toHaveLength(2);
    expect(answers.filter(({ again }) => again === true)).toHaveLength(9);
    for (const { head, again, answers: given } of answers) {
      expect(head).toEqual({ seq: 2, hash: second?.hash });
      expect(given).toEqual(again ? [] : [{ seq: 2 }]);
    }
    await thenSound(caseId, 2);
  });

  test('several commands each, of five at once: all are stored once, whole, in the order of each', async () => {
    const standing = await openedCase();
    const { caseId } = standing;
    const batches = Array.from({ length: 5 }, (_, who) =>
      Array.from({ length: 60 }, (__, n) => comment(agent, `word ${n} of ${who}`)),
    );
    await Promise.all(batches.map((batch) => through(usual(), standing, ...batch)));
    const keys = (await commits(caseId)).slice(1).map(({ key }) => key);
    expect(keys).toHaveLength(300);
    for (const batch of batches) {
      const own = batch.map(({ ask }) => ask.key);
      expect(keys.filter((key) => own.includes(key))).toEqual(own);
    }
    await thenSound(caseId, 301);
    expect(bodyOf(await stored(caseId)).state).toMatchObject({ common: { comments: 300 } });
  });

  test('two commands with several events each: all of one are stored and none of the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const standing = await openedCase();
      const answers = await Promise.all([li, zhao].map((person) => usual()(turnOn(standing, asked(person, 'claim')))));
      expect(answers.filter(({ again }) => again === true)).toHaveLength(1);
      expect(await typesOf(standing.caseId)).toEqual(['created', 'claimed', 'accepted']);
      await thenSound(standing.caseId, 3);
    }
  });

  test('F1 a turn that hung and goes on minutes later writes nothing onto what others decided', async () => {
    const standing = await openedCase();
    const { standing: now } = await through(usual(), standing, asked(li, 'claim'));
    const late = await usual()(turnOn(standing, asked(zhao, 'claim', {}, { now: MORNING + 900 * SECOND })));
    expect(late).toMatchObject({ head: now.head, again: true, answers: [] });
    await thenSound(standing.caseId, 3);
  });
});

describe('a turn that comes again', () => {
  test('F1 after it died between commit and document completes both, and gets its answer', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const older = await stored(standing.caseId);
    const turn = turnOn(standing, asked(li, 'claim'));
    const first = await takeTurn(turn);
    await casesIn(opened.db).replaceOne({ _id: standing.caseId }, older);
    const second = await usual()(turn);
    expect(second).toMatchObject({ head: first.head, again: true, answers: [{ seq: 3 }], wakeAt: first.wakeAt });
    expect(after(standing, second).open).toEqual(after(standing, first).open);
    await thenSound(standing.caseId, 3);
  });

  test('F1 of an intake whose document was never written completes it', async () => {
    const caseId = newCaseId();
    await usual()(intake(caseId));
    await casesIn(opened.db).deleteOne({ _id: caseId });
    expect(await usual()(intake(caseId))).toMatchObject({ head: { seq: 1 }, answers: [{ seq: 1 }] });
    await thenSound(caseId, 1);
  });

  test('F1 at a later instant gets what stands there', async () => {
    const standing = await openedCase();
    const at = MORNING + 60 * SECOND;
    await usual()(turnOn(standing, comment(agent, 'once', { key: 'the same', now: at })));
    const again = await usual()(turnOn(standing, comment(agent, 'once', { key: 'the same', now: at + 9_000 })));
    expect(again.answers).toEqual([{ seq: 2 }]);
    expect((await commits(standing.caseId)).map((commit) => commit.at)).toEqual([MORNING, at]);
    await thenSound(standing.caseId, 2);
  });
});

describe('a key', () => {
  test('that was answered is answered so again before any rule is asked', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const claim = asked(li, 'claim', {}, { key: 'u:li:claim' });
    const { standing: now } = await through(takeTurn, standing, claim, asked(li, 'start'));
    const { answers } = await through(takeTurn, now, claim); // today a rule would say no
    expect(answers).toEqual([{ seq: 3 }]);
    await thenSound(standing.caseId, 4);
  });

  test('under which another body comes is refused, also where a rule would refuse that', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const { standing: now } = await through(takeTurn, standing, comment(agent, 'one', { key: 'k' }));
    const { answers } = await through(
      takeTurn,
      now,
      comment(agent, 'other', { key: 'k' }),
      asked(requester, 'confirm', {}, { key: 'k' }),
    );
    expect(answers.map(({ refused }) => refused?.code)).toEqual(['key-reused', 'key-reused']);
    await thenSound(standing.caseId, 2);
  });

  test('of a command that changed nothing is not kept, and the command may be asked again', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const drop = asked(people.system, 'relieve', { person: zhao.id, reason: 'Has left' }, { key: 'h:1' });
    const { answers } = await through(takeTurn, standing, drop, drop);
    expect(answers).toEqual([{ seq: 1 }, { seq: 1 }]);
    await thenSound(standing.caseId, 1);
  });
});

describe('a refusal', () => {
  test('is a value with what a person needs to know, and writes nothing', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const document = await stored(standing.caseId);
    const { answers, standing: now } = await through(
      takeTurn,
      standing,
      asked(requester, 'confirm'),
      asked(requester, 'claim'),
      asked(li, 'transfer', { queue: 'nowhere', reason: 'Theirs' }),
    );
    expect(answers).toEqual([
      {
        seq: 1,
        refused: expect.objectContaining({
          code: 'wrong-status',
          params: expect.objectContaining({ status: 'queued' }),
        }),
      },
      { seq: 1, refused: expect.objectContaining({ code: 'not-permitted' }) },
      { seq: 1, refused: expect.objectContaining({ code: expect.any(String) }) },
    ]);
    expect(now).toEqual(standing);
    expect(await stored(standing.caseId)).toEqual(document);
    await thenSound(standing.caseId, 1);
  });

  test('N44 meets whoever saw a version from the future, as it meets whoever saw an old one', async () => {
    const takeTurn = usual();
    const standing = await openedCase(takeTurn);
    const { answers } = await through(
      takeTurn,
      standing,
      asked(li, 'claim', {}, { seen: 99 }),
      asked(li, 'claim', {}, { seen: 0 }),
      asked(li, 'claim', {}, { seen: 1 }),
    );
    expect(answers).toEqual([
      { seq: 1, refused: expect.objectContaining({ code: 'stale-version', params: { version: 1, seen: 99 } }) },
      { seq: 1, refused: expect.objectContaining({ code: 'stale-version', params: { version: 1, seen: 0 } }) },
      { seq: 3 },
    ]);
  });

  test('is not given while more is stored than was judged on: the turn adopts first', async () => {
    const standing = await openedCase();
    await through(usual(), standing, asked(li, 'claim'));
    const { answers, heads } = await through(usual(), standing, asked(li, 'decline', { reason: 'On leave' }));
    expect(answers[0]?.refused).toBeUndefined();
    expect(heads[0]).toBe(3);
  });

  test('of a command that could not be decided is `internal`, is logged, and the case lives on', async () => {
    const broken = worker({ freshFacts: async () => Promise.reject(new TypeError('a bug')) });
    const standing = await openedCase();
    const { answers } = await through(broken.takeTurn, standing, asked(li, 'claim'));
    expect(answers).toEqual([{ seq: 1, refused: expect.objectContaining({ code: 'internal' }) }]);
    expect(JSON.stringify(answers)).not.toContain('a bug');
    expect(broken.logger.error).toHaveBeenCalledTimes(1);
    expect((await through(usual(), standing, asked(li, 'claim'))).answers).toEqual([{ seq: 3 }]);
  });

  test('meets one command that would write more than a commit holds', async () => {
    const standing = await openedCase();
    const { answers } = await through(usual(), standing, comment(agent, 'x'.repeat(1_000_001)));
    expect(answers).toEqual([{ seq: 1, refused: expect.objectContaining({ code: 'too-large' }) }]);
    await thenSound(standing.caseId, 1);
  });

  test('of an intake leaves nothing behind', async () => {
    const caseId = newCaseId();
    const answer = await usual()(intake(caseId, create({ unit: '/nowhere' })));
    expect(answer).toMatchObject({
      head: { seq: 0, hash: '' },
      answers: [{ seq: 0, refused: { code: 'invalid-data' } }],
    });
    expect(await commits(caseId)).toEqual([]);
    expect(await casesIn(opened.db).findOne({ _id: caseId })).toBeNull();
  });

  test('meets a command to a case that was never opened', async () => {
    const answer = await usual()(turnOn(before(newCaseId()), asked(li, 'claim')));
    expect(answer).toMatchObject({ head: { seq: 0 }, answers: [{ seq: 0, refused: { code: 'unknown-case' } }] });
  });
});

describe('time', () => {
  const until = MORNING + 3_600 * SECOND;
  async function heldCase() {
    const hold = { reason: 'window', note: 'In the evening', until };
    return (await through(usual(), await openedCase(), asked(li, 'start'), asked(li, 'hold', hold))).standing;
  }

  test('N45 what fell due is on record before the command is judged', async () => {
    const standing = await heldCase();
    const release = asked(li, 'release', { reason: 'Ill' }, { now: until + SECOND });
    const { answers } = await through(usual(), standing, release);
    expect(answers[0]?.refused).toBeUndefined();
    const events = (await eventsAfter(opened.db, standing.caseId)).slice(-2);
    expect(events).toMatchObject([
      { type: 'incident.resumed', by: { role: 'system' }, at: until + SECOND },
      { type: 'incident.released', by: { id: li.id } },
    ]);
    expect(events[0]?.key).toBe(`t:${events[0]?.seq}`);
  });

  test('a command at the very instant comes before time', async () => {
    const standing = await heldCase();
    const { answers } = await through(usual(), standing, asked(li, 'release', { reason: 'Ill' }, { now: until }));
    expect(answers[0]?.refused?.code).toBe('wrong-status');
  });

  test('a look records what is due, once, and says when the next is', async () => {
    const standing = await heldCase();
    const look = { ...turnOn(standing), now: until };
    const [one, other] = await Promise.all([usual()(look), usual()(look)]);
    const now = await through(usual(), after(standing, one));
    expect((await typesOf(standing.caseId)).filter((type) => type === 'resumed')).toHaveLength(1);
    expect(one.head).toEqual(other.head);
    expect(one.wakeAt?.at).toBeGreaterThan(until);
    expect(now.standing.head).toEqual(one.head);
  });

  test('a look at a case that owes nothing and knows all changes nothing', async () => {
    const standing = await openedCase();
    const answer = await usual()(turnOn(standing));
    expect(answer).toEqual({ head: standing.head, answers: [], wakeAt: answer.wakeAt, ended: false });
  });
});

describe('what became of an effect', () => {
  test('is recorded once, under its key, and the effect is over with it', async () => {
    const standing = await openedCase();
    const [effect] = standing.open;
    if (!effect) throw new Error('somebody is told of an intake');
    const failed = { effect: effect.key, kind: 'notify', code: 'nobody-to-tell', detail: '' };
    const asks = { ask: note('effectFailed', `r:${effect.key}`, failed), now: MORNING + SECOND };
    const { standing: now, answers } = await through(usual(), standing, asks);
    expect(answers).toEqual([{ seq: 2 }]);
    expect(now.open.map(({ key }) => key)).not.toContain(effect.key);
    expect((await through(usual(), now, asks)).answers).toEqual([{ seq: 2 }]);
    expect((await through(usual(), standing, asks)).standing.open).toEqual(now.open);
    await thenSound(standing.caseId, 2);
  });

  test('is of no interest any more when a courier tells it after the end', async () => {
    const { standing } = await through(
      usual(),
      await openedCase(),
      asked(people.cityHead, 'cancel', { reason: 'Twice' }),
    );
    const { seq } = standing.head;
    const data = { effect: `e:${standing.caseId}:1:0`, kind: 'notify', code: 'bounced', detail: '' };
    const late = (whileOpen?: true) => ({
      ask: note('effectFailed', `r:${whileOpen}`, data, whileOpen),
      now: MORNING + DAY,
    });
    expect((await through(usual(), standing, late(true))).answers).toEqual([{ seq }]);
    expect((await through(usual(), standing, late())).answers).toEqual([{ seq: seq + 1 }]);
  });

  test('is what a case that was brought back has to find out: all since then that has no end on record is open', async () => {
    const standing = await openedCase();
    const [first, ...others] = standing.open;
    if (!first) throw new Error('somebody is told of an intake');
    const failed = { effect: first.key, kind: 'notify', code: 'nobody-to-tell', detail: '' };
    const asks = { ask: note('effectFailed', `r:${first.key}`, failed), now: MORNING + SECOND };
    const { standing: now } = await through(usual(), standing, asks);
    const revived = { ...turnOn({ ...now, open: [] }), openFrom: 1 };
    const keys = (await usual()(revived)).add?.map(({ key }) => key);
    const owed = (await commits(standing.caseId)).flatMap(({ effects }) => effects.map(({ key }) => key));
    expect(keys).toEqual(owed.filter((key) => key !== first.key));
    expect(keys).toEqual(expect.arrayContaining(others.map(({ key }) => key)));
  });
});

/** Documents of one case at each of its versions. */
async function versions(most: number) {
  const takeTurn = usual();
  let standing = await openedCase(takeTurn);
  const all = [await stored(standing.caseId)];
  while (all.length < most) {
    standing = (await through(takeTurn, standing, comment(agent, 'next'))).standing;
    all.push(await stored(standing.caseId));
  }
  return { caseId: standing.caseId, all };
}

describe('documents', () => {
  test('F8 that arrive in any order leave the newest', async () => {
    const { caseId, all } = await versions(5);
    expect(all.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    await casesIn(opened.db).deleteOne({ _id: caseId });
    const order = [3, 1, 5, 2, 4, 5, 1].flatMap((version) => all[version - 1] ?? []);
    await Promise.all(order.map((document) => putDocument(opened.db, document)));
    await thenSound(caseId, 5);
    for (const document of all.slice(0, 4)) await putDocument(opened.db, document);
    await thenSound(caseId, 5);
  });

  test('F8 that are the first and race each other leave the newest', async () => {
    const { all } = await versions(2);
    const kases: CaseState<{ status: string }>[] = all.map((document) => stateOf(document, bodyOf(document), pins));
    const key = recordKeyOf(opened.db);
    const raced = Array.from({ length: 40 }, async () => {
      const caseId = newCaseId();
      const written = kases.map((kase) =>
        documentOf(incident, { ...kase, caseId }, { at: MORNING, effectsFrom: null, key }),
      );
      await Promise.all(written.map((document) => putDocument(opened.db, document)));
      return (await stored(caseId)).version;
    });
    expect(new Set(await Promise.all(raced))).toEqual(new Set([2]));
  });

  test('that no turn wrote never win, however new they claim to be', async () => {
    const { caseId, all } = await versions(2);
    const [older, newest] = all;
    expect([older?.version, newest?.version]).toEqual([1, 2]);
    if (!older || !newest) throw new Error('two were stored');
    await casesIn(opened.db).replaceOne({ _id: caseId }, { ...older, version: 99, status: 'closed' });
    await putDocument(opened.db, newest);
    await thenSound(caseId, 2);
  });

  test('that were edited are folded anew from the commits, and reported', async () => {
    const standing = await openedCase();
    await casesIn(opened.db).updateOne({ _id: standing.caseId }, [
      { $set: { 'kase.text': { $replaceAll: { input: '$kase.text', find: '"queued"', replacement: '"resolved"' } } } },
    ]);
    const { takeTurn, logger } = worker();
    expect((await through(takeTurn, standing, asked(li, 'claim'))).answers).toEqual([{ seq: 3 }]);
    expect(logger.error).toHaveBeenCalledWith(expect.objectContaining({ caseId: standing.caseId }), expect.any(String));
    await thenSound(standing.caseId, 3);
  });

  test('that other code folded are folded anew, without a word', async () => {
    const standing = await openedCase();
    await casesIn(opened.db).updateOne({ _id: standing.caseId }, { $set: { 'kase.shape': 'of long ago' } });
    const { takeTurn, logger } = worker();
    expect((await through(takeTurn, standing, asked(li, 'claim'))).answers).toEqual([{ seq: 3 }]);
    expect((await stored(standing.caseId)).kase.shape).not.toBe('of long ago');
    expect(logger.error.mock.calls.map(([fields]) => fields.what)).not.toContain('its document was edited');
    await thenSound(standing.caseId, 3);
  });
});

describe('a case kept in memory', () => {
  test('is used at its head, without a look at the document', async () => {
    const { takeTurn, logger } = worker();
    const standing = await openedCase(takeTurn);
    await casesIn(opened.db).deleteOne({ _id: standing.caseId });
    await through(takeTurn, standing, comment(agent, 'from memory'));
    expect(logger.error).not.toHaveBeenCalled();
    await thenSound(standing.caseId, 2);
  });

  test('is not used at any other: another worker went on, and the head that it is asked on is newer', async () => {
    const one = worker();
    const standing = await openedCase(one.takeTurn);
    const { standing: now } = await through(usual(), standing, asked(li, 'claim'));
    const { answers } = await through(one.takeTurn, now, asked(zhao, 'claim'), asked(li, 'start'));
    expect(answers).toEqual([{ seq: 3, refused: expect.objectContaining({ code: expect.any(String) }) }, { seq: 4 }]);
    await thenSound(standing.caseId, 4);
  });

  test('is given up where no room is for it', async () => {
    const { takeTurn, logger } = worker({}, 1);
    const [standing] = [await openedCase(takeTurn), await openedCase(takeTurn)];
    await casesIn(opened.db).deleteOne({ _id: standing.caseId });
    await through(takeTurn, standing, comment(agent, 'from the commits'));
    expect(logger.error).toHaveBeenCalledTimes(1); // it has no document
    await thenSound(standing.caseId, 2);
  });
});

describe('what is stored beyond the head', () => {
  test('is adopted a page at a time, oldest first, and the command is judged behind the last', async () => {
    const standing = await openedCase();
    let head = standing.head;
    for (let n = 0; n < 250; n += 1) {
      const commit: Commit = await storeCommit(opened, standing.caseId, {
        after: head,
        at: MORNING + n,
        by: { id: agent.id, role: 'desk-agent' },
        key: `lost ${n}`,
        digest: 'd',
        events: [{ type: 'incident.commented', data: { text: `${n}`, audience: 'internal' } }],
      });
      head = { seq: lastSeqOf(commit), hash: commit.hash };
    }
    const { heads, answers } = await through(usual(), standing, asked(li, 'claim', {}, { seen: 251 }));
    expect(heads).toEqual([201, 251, 253]);
    expect(answers).toEqual([{ seq: 253 }]);
    await thenSound(standing.caseId, 253);
  });

  test('is read on by people from any place, oldest first, a page at a time that may cut a commit', async () => {
    const standing = await openedCase();
    await through(usual(), standing, asked(li, 'claim'), asked(li, 'start'), comment(li, 'word'));
    const page = async (from: number, limit?: number) =>
      (await eventsAfter(opened.db, standing.caseId, { after: from, ...(limit === undefined ? {} : { limit }) })).map(
        ({ seq }) => seq,
      );
    expect(await page(0, 2)).toEqual([1, 2]);
    expect(await page(2, 2)).toEqual([3, 4]);
    expect(await page(2)).toEqual([3, 4, 5]);
    expect(await page(5)).toEqual([]);
  });
});

const claim = (standing: Standing) => usual()(turnOn(standing, asked(li, 'claim')));
const parkedAs = async ({ caseId }: Standing) => await parkedOf(opened.db).findById(caseId).lean();

describe('what parks a case', () => {
  test('F38 a commit that does not follow is no competitor but a broken chain', async () => {
    const standing = await openedCase();
    const document = await stored(standing.caseId);
    await storeCommit(opened, standing.caseId, {
      after: { seq: 1, hash: 'another head' },
      by: { id: 'mallory', role: 'engineer' },
      key: 'm',
      digest: 'm',
      events: [{ type: 'incident.commented', data: {} }],
    });
    await expect(claim(standing)).rejects.toMatchObject({ type: 'record-not-linked', nonRetryable: true });
    expect(await stored(standing.caseId)).toEqual(document);
    expect(await parkedAs(standing)).toMatchObject({ reason: 'record-not-linked', known: standing.head });
  });

  test('a commit that somebody wrote who holds the database and not the key', async () => {
    const standing = await openedCase();
    await through(usual(), standing, comment(agent, 'one'));
    await commitsIn(opened.db).updateOne({ _id: commitIdOf(standing.caseId, 2) }, { $set: { mac: '0'.repeat(64) } });
    await expect(claim(standing)).rejects.toMatchObject({ type: 'record-mac', nonRetryable: true });
  });

  test('a commit that a later release wrote', async () => {
    const standing = await openedCase();
    const { head } = standing;
    const key = recordKeyOf(opened.db);
    const commit = await storeCommit(opened, standing.caseId, {
      after: head,
      by: { id: agent.id, role: 'desk-agent' },
      key: 'newer',
      digest: 'd',
      events: [{ type: 'incident.commented', data: {} }],
    });
    const { hash: _hash, mac: _mac, keyId: _keyId, ...body } = commit;
    const newer = { ...body, events: body.events.map((event) => ({ ...event, schema: 9 })) };
    const hash = hashOf(newer);
    await commitsIn(opened.db).replaceOne(
      { _id: commit._id },
      { ...newer, hash, ...key.sign(`${standing.caseId}|2|${hash}`) },
    );
    await expect(claim(standing)).rejects.toMatchObject({ type: 'record-newer-schema', nonRetryable: true });
  });

  test('a store that has less than the workflow knows, or something else at its head', async () => {
    const standing = await openedCase();
    const ahead = { ...standing, head: { seq: 7, hash: 'h' } };
    await expect(claim(ahead)).rejects.toMatchObject({ type: 'store-behind', nonRetryable: true });
    expect(await parkedAs(standing)).toMatchObject({
      reason: 'store-behind',
      known: ahead.head,
      stored: standing.head,
    });
    const other = { ...standing, head: { seq: 1, hash: 'of another life' } };
    await expect(claim(other)).rejects.toMatchObject({ type: 'store-behind', nonRetryable: true });
  });

  test('a bug in the fold, before anything is written', async () => {
    const standing = await openedCase();
    const evolve = jest.spyOn(incident.decider, 'evolve').mockImplementation(() => {
      throw new TypeError('a bug');
    });
    await expect(claim(standing)).rejects.toMatchObject({ type: 'case-faulty', nonRetryable: true });
    evolve.mockRestore();
    expect(await commits(standing.caseId)).toHaveLength(1);
    expect((await claim(standing)).answers).toEqual([{ seq: 3 }]);
  });

  test('is not a store that is away: the turn is tried again', async () => {
    const standing = await openedCase();
    const away = Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' });
    const { takeTurn } = worker({ freshFacts: async () => Promise.reject(away) });
    await expect(takeTurn(turnOn(standing, asked(li, 'claim')))).rejects.toBe(away);
    expect(await parkedAs(standing)).toBeNull();
  });
});

const claimed = async (item: string, who = li) => {
  const created = await openedCase(usual(), { item });
  return (await through(usual(), created, asked(who, 'claim'))).standing;
};
const started = (takeTurn: ReturnType<typeof usual>, standing: Standing, who = li) =>
  through(takeTurn, standing, asked(who, 'start'));
const refusals = (answers: readonly { refused?: { code: string } }[]) => answers.map(({ refused }) => refused?.code);

describe('what only one case may have at a time', () => {
  const HOUR = 3_600 * SECOND;
  const window = { from: MORNING, until: MORNING + HOUR };
  /** A process that holds its item while somebody works on it. */
  const holding = (state: { status: string }, of = window) =>
    state.status === 'in-progress' && 'item' in state && typeof state.item === 'string'
      ? [{ item: state.item, ...of }]
      : [];
  const asEver = { ...incident };
  let other: Awaited<ReturnType<typeof openStore>>;
  beforeAll(async () => {
    other = await openStore({ mongodbUri: opened.uri, recordKeys, secret: testSecret });
  });
  beforeEach(() => {
    incident.holds = holding;
  });
  afterAll(async () => {
    Object.assign(incident, asEver);
    await other.close();
  });
  const elsewhere = () => worker({}, undefined, other).takeTurn;

  test('is had by one of two that start in one moment on two workers and two connections: never both, never none', async () => {
    for (let round = 0; round < 15; round += 1) {
      const cases = await Promise.all([claimed(`srv-${round}`), claimed(`srv-${round}`)]);
      const both = await Promise.all(
        [usual(), elsewhere()].map((takeTurn, n) => started(takeTurn, cases[n] ?? before(newCaseId()))),
      );
      expect(new Set(refusals(both.flatMap(({ answers }) => answers)))).toEqual(new Set(['booked', undefined]));
      const ids = cases.map(({ caseId }) => caseId);
      const bookings = await commitsIn(opened.db)
        .find({ caseId: { $in: ids }, bookings: { $exists: true } })
        .toArray();
      expect(bookings.map((one) => one.bookings)).toEqual([[{ item: `srv-${round}`, ...window, turn: 1 }]]);
      const lengths = await Promise.all(ids.map(async (id) => (await commits(id)).length));
      expect(new Set(lengths)).toEqual(new Set([2, 3]));
    }
  });

  test('is had by one of eight, and each of the seven others hears by whom', async () => {
    const cases = await Promise.all(Array.from({ length: 8 }, () => claimed('db-1')));
    const all = await Promise.all(cases.map((one, n) => started(n % 2 === 0 ? usual() : elsewhere(), one)));
    const winner = cases[all.findIndex(({ answers }) => answers[0]?.refused === undefined)];
    const refused = all.flatMap(({ answers }) => answers[0]?.refused ?? []);
    expect(refused).toHaveLength(7);
    for (const one of refused)
      expect(one).toMatchObject({ code: 'booked', params: { item: 'db-1', ...window, number: winner?.caseId } });
    await thenSound(winner?.caseId ?? '', 4);
  });

  test('is free where times only touch, and taken by one millisecond', async () => {
    const [first, second, third] = [await claimed('db-2'), await claimed('db-2'), await claimed('db-2')];
    await started(usual(), first);
    incident.holds = (state) => holding(state, { from: window.until, until: window.until + HOUR });
    expect(refusals((await started(elsewhere(), second)).answers)).toEqual([undefined]);
    incident.holds = (state) => holding(state, { from: window.from - HOUR, until: window.from + 1 });
    expect(refusals((await started(elsewhere(), third)).answers)).toEqual(['booked']);
  });

  test('is free again once its case lets go of it, or ends, though the one that had it stands in the record', async () => {
    const [first, second, third] = [await claimed('db-3'), await claimed('db-3'), await claimed('db-3')];
    const { standing } = await started(usual(), first);
    const held = await through(
      usual(),
      standing,
      asked(li, 'hold', { reason: 'vendor', note: 'Part', until: MORNING + DAY }),
    );
    expect((await commits(first.caseId)).at(-1)).toMatchObject({ released: [{ item: 'db-3', ...window }] });
    const now = await started(elsewhere(), second);
    expect(refusals(now.answers)).toEqual([undefined]);
    expect(refusals((await through(usual(), held.standing, asked(li, 'resume'))).answers)).toEqual(['booked']);
    await through(elsewhere(), now.standing, asked(people.cityHead, 'cancel', { reason: 'Twice' }));
    expect((await commits(second.caseId)).at(-1)?.released).toHaveLength(1);
    expect(refusals((await started(usual(), third)).answers)).toEqual([undefined]);
  });

  test('is had longer by who has it: he is not in his own way, and what he had goes over', async () => {
    const first = await claimed('db-4');
    const { standing } = await started(usual(), first);
    const longer = { ...window, until: window.until + HOUR };
    incident.holds = (state) =>
      'title' in state && state.title === 'longer' ? holding(state, longer) : holding(state);
    const { answers } = await through(
      usual(),
      standing,
      asked(agent, 'amend', { fields: { title: 'longer' } }, { seen: standing.head.seq }),
    );
    expect(refusals(answers)).toEqual([undefined]);
    expect((await commits(first.caseId)).at(-1)).toMatchObject({
      bookings: [{ item: 'db-4', ...longer, turn: 2 }],
      released: [{ item: 'db-4', ...window }],
    });
    incident.holds = (state) => holding(state, { from: window.until, until: longer.until });
    expect(refusals((await started(elsewhere(), await claimed('db-4'))).answers)).toEqual(['booked']);
    await thenSound(first.caseId, 5);
  });

  test('F1 is held by nobody when a worker died before its commit, and by its case when it died after', async () => {
    const [first, second] = [await claimed('db-5'), await claimed('db-5')];
    const plain = other.collection.bind(other);
    const dying = jest.spyOn(other, 'collection').mockImplementation((name) => withoutWrites(plain(name)));
    const died = elsewhere()(turnOn(first, asked(li, 'start', {}, { key: 'once' })));
    await expect(died).rejects.toThrow('killed');
    dying.mockRestore();
    expect(refusals((await started(usual(), second)).answers)).toEqual([undefined]);
    const again = await through(usual(), first, asked(li, 'start', {}, { key: 'once' }));
    expect(refusals(again.answers)).toEqual(['booked']);

    const third = await claimed('db-6');
    const older = await stored(third.caseId);
    const turn = turnOn(third, asked(li, 'start', {}, { key: 'once' }));
    await usual()(turn);
    await casesIn(opened.db).replaceOne({ _id: third.caseId }, older);
    expect(refusals((await started(elsewhere(), await claimed('db-6'))).answers)).toEqual(['booked']);
    expect((await usual()(turn)).answers).toEqual([{ seq: 4 }]);
    await thenSound(third.caseId, 4);
  });

  test('is named, but not by which case, to who does not read that', async () => {
    const [first, second] = [await claimed('db-7'), await claimed('db-7')];
    await started(usual(), first);
    await casesIn(opened.db).updateOne(
      { _id: first.caseId },
      { $set: { orgLine: ['/elsewhere'], queue: 'elsewhere', queueOrg: '/elsewhere' } },
    );
    const { answers } = await started(elsewhere(), second);
    expect(answers[0]?.refused).toMatchObject({ code: 'booked', params: { item: 'db-7' } });
    expect(JSON.stringify(answers)).not.toContain(first.caseId);
  });
});

/** The collection of a worker that dies before it writes. */
const killed = async () => Promise.reject(Object.assign(new Error('killed'), { name: 'MongoNetworkError' }));
function withoutWrites<T extends object>(collection: T): T {
  return new Proxy(collection, {
    get: (target, field) => {
      if (field === 'insertOne') return killed;
      const value: unknown = Reflect.get(target, field);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
