/** What `decide` needs from registers and other cases: each command declares it, this one table resolves it. */
import type { Connection } from 'mongoose';
import { isNear, mayName, orgLineOf } from '../../domain/kernel/people/access.ts';
import { answersForWork, staffOf, takesPart } from '../../domain/kernel/people/who.ts';
import { processOf } from '../../domain/catalogue.ts';
import { contracts } from '../../domain/contracts.ts';
import { mayRead } from '../../domain/may-read.ts';
import { isEnd } from '../../domain/kernel/lifecycle.ts';
import type { CaseFact, FactNeeds, Facts } from '../../domain/kernel/facts.ts';
import type { Actor, OrgPath, Role, StoredCase, Tier } from '../../domain/kernel/process.ts';
import { isProcessKey } from '../../domain/processes.ts';
import type { ItemFacts } from '../../models/registers/items/item-facts.ts';
import { takesCases } from '../../models/registers/closing.ts';
import { bodyOf, caseOf, casesIn } from '../../models/cases/case.ts';
import type { Directory } from '../registers/directory.ts';
import { meetingFact } from './meeting-fact.ts';
import { itemFacts, itemsNamed } from '../changes/named-items.ts';
import { offeredTemplate } from '../changes/templates.ts';
import { offeredChecklist } from '../registers/checklists.ts';
import { schemeFact } from '../registers/schemes.ts';
import { type RunFacts, runbooksAsked } from '../registers/runbooks.ts';
import { openSkills, zoneFact } from '../registers/field-work.ts';
import { listedFact } from '../registers/listed.ts';
import { alongFact } from '../files/along.ts';
import { fileFacts } from '../files/file-facts.ts';
import { foundFact } from '../files/found.ts';
import { unknownWords } from '../registers/words.ts';

/** `registers`: calendars and policies, where they are kept apart from the cases. */
export type Registers = {
  db: Connection;
  registers?: Connection;
  directory: Directory;
  /** Of the installation: what one command and one case may have of files. */
  fileBytes?: NonNullable<Facts['fileBytes']>;
};
type Asking = {
  process: string;
  command: string;
  data: object;
  actor: Actor;
  /** The case that it is given to; absent: it opens one. */
  caseId?: string;
  /** The item that the case has already. */
  itemKept?: () => Promise<unknown>;
};

/**
 * Only what the command declares (`facts` in its contract) and its data name. `null`: not there, or a case that the actor may
 * not read. What it calls fresh is left to the turn.
 */
