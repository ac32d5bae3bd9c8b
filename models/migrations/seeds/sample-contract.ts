/** The sample organisation's contract for two of its services; every name is invented. */
import type { Contract } from '../../registers/contract.ts';

const DAY = 86_400_000;
const OFFSET = 8 * 3_600_000; // of China, all year
const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`) - OFFSET;

const firstDay = '2026-01-01';
const lastDay = '2027-12-31';

export const contracts = (now: number): Contract[] => [
  {
    _id: 'dx-treasury@1',
    contract: 'dx-treasury',
    version: 1,
    name: '东兴省国库支付系统运维服务合同',
    reference: 'DXCZ-2026-017',
    organisations: ['/dx'],
    applications: ['payment', 'execution'],
    calendars: { service: 'cn-5x8', vendor: 'cn-5x8' },
    policies: {},
    firstDay,
    lastDay,
    inForceFrom: midnight(firstDay),
    inForceUntil: midnight(lastDay) + DAY,
    note: '样例合同',
    publishedAt: now,
    publishedBy: 'system',
  },
];
