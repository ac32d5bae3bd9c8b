import type { CaseInput } from './support/messages.ts';
import { runCase } from './support/run-case.ts';

export const appraisalCase = (input: CaseInput): Promise<void> => runCase(input);
