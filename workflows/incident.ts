import { incident } from '../domain/incident/index.ts';
import type { CaseInput } from './support/messages.ts';
import { runCase } from './support/run-case.ts';

export const incidentWorkflow = (input: CaseInput): Promise<void> => runCase(incident, input);
