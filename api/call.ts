/** Calls as the API shows them. */
import { callFields } from '../domain/call/contract.ts';
import { commonOpen } from './common-events.ts';
import type { ProcessApi } from './process-entry.ts';

export const callApi: ProcessApi = {
  fields: callFields,
  personal: ['contact'],
  namesDuplicates: true,
  open: {
    ...commonOpen,
    created: ['channel', 'reporter', 'unit', 'application', 'title', 'description', 'followUpOf', 'externalRef'],
    taken: [],
    infoRequested: ['question'],
    infoSupplied: ['text'],
    answered: ['outcome', 'solution', 'category'],
    confirmed: ['rating', 'onPhone'],
    answerRefused: ['reason'],
    escalated: ['category'],
    joined: [],
    returned: [],
    closed: ['outcome'],
    canceled: ['reason'],
  },
};
