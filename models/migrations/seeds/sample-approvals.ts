/** Approval policies of the sample organisation: changes by their risk, and an emergency by either of two. */
import type { KeptApprovalPolicy } from '../../registers/approval-policy.ts';

export const approvalPolicies = (now: number): KeptApprovalPolicy[] => [
  {
    _id: 'change-low@1',
    approvalPolicy: 'change-low',
    version: 1,
    process: 'change',
    name: '低风险变更：主管审批',
    stages: [{ key: 'head', rule: 'any', seats: [{ id: 'supervisor', of: { role: 'supervisor' } }] }],
    note: '样例策略',
    publishedAt: now,
    publishedBy: 'system',
  },
  {
    _id: 'change-medium@1',
    approvalPolicy: 'change-medium',
    version: 1,
    process: 'change',
    name: '中风险变更：技术会签，主管审批',
    stages: [
      {
        key: 'technical',
        rule: 'all',
        seats: [
          { id: 'business', of: { person: 'expert-1' } },
          { id: 'software', of: { person: 'expert-2' } },
        ],
      },
      { key: 'head', rule: 'any', seats: [{ id: 'supervisor', of: { role: 'supervisor' } }] },
    ],
    note: '样例策略',
    publishedAt: now,
    publishedBy: 'system',
  },
  {
    _id: 'cab-normal@1',
    approvalPolicy: 'cab-normal',
    version: 1,
    process: 'change',
    name: '一般变更：技术负责人审核，变更委员会表决',
    stages: [
      {
        key: 'technical',
        rule: 'any',
        seats: [{ id: 'supervisor', of: { role: 'supervisor' } }],
        not: ['implementer'],
      },
      {
        key: 'cab',
        rule: 'quorum',
        seats: [
          { id: 'chair', of: { person: 'sup-dx' }, chair: true, deputy: 'owner' },
          { id: 'city-donghu', of: { person: 'sup-donghu' } },
          { id: 'city-xiling', of: { person: 'sup-xiling' } },
          { id: 'business', of: { person: 'expert-1' }, required: true },
          { id: 'software', of: { person: 'expert-2' } },
          { id: 'senior', of: { person: 'expert-3' } },
        ],
        not: ['implementer'],
      },
    ],
    withdrawable: true,
    note: '样例策略',
    publishedAt: now,
    publishedBy: 'system',
  },
  {
    _id: 'emergency@1',
    approvalPolicy: 'emergency',
    version: 1,
    process: 'change',
    name: '紧急变更：两人中任一人批准',
    stages: [
      {
        key: 'emergency',
        rule: 'any',
        seats: [
          { id: 'head', of: { role: 'supervisor', orgPath: '/dx' } },
          { id: 'owner', of: { role: 'process-owner', orgPath: '/dx' } },
        ],
        not: ['implementer'],
      },
    ],
    note: '样例策略',
    publishedAt: now,
    publishedBy: 'system',
  },
];
