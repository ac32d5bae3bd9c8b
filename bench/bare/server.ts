/**
 * The bare API, a process of its own: what an Express server, the client of Temporal and one read of the document cost with
 * no rule, right, contract or log line around them. `--queue Q --db URI --temporal ADDRESS`. It says its port on stdout and
 * ends when its stdin closes.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { WithStartWorkflowOperation } from '@temporalio/client';
import express from 'express';
import { createConnection } from 'mongoose';
import { sha256 } from '../../models/store/chain.ts';
import { connectClient } from '../../platform/temporal.ts';
import type { BareDocument } from './save.ts';
import type { BareInput, BareStep } from './workflow.ts';

const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: 'bare' },
    db: { type: 'string', default: '' },
    temporal: { type: 'string', default: '' },
  },
});

async function main(): Promise<void> {
  const { queue: taskQueue, db: uri, temporal } = values;
  const db = await createConnection(uri).asPromise();
  const client = connectClient({ temporalAddress: temporal, temporalNamespace: 'changming' });
  const cases = db.collection<BareDocument>('cases');
  const app = express();
  app.use(express.json());

  app.post('/cases', async (request, response) => {
    const caseId = `BAR-${randomUUID()}`;
    const { document, data }: { document: BareDocument; data: object } = request.body;
    const input: BareInput = { caseId, genesis: sha256(caseId), document };
    await client.workflow.executeUpdateWithStart('step', {
      args: [{ data, last: false } satisfies BareStep],
      updateId: randomUUID(),
      startWorkflowOperation: new WithStartWorkflowOperation('bareWorkflow', {
        workflowId: caseId,
        taskQueue,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowTaskTimeout: 5_000,
      }),
    });
    response.status(201).json(await cases.findOne({ _id: caseId }));
  });
  app.post('/cases/:id/step', async (request, response) => {
    const step: BareStep = request.body;
    const handle = client.workflow.getHandle(request.params.id);
    await handle.executeUpdate<unknown, [BareStep]>('step', { args: [step], updateId: randomUUID() });
    response.json(await cases.findOne({ _id: request.params.id }));
  });

  const server = app.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
  });
  process.stdin.on('end', () => {
    server.closeAllConnections();
    server.close();
    void Promise.all([db.close(), client.connection.close()]);
  });
  process.stdin.resume();
}

void main();
