/** What turns ask of registers and other cases, on the stores of one worker. */
import type { Connection } from 'mongoose';
import type { Appraisal } from '../../domain/appraisal/state.ts';
import { subjectOf } from '../../domain/appraisal/whom.ts';
import type { Archive } from '../../domain/archive/state.ts';
import { processOf } from '../../domain/catalogue.ts';
import { windowAtStart } from '../../domain/changes/conflicts.ts';
import { REPEAT_MS } from '../../domain/incident/faults.ts';
import type { Approving } from '../../domain/kernel/approval/shapes.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import type { FactNeeds, Facts } from '../../domain/kernel/facts.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Actor, CaseState, CaseView, OrgPath, PinRefs, Pins, StoredCase } from '../../domain/kernel/process.ts';
import type { Interval } from '../../domain/kernel/time/intervals.ts';
import { isPaperThere } from '../../models/archives/papers.ts';
import { caseOf } from '../../models/cases/case.ts';
import { countRepeats } from '../../models/cases/processes/incident.ts';
import { sparesOf } from '../../models/registers/items/spares.ts';
import { conflictsFor } from '../changes/conflicts.ts';
import { actionsOf, againstSites, incidentsOnVersion } from '../changes/release-facts.ts';
import { questionnaireFor } from '../changes/templates.ts';
import type { Directory } from '../registers/directory.ts';
import { mandatesFor } from '../registers/mandates.ts';
import { pinsFor, resolvePins } from '../registers/pins.ts';
import { meterReadings } from '../registers/meters.ts';
import { skilledIn, zoneFact } from '../registers/field-work.ts';
import { runbooksAsked } from '../registers/runbooks.ts';
import { approvalsFor, heirsOf, peopleNow, seatsNow } from '../registers/seats.ts';
import { isOrgPath, needsOf, type Registers, textIn } from './facts/asked.ts';
import { caseFactOf } from './facts/cases.ts';
import { ownTemplate, type Placed } from './facts/offered.ts';
import { personIn } from './facts/people.ts';

export const turnRegisters = ({ db, registers = db, directory }: Registers) => ({
  resolvePins: (refs: PinRefs): Promise<Pins> => resolvePins(registers, refs, db),
  freshFacts: (asked: Fresh): Promise<Facts> => freshFacts({ db, registers, directory }, asked),
});

/** `kase`: as its turn has it. Its document may be commands behind: of several that a turn takes it is put after the last. */
export type Fresh = {
  process: string;
  command: string;
  data: object;
  actor: Actor;
  /** The part that it names. */
  part?: string | undefined;
  kase: CaseState<{ status: string }>;
};
/** The case as its document would show it, and what it keeps. */
type Seen = CaseView & { state: { status: string } };

/** What the command calls fresh: asked by its turn, on the case as it stands then. Nothing of an intake. */
async function freshFacts(registers: Registers, asked: Fresh): Promise<Facts> {
  const needs = needsOf(asked);
  const { fresh = [] } = needs;
  const { kase } = asked;
  if (fresh.length === 0 || kase.seq === 0) return {};
  const stored: Seen = { ...processOf(asked.process).view(kase, kase.headAt), state: kase.state };
  const kept = registers.registers ?? registers.db;
  const look: Look = { registers, kept, stored, asked, needs, found: {} };
  const found = await allOf(atOnce, fresh, look);
  return { ...found, ...(await allOf(behind, fresh, { ...look, found })) };
}

/** `found`: what was looked up before. */
type Look = {
  registers: Registers;
  kept: Connection;
  stored: Seen;
  asked: Fresh;
  needs: FactNeeds;
  found: Facts;
};
type FreshFact = NonNullable<FactNeeds['fresh']>[number];
type Looks<Name extends FreshFact> = Readonly<Record<Name, (look: Look) => Promise<Facts>>>;

async function allOf(table: Partial<Looks<FreshFact>>, names: readonly FreshFact[], look: Look): Promise<Facts> {
  const looks = new Set(names.flatMap((name) => table[name] ?? []));
  return Object.assign({}, ...(await Promise.all([...looks].map((one) => one(look)))));
}
const ifFound = <T>(value: T | undefined, as: (value: T) => Facts): Facts => (value === undefined ? {} : as(value));

