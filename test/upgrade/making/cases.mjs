/** The cases of the fixture, made as people make them. Each is noted under what it is there for. */
import { until } from '../../../scripts/processes.mjs';

const YEAR = 365 * 86_400_000;
const instant = (ms) => new Date(ms).toISOString();

const school = { unit: '/dx/donghu/linxi/school', reporter: 'req-linxi', contact: '0551-6200118' };
const hospital = { unit: '/dx/donghu/linxi/hospital', reporter: 'req-donghu', contact: '0551-6310022' };
const told = (title, application = 'office') => ({
  channel: 'phone',
  application,
  title,
  description: `${title}：第七批之后出现。`,
});
const weight = { impact: '2', urgency: '2', category: 'software-function' };
const escalation = { ...weight, diagnosis: '服务端超时', tried: '重启客户端' };
const solution = {
  solution: '更正配置并重新发布。',
  causeCode: 'configuration',
  category: 'software-function',
  knowledge: { kind: 'none', reason: '已有相同条目。' },
};
const report = {
  cause: '路径配置有误。',
  evidence: '日志与配置记录。',
  handling: '更正并核对。',
  prevention: '发布检查单增加一项。',
};

async function eventually(what, check) {
  if (!(await until(check, 30_000, 100))) throw new Error(`never: ${what}`);
}

