/** Incidents as the API shows them. */
import { incidentFields } from '../domain/incident/contract.ts';
import { commonOpen } from './common-events.ts';
import type { ProcessApi } from './process-entry.ts';

const asksReporter = new Set<unknown>(['user', 'evidence']);

export const incidentApi: ProcessApi = {
  fields: incidentFields,
  personal: ['contact'],
  open: {
    ...commonOpen,
    created: ['channel', 'reporter', 'unit', 'application', 'title', 'description', 'followUpOf', 'call'],
    triaged: ['category'],
    claimed: [],
    accepted: [],
    dispatched: [],
    started: [],
    released: [],
    transferred: [],
    escalated: [],
    handedBack: [],
    // What it is held for may be a question to the reporter; any other note is for those who work on it.
    held: (data) =>
      'reason' in data && asksReporter.has(data.reason) ? ['reason', 'until', 'note'] : ['reason', 'until'],
    resumed: [],
    infoSupplied: ['text'],
    onsiteRequested: ['site'],
    onsiteWithdrawn: [],
    arrived: [],
    priorityChanged: ['priority'],
    resolved: ['solution', 'causeCode', 'category', 'confirmedOnPhone'],
    confirmed: ['rating', 'onPhone'],
    reopened: ['reason'],
    closed: [],
    canceled: ['reason'],
    merged: ['target'],
    majorDeclared: [],
    updatePosted: ['text'],
  },
};
