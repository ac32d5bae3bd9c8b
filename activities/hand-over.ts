/** Who has left is relieved of every open case that names him; nobody's case is left without an owner. */
import { Context } from '@temporalio/activity';
import { DomainError } from '../domain/kernel/errors.ts';
import { handoverKey } from '../domain/kernel/ids.ts';
import type { Actor } from '../domain/kernel/process.ts';
import { casesOf } from '../models/in-use.ts';
import type { ActivityDeps } from './index.ts';

export type HandOver = {
  person: string;
  /** Of the person when he left: the same leaving relieves a case once. */
  version: number;
  successor?: string;
  reason: string;
};
const PAGE = 100;
const SYSTEM: Actor = { id: 'system', kind: 'system', unit: '/', teams: [], grants: [] };

export function createHandOver({ db, caseClient }: Pick<ActivityDeps, 'db' | 'caseClient'>) {
  /** Case by case, under keys of its own; begun again it does nothing twice. `refused`: cases that ended on the way. */
  async function handOver(leaving: HandOver): Promise<{ relieved: number; refused: number }> {
    const { person, version, successor, reason } = leaving;
    const data = { person, reason, ...(successor === undefined ? {} : { successor }) };
    const counts = { relieved: 0, refused: 0 };
    for (let after = '', page: string[] = []; ; after = page.at(-1) ?? after) {
      page = await casesOf(db, person, after, PAGE);
      for (const caseId of page) {
        Context.current().heartbeat(caseId);
        try {
          await caseClient.command(caseId, 'relieve', data, {
            actor: SYSTEM,
            key: handoverKey(person, version, caseId),
          });
          counts.relieved += 1;
        } catch (error) {
          if (!(error instanceof DomainError)) throw error; // an engine is away: the whole begins again
          counts.refused += 1;
        }
      }
      if (page.length < PAGE) return counts;
    }
  }
  return { handOver };
}