const namedRunbooks = async ({ kept, stored, asked, needs }: Look): Promise<Facts> => {
  const { fresh = [], runbook: field, runbooks } = needs;
  const names = { runbook: fresh.includes('runbook'), runbooks: fresh.includes('runbooks') };
  const { process, orgPath, application } = stored;
  const about = { process, orgPath, application, data: asked.data, kept: stored };
  return await runbooksAsked(kept, about, { field, names, outlined: runbooks === 'outlined' });
};

/** Fact → how it is looked up. */
const atOnce: Looks<Exclude<FreshFact, Later>> = {
  change: async ({ registers, stored }) => ifFound(await changeOf(registers, stored), (change) => ({ change })),
  pins: async ({ registers, stored, asked }) => ({ pins: await pinsAsCorrected(registers, stored, asked.data) }),
  repeats: async ({ registers, stored, asked }) =>
    ifFound(await repeatsOf(registers.db, stored, asked.data), (repeats) => ({ repeats })),
  unopenable: async ({ registers, stored }) =>
    ifFound(await whyUnopenable(registers, stored), (unopenable) => ({ unopenable })),
  approvals: async ({ registers, stored }) => ({ approvals: await approvalsFor(registers.directory, stored) }),
  heirs: async ({ registers, stored, asked }) =>
    ifFound(await heirsIn(registers.directory, stored, asked.data), (heirs) => ({ heirs })),
  seats: async ({ registers, stored }) => ifFound(await seatsIn(registers, stored), (seats) => ({ seats })),
  principals: async ({ registers, stored }) =>
    ifFound(await principalsIn(registers, stored), (principals) => ({ principals })),
  template: async ({ registers, stored }) =>
    ifFound(await ownTemplate(registers, stored), (template) => ({ template })),
  questionnaire: async ({ registers, stored }) =>
    ifFound(await questionnaireFor(registers.directory, stored.orgPath), (questionnaire) => ({ questionnaire })),
  siteConflicts: async ({ registers, stored, asked }) =>
    ifFound(await againstSites(registers, stored, asked), (siteConflicts) => ({ siteConflicts })),
  incidentsOn: async ({ registers, stored, asked }) =>
    ifFound(await incidentsOnVersion(registers.db, stored, asked), (incidentsOn) => ({ incidentsOn })),
  spares: async ({ kept, stored }) => ({ spares: await sparesFor(kept, stored) }),
  zone: async ({ registers, kept, stored }) =>
    ifFound(await zoneFact({ db: kept, directory: registers.directory }, stored.orgPath), (zone) => ({ zone })),
  skilled: async ({ kept, stored, asked }) =>
    ifFound(await skilledNow(kept, stored, asked), (skilled) => ({ skilled })),
  readings: async ({ registers, stored, asked }) =>
    ifFound(await meterReadings(registers.db, stored, asked.data), (readings) => ({ readings })),
  paper: async ({ registers, stored, asked }) =>
    ifFound(await paperNow(registers.db, stored, asked.part), (paper) => ({ paper })),
  standsInFor: async ({ registers, stored, asked }) =>
    ifFound(await standsInForNow(registers, stored, asked.actor), (standsInFor) => ({ standsInFor })),
  runbook: namedRunbooks,
  runbooks: namedRunbooks,
};

/** What needs some of those. With policies of approval come the delegations of who could sit. */
const behind: Looks<Later | 'approvals'> = {
  conflicts: async ({ registers, stored, asked, found: { change } }) =>
    ifFound(await standingAgainst(registers, stored, asked, change?.items), (conflicts) => ({ conflicts })),
  actions: async ({ kept, stored, asked, found: { runbook } }) =>
    ifFound(await actionsOf(kept, stored, { ...asked, outline: runbook?.outline }), (actions) => ({ actions })),
  mandates: mandatesFound,
  approvals: mandatesFound,
};
type Later = 'conflicts' | 'actions' | 'mandates';
async function mandatesFound({ registers, stored, found: { approvals } }: Look): Promise<Facts> {
  return ifFound(await mandatesIn(registers, stored, approvals), (mandates) => ({ mandates }));
}

