/** Skills, and who has them, as rows of the plain registers. */
import { z } from 'zod';
import { qualificationFaults } from '../../../domain/dispatch/skills.ts';
import { instant, key, line, orgPath } from '../../../domain/kernel/contract.ts';
import { isWithin, mayName } from '../../../domain/kernel/people/access.ts';
import { WORKING } from '../../../domain/kernel/people/who.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { entryOutside } from '../../../domain/kernel/record/outside.ts';
import { endlessOf, type Qualification } from '../../../models/registers/dispatch/qualification.ts';
import { skillNamed } from '../../../models/registers/dispatch/skill.ts';
import { versionOf } from '../../../models/registers/register-version.ts';
import { type Body, type Edit, isPath, type PlainDeps, type PlainRegister } from '../plain/plain-row.ts';

/** Who keeps on record what people are able to do, each at his organisations. */
const keepers = ['supervisor', 'quality-lead', 'process-owner'] as const;
/** Who reads of qualifications, each within his reach. */
export const qualificationReaders = [...WORKING, 'auditor'] as const;

const skills: PlainRegister = {
  name: 'skills',
  title: 'Skill',
  editors: ['system-administrator'],
  id: key(),
  fields: z.strictObject({
    title: z.strictObject({ zh: line(100), en: line(100) }),
    order: z.int().min(0).max(100_000).default(0),
    expires: z.boolean().describe('Whoever has it has it until a day, as of a certificate'),
    open: z.boolean().default(true).describe('False: no new qualification names it; those that there are go on'),
  }),
  places: () => [],
  problems: async ({ db }, { id, body, former }) => {
    const begins = body['expires'] === true && former?.['expires'] === false;
    const left = begins ? await endlessOf(db, id) : [];
    return left.length === 0 ? [] : [{ pointer: '/expires', code: 'qualifications-endless', params: { left } }];
  },
};

const qualifications: PlainRegister = {
  name: 'qualifications',
  title: 'Qualification of a person',
  editors: keepers,
  id: key(),
  fields: z.strictObject({
    person: key().describe('Who has it; never another'),
    skill: key().describe('Of the register skills; never another'),
    orgPath: orgPath().describe('Who keeps it on record: the unit of the person, or one above'),
    number: line(100)
      .optional()
      .describe('Of the certificate; shown to those who keep them, to auditors, and to the person'),
    validFrom: instant().describe('Half-open'),
    validUntil: instant()
      .optional()
      .describe('Of a certificate when its last day ends; absent: for good, where the skill does not expire'),
    open: z.boolean().default(true).describe('False: withdrawn; from now on it counts no more'),
  }),
  hidden: (actor, entry) => (seesNumber(actor, entry) ? [] : ['number']),
  places: ({ body, former }) => [body['orgPath'], former?.['orgPath']].filter(isPath),
  derived: ({ body, former }) => ({
    withdrawnAt: body['open'] === false ? (former?.['withdrawnAt'] ?? Date.now()) : undefined,
  }),
  problems: async (deps, { body, former, actor }) => {
    const edited = { body: partial(body), former: former && partial(former) };
    return qualificationFaults(edited, await knownFor(deps, { actor }, edited.body));
  },
};
/** Its schema let each field pass, or it is stored. */
const partial = (body: Body): Partial<Qualification> => body;

async function knownFor(
  { db, directory }: PlainDeps,
  { actor }: Pick<Edit, 'actor'>,
  { person: id = '', skill = '', orgPath: path }: Partial<Qualification>,
) {
  const [person, kind, place] = await Promise.all([
    directory.person(id),
    skillNamed(db, skill),
    path === undefined ? null : directory.organisation(path),
  ]);
  const isThere = person?.active === true && mayName(actor, { ...person, id });
  return { person: isThere ? { unit: person.unit } : null, skill: kind, isPlace: place?.open === true };
}

export const skillRegisters: readonly PlainRegister[] = [skills, qualifications];

const isQualification = (found: object): found is Pick<Qualification, 'person' | 'orgPath'> =>
  'person' in found && 'orgPath' in found;
/** The number of a certificate is for those who keep it, for auditors there, and for whose it is. */
const seesNumber = ({ id, grants }: Actor, found: object): boolean =>
  isQualification(found) &&
  (found.person === id ||
    grants.some(
      ({ role, orgPath: at }) =>
        (role === 'auditor' || keepers.some((one) => one === role)) && isWithin(found.orgPath, at),
    ));

/** A qualification as this reader may see it. */
export function presentQualification(found: { _id: string; version?: number }, actor: Actor): object {
  const { number, ...entry } = { number: undefined, ...entryOutside(found), version: versionOf(found) };
  return seesNumber(actor, found) ? { ...entry, number } : entry;
}
