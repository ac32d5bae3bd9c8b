/**
 * Effects that were never carried out, and events that no workflow heard of: what the old release leaves behind when
 * worker, API and MongoDB are killed at one moment. For the moment to be hit each time, a transaction that is never
 * committed holds the one document that the next step would write; so that step waits, and is killed waiting. Nothing of the
 * product is changed, and nothing of the transaction is stored.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../../scripts/processes.mjs';

const school = { unit: '/dx/donghu/linxi/school', reporter: 'req-linxi', contact: '0551-6200118' };
const hospital = { unit: '/dx/donghu/linxi/hospital', reporter: 'req-donghu', contact: '0551-6310022' };
const yuntai = { unit: '/dx/xiling/yuntai/school', reporter: 'req-school', contact: '0552-7100200' };
const told = (title) => ({ channel: 'phone', application: 'office', title, description: `${title}：做到一半。` });
const weight = { impact: '2', urgency: '2', category: 'software-function' };
const escalation = { ...weight, diagnosis: '服务端超时', tried: '重启客户端' };

async function eventually(what, check) {
  if (!(await until(check, 30_000, 50))) throw new Error(`never: ${what}`);
}

export async function leaveHalfDone(people, db, made, kill) {
  const events = db.collection('events');
  const cases = db.collection('cases');
  const versionOf = async (number) => (await cases.findOne({ _id: number }, { projection: { version: 1 } })).version;
  const note = (what, number) => {
    made[what] = number;
    return number;
  };
  const phone = async (what, who = school) => note(what, await people.call('desk-linxi', { ...told(what), ...who }));

  // all that is to be in order first
  const starting = await phone('half done: an escalated call without its incident');
  const joining = await phone('half done: a joined call that its incident has not heard of', hospital);
  const talked = await phone('half done: a notice that was not written');
  const unknown = await phone('half done: an event that neither workflow nor document know');
  const settling = await phone('half done: a call whose incident is closed');
  await people.onCall('desk-linxi', settling, 'escalate', escalation);
  let ending;
  await eventually(
    'the incident to be closed',
    async () => (ending = await cases.findOne({ call: settling })) !== null,
  );
  const closed = note('half done: a closed incident whose call was not settled', ending._id);
  await people.onIncident('eng-donghu-2', closed, 'start', {});
  await people.onIncident('eng-donghu-2', closed, 'resolve', {
    solution: '更正配置。',
    causeCode: 'configuration',
    category: 'software-function',
    knowledge: { kind: 'none', reason: '已有相同条目。' },
  });
  await people.onIncident('eng-donghu-2', closed, 'fileReport', {
    cause: '配置有误。',
    evidence: '日志。',
    handling: '更正。',
    prevention: '核对。',
  });
  const joinedTo = made['incident in-progress'];
  await pause(3_000); // what follows from all this is carried out

  // the documents that stand in the way
  const session = await db.startSession();
  session.startTransaction();
  const block = async (collection, _id, more = {}) =>
    await db.collection(collection).insertOne({ _id, ...more }, { session });
  const hold = async (collection, _id) =>
    await db.collection(collection).updateOne({ _id }, { $set: { stands: 'in the way' } }, { session });
  const nextOf = async (number) => (await versionOf(number)) + 1;
  const commented = await nextOf(talked);
  const unheard = await nextOf(unknown);

  const ticking = note(
    'half done: what time recorded, that neither workflow nor document know',
    await people.incident('desk-province', {
      ...told('half done: what time recorded, that neither workflow nor document know'),
      ...yuntai,
      ...weight,
      queue: 'dx-l2',
    }),
  );
  const opened = Date.now();
  await hold('cases', ticking);
  await hold('counters', 'incident');
  await block('events', `${joinedTo}:${await nextOf(joinedTo)}`, { caseId: 'none', seq: 1 });
  await block('events', `${settling}:${await nextOf(settling)}`, { caseId: 'none', seq: 2 });
  await block('notices', `e:${talked}:${commented}:0:req-linxi`);
  await hold('cases', unknown);

  // time goes first, since it takes some seconds; then the last words, all within a second or two
  const tick = { caseId: ticking, type: 'incident.clockWarned' };
  await eventually('the tick', async () => (await events.countDocuments(tick)) > 0);
  await people.onCall('desk-linxi', starting, 'escalate', escalation);
  await people.onCall('desk-linxi', joining, 'join', { incident: joinedTo });
  await people.onCall('desk-linxi', talked, 'comment', { text: '已转给开发', audience: 'public' });
  await people.onIncident('req-linxi', closed, 'confirm', {});
  await pause(500); // each effect has come as far as what stands in its way
  people.sendInVain('desk-linxi', `/api/calls/${unknown}/comment`, { text: '最后一句', audience: 'public' });
  await eventually('the event', async () => (await events.countDocuments({ _id: `${unknown}:${unheard}` })) > 0);
  process.stderr.write(`killed ${Date.now() - opened} ms after the last case was opened\n`);
  kill();
  return { starting, joining, joinedTo, talked, commented, unknown, unheard, settling, closed, ticking };
}

/** Asked of the store as it was found after the end: each is half done as it is meant to be. Throws for one that is not. */
export async function refuseDone(db, half) {
  const { starting, joining, joinedTo, talked, commented, unknown, unheard, settling, closed, ticking } = half;
  const one = (name, query) => db.collection(name).findOne(query);
  const document = (number) => one('cases', { _id: number });
  const problems = [];
  const demand = (what, holds) => (holds ? undefined : problems.push(what));
  demand('the call is escalated', (await document(starting)).status === 'escalated');
  demand('its incident has no number', (await one('numbers', { _id: { $regex: `^e:${starting}:` } })) === null);
  demand('the call is joined', (await document(joining)).incident === joinedTo);
  demand(
    'the incident has not heard',
    (await one('events', { caseId: joinedTo, key: { $regex: `^e:${joining}:` } })) === null,
  );
  demand('the words are stored', (await one('events', { _id: `${talked}:${commented}` })) !== null);
  demand('nobody was told', (await one('notices', { _id: { $regex: `^e:${talked}:${commented}:` } })) === null);
  demand('the incident is closed', (await document(closed)).status === 'closed');
  demand('its call is not', (await document(settling)).status === 'escalated');
  demand('the event is there', (await one('events', { _id: `${unknown}:${unheard}` })) !== null);
  demand('its document is behind', (await document(unknown)).version === unheard - 1);
  const last = await db.collection('events').find({ caseId: ticking }).sort({ seq: -1 }).limit(1).next();
  demand('the tick is there', last.key.startsWith('t:'));
  demand('the document is behind the tick', (await document(ticking)).version < last.seq);
  demand('nothing stands in the way any more', (await one('cases', { stands: { $exists: true } })) === null);
  if (problems.length > 0) throw new Error(`not half done: ${problems.join('; ')}`);
}