/** Of those who speak for the subject of an appraisal, for whom the actor stands in at this moment. */
async function standsInForNow(
  { db, registers = db, directory }: Registers,
  { state, process, orgPath, updatedAt }: Seen,
  actor: Actor,
): Promise<Facts['standsInFor']> {
  if (!('subject' in state) || actor.kind === 'system') return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the state of a case is that of its process
  const to = subjectOf(state as unknown as Appraisal);
  const people = 'person' in to ? [to.person] : 'role' in to ? await everybodyUpward(directory, to.role, orgPath) : [];
  const now = Math.max(Date.now(), updatedAt); // a case in virtual time is ahead of this process
  const given = await mandatesFor({ db: registers, directory }, people, { process, orgPath, now });
  return given.flatMap(({ from, to: named, since }) => (named === actor.id && since <= now ? [from] : []));
}
/** Whoever holds the role on the line, not the nearest alone. */
async function everybodyUpward(directory: Directory, role: string, orgPath: OrgPath): Promise<string[]> {
  const found = await Promise.all(orgLineOf(orgPath).map((path) => directory.holders(`${role}@${path}`)));
  return [...new Set(found.flat())];
}

/** Of the gap that the command names, in the case that lacks it. */
async function paperNow(db: Connection, { state }: Seen, part: string | undefined): Promise<Facts['paper']> {
  const { parts }: { status: string } & Pick<Archive, 'parts'> = state;
  const gap = parts?.gap?.[part ?? ''];
  return gap !== undefined && (await isPaperThere(db, gap.case, gap.paper));
}

/** The change that the case names, with what that alters. */
async function changeOf({ db }: Registers, { change }: Seen & { change?: string }): Promise<Facts['change']> {
  const stored = await caseOf(db).findById(change).lean<StoredCase & { items?: readonly string[] }>();
  return stored ? { ...caseFactOf(stored), items: stored.items ?? [] } : null;
}

/** Of the items of the case. */
const sparesFor = async (registers: Connection, { items = [], updatedAt }: Seen & { items?: readonly string[] }) =>
  await sparesOf(registers, items, Math.max(Date.now(), updatedAt));

type Crewed = Seen & { skills?: readonly string[]; crew?: readonly string[]; inspectors?: readonly string[] };
/** Of those whom the command would send, else those who go, and of who gives it, since he may go himself. */
async function skilledNow(
  registers: Connection,
  { skills = [], crew = [], inspectors = crew, updatedAt }: Crewed,
  { data, actor }: Fresh,
): Promise<Facts['skilled']> {
  const named = new Map<string, unknown>(Object.entries(data));
  const sent = named.get('engineers') ?? named.get('inspectors');
  const people = Array.isArray(sent) ? sent.flatMap((one: unknown) => textIn(one) ?? personIn(one) ?? []) : inspectors;
  return await skilledIn(registers, { skills, people: [...people, actor.id], at: Math.max(Date.now(), updatedAt) });
}

/** What stands against its window, as it would be after the command; nothing as long as it has none. `also`: items beside its own. */
async function standingAgainst(
  registers: Registers,
  stored: Seen,
  { command, data }: Fresh,
  also: readonly string[] = [],
): Promise<Facts['conflicts']> {
  const { items: own = [], windowFrom: from, windowUntil: until, implementer, kind = '' }: StoredWindow = stored;
  if (from === undefined || until === undefined) return [];
  const now = Math.max(Date.now(), stored.updatedAt); // a case in virtual time is ahead of this process
  const window = windowWanted(command, { from, until }, { data, now });
  if (window.until <= window.from) return [];
  const { _id: number, orgPath, application, mode } = stored;
  const services = application === undefined ? [] : [application];
  const items = [...new Set([...own, ...also])];
  const asked = { number, type: kind, items, orgPath, services, window, implementer, mode };
  return (await conflictsFor(registers, asked, now)).conflicts;
}
type StoredWindow = Seen & {
  items?: readonly string[];
  windowFrom?: number;
  windowUntil?: number;
  implementer?: string;
  kind?: string;
};

function windowWanted(command: string, window: Interval, { data, now }: { data: object; now: number }): Interval {
  if (command === 'start') return windowAtStart(window, now);
  const later = command === 'extendWindow' && 'until' in data ? data.until : undefined;
  return typeof later === 'number' ? { from: window.until, until: later } : window;
}

