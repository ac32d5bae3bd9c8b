/** A plan as a runbook and the waves of a release make it. */
import { BUSINESS_DAY, MINUTE } from '../../../domain/kernel/time/durations.ts';
import type { Plan } from '../../../domain/kernel/steps/shapes.ts';

/** A wave with two of its places, as a runbook and the waves make it: the steps are written once. */
export const planOnPaper = {
  id: 'payroll-7-2',
  of: [
    {
      node: 'group',
      id: 'w1',
      kind: 'wave',
      order: 'sequence',
      of: [
        {
          node: 'each',
          kind: 'site',
          order: 'parallel',
          atMost: 20,
          places: [
            { id: 'w1-01', orgPath: '/dx/donghu/linxi' },
            { id: 'w1-02', orgPath: '/dx/donghu/andu' },
          ],
          of: [
            {
              node: 'step',
              id: '1',
              kind: 'automatic',
              title: { zh: '备份', en: 'Back up' },
              role: 'engineer',
              instruction: {
                zh: 'Back up database and settings; read the checksum back',
                en: 'Back up database and settings; read the checksum back',
              },
              action: 'backup',
              budgetMs: 30 * MINUTE,
              retries: 1,
              onFailure: 'needs-human',
            },
            { node: 'gate', id: 'c', kind: 'check', role: 'quality-lead' },
            {
              node: 'step',
              id: '2',
              kind: 'automatic',
              title: { zh: '部署', en: 'Deploy' },
              role: 'engineer',
              instruction: {
                zh: 'Install the artefact with this SHA-256',
                en: 'Install the artefact with this SHA-256',
              },
              action: 'deploy',
              undo: {
                kind: 'automatic',
                instruction: { zh: 'Install the version before', en: 'Install the version before' },
                action: 'redeploy',
                budgetMs: MINUTE,
              },
              budgetMs: 20 * MINUTE,
              retries: 2,
              onFailure: 'undo',
            },
            {
              node: 'step',
              id: '3',
              kind: 'manual',
              title: { zh: '验证', en: 'Verify' },
              role: 'engineer',
              instruction: { zh: 'Pay one salary in the test unit', en: 'Pay one salary in the test unit' },
              budgetMs: 60 * MINUTE,
              retries: 0,
              onFailure: 'undo',
              witness: true,
            },
          ],
        },
        { node: 'gate', id: 'g1', kind: 'gate', role: 'process-owner', soakMs: BUSINESS_DAY },
      ],
    },
  ],
} as const satisfies Plan;
