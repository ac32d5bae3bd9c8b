import type { CaseInput } from './support/messages.ts';
import { runCase } from './support/run-case.ts';

export const rectificationCase = (input: CaseInput): Promise<void> => runCase(input);
