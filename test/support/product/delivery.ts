import type { Delivery } from '../../../models/notices/delivery.ts';

/** A mail to the owner that could not be sent three times and waits for the next. */
export const waitingMail = (): Delivery => ({
  _id: 'n:mail',
  notice: 'n',
  key: 'n',
  mode: 'live',
  to: 'owner',
  channel: 'mail',
  page: false,
  state: 'waiting',
  tries: 3,
  code: 'smtp-econnection',
  nextAt: Date.now() + 3_600_000,
  at: 1,
});
