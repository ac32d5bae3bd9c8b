/** People at the API: sign-ins, refusals, edits of registers, rehearsals. */
import { randomUUID } from 'node:crypto';
import type { Anything } from './image.ts';

type Answer = Record<string, Anything>;
type Sent = { body?: object; version?: number; fails?: boolean };
const engineer = { unit: '/dx/donghu', grants: [{ role: 'engineer', orgPath: '/dx/donghu' }], teams: ['donghu-l2'] };

export class Visitor {
  private readonly address: string;
  private readonly password: string;
  private readonly cookies = new Map<string, string>();
  private edits = 0;

  constructor({ address, password }: { address: string; password: string }) {
    this.address = address;
    this.password = password;
  }

  /** Published versions of every register of rules, and people, a team and an application, each time others. */
  async editRegisters(): Promise<void> {
    for (const path of ['calendars/cn-5x8', 'policies/incident', 'policies/call', 'matrices/priority'])
      await this.publish(path, (await this.ask('owner', 'GET', path))['source']);
    await this.publish(`contracts/xiling-${this.edits}`, contract(this.edits));
    const team = {
      name: '数据组',
      orgPath: '/dx/donghu',
      tier: 'L2',
      standard: false,
      applications: [],
      calendar: 'cn-5x8',
    };
    await this.ask('admin-system', 'POST', 'teams', { body: { id: `donghu-data-${this.edits}`, ...team } });
    const own = { mail: 'none', quietHours: null, zone: null, locale: this.edits % 2 === 0 ? 'en' : 'zh' };
    await this.ask('eng-dx-1', 'PUT', 'me/preferences', { body: own });
    await this.editPeople();
  }

  /** One made, edited twice. */
  async editPeople(): Promise<void> {
    this.edits += 1;
    const id = `zhou-${this.edits}`;
    await this.ask('admin-security', 'POST', 'people', { body: { id, name: '周工', ...engineer } });
    await this.ask('admin-security', 'PUT', `people/${id}`, { body: { name: '周师傅', ...engineer }, version: 1 });
    await this.ask('admin-security', 'POST', `people/${id}/lock`, { body: { reason: '长假' }, version: 2 });
  }

  async rehearse(data: object): Promise<void> {
    for (const title of ['one', 'two', 'three'])
      await this.ask('owner', 'POST', 'rehearsals', { body: { title, process: 'incident', data, by: 'desk-linxi' } });
  }

  /** What nobody may, and whom nobody knows. */
  async refuse(): Promise<void> {
    await this.ask('eng-donghu-1', 'GET', 'audit/records', { fails: true });
    await this.ask('eng-donghu-1', 'POST', 'people', { body: { id: 'eve', name: 'Eve', ...engineer }, fails: true });
    await fetch(
      `${this.address}/api/session`,
      this.sent('POST', { body: { name: 'nobody', password: 'nothing at all' } }),
    );
  }

  private async publish(path: string, source: object): Promise<void> {
    const draft = await this.ask('owner', 'GET', `${path}/draft`, { fails: true });
    const seen = typeof draft['revision'] === 'number' ? draft['revision'] : 0;
    const saved = await this.ask('owner', 'PUT', `${path}/draft`, { body: source, version: seen });
    await this.ask('owner', 'POST', `${path}/publish`, { body: { note: '按新合同调整' }, version: saved['revision'] });
  }

  private async ask(
    person: string,
    method: string,
    path: string,
    { fails = false, ...sent }: Sent = {},
  ): Promise<Answer> {
    const cookie = await this.cookieOf(person);
    const response = await fetch(`${this.address}/api/${path}`, this.sent(method, sent, { Cookie: cookie }));
    const text = await response.text();
    if (!response.ok && !fails) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text || '{}') as Answer;
  }

  private async cookieOf(name: string): Promise<string> {
    const known = this.cookies.get(name);
    if (known !== undefined) return known;
    const { address, password } = this;
    const response = await fetch(`${address}/api/session`, this.sent('POST', { body: { name, password } }));
    if (!response.ok) throw new Error(`${name} cannot sign in: ${response.status}`);
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    this.cookies.set(name, cookie);
    return cookie;
  }

  private sent(method: string, { body, version }: Sent, more: Record<string, string> = {}): RequestInit {
    const headers = {
      ...more,
      Origin: this.address,
      'Content-Type': 'application/json',
      ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
      ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
    };
    return { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
  }
}

const contract = (n: number): object => ({
  name: `西岭资产系统运维 ${n}`,
  organisations: [n === 0 ? '/dx/xiling' : '/dx/donghu'],
  applications: [n === 0 ? 'assets' : 'budget'],
  calendars: { service: 'cn-7x12', vendor: 'cn-5x8' },
  policies: { incident: 'incident' },
  firstDay: '2026-01-01',
  lastDay: '2027-12-31',
});
