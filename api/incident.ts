/** Incidents as the API shows them. */
import { incidentFields } from '../domain/incident/contract.ts';
import { commonOpen } from './common-events.ts';
import type { ProcessApi } from './process-api.ts';

export const incidentApi: ProcessApi = {
  fields: incidentFields,
  personal: ['contact'],
  open: {
    ...commonOpen,
    created: ['channel', 'reporter', 'unit', 'application', 'title', 'description', 'followUpOf', 'call'],
    triaged: ['queue', 'category'],
    claimed: [],
    accepted: [],
    dispatched: [],
    started: [],
    released: [],
    transferred: ['queue'],
    escalated: ['queue', 'tier'],
    handedBack: ['queue', 'tier'],
    held: ['reason', 'until'],
    resumed: [],
    infoSupplied: ['text'],
    onsiteRequested: ['site'],
    onsiteWithdrawn: [],
    arrived: [],
    priorityChanged: ['priority'],
    resolved: ['solution', 'causeCode', 'category'],
    confirmed: ['rating', 'onPhone'],
    reopened: ['reason'],
    closed: [],
    canceled: ['reason'],
    merged: ['target'],
    majorDeclared: [],
    updatePosted: ['text'],
  },
};
