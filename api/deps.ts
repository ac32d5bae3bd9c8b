/** What the process start hands to the app: real connections, no container. */
import type { Client } from '@temporalio/client';
import type { Connection } from 'mongoose';
import type { CaseClient } from '../client/cases/case-client.ts';
import type { Directory } from '../client/registers/directory.ts';
import type { Millis } from '../domain/kernel/process.ts';
import type { AuditTrail } from '../models/access/audit.ts';
import type { Env } from '../platform/env.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Rates } from './http/rates.ts';

export type ApiDeps = {
  db: Connection;
  temporal: Client;
  /** On the namespace of rehearsals. */
  rehearsalTemporal: Client;
  caseClient: CaseClient;
  directory: Directory;
  audit: AuditTrail;
  env: Pick<
    Env,
    | 'secret'
    | 'embedded'
    | 'host'
    | 'port'
    | 'publicUrl'
    | 'metricsToken'
    | 'taskQueue'
    | 'temporalNamespace'
    | 'webhookAllow'
    | 'sealFolder'
    | 'smtpUrl'
    | 'zone'
    | 'secondFactor'
    | 'trustedProxies'
    | 'files'
  >;
  logger: Logger;
  metrics: Metrics;
  rates?: Partial<Rates>;
  /** How long a count of all open cases by calendar is good. */
  horizonKeptMs?: Millis;
  /** Rows that a list may have as a file, if not as many as ever. */
  mostRows?: number;
};
