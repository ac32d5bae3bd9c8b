/** The report of an action to its case: one system command under the id of the attempt. */
import { cut } from '../../domain/actions/output.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { actionIdOf } from '../../domain/kernel/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { actorOf } from '../beside/reporting.ts';
import type { Report, Reported } from './orders.ts';

const MOST_DETAIL = 300;

export type Reporting = (report: Report) => Promise<Reported>;

export function createReporting({ caseClient, logger }: Pick<ActivityDeps, 'caseClient' | 'logger'>): Reporting {
  /**
   * The case has it, or takes it no more: it has ended, has no such part, or has heard something else of this attempt. Throws
   * for what passes: then it is to be said again.
   */
  return async ({ order, end }) => {
    const { caseId, part, attempt, what } = order;
    const { outcome, output, detail } = end;
    const data = {
      attempt,
      what,
      outcome,
      ...(output === undefined ? {} : { output }),
      ...(detail === undefined ? {} : { detail: cut(detail, MOST_DETAIL) }),
    };
    const key = actionIdOf(order);
    try {
      await caseClient.command(caseId, 'reportStep', data, { actor: actorOf(caseId), key, part });
      return {};
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'internal') throw error;
      logger?.error({ caseId, action: key, outcome, code: error.code }, 'a case takes no report of its action');
      return { refused: error.code };
    }
  };
}
