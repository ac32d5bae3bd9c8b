/** What turns ask of registers and other cases, on the stores of one worker. */
import type { Connection } from 'mongoose';
import type { Facts } from '../../domain/kernel/facts.ts';
import type { PinRefs, Pins } from '../../domain/kernel/process.ts';
import type { Directory } from '../registers/directory.ts';
import { type Fresh, freshFacts } from './facts.ts';
import { resolvePins } from '../registers/pins.ts';

type Stores = {
  db: Connection;
  /** Calendars and policies, where they are kept apart from the cases; else in `db`. */
  registers?: Connection;
  directory: Directory;
};

export const turnRegisters = ({ db, registers = db, directory }: Stores) => ({
  resolvePins: (refs: PinRefs): Promise<Pins> => resolvePins(registers, refs, db),
  freshFacts: (asked: Fresh): Promise<Facts> => freshFacts({ db, registers, directory }, asked),
});
