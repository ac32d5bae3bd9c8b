/** Failovers as their people have them, over HTTP: raised, authorised, run by hand. Of the sample organisation, by the city's own runbook. */
import type { Response } from 'supertest';
import { type Api, type Caller, startApi } from './api.ts';
import { publishDraft, saveDraft, type Source } from './registers.ts';

export const RAISER = 'eng-donghu-1';
export const DOER = 'eng-donghu-2';
export const COMMANDER = 'sup-donghu';
/** Of a unit of the city; represents the city as a customer here. */
const USER = 'req-donghu';

export const CLUSTERED = { hostsDown: 'one', hardwareFault: true, clustered: true, standbyHealthy: true } as const;
export const raised = (more: object = {}) => ({
  unit: '/dx/donghu/hospital',
  application: 'payment',
  title: '前置服务器主板故障',
  description: '服务器无法启动。',
  items: ['srv-donghu-1'],
  faultAt: new Date(Date.now() - 600_000).toISOString(),
  facts: CLUSTERED,
  commander: COMMANDER,
  ...more,
});
export const log = { evidence: '日志 7' };

const words = { zh: '步骤', en: 'Step' };
/** A step by hand that can be taken back. */
export const byHand = (id: string, more: object = {}) => ({
  node: 'step',
  id,
  kind: 'manual',
  title: { zh: `步骤 ${id}`, en: `Step ${id}` },
  instruction: words,
  role: 'engineer',
  budgetMs: 3_600_000,
  retries: 0,
  onFailure: 'needs-human',
  undo: { kind: 'manual', instruction: words, budgetMs: 3_600_000 },
  ...more,
});
/** The same by an action outside, and back by another. */
export const byAction = (id: string, action: string, back: string, more: object = {}) =>
  byHand(id, {
    kind: 'automatic',
    action,
    undo: { kind: 'automatic', action: back, instruction: words, budgetMs: 3_600_000 },
    ...more,
  });

type Entry = { type?: string; data: Record<string, unknown> };
export type FailoverDesk = {
  api: Api;
  raiser: Caller;
  doer: Caller;
  head: Caller;
  user: Caller;
  /** Of the city, for its own cases: its id. Another version where there is one. */
  publish(id: string, of: readonly object[], more?: Source): Promise<string>;
  /** Raised by the first engineer, with these runbooks chosen instead of those proposed; its number. */
  open(runbooks?: readonly string[], more?: object): Promise<string>;
  authorize(number: string): Promise<Response>;
  /** Open and authorised. */
  begun(runbooks?: readonly string[], more?: object): Promise<string>;
  give(who: Caller, number: string, command: string, data?: object, key?: string): ReturnType<Caller['send']>;
  /** `status code` of its refusal. */
  refusal(who: Caller, number: string, command: string, data?: object): Promise<string>;
  /** `id status` of each step that was touched. */
  steps(number: string): Promise<string[]>;
  timeline(number: string): Promise<Entry[]>;
  /** The newest event of that kind, once it is there. */
  recorded(number: string, type: string): Promise<Entry>;
};

const give: FailoverDesk['give'] = (who, number, command, data = {}, key) =>
  who.send(`/api/failovers/${number}/${command}`, data, key);

async function represents(api: Api): Promise<void> {
  const unit = '/dx/donghu/hospital';
  const grants = [
    { role: 'requester', orgPath: unit },
    { role: 'customer-representative', orgPath: '/dx/donghu' },
  ];
  const guard = await api.as('admin-security');
  await guard.put(`/api/people/${USER}`, { name: '刘芳', unit, grants, teams: [] }).set('If-Match', '"1"').expect(200);
  await api.product.eventually(async () => (await api.product.actor(USER)).grants.length === grants.length);
}

/** Stopped by its `api`. */
export async function startFailoverDesk(): Promise<FailoverDesk> {
  const api = await startApi();
  await represents(api);
  const [raiser, doer, head, user, owner] = await Promise.all([
    api.as(RAISER),
    api.as(DOER),
    api.as(COMMANDER),
    api.as(USER),
    api.as('owner'),
  ]);
  const view = async (number: string) => (await head.get(`/api/failovers/${number}`).expect(200)).body;

  async function publish(id: string, of: readonly object[], more: Source = {}): Promise<string> {
    const source = {
      title: { zh: id, en: id },
      process: 'failover',
      scheme: 'standby-node',
      orgPath: '/dx/donghu',
      applications: [],
      items: [],
      plan: { of },
      ...more,
    };
    const { body } = await raiser.get(`/api/runbooks/${id}/draft`);
    const saved = await saveDraft(raiser, `runbooks/${id}`, source, body.revision ?? 0).expect(200);
    await publishDraft(owner, `runbooks/${id}`, saved.body.revision).expect(201);
    return id;
  }
  async function open(runbooks: readonly string[] = [], more: object = {}): Promise<string> {
    const { number } = (await raiser.send('/api/failovers', raised(more)).expect(201)).body;
    if (runbooks.length > 0) await give(head, number, 'choosePlans', { runbooks, reason: '更合适' }).expect(200);
    return number;
  }
  const authorize = async (number: string): Promise<Response> => {
    const { planHash } = (await view(number)).proposal;
    return await give(head, number, 'authorize', { planHash, customerTold: '已电话告知财务科' });
  };
  async function begun(runbooks?: readonly string[], more?: object): Promise<string> {
    const number = await open(runbooks, more);
    const { status, text } = await authorize(number);
    if (status !== 200) throw new Error(text);
    return number;
  }
  const timeline = async (number: string): Promise<Entry[]> =>
    (await head.get(`/api/cases/${number}/timeline?limit=100`).expect(200)).body.items;

  return {
    api,
    raiser,
    doer,
    head,
    user,
    publish,
    open,
    authorize,
    begun,
    give,
    refusal: async (who, number, command, data) => {
      const { status, body } = await give(who, number, command, data);
      return `${status} ${body.code}`;
    },
    steps: async (number) =>
      ((await view(number)).parts.items as { id: string; status: string; rev: number }[])
        .filter(({ rev }) => rev > 0)
        .map(({ id, status }) => `${id} ${status}`),
    timeline,
    recorded: (number, type) =>
      api.product.eventually(async () => (await timeline(number)).findLast((one) => one.type === type)),
  };
}
