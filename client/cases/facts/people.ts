/** Organisations, queues and people, as the directory has them and the asker sees them. */
import { processOf } from '../../../domain/catalogue.ts';
import type { Facts } from '../../../domain/kernel/facts.ts';
import { mayName, mayNamePlace, orgLineOf } from '../../../domain/kernel/people/access.ts';
import { answersForWork, staffOf, takesPart } from '../../../domain/kernel/people/who.ts';
import type { Actor, Tier } from '../../../domain/kernel/process.ts';
import { mayRead } from '../../../domain/may-read.ts';
import { casesIn } from '../../../models/cases/case.ts';
import { takesCases } from '../../../models/registers/closing.ts';
import type { Directory } from '../../registers/directory.ts';
import { type Asking, isOrgPath, type Registers, textIn, textsIn } from './asked.ts';

/** Open when it and every organisation above it take cases. */
export async function unitFact(directory: Directory, path: string): Promise<Facts['unit']> {
  if (!isOrgPath(path)) return null;
  const line = await Promise.all(orgLineOf(path).map((one) => directory.organisation(one)));
  if (!line[0]) return null;
  const [{ heir }, now] = [line[0], Date.now()];
  const open = line.every((one) => one !== null && takesCases(one, now));
  return { orgPath: path, open, ...(open || heir === undefined ? {} : { heir }) };
}

/** Of every organisation that the entries name; those of other branches are as unknown as those that are not there. */
export async function organisationFacts(
  directory: Directory,
  entries: unknown,
  actor: Actor,
): Promise<Facts['organisations']> {
  if (!Array.isArray(entries)) return undefined;
  const named = entries.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'organisations' in entry ? textsIn(entry.organisations) : [],
  );
  const paths = [...new Set(named.filter(isOrgPath))];
  const facts = await Promise.all(
    paths.map(async (path) => {
      const unit = mayNamePlace(actor, path) ? await unitFact(directory, path) : null;
      return [path, unit ? { open: unit.open } : null] as const;
    }),
  );
  return Object.fromEntries(facts);
}

export async function queueFact(directory: Directory, key: string): Promise<Facts['queue']> {
  const team = await directory.team(key);
  return team ? { key, orgPath: team.orgPath, tier: team.tier, open: team.open } : null;
}

/** Whoever is out of sight is as unknown as one who is not there. */
export async function personFact(
  directory: Directory,
  id: string,
  { actor, process }: Asking,
): Promise<Facts['person']> {
  const person = await directory.person(id);
  if (!person || !mayName(actor, { ...person, id })) return null;
  return {
    id,
    active: person.active,
    teams: await directory.servedBy(person.teams),
    unit: person.unit,
    ...(takesPart(person.grants ?? [], staffOf(processOf(process))) ? {} : { roleMissing: true as const }),
    ...(answersForWork(person.grants ?? []) ? { answers: true as const } : {}),
  };
}

export const personIn = (entry: unknown): string | undefined =>
  typeof entry === 'object' && entry !== null && 'person' in entry ? textIn(entry.person) : undefined;

export async function peopleFacts(directory: Directory, named: unknown, asking: Asking): Promise<Facts['people']> {
  const ids = (Array.isArray(named) ? named : []).flatMap((one: unknown) => textIn(one) ?? personIn(one) ?? []);
  const facts = await Promise.all(
    [...new Set(ids)].map(async (id) => [id, await personFact(directory, id, asking)] as const),
  );
  return Object.fromEntries(facts);
}

/** As he would read the case now; whoever is out of sight, or not at work, is as one who is not there. */
export async function readerFact(
  { directory, db }: Registers,
  id: string,
  { actor, caseId }: Asking,
): Promise<Facts['reader']> {
  const [person, reader, stored] = await Promise.all([
    directory.person(id),
    directory.actorOf(id),
    casesIn(db).findOne({ _id: caseId ?? '' }),
  ]);
  if (!person || !reader || !mayName(actor, { ...person, id })) return null;
  return { id, reads: stored !== null && mayRead(reader, stored) };
}

/** Grants only where they are asked for: facts travel with the command and stay in the history. */
export async function heirFact(directory: Directory, id: string, asking: Asking): Promise<Facts['successor']> {
  const known = await personFact(directory, id, asking);
  if (!known || processOf(asking.process).parts === undefined) return known;
  const person = await directory.person(id);
  return { ...known, grants: person?.grants ?? [] };
}

export async function tiersOf(directory: Directory, keys: readonly string[]): Promise<Tier[]> {
  const teams = await Promise.all(keys.map((key) => directory.team(key)));
  return [...new Set(teams.flatMap((team) => team?.tier ?? []))];
}
