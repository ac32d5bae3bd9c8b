/** Runs as their people have them: a runbook approved, a failover raised and authorised, its steps gone through. Of the sample organisation. */
import { type Api, type Caller, startApi } from './api.ts';
import { publishDraft, saveDraft, type Source } from './registers.ts';

type Words = { zh: string; en: string };
const MINUTE = 60_000;
/** A step by hand that can be taken back, with words of its own. */
export const stepOf = (id: string, more: object = {}) => ({
  node: 'step',
  id,
  kind: 'manual',
  title: { zh: `步骤${id}`, en: `Step ${id}` } satisfies Words,
  instruction: { zh: `按手册做${id}。`, en: `Do ${id} by the manual.` },
  verify: { zh: `${id}正常。`, en: `${id} is well.` },
  role: 'engineer',
  undo: { kind: 'manual', instruction: { zh: `撤销${id}。`, en: `Take ${id} back.` }, budgetMs: 5 * MINUTE },
  budgetMs: 10 * MINUTE,
  retries: 0,
  onFailure: 'needs-human',
  ...more,
});
/** One that is not taken back. */
export const fixedStep = (id: string, more: object = {}) => {
  const { undo: _undo, ...step } = stepOf(id, more);
  return step;
};
/** For failovers of the city, to a standby node. */
export const runbookOf = (of: readonly object[], more: Source = {}): Source => ({
  title: { zh: '切换支付服务', en: 'Switch the payment service' },
  process: 'failover',
  scheme: 'standby-node',
  orgPath: '/dx/donghu',
  applications: [],
  items: [],
  plan: { of },
  ...more,
});

/** Leads to a standby node. */
export const faultFacts = {
  hostsDown: 'one',
  hardwareFault: true,
  clustered: true,
  standbyHealthy: true,
  dataLost: false,
} as const;
export const raised = {
  unit: '/dx/donghu/linxi/school',
  application: 'payment',
  title: '支付服务器宕机',
  items: ['srv-db-1'],
  facts: faultFacts,
  commander: 'sup-donghu',
} as const;

export type RunDesk = {
  api: Api;
  /** Raises, and has steps; another engineer of the city; the head of the city, who commands. */
  engineer: Caller;
  other: Caller;
  commander: Caller;
  /** Written by an engineer, approved by the process owner: `id@version`. */
  published(id: string, source: Source): Promise<string>;
  /** Raised with these runbooks chosen, in this order; its number. */
  assessed(runbooks: readonly string[], more?: object, by?: Caller): Promise<string>;
  /** The same, authorised. */
  executing(runbooks: readonly string[], more?: object, by?: Caller): Promise<string>;
  /** A command about a part, or about the run. Throws what is no success. */
  give(who: Caller, number: string, command: string, body?: object): Promise<{ status: string; version: number }>;
  /** A manual step, done by the engineer. */
  done(number: string, part: string, who?: Caller): Promise<void>;
  /** What `who` sees of it. */
  seen(number: string, who?: Caller): Promise<Seen>;
};
export type Seen = Readonly<Record<string, unknown>> & {
  version: number;
  current: readonly ({ part: string } & Readonly<Record<string, unknown>>)[];
  next: readonly { part: string }[];
  abort: { undo: readonly { part: string; title: string }[]; budgetMs: number; refused?: { code: string } } | null;
};

const give: RunDesk['give'] = async (who, number, command, body = {}) => {
  const answer = await who.send(`/api/failovers/${number}/${command}`, body);
  if (answer.status !== 200) throw new Error(`${command}: ${answer.text}`);
  return answer.body;
};

/** Stopped by its `api`. */
export const startRunDesk = async (): Promise<RunDesk> => await runDeskOn(await startApi());

/** The same on an API that is there already. */
export async function runDeskOn(api: Api): Promise<RunDesk> {
  const [engineer, other, commander, owner] = await Promise.all([
    api.as('eng-donghu-1'),
    api.as('eng-donghu-2'),
    api.as('sup-donghu'),
    api.as('owner'),
  ]);

  const published: RunDesk['published'] = async (id, source) => {
    const draft = await engineer.get(`/api/runbooks/${id}/draft`);
    const saved = await saveDraft(engineer, `runbooks/${id}`, source, draft.body.revision ?? 0).expect(200);
    return (await publishDraft(owner, `runbooks/${id}`, saved.body.revision).expect(201)).body.id;
  };

  const assessed: RunDesk['assessed'] = async (runbooks, more = {}, by = engineer) => {
    const faultAt = new Date(Date.now() - 10 * MINUTE).toISOString();
    const { number } = (await by.send('/api/failovers', { ...raised, faultAt, ...more }).expect(201)).body;
    await give(commander, number, 'choosePlans', { runbooks, reason: '按本市预案' });
    return number;
  };

  const executing: RunDesk['executing'] = async (runbooks, more, by) => {
    const number = await assessed(runbooks, more, by);
    const { proposal } = (await commander.get(`/api/failovers/${number}`).expect(200)).body;
    await give(commander, number, 'authorize', { planHash: proposal.planHash, customerTold: '已电话告知学校' });
    return number;
  };

  return {
    api,
    engineer,
    other,
    commander,
    published,
    assessed,
    executing,
    give,
    done: async (number, part, who = engineer) => {
      await give(who, number, 'confirmStep', { part, evidence: `日志 ${part}` });
    },
    seen: async (number, who = engineer) => (await who.get(`/api/runs/${number}?lang=en`).expect(200)).body,
  };
}
