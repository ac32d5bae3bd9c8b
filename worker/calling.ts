/** The way to tools outside: signed posts that wait for the answer. */
import type { Calling } from '../activities/deps.ts';
import type { Env } from '../platform/env.ts';
import { callTool } from '../platform/webhook.ts';

/** Receivers within the operator's own network are those that he named for webhooks. */
export const createCalling =
  ({ webhookAllow }: Pick<Env, 'webhookAllow'>): Calling =>
  ({ post, ...limits }) =>
    callTool(post, webhookAllow, limits);
