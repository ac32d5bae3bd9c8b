import type { CaseInput } from './support/messages.ts';
import { runCase } from './support/run-case.ts';

export const inspectionCase = (input: CaseInput): Promise<void> => runCase(input);