/** @returns number by what the case is there for. */
export async function makeCases(people, { publishFarAgain }, db) {
  const { call, incident, onCall, onIncident } = people;
  const made = {};
  const note = (what, number) => {
    if (made[what] !== undefined) throw new Error(`${what} twice`);
    made[what] = number;
    return number;
  };
  const phone = async (what, who = school, more = {}) =>
    note(what, await call('desk-linxi', { ...told(what), ...who, ...more }));
  const open = async (what, more = {}) =>
    note(what, await incident('desk-donghu', { ...told(what), ...school, ...weight, queue: 'donghu-l2', ...more }));
  const started = async (what, more) => {
    const number = await open(what, more);
    await onIncident('eng-donghu-1', number, 'start', {});
    return number;
  };
  const document = (number) => db.collection('cases').findOne({ _id: number });
  /** A call that became an incident: the number of that. */
  const escalated = async (what, who) => {
    const number = await phone(what, who);
    await onCall('desk-linxi', number, 'escalate', escalation);
    let found;
    await eventually(`${what} has its incident`, async () => {
      found = await db.collection('cases').findOne({ call: number });
      return found !== null;
    });
    note(`${what}: its incident`, found._id);
    return [number, found._id];
  };

  // ── calls, one of each status
  const { reporter: _, ...own } = school;
  note('call new', await call('req-linxi', { ...told('call new'), ...own, channel: 'plug-in' }));
  await phone('call in-service');
  await onCall('desk-linxi', await phone('call waiting'), 'requestInfo', { question: '哪一批？' });
  const advice = { outcome: 'enquiry', solution: '在“个人设置”中打开。', category: 'advice' };
  await onCall('desk-linxi', await phone('call answered'), 'answer', advice);
  const refused = await phone('call answered, refused and answered again');
  await onCall('desk-linxi', refused, 'answer', advice);
  await onCall('req-linxi', refused, 'refuseAnswer', { reason: '没有这个按钮' });
  await onCall('desk-linxi', refused, 'answer', { ...advice, solution: '升级后在“设置”中打开。' });
  await onCall('desk-linxi', await phone('call closed'), 'answer', { ...advice, confirmedOnPhone: '张燕' });
  await onCall('desk-linxi', await phone('call canceled'), 'cancel', { reason: 'test' });
  await escalated('call escalated', school);
  const talked = await phone('call with 30 comments');
  for (let n = 1; n <= 30; n += 1)
    await (n % 3 === 0
      ? onCall('req-linxi', talked, 'comment', { text: `第 ${n} 条：还是打不开`, audience: 'public' })
      : onCall('desk-linxi', talked, 'comment', {
          text: `第 ${n} 条：已核对`,
          audience: n % 3 === 1 ? 'public' : 'internal',
        }));
  const urgedCall = await phone('call urged, supervised and followed');
  await onCall('req-linxi', urgedCall, 'urge', { text: '今天要用' });
  await onCall('sup-donghu', urgedCall, 'supervise', { instruction: '优先处理', due: instant(Date.now() + 2 * YEAR) });
  await onCall('owner', urgedCall, 'follow', {});

  // ── incidents, one of each status
  note('incident new', await incident('desk-linxi', { ...told('incident new'), ...school, ...weight }));
  await open('incident queued');
  await onIncident('sup-donghu', await open('incident assigned'), 'dispatch', { person: 'eng-donghu-2' });
  await started('incident in-progress');
  const hold = async (reason, more = {}) =>
    onIncident('eng-donghu-1', await started(`incident on-hold: ${reason}`), 'hold', { reason, note: '等待', ...more });
  await hold('user');
  await hold('vendor');
  await hold('window', { until: instant(Date.now() + 2.5 * YEAR) });
  await onIncident('eng-donghu-1', await started('incident resolved'), 'resolve', solution);
  const confirmed = await started('incident resolved and confirmed, its report owed');
  await onIncident('eng-donghu-1', confirmed, 'resolve', solution);
  await onIncident('req-linxi', confirmed, 'confirm', { rating: { score: 4, words: '很快' } });
  const closed = await started('incident closed');
  await onIncident('eng-donghu-1', closed, 'resolve', { ...solution, confirmedOnPhone: '张燕' });
  await onIncident('eng-donghu-1', closed, 'fileReport', report);
  await onIncident('sup-donghu', await open('incident canceled'), 'cancel', { reason: '重复登记' });

  // ── one with a long way: hand-back, transfer of words, another weight, resolved and reopened
  const long = await started('incident with a long way');
  const seen = (await document(long)).version;
  await people.send(
    'desk-donghu',
    `/api/incidents/${long}/amend`,
    { fields: { title: '导出失败，重启后仍然如此' } },
    { 'If-Match': `"${seen}"` },
  );
  const asked = { diagnosis: '数据库锁', tried: '重启', ask: '请查锁' };
  await onIncident('eng-donghu-1', long, 'escalate', asked);
  await onIncident('expert-3', long, 'start', {});
  await onIncident('expert-3', long, 'handBack', { reason: 'info-missing', text: '请附日志' });
  await onIncident('eng-donghu-1', long, 'start', {});
  await onIncident('eng-donghu-1', long, 'reprioritise', { impact: '1', urgency: '2', reason: '影响全县' });
  await onIncident('eng-donghu-1', long, 'comment', { text: '已附日志', audience: 'internal' });
  await onIncident('req-linxi', long, 'comment', { text: '还是不行', audience: 'public' });
  await onIncident('eng-donghu-1', long, 'resolve', solution);
  await onIncident('req-linxi', long, 'reopen', { reason: '又出现了' });

  // ── merged, with both calls; a call that joined
  const [, merged] = await escalated('call whose incident is merged', school);
  const [, target] = await escalated('call whose incident takes another in', hospital);
  await onIncident('sup-donghu', merged, 'merge', { target });
  const joined = await phone('call joined', hospital);
  await onCall('desk-linxi', joined, 'join', { incident: made['call escalated: its incident'] });
  await onIncident('eng-donghu-2', target, 'start', {});

  // ── a parent with two children
  const parent = await started('incident parent');
  for (const child of [await started('incident child one'), await open('incident child two')])
    await onIncident('sup-donghu', child, 'attachParent', { parent });

  // ── a major one with its commander; followers and reporters; urged and supervised
  const major = await started('incident major');
  await onIncident('eng-donghu-1', major, 'proposeMajor', { grounds: '全县停摆' });
  await onIncident('owner', major, 'declareMajor', { grounds: '全县停摆', commander: 'sup-donghu' });
  await onIncident('sup-donghu', major, 'postUpdate', { text: '正在切换备用链路' });
  const [, followedOne] = await escalated('call of the incident with followers and reporters', school);
  await onIncident('eng-donghu-1', followedOne, 'start', {});
  for (const who of ['sup-donghu', 'owner']) await onIncident(who, followedOne, 'follow', {});
  for (const n of [1, 2]) {
    const more = await phone(`call joined as reporter ${n}`, n === 1 ? hospital : school);
    await onCall('desk-linxi', more, 'join', { incident: followedOne });
  }
  await onIncident('eng-donghu-1', followedOne, 'link', { target: long, relation: 'related' });
  const urged = await started('incident urged and supervised');
  await onIncident('req-linxi', urged, 'urge', { text: '请尽快' });
  await onIncident('sup-donghu', urged, 'supervise', { instruction: '每日报告', due: instant(Date.now() + 2 * YEAR) });

  // ── one on a second version of its policy; the others stay on the first
  const moved = await started('incident retargeted');
  await publishFarAgain();
  const { results } = await people.post('sup-donghu', '/api/retargets/preview', { numbers: [moved] });
  const { policyVersion, calendars } = results[0];
  await onIncident('sup-donghu', moved, 'retarget', { policyVersion, calendars, reason: '新合同' });

  // ── on the policy as shipped, beside the sample cases
  const shipped = { unit: '/dx/donghu/hospital', reporter: 'req-donghu', contact: '0551-6310022' };
  await started('incident on the shipped policy', shipped);
  await open('incident queued on the shipped policy', shipped);
  await open('incident under the contract', { ...shipped, application: 'payment' });

  // ── notices that quiet hours hold back: for years, and for a night
  const yuntai = { unit: '/dx/xiling/yuntai/school', reporter: 'req-school', contact: '0552-7100200' };
  const shiqiao = { ...yuntai, unit: '/dx/xiling/shiqiao/school' };
  const atProvince = (what, where) =>
    incident('desk-province', { ...told(what), ...where, ...weight, queue: 'dx-l2' }).then((one) => note(what, one));
  const quiet = await atProvince('incident held for years', yuntai);
  await onIncident('eng-dx-1', quiet, 'start', {});
  await atProvince('incident queued, held for years', yuntai);
  const carried = await atProvince('incident held for years, continued as new', yuntai);
  await onIncident('eng-dx-1', carried, 'start', {});
  note('call held for years', await call('desk-province', { ...told('call held for years'), ...yuntai }));
  const night = await atProvince('incident held for a night', shiqiao);
  await onIncident('eng-dx-2', night, 'start', {});
  note('call held for a night', await call('desk-province', { ...told('call held for a night'), ...shiqiao }));
  await eventually('all warnings of the held ones', async () => {
    const warned = await db.collection('events').countDocuments({ type: /clockWarned$/, 'data.deliverAt': { $gt: 0 } });
    return warned >= 4 * 2 + 2;
  });
  // more commands than one run takes: what waits and the keys answered travel in the input of the next
  for (let n = 1; n <= 252; n += 1)
    await onIncident('eng-dx-1', carried, 'comment', { text: `记录 ${n}`, audience: 'internal' });
  return made;
}

