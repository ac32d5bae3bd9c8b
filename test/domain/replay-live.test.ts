import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { generateLog } from '../../bench/generate-log.ts';
import { processOf } from '../../domain/catalogue.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { emptyCase, fold } from '../../domain/kernel/fold.ts';
import { personKey } from '../../domain/kernel/ids.ts';
import { decideOn } from '../../domain/kernel/decide.ts';
import { closureOf } from '../../domain/kernel/lifecycle.ts';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { Actor, CaseEvent, CaseState, Pins, Role } from '../../domain/kernel/process.ts';
import { incidentCommands } from '../../domain/incident/contract.ts';
import { type Answer, Door } from '../../commands/replay/door.ts';
import { judgeCase, WORKING } from '../../commands/replay/judge.ts';
import { runLive } from '../../commands/replay/live.ts';
import { readMapping } from '../../commands/replay/mapping.ts';
import { commandKey, REPLAY_ORG, REPLAY_UNIT, standardTeam } from '../../commands/replay/names.ts';
import { planCase, type Planned, type Tiers, tiersOf } from '../../commands/replay/plan.ts';
import { type Post, postsOf } from '../../commands/replay/posts.ts';
import { readLog } from '../../commands/replay/read-log.ts';
import { isWhole } from '../support/product/sample/whole.ts';

const incident = processOf('incident');
const closure = closureOf(incident, WORKING);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'changming-replay-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const always = { id: 'always', version: 1, zone: 'UTC', always: true, week: [], dates: {}, offsets: [[0, 0]] } as const;
const pins: Pins = {
  rules: 1,
  calendars: Object.fromEntries(
    ['always', 'service', 'vendor', 'desk-L1', 'desk-L2', 'desk-L3'].map((name) => [name, 'always@1']),
  ),
  snapshots: { 'always@1': { ...always, coveredFrom: 0, coveredUntil: 8.64e15 } },
  sla: { id: 'incident-replay', version: 1, clocks: incident.clocks.shipped, terms: { reportAlways: true } },
  desks: Object.fromEntries(
    (['L1', 'L2', 'L3'] as const).map((tier) => [tier, { orgPath: REPLAY_ORG, queue: standardTeam(tier) }]),
  ),
};

/** The rules themselves behind the door that the replay knocks at: no engine, no HTTP. */
class ProductInMemory {
  readonly cases = new Map<string, CaseState<{ status: string }>>();
  private readonly answered = new Map<string, string>();
  private readonly posts: ReadonlyMap<string, Post>;
  private readonly tiers: Tiers;
  private now = Date.UTC(2026, 0, 5);

  constructor(posts: ReadonlyMap<string, Post>, tiers: Tiers) {
    this.posts = posts;
    this.tiers = tiers;
  }

  async send(planned: Planned, number: string | null): Promise<Answer> {
    try {
      return this.answer(this.accept(planned, number));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { code: error.code, shown: null, ms: 1, retries: 0 };
    }
  }

  async read(_by: string, number: string): Promise<Answer> {
    return this.answer(number);
  }

  private accept({ by, command, data, key }: Planned, number: string | null): string {
    const storedKey = personKey(by, key);
    const before = this.answered.get(storedKey);
    if (before !== undefined) return before;
    this.now += 1_000;
    const caseId = number ?? `INC-${String(this.cases.size + 1).padStart(6, '0')}`;
    const kase = this.cases.get(caseId) ?? emptyCase(incident, { caseId, pins, mode: 'live', genesis: '' });
    const actor = this.actor(by);
    const parsed = spec(command).parse(data);
    const facts = this.facts({ ...parsed });
    const asked = { command, data: { ...parsed }, actor, key: storedKey, facts, now: this.now };
    const { role, events: decided } = decideOn(incident, kase, asked);
    const ctx = { actor, role, key: storedKey };
    this.cases.set(
      caseId,
      decided.reduce((folded, event) => fold(incident, folded, this.stored(event, folded, ctx)), kase),
    );
    this.answered.set(storedKey, caseId);
    return caseId;
  }

  private stored(
    event: { type: `${string}.${string}`; data: object },
    { seq, caseId }: CaseState<unknown>,
    { actor, role, key }: { actor: Actor; role: Role | 'system'; key: string },
  ): CaseEvent {
    const by = { id: actor.id, role };
    const chain = { digest: '', prevHash: '', hash: String(seq + 1) };
    const common = { caseId, process: 'incident', mode: 'live' as const, seq: seq + 1, schema: 1, at: this.now };
    return { ...event, _id: `${caseId}:${seq + 1}`, ...common, by, key, ...chain };
  }