export async function factsFor(registers: Registers, asking: Asking): Promise<Facts> {
  const { directory, db } = registers;
  const kept = { db: registers.registers ?? db, directory };
  const needs = needsOf(asking);
  const data = new Map<string, unknown>(Object.entries(asking.data));
  const at = (field: string | undefined): unknown => (field === undefined ? undefined : data.get(field));
  const named = needs.person?.map(at).find((word) => word !== undefined);
  const [
    unit,
    queue,
    person,
    successor,
    reader,
    people,
    cases,
    priority,
    meeting,
    items,
    template,
    checklist,
    organisations,
    runs,
    zone,
    skills,
    files,
    along,
    found,
    archived,
    scheme,
    listed,
    unknown,
  ] = await Promise.all([
    ifText(at(needs.unit), (path) => unitFact(directory, path)),
    ifText(at(needs.queue), (key) => queueFact(directory, key)),
    ifText(named, (id) => personFact(directory, id, asking)),
    ifText(at(needs.successor), (id) => heirFact(directory, id, asking)),
    ifText(at(needs.reader), (id) => readerFact(registers, id, asking)),
    needs.people === undefined ? undefined : peopleFacts(directory, at(needs.people), asking),
    caseFacts(registers, asking.data, needs, asking.actor),
    needs.priority ? priorityFact(directory, data.get('impact'), data.get('urgency')) : undefined,
    ifText(at(needs.meeting), (id) => meetingFact(kept, id, { actor: asking.actor, decisions: data.get('decisions') })),
    needs.items === undefined
      ? undefined
      : itemFacts(
          registers,
          { ids: textsIn(at(needs.items)), customers: textsIn(data.get('customers')).filter(isOrgPath) },
          asking,
        ),
    templateFact(registers, asking, needs.template),
    checklistFact(kept.db, data, needs.checklist),
    organisationFacts(directory, at(needs.organisations), asking.actor),
    runbookFacts(registers, asking, needs),
    ifText(at(needs.zone), async (path) => (isOrgPath(path) ? await zoneFact(kept, path) : null)),
    needs.skills === undefined ? undefined : openSkills(kept.db, textsIn(at(needs.skills))),
    fileFacts(kept.db, needs.files?.flatMap((field) => textsIn(at(field))) ?? [], asking.actor),
    ifText(at(needs.filesFrom), (from) =>
      alongFact(db, { from, to: asking.caseId, fromSeq: seqIn(data) }, asking.actor),
    ),
    ifText(at(needs.found?.case), (source) => ifText(at(needs.found?.part), (part) => foundFact(db, source, part))),
    archivedFact(db, data, needs.archived),
    appraisedFact(registers, data, needs.scheme),
    needs.listed === undefined ? undefined : listedFact(db, asking.caseId, textsIn(at(needs.listed))),
    unknownWords(directory, asking.data, asking.actor, asking.itemKept),
  ]);
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(queue === undefined ? {} : { queue }),
    ...(person === undefined ? {} : { person }),
    ...(person?.active ? { personTiers: await tiersOf(directory, person.teams) } : {}),
    ...(successor === undefined ? {} : { successor }),
    ...(reader === undefined ? {} : { reader }),
    ...(people === undefined ? {} : { people }),
    ...(cases === undefined ? {} : { cases }),
    ...(priority === undefined ? {} : { priority }),
    ...(meeting === undefined ? {} : { meeting }),
    ...items,
    ...(template === undefined ? {} : { template }),
    ...(checklist === undefined ? {} : { checklist }),
    ...(organisations === undefined ? {} : { organisations }),
    ...runs,
    ...(zone === undefined ? {} : { zone }),
    ...(skills === undefined ? {} : { skills }),
    ...(files === undefined ? {} : { files }),
    ...(along === undefined ? {} : { along }),
    ...(found === undefined ? {} : { found }),
    ...(archived === undefined ? {} : { archived }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(listed === undefined ? {} : { listed }),
    ...((files ?? along) === undefined || !registers.fileBytes ? {} : { fileBytes: registers.fileBytes }),
    ...(unknown.length === 0 ? {} : { unknown }),
  };
}

export const needsOf = ({ process, command }: Pick<Asking, 'process' | 'command'>): FactNeeds =>
  (isProcessKey(process) ? contracts[process][command]?.facts : undefined) ?? {};

const ifText = async <T>(value: unknown, look: (word: string) => Promise<T>): Promise<T | undefined> =>
  typeof value === 'string' ? await look(value) : undefined;

const seqIn = (data: ReadonlyMap<string, unknown>): number | undefined => {
  const seq = data.get('fromSeq');
  return typeof seq === 'number' ? seq : undefined;
};

/** Open when it and every organisation above it take cases. */
async function unitFact(directory: Directory, path: string): Promise<Facts['unit']> {
  if (!isOrgPath(path)) return null;
  const line = await Promise.all(orgLineOf(path).map((one) => directory.organisation(one)));
  if (!line[0]) return null;
  const [{ heir }, now] = [line[0], Date.now()];
  const open = line.every((one) => one !== null && takesCases(one, now));
  return { orgPath: path, open, ...(open || heir === undefined ? {} : { heir }) };
}

