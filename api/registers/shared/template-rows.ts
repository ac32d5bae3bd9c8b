/** The register of case templates 工单模板: what an intake is begun with. What it says binds nobody: an intake is judged as any other. */
import { formed, line } from '../../../domain/kernel/contract.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import type { CaseTemplate } from '../../../models/registers/shared/kept.ts';
import { processKey } from '../../http/schemas.ts';
import { presetData, presetFaults, specOf } from './preset.ts';
import { sharedRegister } from './shared-row.ts';

export const templateRegister = sharedRegister({
  name: 'case-templates',
  title: 'Case template',
  fields: {
    process: processKey,
    intake: formed(/^[a-zA-Z]{1,40}$/, 'command')
      .default('create')
      .describe('The intake of the process: `create`, or one beside it'),
    description: line(500).optional().describe('When it is used'),
    data: presetData.describe(
      'What the form begins with, as the intake takes it; what is missing is said by whoever opens the case. A standard change names its change template here',
    ),
  },
  faults: (body) => templateFaults(body),
});

/** What is wrong with a template of an intake. Exported for its tests. */
export function templateFaults({ process, intake = 'create', data }: Partial<CaseTemplate>): FieldError[] {
  if (process === undefined) return [];
  const spec = specOf(process, intake, { intake: true });
  if (!spec) return [{ pointer: '/intake', code: 'unknown' }];
  if (data === undefined) return [];
  if (Object.keys(data).length === 0) return [{ pointer: '/data', code: 'too-few', params: { minimum: 1 } }];
  return presetFaults(spec, data, '/data');
}
