/** Editing of versioned registers, as an editor of the API does it. */
import type { Connection } from 'mongoose';
import type { Response, Test } from 'supertest';
import type { Caller } from './api.ts';

export type Source = Record<string, unknown>;

const office = [
  [540, 720],
  [780, 1080],
];
/** Office hours in China, with one day off that has a name. */
export const calendarSource = (more: Source = {}): Source => ({
  name: '工作日',
  zone: 'Asia/Shanghai',
  week: [office, office, office, office, office, [], []],
  dates: { '2026-10-01': 'closed' },
  names: { '2026-10-01': '国庆节' },
  years: [2026, 2027],
  ...more,
});
/** For one service of Xiling. */
export const contractSource = (more: Source = {}): Source => ({
  name: '西岭资产系统运维',
  organisations: ['/dx/xiling'],
  applications: ['assets'],
  calendars: { service: 'cn-7x12', vendor: 'cn-5x8' },
  policies: { incident: 'incident' },
  firstDay: '2026-01-01',
  lastDay: '2027-12-31',
  ...more,
});

/** For middleware of the whole sample organisation. */
export const templateSource = (more: Source = {}): Source => ({
  name: '清理日志',
  organisation: '/dx',
  applications: [],
  kinds: ['middleware'],
  items: [],
  title: '清理中间件日志',
  description: '磁盘将满',
  plan: {
    steps: [{ id: 'clear', title: '清理', instruction: '按手册清理', undo: '从备份恢复', minutes: 10 }],
    consequences: '无',
    outageMinutes: 0,
    backOut: '从备份恢复',
    backOutMinutes: 10,
    testEvidence: '已执行二十次',
  },
  validFrom: new Date(Date.now() - 3_600_000).toISOString(),
  validUntil: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  ...more,
});
export const questionnaireSource = (more: Source = {}): Source => ({
  name: '西岭问卷',
  organisations: ['/dx/xiling'],
  questions: [{ key: 'night', weight: 10, title: { zh: '是否在夜间？', en: 'Is it at night?' } }],
  medium: 5,
  high: 10,
  ...more,
});

export const saveDraft = (by: Caller, path: string, source: Source, seen = 0): Test =>
  by.put(`/api/${path}/draft`, source).set('If-Match', `"${seen}"`);
export const publishDraft = (by: Caller, path: string, seen: number): Test =>
  by.post(`/api/${path}/publish`, { note: '按新合同调整' }).set('If-Match', `"${seen}"`);

/** Saved over whatever draft there is, and published; what was published. */
export async function publishSource(by: Caller, path: string, source: Source): Promise<{ id: string }> {
  const before = await by.get(`/api/${path}/draft`);
  const saved = await saveDraft(by, path, source, before.body.revision ?? 0);
  const done = await publishDraft(by, path, saved.body.revision);
  if (done.status !== 201) throw new Error(done.text);
  return done.body;
}

/** `pointer code` of every fault that an answer names. */
export const faultsIn = ({ body }: Pick<Response, 'body'>): string[] =>
  (body.errors ?? body.problems ?? []).map(
    ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
  );

/** The same change six times at once; the statuses of the answers, lowest first. */
export async function atOnce(change: () => Test): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: 6 }, change));
  return answers.map(({ status }) => status).toSorted((a, b) => a - b);
}
/** Of six at once one is made. */
export const onlyOne = (made: number, refused: number): number[] => [made, ...Array<number>(5).fill(refused)];

/** How often a change stands on record that was not taken back behind it; `of`: what its data name. */
export async function standing(db: Connection, type: string, of: object): Promise<number> {
  const audit = db.collection('audit');
  const lost = { ...of, type: 'editLost', 'data.lost': type };
  return (await audit.countDocuments({ ...of, type })) - (await audit.countDocuments(lost));
}