  private answer(caseId: string): Answer {
    const kase = this.cases.get(caseId);
    if (!kase) throw new Error(`no case ${caseId}`);
    const view = incident.view(kase, this.now);
    const counts: unknown = 'counts' in view ? view.counts : {};
    const shown = {
      number: caseId,
      status: view.status,
      version: view.version,
      counts: counts as { reopened: number },
    };
    return { code: null, shown, ms: 1, retries: 0 };
  }

  private actor(id: string): Actor {
    const post = this.posts.get(id);
    if (!post) throw new Error(`nobody set up ${id}`);
    const { unit, role, teams } = post;
    return { id, kind: 'person', unit, teams: [...teams], grants: [{ role, orgPath: unit }] };
  }

  private facts({ unit, queue, person, reporter, impact }: Record<string, unknown>): Facts {
    const tier = this.tiers.get(String(queue));
    const named = person ?? reporter;
    return {
      ...(unit === REPLAY_UNIT ? { unit: { orgPath: REPLAY_UNIT, open: true } } : {}),
      ...(tier ? { queue: { key: String(queue), orgPath: REPLAY_ORG, tier, open: true } } : {}),
      ...(typeof named === 'string'
        ? { person: { id: named, active: true, teams: [...(this.posts.get(named)?.teams ?? [])] } }
        : {}),
      ...(impact === undefined ? {} : { priority: impact === '1' ? 'P1' : 'P3' }),
    };
  }
}

function spec(command: string) {
  const found = Object.entries(incidentCommands).find(([name]) => name === command)?.[1];
  if (!found) throw new Error(`no command ${command}`);
  return found.input;
}

async function plansOf(file: string, mapping = 'servicenow') {
  const log = await readLog(file, { mapping: readMapping(mapping, incident) });
  const tiers = tiersOf(log.cases);
  const cases = log.cases.map((one) => ({
    dry: judgeCase(one, 'replay', closure),
    planned: planCase(one, { closure, tiers }),
  }));
  const product = new ProductInMemory(
    postsOf(
      cases.flatMap((one) => one.planned),
      tiers,
    ),
    tiers,
  );
  return { cases, product };
}

const LINE =
  'number,incident_state,sys_mod_count,opened_at,sys_updated_at,caller_id,assignment_group,assigned_to,impact,urgency,priority';
type Row = [state: string, group?: string, person?: string, impact?: string];
function fileOf(...rows: Row[]): string {
  const file = path.join(folder, 'case.csv');
  const lines = rows.map(
    ([state, group = '?', person = '?', impact = '2 - Medium'], i) =>
      `INC0000007,${state},${i},2026-01-05T09:00:00Z,2026-01-05T09:${String(i).padStart(2, '0')}:00Z,Caller 3,${group},${person},${impact},2 - Medium,3 - Moderate`,
  );
  writeFileSync(file, [LINE, ...lines].join('\n'));
  return file;
}

async function commandsOf(...rows: Row[]): Promise<string[]> {
  const { cases, product } = await plansOf(fileOf(...rows));
  expect((await runLive(cases, { door: product, clients: 1, speed: null })).differences).toEqual([]);
  return (cases[0]?.planned ?? []).map(({ command, by, refused }) => {
    const short = by.replace(/^replay-(team-|engineer-)?/, '');
    return `${command} ${short.startsWith('desk-') ? 'desk' : short}${refused ? ' in vain' : ''}`;
  });
}

test('a report, a group, a person, work, a wait and the end become what people would have done', async () => {
  expect(
    await commandsOf(
      ['New'],
      ['New', 'North'],
      ['New', 'North', 'Li'],
      ['Active', 'North', 'Li'],
      ['Awaiting User Info', 'North', 'Li'],
      ['Active', 'North', 'Li'],
      ['Resolved', 'North', 'Li'],
      ['Closed', 'North', 'Li'],
    ),
  ).toEqual([
    'create desk',
    'triage desk',
    'claim Li',
    'start Li',
    'hold Li',
    'resume Li',
    'resolve Li',
    'fileReport Li',
    'confirm caller-Caller-3',
  ]);
});