/** Who leaves, and a queue that is closed: their cases are handed over by the job of the product. */
export async function makeHandovers(people, made, db) {
  const engineer = {
    id: 'eng-donghu-3',
    name: '周工',
    unit: '/dx/donghu',
    grants: [{ role: 'engineer', orgPath: '/dx/donghu' }],
    teams: ['donghu-l2', 'donghu-data'],
  };
  const team = { name: '东湖市数据组', orgPath: '/dx/donghu', tier: 'L2', standard: false, calendar: 'cn-5x8' };
  await people.post('admin-system', '/api/teams', { id: 'donghu-data', ...team, applications: ['decision'] });
  await people.post('admin-security', '/api/people', engineer);
  const open = async (what, queue) => {
    made[what] = await people.incident('desk-donghu', { ...told(what, 'decision'), ...school, ...weight, queue });
    return made[what];
  };
  const relieved = await open('incident relieved, with a successor', 'donghu-l2');
  await people.onIncident('sup-donghu', relieved, 'dispatch', { person: engineer.id });
  await open('incident requeued', 'donghu-data');
  const seen = async (path) => (await people.get('admin-security', path)).version;
  const leaving = { reason: '调离', successor: 'eng-donghu-2' };
  const leaver = { 'If-Match': `"${await seen(`/api/people/${engineer.id}`)}"` };
  await people.post('admin-security', `/api/people/${engineer.id}/deactivate`, leaving, leaver);
  const closing = { 'If-Match': `"${await seen('/api/teams/donghu-data')}"` };
  await people.post('admin-system', '/api/teams/donghu-data/close', { reason: '并入', heir: 'donghu-l2' }, closing);
  const both = { type: { $in: ['incident.relieved', 'incident.requeued'] } };
  const isDone = async () => (await db.collection('events').countDocuments(both)) >= 2;
  await eventually('the handing over', isDone);
  return made;
}

/** One moved on and open, one whose case has ended in virtual time, one removed. */
export async function makeRehearsals(people, now) {
  const data = { ...told('推演'), ...school, ...weight, queue: 'donghu-l2' };
  const at = instant(now + 3_600_000);
  const start = (title, process, more, policyVersion = `${process}@1`) =>
    people.send('owner', '/api/rehearsals', { title, process, at, data: more, policyVersion });
  const playing = (who, path, body = {}) => people.send('owner', `/api/rehearsals/${path}`, body, { 'Act-As': who });

  const first = await start('推演：一直开着', 'incident', data, 'incident-held@1');
  await playing('eng-donghu-1', `incidents/${first.number}/start`);
  await people.post('owner', `/api/rehearsals/${first.number}/forward`, { ms: 30 * 3_600_000 });
  await playing('eng-donghu-1', `incidents/${first.number}/hold`, { reason: 'vendor', note: '等厂家' });

  const { impact: _i, urgency: _u, category: _c, queue: _q, ...asCall } = data;
  const second = await start('推演：到办结', 'call', asCall);
  await playing('desk-linxi', `calls/${second.number}/take`);
  const advice = { outcome: 'solved', solution: '重新登录。', category: 'advice' };
  await playing('desk-linxi', `calls/${second.number}/answer`, advice);
  const { cases } = await people.post('owner', `/api/rehearsals/${second.number}/forward`, { ms: 14 * 86_400_000 });
  if (cases[0].status !== 'closed') throw new Error(`the second rehearsal is ${cases[0].status}`);

  const third = await start('推演：已删除', 'incident', data);
  await people.delete('owner', `/api/rehearsals/${third.number}`);
  return { 'rehearsal open, moved on': first.number, 'rehearsal ended': second.number };
}
