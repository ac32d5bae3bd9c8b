import { call } from '../domain/call/index.ts';
import type { CaseInput } from './support/messages.ts';
import { runCase } from './support/run-case.ts';

export const callWorkflow = (input: CaseInput): Promise<void> => runCase(call, input);
