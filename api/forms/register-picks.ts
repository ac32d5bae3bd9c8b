/** What the fields of registers are chosen from, where their schemas do not say it: by the field's own name, as registers use it. */
import type { z } from 'zod';
import type { Picked, Picks } from '../../domain/kernel/picks/picks.ts';
import { leavesOf } from './picks-of.ts';

/** One name is one thing in all registers. */
const NAMED: Readonly<Record<string, Picked>> = {
  unit: 'organisation',
  organisation: 'organisation',
  organisations: 'organisation',
  board: 'organisation',
  judge: 'organisation',
  lead: 'person',
  onCall: 'person',
  onCallBackup: 'person',
  person: 'person',
  people: 'person',
  chair: 'person',
  secretary: 'person',
  owner: 'person',
  members: 'person',
  attended: 'person',
  maintainers: 'person',
  inspectors: 'person',
  deputy: 'person',
  removedBy: 'person',
  application: 'application',
  applications: 'application',
  services: 'application',
  team: 'queue',
  teams: 'queue',
  skill: 'skill',
  skills: 'skill',
  checklist: 'checklist',
};
/** In meetings and approvals these are something else. */
const NOT_THERE: Readonly<Record<string, readonly string[]>> = {
  'approval-policies': ['chair'],
};

/** By place: what the schema declares, else what the name of the field says of a text. */
export function picksOfRegister(register: string, input: z.ZodType): Picks {
  return Object.fromEntries(
    leavesOf(input).flatMap(({ place, schema, declared }) => {
      const name = place.split('/').findLast((part) => part !== '*') ?? '';
      const isWord = schema['type'] === 'string' && schema['enum'] === undefined && schema['const'] === undefined;
      const isOther = NOT_THERE[register]?.includes(name) === true;
      const byName = isWord && !isOther && Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
      const pick = byName ?? declared;
      return pick ? [[place, pick] as const] : [];
    }),
  );
}
