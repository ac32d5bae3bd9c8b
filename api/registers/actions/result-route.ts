/** Where a tool says later what came of an action that it had taken (202): signed, once, and within the limit. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { takeWord } from '../../../client/actions/later-word.ts';
import { MOST_OUTPUT, outputOf } from '../../../domain/actions/output.ts';
import { actionOf as attemptOf } from '../../../domain/kernel/ids.ts';
import { formed, key } from '../../../domain/kernel/contract.ts';
import { DomainError } from '../../../domain/kernel/errors.ts';
import { secretsOf } from '../../../models/notices/webhook.ts';
import { actionNamed } from '../../../models/registers/actions/action.ts';
import { actionSecretNamed } from '../../../models/registers/actions/action-secret.ts';
import { isSignedBy } from '../../../platform/webhook.ts';
import { signedBodyOf } from '../../http/json-body.ts';
import { type Route, route } from '../../http/route.ts';

type Deps = { db: Connection; temporal: Client };

export const actionResultRoute = ({ db, temporal }: Deps): Route =>
  route({
    method: 'post',
    path: '/api/actions/:id/result',
    operationId: 'actions.result',
    tag: 'actions',
    summary:
      'What came of an action that the tool answered with 202: signed with the same secret, over the seconds and the body as a post is',
    access: { rule: 'anyone' },
    mayConflict: true,
    params: z.strictObject({ id: key().describe('Key of the action') }),
    body: z.strictObject({
      run: formed(/^action:[A-Za-z0-9/-]{3,120}$/, 'action-run').describe(
        'The Idempotency-Key of the post that this answers',
      ),
      outcome: z.enum(['done', 'failed']),
      output: z
        .string()
        .max(16 * MOST_OUTPUT)
        .optional()
        .describe('The first 4,000 characters are kept'),
    }),
    responses: {
      200: {
        description: 'Taken; the same again is answered alike',
        schema: z.object({ run: z.string(), outcome: z.enum(['done', 'failed']) }),
      },
    },
    handle: async ({ params: { id }, body: { run, outcome, output }, request }) => {
      const webhook = (await actionNamed(db, id))?.webhook;
      const secret = webhook && (await actionSecretNamed(db, webhook.secret));
      const signed = signedBodyOf(request);
      const secrets = secret ? secretsOf(secret, Date.now()) : [];
      if (!webhook || !signed || !isSignedBy(secrets, { ...signed, now: Date.now() }))
        throw new DomainError('signature-refused', 'The signature is missing, wrong or old');
      const attempt = attemptOf(run);
      if (!attempt) throw new DomainError('not-found', 'There is no such run of the action');
      const shown = output === undefined ? undefined : outputOf(output, [...secrets, webhook.url]);
      const word = { outcome, ...(shown === undefined ? {} : { output: shown }) };
      await takeWord(temporal, { run, action: id }, word);
      return { body: { run, outcome } };
    },
  });
