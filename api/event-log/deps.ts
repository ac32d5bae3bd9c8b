import type { Connection } from 'mongoose';
import type { Directory } from '../../client/registers/directory.ts';
import type { AuditTrail } from '../../models/access/audit.ts';
import type { Reads } from '../cases/reads.ts';
import type { Limiter } from '../http/rates.ts';

export type LogDeps = {
  db: Connection;
  reads: Reads;
  audit: AuditTrail;
  directory: Directory;
  limiter: Limiter;
  /** Of the installation: of the day in a file's name. */
  zone: string;
  /** So many cases are told at once. */
  most?: number;
};