describe('another tool’s words', () => {
  const status = { column: 'state', map: { Open: 'in-progress', Note: null, Done: ['resolved', 'closed'] } };
  const priority = { column: 'p', map: { hot: 'P1', warm: 'P2', cool: 'P3', cold: 'P4' } };
  const asked = { case: 'id', time: { column: 'at' }, status, priority, group: 'team' };
  async function played(...lines: string[]) {
    const file = path.join(folder, 'words.csv');
    const rows = lines.map((line, i) => `CASE-0001,2026-01-05T09:0${i}:00Z,${line}`);
    writeFileSync(file, ['id,at,state,p,team', ...rows].join('\n'));
    const mapping = path.join(folder, 'words.json');
    writeFileSync(mapping, JSON.stringify(asked));
    const { cases, product } = await plansOf(file, mapping);
    const live = await runLive(cases, { door: product, clients: 1, speed: null });
    return { planned: cases[0]?.planned ?? [], ...live };
  }

  test('a value that is two steps is two commands’ work, each with its own answer', async () => {
    const { planned, judged, differences } = await played(
      'Open,,North',
      'Done,,North',
      'Note,,South',
      'Done,,',
      'Open,,',
    );
    expect(differences).toEqual([]);
    expect(planned.map(({ command, row, nth }) => `${command} ${row}/${nth}`)).toEqual([
      'create 2/0',
      'triage 2/0',
      'start 2/0',
      'resolve 3/0',
      'fileReport 3/1',
      'confirm 3/1',
      'reopen 6/0',
    ]);
    expect(judged[0]?.steps.map(({ to, refused }) => [to, refused])).toEqual([
      ['in-progress', null],
      ['resolved', null],
      ['closed', null],
      ['in-progress', 'case-ended'],
    ]);
  });

  test('a priority alone weighs the case as the matrix would, and a changed one weighs it anew', async () => {
    const { planned } = await played('Open,hot,North', 'Open,warm,', 'Open,cool,', 'Open,,', 'Open,cold,', 'Open,odd,');
    const weights = planned.flatMap(({ command, data: { impact, urgency } }) =>
      typeof impact === 'string' && typeof urgency === 'string' ? [`${command} ${impact}${urgency}`] : [],
    );
    expect(weights).toEqual(['create 11', 'triage 11', 'reprioritise 21', 'reprioritise 22', 'reprioritise 33']);
  });
});

test('where the log names nobody the standard team takes it, and somebody on duty acts', async () => {
  expect(await commandsOf(['Resolved'], ['Closed'])).toEqual([
    'create desk',
    'triage desk',
    'resolve standard-L1.duty',
    'fileReport standard-L1.duty',
    'confirm caller-Caller-3',
  ]);
});

test('after a transfer the new team claims and starts; a wait goes on there', async () => {
  expect(
    await commandsOf(['Active', 'North', 'Li'], ['Active', 'South', 'Wu'], ['Awaiting Vendor', 'East', 'Wu']),
  ).toEqual([
    'create desk',
    'triage desk',
    'claim Li',
    'start Li',
    'transfer Li',
    'claim Wu',
    'start Wu',
    'transfer Wu',
    'claim Wu',
    'hold Wu',
  ]);
});

test('a higher tier is escalated to and a lower one handed back to, one tier at a time', async () => {
  expect(await commandsOf(['Active', 'North'], ['Active', 'South 3rd'], ['Active', 'West'])).toEqual([
    'create desk',
    'triage desk',
    'start North.duty',
    'escalate North.duty',
    'escalate supervisor',
    'transfer supervisor',
    'start South-3rd.duty',
    'handBack South-3rd.duty',
    'handBack supervisor',
    'transfer supervisor',
    'start West.duty',
  ]);
});

test('the third hand-back between two queues is not sent: the case stays where it is', async () => {
  const toAndFro: Row[] = Array.from({ length: 4 }, (): Row[] => [
    ['Active', 'North'],
    ['Active', 'South 2nd'],
  ]).flat();
  const commands = await commandsOf(...toAndFro, ['Active', 'North'], ['Resolved', 'North']);
  expect(commands.filter((command) => command.startsWith('handBack'))).toHaveLength(2);
});

test('another person takes over: released and claimed at work, dispatched by the supervisor while it waits', async () => {
  expect(
    await commandsOf(
      ['Active', 'North', 'Li'],
      ['Active', 'North', 'Wu'],
      ['Awaiting Problem', 'North', 'Li'],
      ['Awaiting Problem', 'North', 'Wu'],
    ),
  ).toEqual([
    'create desk',
    'triage desk',
    'claim Li',
    'start Li',
    'release Li',
    'claim Wu',
    'start Wu',
    'release Wu',
    'claim Li',
    'hold Li',
    'dispatch supervisor',
    'hold Wu',
  ]);
});

test('another reason to wait is another hold; another weight is a new priority', async () => {
  expect(await commandsOf(['Awaiting User Info', 'North'], ['Awaiting Vendor', 'North', '?', '1 - High'])).toEqual([
    'create desk',
    'triage desk',
    'hold North.duty',
    'reprioritise desk',
    'hold North.duty',
  ]);
});

