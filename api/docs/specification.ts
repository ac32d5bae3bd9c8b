/** The specification without a running product: the table of routes needs its parts only when it is asked. */
import mongoose from 'mongoose';
import { createCaseClient } from '../../client/cases/case-client.ts';
import { createDirectory } from '../../client/registers/directory.ts';
import { shippedFiles } from '../../platform/files/settings.ts';
import { createLogger } from '../../platform/logger.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { connectClient } from '../../platform/temporal.ts';
import { createApp } from '../app.ts';

const nowhere = { temporalAddress: '127.0.0.1:1', temporalNamespace: 'none', taskQueue: 'none', host: '', port: 0 };

/** OpenAPI 3.1 of every route. Connects to nothing. */
export async function specification(): Promise<object> {
  const db = mongoose.createConnection();
  const temporal = connectClient(nowhere);
  const directory = createDirectory(db);
  const app = createApp({
    db,
    temporal,
    rehearsalTemporal: temporal,
    directory,
    caseClient: createCaseClient({ temporal, db, directory, taskQueue: nowhere.taskQueue }),
    audit: { node: 'none', record: async () => undefined, close: async () => undefined },
    env: {
      ...nowhere,
      secret: 'none',
      embedded: false,
      publicUrl: undefined,
      trustedProxies: [],
      secondFactor: [],
      metricsToken: undefined,
      webhookAllow: [],
      sealFolder: 'seals',
      smtpUrl: undefined,
      zone: 'UTC',
      files: shippedFiles(),
    },
    logger: createLogger('docs', 'silent'),
    metrics: createMetrics({ process: false }),
  });
  await app.close();
  await directory.close();
  await db.close();
  return app.specification.document();
}