/** Of every organisation that the entries name; those of other branches are as unknown as those that are not there. */
async function organisationFacts(
  directory: Directory,
  entries: unknown,
  actor: Actor,
): Promise<Facts['organisations']> {
  if (!Array.isArray(entries)) return undefined;
  const named = entries.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'organisations' in entry ? textsIn(entry.organisations) : [],
  );
  const paths = [...new Set(named.filter(isOrgPath))];
  const isHis = (path: OrgPath): boolean => actor.kind === 'system' || isNear(actor, path);
  const facts = await Promise.all(
    paths.map(async (path) => {
      const unit = isHis(path) ? await unitFact(directory, path) : null;
      return [path, unit ? { open: unit.open } : null] as const;
    }),
  );
  return Object.fromEntries(facts);
}

async function queueFact(directory: Directory, key: string): Promise<Facts['queue']> {
  const team = await directory.team(key);
  return team ? { key, orgPath: team.orgPath, tier: team.tier, open: team.open } : null;
}

/** Whoever is out of sight is as unknown as one who is not there. */
async function personFact(directory: Directory, id: string, { actor, process }: Asking): Promise<Facts['person']> {
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

async function peopleFacts(directory: Directory, named: unknown, asking: Asking): Promise<Facts['people']> {
  const ids = (Array.isArray(named) ? named : []).flatMap((one: unknown) => textIn(one) ?? personIn(one) ?? []);
  const facts = await Promise.all(
    [...new Set(ids)].map(async (id) => [id, await personFact(directory, id, asking)] as const),
  );
  return Object.fromEntries(facts);
}

/** As he would read the case now; whoever is out of sight, or not at work, is as one who is not there. */
async function readerFact(
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
async function heirFact(directory: Directory, id: string, asking: Asking): Promise<Facts['successor']> {
  const known = await personFact(directory, id, asking);
  if (!known || processOf(asking.process).parts === undefined) return known;
  const person = await directory.person(id);
  return { ...known, grants: person?.grants ?? [] };
}

export type Placed = { process: string; orgPath: OrgPath; application?: string | undefined };
type OfTemplate = Omit<Placed, 'process'> & {
  kind?: string;
  template?: string;
  items?: readonly string[];
};
/** Of a standard change; `wanted`: other items than it has; `known`: what of them who asks may name. */
export async function ownTemplate(
  { db, registers = db }: Registers,
  { kind, template: key, orgPath: unit, application, items = [] }: OfTemplate,
  wanted: readonly string[] = items,
  known?: ReadonlyMap<string, ItemFacts>,
): Promise<Facts['template']> {
  if (kind !== 'standard' || key === undefined) return undefined;
  return await offeredTemplate(registers, { key, unit, application, items: wanted }, known);
}

async function checklistFact(
  db: Connection,
  data: ReadonlyMap<string, unknown>,
  field: FactNeeds['checklist'],
): Promise<Facts['checklist']> {
  const [key, unit] = [field === undefined ? undefined : textIn(data.get(field)), textIn(data.get('unit'))];
  if (key === undefined || unit === undefined || !isOrgPath(unit)) return undefined;
  return await offeredChecklist(db, { key, unit });
}

/** Of an organisation and a month there is one live archive, whatever its status. */
async function archivedFact(
  db: Connection,
  data: ReadonlyMap<string, unknown>,
  named: FactNeeds['archived'],
): Promise<Facts['archived']> {
  if (named === undefined) return undefined;
  const [orgPath, month] = [textIn(data.get(named.unit)), textIn(data.get(named.month))];
  if (orgPath === undefined || !isOrgPath(orgPath) || month === undefined) return undefined;
  const query: object = { process: 'archive', orgPath, month, mode: 'live' };
  const found = await casesIn(db).findOne(query, { projection: { _id: 1 } });
  return found?._id ?? null;
}

/** A scheme, what of it holds for the period, and the live appraisal that it has of that, unless it was voided. */
async function appraisedFact(
  { db, registers = db, directory }: Registers,
  data: ReadonlyMap<string, unknown>,
  named: FactNeeds['scheme'],
): Promise<Facts['scheme']> {
  if (named === undefined) return undefined;
  const [scheme, period] = [textIn(data.get(named.scheme)), textIn(data.get(named.period))];
  if (scheme === undefined || period === undefined) return undefined;
  const fact = await schemeFact({ db: registers, directory }, { scheme, period });
  if (!fact) return null;
  const query: object = { process: 'appraisal', scheme, period, mode: 'live', status: { $ne: 'voided' } };
  const found = await casesIn(db).findOne(query, { projection: { _id: 1 } });
  return { ...fact, ...(found ? { appraised: found._id } : {}) };
}

async function templateFact(stores: Registers, asking: Asking, of: FactNeeds['template']): Promise<Facts['template']> {
  if (of === undefined) return undefined;
  const { caseId, data: given } = asking;
  const data = new Map<string, unknown>(Object.entries(given));
  const items = textsIn(data.get('items'));
  const known = await itemsNamed(stores, items, asking);
  if (of === 'own') {
    const stored = await caseOf(stores.db).findById(caseId).lean<StoredCase>();
    return stored ? await ownTemplate(stores, stored, items, known) : undefined;
  }
  const [key, unit] = [textIn(data.get('template')), textIn(data.get('unit'))];
  if (key === undefined || unit === undefined || !isOrgPath(unit)) return undefined;
  const { db, registers = db } = stores;
  return await offeredTemplate(registers, { key, unit, application: textIn(data.get('application')), items }, known);
}

/** What is called fresh is left to the turn, so that no outline lies in histories; but of an intake, for which no turn looks it up. */
async function runbookFacts(stores: Registers, asking: Asking, needs: FactNeeds): Promise<RunFacts> {
  const { caseId, process, data: given } = asking;
  const wants = (name: keyof RunFacts): boolean =>
    needs[name] !== undefined && (caseId === undefined || !needs.fresh?.includes(name));
  const names = { runbook: wants('runbook'), runbooks: wants('runbooks') };
  if (!names.runbook && !names.runbooks) return {};
  const data = new Map<string, unknown>(Object.entries(given));
  const stored = caseId === undefined ? null : await caseOf(stores.db).findById(caseId).lean<StoredCase>();
  const orgPath = stored?.orgPath ?? textIn(data.get('unit'));
  if (orgPath === undefined || !isOrgPath(orgPath)) return {};
  const application = stored?.application ?? textIn(data.get('application'));
  const { db, registers = db } = stores;
  const about = { process, orgPath, application, data: given, kept: stored ?? {} };
  return await runbooksAsked(registers, about, { field: needs.runbook, names });
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

async function tiersOf(directory: Directory, keys: readonly string[]): Promise<Tier[]> {
  const teams = await Promise.all(keys.map((key) => directory.team(key)));
  return [...new Set(teams.flatMap((team) => team?.tier ?? []))];
}

async function priorityFact(directory: Directory, impact: unknown, urgency: unknown): Promise<string | undefined> {
  const known = isLevel(impact) && isLevel(urgency);
  return known ? await directory.priorityOf(impact, urgency) : undefined;
}

async function caseFacts(
  { db }: Registers,
  data: object,
  { cases: fields = [], partOf }: FactNeeds,
  actor: Actor,
): Promise<Facts['cases']> {
  const asked = fields.flatMap((name) => {
    const named = fieldAt(data, name);
    if (Array.isArray(named)) return textsIn(named).map((caseId, at) => ({ name: `${name}/${at}`, caseId }));
    return typeof named === 'string' ? [{ name, caseId: named }] : [];
  });
  if (asked.length === 0) return undefined;
  const part = partOf && textIn(fieldAt(data, partOf.part));
  const found = await Promise.all(
    asked.map(async ({ name, caseId }) => {
      if (name !== partOf?.case) return [name, await caseFact(db, { caseId, part: undefined }, actor)] as const;
      return [name, await caseFact(db, { caseId, part, withRoles: true }, actor)] as const;
    }),
  );
  return Object.fromEntries(found);
}
/** What stands in a field, or within one: `blocks/case`. */
function fieldAt(data: object, path: string): unknown {
  let value: unknown = data;
  for (const name of path.split('/'))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return value;
}

type NamedCase = { caseId: string; part: string | undefined; withRoles?: true };
async function caseFact(
  db: Connection,
  { caseId, part, withRoles }: NamedCase,
  actor: Actor,
): Promise<CaseFact | null> {
  const stored = await caseOf(db).findById(caseId).lean<StoredCase>();
  if (!stored || !mayRead(actor, stored)) return null;
  const held = withRoles && actor.kind === 'person' ? { held: rolesOn(stored, actor) } : {};
  if (part === undefined) return { ...caseFactOf(stored), ...held };
  const { state } = bodyOf(stored);
  const found = processOf(stored.process)
    .parts?.all(state)
    .find(({ id }) => id === part);
  return { ...caseFactOf(stored), ...held, part: found ? { kind: found.kind } : null };
}

const rolesOn = ({ orgLine }: StoredCase, { grants }: Actor): Role[] => [
  ...new Set(grants.flatMap(({ role, orgPath }) => (orgLine.includes(orgPath) ? [role] : []))),
];

/** What rules are told of a case, by its document. */
export function caseFactOf(stored: StoredCase): CaseFact {
  const { process, status, mode, orgPath, parties, queue, queueOrg, tier, closedAt } = stored;
  const parent: unknown = 'parent' in stored ? stored.parent : undefined;
  const incident: unknown = 'incident' in stored ? stored.incident : undefined;
  const mergedInto: unknown = 'mergedInto' in stored ? stored.mergedInto : undefined;
  const cutover: unknown = 'cutover' in stored ? stored.cutover : undefined;
  const counts = new Map<string, unknown>(Object.entries('counts' in stored && stored.counts ? stored.counts : {}));
  const [reporters, children, awaitedBy] = ['reporters', 'children', 'awaitedBy'].map((name) => counts.get(name));
  return {
    caseId: stored._id,
    process,
    status,
    mode,
    open: !isEnd(processOf(process), status),
    orgPath,
    ...(parties.requester === undefined ? {} : { requester: parties.requester }),
    ...(queue === undefined ? {} : { queue }),
    ...(queueOrg === undefined ? {} : { queueOrg }),
    ...(tier === undefined ? {} : { tier }),
    ...(typeof incident === 'string' ? { incident } : {}),
    ...(typeof parent === 'string' ? { parent } : {}),
    ...(typeof mergedInto === 'string' ? { mergedInto } : {}),
    ...(typeof cutover === 'string' ? { cutover } : {}),
    ...shutIn(stored),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(stored.priority === undefined ? {} : { priority: stored.priority }),
    ...(typeof reporters === 'number' ? { reporters } : {}),
    ...(typeof children === 'number' ? { children } : {}),
    ...(typeof awaitedBy === 'number' ? { awaitedBy } : {}),
    ...windowIn(stored),
  };
}

/** Of those that keep something of it shut the one that shuts it as a whole, by naming none of its parts; else the first. */
function shutIn({
  rectifications = [],
}: StoredCase & { rectifications?: readonly { number?: string; step?: string }[] }) {
  const known = rectifications.filter(({ number }) => number !== undefined);
  const number = (known.find(({ step }) => step === undefined) ?? known[0])?.number;
  return number === undefined ? {} : { shutBy: number };
}

const windowIn = ({
  windowFrom: from,
  windowUntil: until,
}: StoredCase & { windowFrom?: number; windowUntil?: number }) =>
  from === undefined || until === undefined ? {} : { window: { from, until } };

export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const isOrgPath = (word: string): word is OrgPath => word.startsWith('/');
const isLevel = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
