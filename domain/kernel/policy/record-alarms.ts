/** What those who watch over the record are told about it (X4). */
import type { Templates } from '../units.ts';

/**
 * `late`: no seal for too long. `unsound`: a chain ends in what the product did not sign, so its end was not sealed.
 * `missing`: seals are gone from their folder. `broken`: a verification found something. `unverified`: none has come to its end for too
 * long.
 */
export type RecordAlarm = 'late' | 'unsound' | 'missing' | 'broken' | 'unverified';

export const recordTemplate = (alarm: RecordAlarm): string => `record-${alarm}`;

export const recordTemplates: Templates = {
  'record-unverified': {
    zh: '记录已超过两天没有完成核验（上次完成于 {last}）。核验会被什么中断，请查看服务进程日志，并手工执行 npm run audit:verify。',
    en: 'No verification of the record has come to its end for two days (the last one ended {last}). See the log of the worker for what keeps it, and run npm run audit:verify by hand.',
  },
  'record-late': {
    zh: '记录封存已迟：最近一次封存是第 {number} 号。在恢复之前，数据库属主对已结单据的改动可能无法发现。请查看服务进程日志与封存目录。',
    en: 'The seals of the record are late: the newest is number {number}. Until they go on, what the owner of the database changes in closed cases may not be found. See the log of the worker and the folder of seals.',
  },
  'record-unsound': {
    zh: '封存第 {number} 号时，{count} 条记录链的末端不是本产品签署的，未予封存：{chains}。请立即核验（npm run audit:verify）。',
    en: 'At seal {number} chains ended in what the product did not sign and were not sealed: {count}, such as {chains}. Verify at once (npm run audit:verify).',
  },
  'record-missing': {
    zh: '封存目录中缺少 {count} 份封存（最早第 {number} 号）。请从备份取回，并查明是谁移走的。',
    en: 'Seals that are gone from their folder: {count}, the first is number {number}. Put them back from their backup, and find out who took them.',
  },
  'record-broken': {
    zh: '记录核验发现 {count} 条链有问题，例如 {chains}。详见 GET /api/audit/verifications。',
    en: 'Broken chains that the verification of the record found: {count}, such as {chains}. See GET /api/audit/verifications.',
  },
};