test('what the dry run refuses is tried all the same, and is refused', async () => {
  expect(await commandsOf(['Resolved'], ['New'], ['Closed'], ['Active'], ['Resolved'], ['Closed'])).toEqual([
    'create desk',
    'triage desk',
    'resolve standard-L1.duty',
    'triage desk in vain',
    'fileReport standard-L1.duty',
    'confirm caller-Caller-3',
    'reopen supervisor in vain',
    'resolve supervisor in vain',
  ]);
});

test('a reopening into a wait is two commands', async () => {
  const commands = await commandsOf(
    ['Resolved', 'North', 'Li'],
    ['Awaiting User Info', 'North', 'Li'],
    ['Resolved', 'North', 'Li'],
  );
  expect(commands.slice(3)).toEqual(['resolve Li', 'reopen Li', 'hold Li', 'resolve Li']);
});

test('a log with statuses of our own names is laid down and taken up again', async () => {
  const map = {
    New: 'new',
    Q: 'queued',
    A: 'assigned',
    W: 'in-progress',
    H: { status: 'on-hold', reason: 'window' },
    X: 'canceled',
  };
  const mapping = path.join(folder, 'own.json');
  const columns = {
    case: 'number',
    time: { column: 'sys_updated_at' },
    group: 'assignment_group',
    person: 'assigned_to',
  };
  writeFileSync(mapping, JSON.stringify({ ...columns, missing: ['?'], status: { column: 'incident_state', map } }));
  const file = fileOf(['Q', 'North'], ['A', 'North', 'Li'], ['W'], ['Q'], ['W'], ['H'], ['A'], ['H'], ['Q'], ['X']);
  const { cases, product } = await plansOf(file, mapping);
  const { differences, judged } = await runLive(cases, { door: product, clients: 1, speed: null });
  expect(differences).toEqual([]);
  expect(judged[0]).toMatchObject({ finalStatus: 'canceled' });
});

test('a whole log goes through the rules as the dry run says, and a second run changes nothing', async () => {
  const logged = isWhole ? 300 : 90;
  const file = path.join(folder, 'generated.csv');
  writeFileSync(file, generateLog({ cases: logged }).join('\n'));
  const { cases, product } = await plansOf(file);
  const first = await runLive(cases, { door: product, clients: 8, speed: null });
  expect(first.differences).toEqual([]);
  expect(first.judged.map(({ finalStatus, steps }) => [finalStatus, steps.map(({ refused }) => refused)])).toEqual(
    cases.map(({ dry }) => [dry.finalStatus, dry.steps.map(({ refused }) => refused)]),
  );
  const events = [...product.cases.values()].map(({ seq }) => seq);
  const second = await runLive(cases, { door: product, clients: 3, speed: null });
  expect(second.differences).toEqual([]);
  expect([...product.cases.values()].map(({ seq }) => seq)).toEqual(events);
  expect(first.commands['incident.create']).toMatchObject({ sent: logged, accepted: logged, refused: {} });
});

test('a difference is named: the case, the command, what was expected and found', async () => {
  const { cases, product } = await plansOf(fileOf(['Active', 'North', 'Li'], ['Resolved', 'North', 'Li']));
  const door = {
    read: product.read.bind(product),
    send: async (one: Planned, number: string | null): Promise<Answer> =>
      one.command === 'resolve'
        ? { code: 'stale-version', shown: null, ms: 1, retries: 0 }
        : await product.send(one, number),
  };
  const { differences, judged } = await runLive(cases, { door, clients: 1, speed: null });
  expect(differences).toEqual([
    expect.objectContaining({ what: expect.stringContaining('resolve by replay-engineer-Li'), found: 'stale-version' }),
    expect.objectContaining({
      case: 'INC0000007',
      number: 'INC-000001',
      what: 'status',
      expected: 'resolved',
      found: 'in-progress',
    }),
  ]);
  expect(judged[0]?.steps.map(({ refused }) => refused)).toEqual([null, 'stale-version']);
});

test('at a given speed the commands keep the rhythm of the log', async () => {
  const { cases, product } = await plansOf(fileOf(['New', 'North'], ['Active', 'North', 'Li']));
  const { seconds } = await runLive(cases, { door: product, clients: 2, speed: 600 });
  expect(seconds).toBeGreaterThanOrEqual(0.1); // one minute of the log at 600 times
  expect(seconds).toBeLessThan(5);
});

