/** Changes as their people have them: drafted, assessed, approved from the inbox, carried out. Of the sample organisation. */
import { QUESTIONS } from '../../../domain/change/risk.ts';
import { type Api, type Caller, startApi } from './api.ts';

export const HOUR = 3_600_000;
/** May be worked on at any time. */
export const ITEM = 'mw-payment';
export const instant = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
/** Windows that do not meet: the nth of them. */
export const windowOf = (n: number) => ({ from: instant(n * 24 - 1), until: instant(n * 24 + 10) });
const step = (id: string) => ({ id, title: id, instruction: `Do ${id}`, undo: `Undo ${id}`, minutes: 5 });
export const planned = (more: object = {}) => ({
  items: [ITEM],
  window: windowOf(0),
  outageMinutes: 0,
  consequences: '无',
  steps: [step('stop'), step('patch')],
  backOut: '恢复快照',
  backOutMinutes: 30,
  testEvidence: '测试环境已验证',
  implementer: 'eng-donghu-2',
  ...more,
});
export const raised = {
  kind: 'normal',
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: '支付中间件补丁',
  description: '厂商要求',
  items: [ITEM],
};
/** The lowest risk. */
export const answers = Object.fromEntries(QUESTIONS.map(({ key }) => [key, false]));

export const inbox = async (who: Caller) =>
  (await who.get('/api/approvals').expect(200)).body.items as { number: string; planHash: string; dueAt: string }[];

type Entry = { type?: string; data: object };
export type ChangeDesk = {
  api: Api;
  raiser: Caller;
  doer: Caller;
  /** Raised and planned; its number. */
  draft(more?: object, unit?: string): Promise<string>;
  /** Submitted and assessed, so that its approvers are asked. */
  asked(number: string, given?: object): Promise<void>;
  /** Each of these approves it, in this order; where it then stands. */
  approvedBy(number: string, ...people: string[]): Promise<string>;
  /** Approved by the head of the desk, started, each step done, finished, reviewed. */
  carriedOut(number: string): Promise<void>;
  timeline(number: string): Promise<Entry[]>;
  /** The newest event of that kind, once it is there. */
  recorded(number: string, type: string): Promise<Entry>;
};

/** Stopped by its `api`. */
export const startChangeDesk = async (): Promise<ChangeDesk> => await changeDeskOn(await startApi());

export async function changeDeskOn(api: Api): Promise<ChangeDesk> {
  const [raiser, doer] = await Promise.all([api.as('eng-donghu-1'), api.as('eng-donghu-2')]);

  async function draft(more: object = {}, unit: string = raised.unit): Promise<string> {
    const { number } = (await raiser.send('/api/changes', { ...raised, unit }).expect(201)).body;
    await raiser.send(`/api/changes/${number}/plan`, planned(more)).expect(200);
    return number;
  }

  async function asked(number: string, given: object = answers): Promise<void> {
    await raiser.send(`/api/changes/${number}/submit`).expect(200);
    for (const [as, who] of [
      ['technical', 'expert-1'],
      ['security', 'expert-2'],
      ['business', 'owner'],
    ] as const)
      await (await api.as(who))
        .send(`/api/changes/${number}/assess`, { as, answers: given, opinion: '可行' })
        .expect(200);
  }

  async function approvedBy(number: string, ...people: string[]): Promise<string> {
    let status = '';
    for (const id of people) {
      const who = await api.as(id);
      const planHash = (await inbox(who)).find((one) => one.number === number)?.planHash;
      ({ status } = (await who.send(`/api/changes/${number}/approve`, { planHash }).expect(200)).body);
    }
    return status;
  }

  async function carriedOut(number: string): Promise<void> {
    await approvedBy(number, 'sup-donghu');
    await doer.send(`/api/changes/${number}/start`).expect(200);
    for (const part of ['stop', 'patch'])
      await doer.send(`/api/changes/${number}/completeStep`, { part, evidence: '日志 7' }).expect(200);
    await doer.send(`/api/changes/${number}/finish`, { verification: '可用' }).expect(200);
    const head = await api.as('sup-donghu');
    await head.send(`/api/changes/${number}/review`, { outcome: 'successful', lessons: '无' }).expect(200);
  }

  const timeline = async (number: string): Promise<Entry[]> =>
    (await raiser.get(`/api/cases/${number}/timeline`).expect(200)).body.items;
  const recorded = (number: string, type: string): Promise<Entry> =>
    api.product.eventually(async () => (await timeline(number)).findLast((one) => one.type === type));

  return { api, raiser, doer, draft, asked, approvedBy, carriedOut, timeline, recorded };
}
