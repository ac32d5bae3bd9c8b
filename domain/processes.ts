/** THE registry of processes: key, plural (path), number prefix, titles, and who may read. Loads no zod. */
import type { Role } from './roles.ts';

export type ProcessEntry = {
  plural: string;
  /** Before the number, two or three letters: INC-000123. */
  prefix: string;
  title: { zh: string; en: string };
  /** All roles that may read, those that may command among them (grants reach everything below their organisation). */
  readers: readonly Role[];
  /** A requester also reads the cases of his own unit. */
  unitReads: boolean;
  /** Likely duplicates are listed with the answer to an intake. */
  namesDuplicates?: true;
  /** Process whose cases an intake of this one may join: those that are open are likely duplicates as well. */
  joins?: string;
};

const watchers = [
  'supervisor',
  'process-owner',
  'auditor',
  'coordinator',
  'quality-lead',
  'customer-representative',
] as const;
/** They issue rectifications, and so read the work that one may keep shut. */
const issuers = ['safety-lead', 'project-manager'] as const;

export const processes = {
  call: {
    plural: 'calls',
    prefix: 'CAL',
    title: { zh: '呼叫工单', en: 'Call' },
    readers: [...watchers, 'requester', 'desk-agent', 'engineer'],
    unitReads: true,
    namesDuplicates: true,
    joins: 'incident',
  },
  incident: {
    plural: 'incidents',
    prefix: 'INC',
    title: { zh: '事件', en: 'Incident' },
    // Who plans inspections plans them by what fails.
    readers: [...watchers, 'project-manager', 'requester', 'desk-agent', 'engineer'],
    unitReads: true,
  },
  change: {
    plural: 'changes',
    prefix: 'CHG',
    title: { zh: '变更', en: 'Change' },
    readers: [...watchers, ...issuers, 'requester', 'desk-agent', 'engineer'],
    unitReads: false,
  },
  cutover: {
    plural: 'cutovers',
    prefix: 'CUT',
    title: { zh: '割接', en: 'Cutover' },
    readers: [...watchers, ...issuers, 'requester', 'desk-agent', 'engineer'],
    unitReads: true,
  },
  failover: {
    plural: 'failovers',
    prefix: 'FOV',
    title: { zh: '应急切换', en: 'Failover' },
    readers: [...watchers, ...issuers, 'requester', 'desk-agent', 'engineer'],
    unitReads: true,
  },
  rectification: {
    plural: 'rectifications',
    prefix: 'REC',
    title: { zh: '整改', en: 'Rectification' },
    readers: [...watchers, ...issuers, 'requester', 'desk-agent', 'engineer'],
    unitReads: false,
  },
  release: {
    plural: 'releases',
    prefix: 'REL',
    title: { zh: '发布', en: 'Release' },
    readers: [...watchers, ...issuers, 'requester', 'desk-agent', 'engineer'],
    unitReads: false,
  },
  'work-order': {
    plural: 'work-orders',
    prefix: 'WO',
    title: { zh: '上门工单', en: 'Work order' },
    readers: [...watchers, ...issuers, 'requester', 'desk-agent', 'engineer', 'maintenance-lead', 'spare-keeper'],
    unitReads: true,
  },
  inspection: {
    plural: 'inspections',
    prefix: 'INS',
    title: { zh: '巡检', en: 'Inspection' },
    readers: [
      ...watchers,
      'requester',
      'desk-agent',
      'engineer',
      'project-manager',
      'maintenance-lead',
      'records-keeper',
    ],
    unitReads: false,
  },
  archive: {
    plural: 'archives',
    prefix: 'ARC',
    title: { zh: '月度归档', en: 'Monthly archive' },
    readers: [...watchers, 'requester', 'desk-agent', 'engineer', 'project-manager', 'records-keeper'],
    unitReads: false,
  },
  appraisal: {
    plural: 'appraisals',
    prefix: 'APR',
    title: { zh: '考核', en: 'Appraisal' },
    readers: [
      ...watchers,
      'requester',
      'desk-agent',
      'engineer',
      'project-manager',
      'records-keeper',
      'appraiser',
      'chief-appraiser',
    ],
    unitReads: false,
  },
} as const satisfies Record<string, ProcessEntry>;

export type ProcessKey = keyof typeof processes;
/** Those that run by a runbook 预案, and are drilled. */
export const RUN_PROCESSES = ['failover', 'cutover', 'release'] as const satisfies readonly ProcessKey[];
export type RunProcess = (typeof RUN_PROCESSES)[number];

/** The process whose numbers begin like this one; null when none does. */
export function processOfCase(caseId: string): ProcessKey | null {
  const found = Object.entries(processes).find(([, { prefix }]) => caseId.startsWith(`${prefix}-`));
  return found && isProcessKey(found[0]) ? found[0] : null;
}

export const isProcessKey = (word: string): word is ProcessKey => Object.hasOwn(processes, word);

/** Refusals of the commands whose process is not offered here; command → process. */
export const notOffered = (
  needs: Readonly<Record<string, string>>,
): Record<string, { code: string; params: { process: string } }> =>
  Object.fromEntries(
    Object.entries(needs).flatMap(([command, process]) =>
      isProcessKey(process) ? [] : [[command, { code: 'process-not-offered', params: { process } }]],
    ),
  );
