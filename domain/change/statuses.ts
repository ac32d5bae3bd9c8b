/** Where a change may stand, whom it names, and where its steps may stand. */
import type { ApprovalParty } from '../kernel/approving/parties.ts';

export type ChangeStatus =
  | 'draft'
  | 'assessing'
  | 'authorizing'
  | 'scheduled'
  | 'implementing'
  | 'rolling-back'
  | 'reviewing'
  | 'closed'
  | 'rejected'
  | 'canceled';
/** Whom the change itself names: who carries it out, and who speaks for a customer whose item it touches. */
export type ChangeParty = 'implementer' | 'customer' | ApprovalParty;
export type ChangeParts = { step: 'pending' | 'done' | 'failed' | 'undone' };