test('a command goes again under the same key until there is an answer, as late as the product asks for', async () => {
  const { cases } = await plansOf(fileOf(['New']));
  const [create] = cases[0]?.planned ?? [];
  if (!create) throw new Error('nothing planned');
  const shown = { number: 'INC-000001', status: 'new', version: 1, counts: { reopened: 0 } };
  const again = { status: 503, headers: { 'Retry-After': '0' } };
  const answers: (() => Response)[] = [
    () => Response.json({ code: 'engine-away' }, again),
    () => Response.json({ code: 'still-under-way' }, { ...again, status: 202 }),
    () => {
      throw new TypeError('fetch failed');
    },
    () => Response.json({ code: 'too-many-requests' }, { ...again, status: 429 }),
    () => Response.json(shown, { status: 201 }),
  ];
  const asked: { url: unknown; headers: unknown }[] = [];
  const door = new Door('http://product/', { [create.by]: 'cm_key' }, async (url, { headers } = {}) => {
    asked.push({ url, headers });
    return (answers.shift() ?? (() => Response.error()))();
  });
  expect(await door.send(create, null)).toMatchObject({ code: null, retries: 4, shown });
  expect(asked).toHaveLength(5);
  expect(new Set(asked.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(asked[0]).toMatchObject({
    url: 'http://product/api/incidents',
    headers: { 'Idempotency-Key': 'INC0000007.0', Authorization: 'Bearer cm_key' },
  });
});

test('a refusal is an answer; somebody without a key, or an answer that is no problem, ends the run', async () => {
  const { cases } = await plansOf(fileOf(['New', 'North']));
  const [create, triage] = cases[0]?.planned ?? [];
  if (!create || !triage) throw new Error('nothing planned');
  const said = (response: () => Response) => new Door('http://product', { [create.by]: 'k' }, async () => response());
  const refused = said(() => Response.json({ code: 'wrong-status' }, { status: 409 }));
  expect(await refused.send(triage, 'INC-000001')).toMatchObject({ code: 'wrong-status', shown: null, retries: 0 });
  await expect(said(() => new Response('<html>', { status: 404 })).send(create, null)).rejects.toThrow(/404 <html>/);
  await expect(new Door('http://product', {}).send(create, null)).rejects.toThrow(/no API key .*--setup/);
});

test('a file goes under one key until it is taken; one that is fetched is known by its bytes, one that is refused by why', async () => {
  const bytes = new Uint8Array([0xff, 0xd8, 0, 1]);
  const answers: (() => Response)[] = [
    () => Response.json({ code: 'engine-away' }, { status: 503, headers: { 'Retry-After': '0' } }),
    () => Response.json({ id: 'f-1' }, { status: 201 }),
    () => new Response(bytes),
    () => Response.json({ code: 'document-failed' }, { status: 409 }),
  ];
  const sent: unknown[] = [];
  const door = new Door('http://product', { anna: 'k' }, async (_url, { body, headers } = {}) => {
    sent.push([body, headers]);
    return (answers.shift() ?? (() => Response.error()))();
  });
  const taken = await door.upload('anna', {
    key: 'one-photo',
    name: '现场.jpg',
    bytes,
    schema: z.object({ id: z.string() }),
  });
  expect(taken).toMatchObject({ code: null, shown: { id: 'f-1' }, retries: 1 });
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[0]).toMatchObject([bytes, { 'Idempotency-Key': 'one-photo', 'File-Name': '%E7%8E%B0%E5%9C%BA.jpg' }]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(await door.download('anna', '/api/files/f-1')).toMatchObject({ code: null, sha256 });
  expect(await door.download('anna', '/api/files/f-2')).toMatchObject({
    code: 'document-failed',
    sha256: null,
    bytes: null,
  });
});

test('a case whose name is no key gets one that repeats', () => {
  expect(commandKey('INC0000007', 3)).toBe('INC0000007.3');
  const odd = commandKey('工单 7', 3);
  expect(odd).toMatch(/^case-[0-9a-f]{24}\.3$/);
  expect(odd).toContain(createHash('sha256').update('工单 7').digest('hex').slice(0, 24));
});

const logFile = process.env['CHANGMING_INCIDENT_LOG'] ?? '';
const withLog = existsSync(logFile) ? describe : describe.skip;
withLog('the sample of 1,200 real incidents (CHANGMING_INCIDENT_LOG names it; skipped where it does not)', () => {
  test('goes through the rules as the dry run says', async () => {
    const { cases, product } = await plansOf(logFile);
    const { differences, commands } = await runLive(cases, { door: product, clients: 8, speed: null });
    expect(differences).toEqual([]);
    expect(commands['incident.reopen']).toMatchObject({ accepted: 15, refused: { 'case-ended': 4 } });
  });
});