/** What the registers would refuse the incident with that takes over this case; undefined when they would not. */
async function whyUnopenable(registers: Registers, stored: Seen): Promise<Facts['unopenable']> {
  try {
    await pinsInForce(registers, { ...stored, process: 'incident' });
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code };
  }
}

/** Of the seats of its round of approval; undefined where nobody leaves one. */
async function heirsIn(directory: Directory, stored: Seen, data: object): Promise<Facts['heirs']> {
  const { approval }: { status: string } & Approving = stored.state;
  const person = 'person' in data && typeof data.person === 'string' ? data.person : undefined;
  if (!approval || approval.voided || person === undefined) return undefined;
  const seats = approval.stages.flatMap((stage) => stage.seats).filter(({ sitters }) => sitters.includes(person));
  return await heirsOf(directory, seats, { orgPath: stored.orgPath, but: person });
}

/** Past every cache: an edit that gives or takes a role asks right behind it. */
async function seatsIn({ db, registers = db }: Registers, stored: Seen): Promise<Facts['seats']> {
  const { approval }: { status: string } & Approving = stored.state;
  if (!approval || approval.voided) return undefined;
  const seats = approval.stages.flatMap((stage) => stage.seats);
  return await seatsNow(peopleNow(registers), seats, stored.orgPath);
}

/** Past every cache, as for the seats: nobody votes by a role that another has lost. */
async function principalsIn({ db, registers = db }: Registers, stored: Seen): Promise<Facts['principals']> {
  const { approval }: { status: string } & Approving = stored.state;
  const people = [...new Set((approval?.delegations ?? []).map(({ from }) => from))];
  const found = await Promise.all(people.map((id) => peopleNow(registers).person(id)));
  return Object.fromEntries(people.map((id, at) => [id, found[at]?.grants ?? []]));
}

/** Of those who could sit in a round that opens, or who sit in the one that is open; and of its own parties. */
async function mandatesIn(
  { db, registers = db, directory }: Registers,
  stored: Seen,
  offered: Facts['approvals'] = {},
): Promise<Facts['mandates']> {
  const { approval }: { status: string } & Approving = stored.state;
  const now = Math.max(Date.now(), stored.updatedAt); // a case in virtual time is ahead of this process
  const people = [
    ...Object.values(offered).flatMap(({ sitters }) => Object.values(sitters).flat()),
    ...(approval?.stages ?? []).flatMap(({ seats }) => seats.flatMap(({ sitters }) => sitters)),
    ...(stored.parties.involved ?? []),
  ];
  const { process, orgPath } = stored;
  return await mandatesFor({ db: registers, directory }, people, { process, orgPath, now });
}

const pinsInForce = async (
  { db, registers = db, directory }: Registers,
  { process, orgPath, application }: Placed,
): Promise<Pins> => await pinsFor({ db: registers, directory }, process, { orgPath, application });

/** What is in force where the case would stand by the data of a correction; every other command leaves it where it is. */
export async function pinsAsCorrected(registers: Registers, stored: Placed, given: object): Promise<Pins> {
  const data = new Map<string, unknown>(Object.entries(given));
  const [unit, application] = [textIn(data.get('unit')), textIn(data.get('application'))];
  return await pinsInForce(registers, {
    ...stored,
    ...(unit !== undefined && isOrgPath(unit) ? { orgPath: unit } : {}),
    ...(application === undefined ? {} : { application }),
  });
}

/** How often the same came up of late; of other incidents, whoever may see them, since only numbers are told. */
async function repeatsOf(db: Connection, stored: CaseView, given: object): Promise<Facts['repeats']> {
  const data = new Map<string, unknown>(Object.entries(given));
  const item = data.get('item') ?? ('item' in stored ? stored.item : undefined);
  return await countRepeats(db, {
    caseId: stored._id,
    since: Math.max(Date.now(), stored.updatedAt) - REPEAT_MS, // a case in virtual time is ahead of this process
    branch: orgLineOf(stored.orgPath).at(-2) ?? stored.orgPath,
    category: textIn(data.get('category')),
    causeCode: textIn(data.get('causeCode')),
    item: textIn(item),
    application: stored.application,
  });
}
