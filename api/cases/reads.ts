/** Reading cases for a person: through his reach, cut to what he may see, with what he may do now. */
import { WORKING } from '../../domain/kernel/people/who.ts';
import { fieldsWithin, personalFields } from '../../domain/kernel/own-fields.ts';
import type { Connection } from 'mongoose';
import { caseStateOf, type Standing } from '../../client/cases/case-state.ts';
import { processOf } from '../../domain/catalogue.ts';
import { holders } from '../../domain/permissions.ts';
import { type Reach, reachOf, withinBoth } from '../../domain/kernel/people/access.ts';
import { allowedCommands, partOffers } from '../../domain/kernel/lifecycle.ts';
import { pageOfParts, type PartShown, shownParts } from '../../domain/kernel/parts/shown.ts';
import { type CaseOutside, caseOutside } from '../../domain/kernel/record/outside.ts';
import { clocksShown } from '../../domain/kernel/clocks/shown.ts';
import { nextPromise, outwardReadings, readingsOfCase } from '../../domain/kernel/clocks/promise.ts';
import type {
  Actor,
  CaseAnswer,
  CaseView,
  Offer,
  PinRefs,
  Pins,
  Role,
  StoredCase,
} from '../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey, processes } from '../../domain/processes.ts';
import type { JudgedCase } from '../../models/cases/case.ts';
import type { Sought } from '../../models/cases/search.ts';
import { type CaseFilter, type CaseReach, scopedCases } from '../../models/cases/scoped.ts';
import { createRemembered } from './remembered.ts';
import { keyAllows } from '../sign-in/key-rights.ts';
import type { ZoneOf } from '../http/days.ts';
import { notFound } from '../http/problem.ts';
import { blockedWithinReach, withinReach } from './references.ts';
import type { Identity } from '../http/route.ts';
import { processKeys } from '../http/schemas.ts';

export type Reads = {
  /** The scoped cases of these processes (all by default), as far as this identity may read them. */
  scoped(identity: Identity, of?: readonly ProcessKey[]): ReturnType<typeof scopedCases>;
  /** The document; 'not-found' when unknown or out of reach, which nobody may tell apart. */
  one(identity: Identity, number: string, of?: ProcessKey): Promise<StoredCase>;
  /** Likewise, but no more of it than a command is judged on, as it was shown last within a minute or as it is stored. */
  judged(identity: Identity, number: string, process: ProcessKey): Promise<JudgedCase>;
  /** A command was sent to it: what was shown of it before is no more. */
  sentTo(number: string): void;
  /** `standing`: where it was worked out already. */
  answer(identity: Identity, stored: StoredCase, standing?: Standing): Promise<CaseAnswer>;
  /** The case as rules see it; null: one of the release before that could not be upgraded. */
  standing(stored: StoredCase): Promise<Standing | null>;
  /** Its parts as this identity may see them; empty for a case that has none. */
  parts(identity: Identity, stored: StoredCase): Promise<PartShown[]>;
  /** What the case takes for the present: that of the wall but in a rehearsal. */
  now(stored: StoredCase): Promise<number>;
  /** The zone by whose clock the days of an organisation begin, of its service hours; without one that of the top organisation. */
  zoneOf: ZoneOf;
  /** The same with the id of the store, for a file. */
  seenIn(identity: Identity, views: readonly CaseView[]): Promise<CaseView[]>;
  /** Views as this person may see them, a field that names a case out of his reach absent. */
  shown(identity: Identity, views: readonly CaseView[]): Promise<CaseOutside[]>;
};

export type Resolve = (refs: PinRefs) => Promise<Pins>;
type Deps = { db: Connection; resolvePins: Resolve; now?: Reads['now']; zoneOf?: ZoneOf };

/** `zoneOf`: absent, days begin in UTC. */
export function createReads({
  db,
  resolvePins,
  now: nowOf = async () => Date.now(),
  zoneOf = async () => 'UTC',
}: Deps): Reads {
  const scoped: Reads['scoped'] = (identity, of = processKeys) => scopedCases(db, reachFor(identity, of));
  const seenIn: Reads['seenIn'] = async (identity, views) =>
    await withinReach(
      scoped(identity),
      views.map((view) => shown(identity.actor, view)),
    );
  const remembered = createRemembered();
  const shownAll: Reads['shown'] = async (identity, views) => (await seenIn(identity, views)).map(caseOutside);
  return {
    scoped,
    now: nowOf,
    zoneOf,
    seenIn,
    shown: shownAll,
    one: async (identity, number, of) => {
      const process = processOfNumber(number);
      if (!process || (of !== undefined && of !== process)) throw notFound();
      const stored = await scoped(identity, [process]).one(number);
      if (!stored) throw notFound();
      return stored;
    },
    judged: async (identity, number, process) => {
      if (processOfNumber(number) !== process) throw notFound();
      const known = remembered.within(number, readReach(identity, process));
      const stored = known ?? (await scoped(identity, [process]).judged(number));
      if (!stored) throw notFound();
      return stored;
    },
    sentTo: (number) => remembered.forget(number),
    standing: (stored) => caseStateOf(db, stored, resolvePins),
    answer: async (identity, stored, known) => {
      const { actor } = identity;
      remembered.note(stored);
      const now = await nowOf(stored);
      const standing = known ?? (await caseStateOf(db, stored, resolvePins));
      const offer = standing ? allowedCommands(processOf(stored.process), standing.kase, { actor, now }) : NOTHING;
      const { kase: _, ...asStored } = stored;
      const view = standing?.view ?? asStored;
      const [seen = caseOutside(view)] = await shownAll(identity, [view]);
      const parts = standing ? partsFor(identity, standing, now) : {};
      const clocks = standing ? clocksFor(seen, standing, now) : {};
      const offered = await offersWithin(scoped(identity), offerOf(identity, stored.process, offer), parts);
      return { ...seen, ...offered, ...clocks, serverNow: now };
    },
    parts: async ({ actor }, stored) => {
      const standing = await caseStateOf(db, stored, resolvePins);
      return standing ? partsSeen(actor, standing) : [];
    },
  };
}

/** Those whose readings he sees, as they are now; the view has them as they were at the last event. */
function clocksFor(
  seen: Pick<CaseOutside, 'readings'>,
  { kase }: Standing,
  now: number,
): Pick<CaseAnswer, 'clocks' | 'promise'> {
  const { clocks, pins } = kase;
  const { sla, contract } = pins;
  return {
    clocks: clocksShown(clocks, pins, Math.max(now, kase.headAt)).filter(({ clock }) => clock in seen.readings),
    promise: { policy: `${sla.id}@${sla.version}`, ...(contract === undefined ? {} : { contract }) },
  };
}

function partsSeen(actor: Actor, { kase, view }: Standing): PartShown[] {
  const { parts } = processOf(view.process);
  const works = worksOn(actor, view);
  return parts ? shownParts(parts.kinds, parts.all(kase.state), { works, readings: view.readings }) : [];
}

/** So many parts come with the answer of their case. */
const MOST_PARTS_SHOWN = 100;

function partsFor(identity: Identity, standing: Standing, now: number): Pick<CaseAnswer, 'parts'> {
  const { kase, view } = standing;
  const process = processOf(view.process);
  if (!process.parts) return {};
  const { actor } = identity;
  const seen = partsSeen(actor, standing);
  const offers = partOffers(process, kase, { actor, now })
    .filter(({ kind }) => seen.some((part) => part.kind === kind))
    .map((group) => ({
      ...group,
      ...offerOf(identity, view.process, group),
      except: Object.fromEntries(
        Object.entries(group.except).map(([id, one]) => [id, offerOf(identity, view.process, one)]),
      ),
    }));
  const { items = [], next = null } = pageOfParts(seen, { limit: MOST_PARTS_SHOWN }) ?? {};
  return { parts: { offers, items, next } };
}

/** Of all that is blocked, what names another case as far as he may read that. */
async function offersWithin(
  cases: ReturnType<Reads['scoped']>,
  own: Offer,
  { parts }: Pick<CaseAnswer, 'parts'>,
): Promise<Offer & Pick<CaseAnswer, 'parts'>> {
  const all: Offer[] = [own, ...(parts?.offers ?? []).flatMap((group) => [group, ...Object.values(group.except)])];
  const told = await blockedWithinReach(
    cases,
    all.flatMap(({ blocked }) => blocked),
  );
  const places = new Map(all.flatMap(({ blocked }) => blocked).map((one, at) => [one, told[at] ?? one] as const));
  const cut = <T extends Offer>(offer: T): T => ({
    ...offer,
    blocked: offer.blocked.map((one) => places.get(one) ?? one),
  });
  if (!parts) return cut(own);
  const offers = parts.offers.map((group) => ({
    ...cut(group),
    except: Object.fromEntries(Object.entries(group.except).map(([id, one]) => [id, cut(one)])),
  }));
  return { ...cut(own), parts: { ...parts, offers } };
}

/** On a case that could not be upgraded (docs/upgrade.md): it can be read and is parked. */
const NOTHING: Offer = { allowed: [], blocked: [] };

/** One reach for each process that the identity may read. */
export const reachFor = (identity: Identity, of: readonly ProcessKey[]): CaseReach =>
  of.flatMap((process) => {
    const reach = readReach(identity, process);
    return reach ? [{ process, reach }] : [];
  });

/** What the identity may read of `process`; null when its key has no permission for it. Who plays a part sees no more than himself. */
export function readReach(identity: Identity, process: ProcessKey): Reach | null {
  const permission = `${process}.read`;
  if (!keyAllows(identity, permission)) return null;
  const { actor, player } = identity;
  const reach = (who: Actor) => reachOf(who, permission, holders.get(process) ?? {});
  return player ? withinBoth(reach(actor), reach(player)) : reach(actor);
}

/** By its prefix; undefined for a number that no process gives. */
export const processOfNumber = (number: string): ProcessKey | undefined =>
  processKeys.find((key) => number.startsWith(`${processes[key].prefix}-`));

function offerOf(identity: Identity, process: string, { allowed, blocked }: Offer): Offer {
  const mayGive = (command: string) => keyAllows(identity, `${process}.${command}`);
  return { allowed: allowed.filter(mayGive), blocked: blocked.filter(({ command }) => mayGive(command)) };
}

/** In every process. Whom one names beside (`Definition.staff`) works on its cases alone. */
const working: readonly Role[] = [...WORKING, 'auditor'];

/** Process → roles that work on its cases alone, or with those of others that name them, too. */
const workingBeside: ReadonlyMap<string, readonly Role[]> = new Map(
  processKeys.flatMap((key) => {
    const { staff } = processOf(key);
    return staff ? [[key, staff] as const] : [];
  }),
);

/** Roles that work on some cases or watch over that. */
export const workingRoles: readonly Role[] = [...new Set([...working, ...[...workingBeside.values()].flat()])];

/** In a process; absent: in all of them. */
function staffGrants({ grants }: Actor, process = '') {
  const beside = workingBeside.get(process) ?? [];
  return grants.filter(({ role }) => working.includes(role) || beside.includes(role));
}
/** True for those who work on some cases or watch over that; all others are the requester's side of every case. */
export const worksSomewhere = ({ grants }: Actor): boolean => grants.some(({ role }) => workingRoles.includes(role));

/** Where he works or watches over the work whatever the process, each with all below. */
export const staffOrgs = (actor: Actor): string[] => orgsIn(staffGrants(actor));
const orgsIn = (grants: Actor['grants']): string[] => grants.map(({ orgPath }) => orgPath);

/**
 * On which levels the words of a case are seen: `where` is asked of the case. Beside what all see who see the case, its
 * requester sees his contact, and those of `worksOn` everything.
 */
export function sightOf(actor: Actor): Sought['sees'] {
  const worksAt = (orgs: readonly string[]) => ({
    $or: [
      { queue: { $in: actor.teams } },
      { 'parties.assignee': actor.id },
      { 'parties.involved': actor.id },
      { orgLine: { $in: orgs } },
    ],
  });
  const all = { levels: ['open', 'own', 'inner'] } as const;
  const orgs = staffOrgs(actor);
  const beside = [...workingBeside.keys()].flatMap((process) => {
    const more = orgsIn(staffGrants(actor, process));
    return more.length > orgs.length ? [{ ...all, where: { process, ...worksAt(more) } }] : [];
  });
  return [
    { levels: ['open'], where: {} },
    { levels: ['open', 'own'], where: { 'parties.requester': actor.id } },
    ...(orgs.length > 0 ? [{ ...all, where: worksAt(orgs) }] : []),
    ...beside,
  ];
}

/** The cases that `worksOn` is true of, as filters of which one must hold; none: there are none. */
export function workedOnBy(actor: Actor): readonly CaseFilter[] {
  const at = (orgs: readonly string[], of: CaseFilter): CaseFilter[] =>
    orgs.length === 0
      ? []
      : [
          { ...of, orgLine: { in: orgs } },
          { ...of, queue: { in: actor.teams } },
          { ...of, 'parties.assignee': { is: actor.id } },
          { ...of, 'parties.involved': { is: actor.id } },
        ];
  const orgs = staffOrgs(actor);
  const beside = [...workingBeside.keys()].flatMap((process) => {
    const more = orgsIn(staffGrants(actor, process));
    return more.length > orgs.length ? at(more, { process: { is: process } }) : [];
  });
  return [...at(orgs, {}), ...beside];
}

type Worked = Pick<CaseView, 'process' | 'orgLine' | 'queue' | 'parties'>;
/** True for those who work on the case or watch over the work; the requester's side sees less. */
export function worksOn(actor: Actor, { process, orgLine, queue, parties }: Worked) {
  const staff = staffGrants(actor, process);
  if (staff.length === 0) return false;
  const member = queue !== undefined && actor.teams.includes(queue);
  const isNamed = parties.assignee === actor.id || parties.involved?.includes(actor.id) === true;
  return member || isNamed || staff.some(({ orgPath }) => orgLine.includes(orgPath));
}

/**
 * The view as this person may see it: a field that he may not see is absent. For the requester's side nothing that happened
 * within moves the version, the instant and the count of comments.
 */
export function shown(actor: Actor, { outward, concealed: _kept, tagKeys: _keys, ...view }: CaseView): CaseView {
  if (worksOn(actor, view)) return view;
  const fields = isProcessKey(view.process) ? processOf(view.process).fields : {};
  const own = view.parties.requester === actor.id || actor.called?.includes(view._id) === true;
  const hidden = ['nextWakeUp', ...fieldsWithin(fields), ...(own ? [] : personalFields(fields))];
  const { followers: _, hands: _hands, involved: _involved, reporters = [], ...parties } = view.parties;
  const others = reporters.filter((id) => id !== actor.id);
  const absent = hidden.map((field) => [field, undefined]); // as undefined leaves
  const kinds = isProcessKey(view.process) ? (processOf(view.process).parts?.kinds ?? {}) : {};
  const namesWithin = Object.values(kinds).some(({ within }) => within);
  const seen = outwardReadings(namesWithin ? readingsOfCase(view.readings) : view.readings);
  const deadlines = new Set(Object.values(seen).map(({ dueAt }) => dueAt));
  const waitsFor = view.waitsFor
    .filter(({ to }) => !('person' in to) || !others.includes(to.person))
    .map((wait) => (deadlines.has(wait.dueAt) ? wait : { ...wait, dueAt: null }))
    .map(({ parts, ...wait }) => (parts === undefined || namesWithin ? wait : { ...wait, parts }));
  return {
    ...view,
    ...Object.fromEntries(absent),
    ...outwardOf(view, outward),
    parties,
    waitsFor,
    readings: seen,
    dueAt: nextPromise(seen),
  };
}

/** A document that a release before has folded has none of it. */
function outwardOf(view: CaseView, outward: CaseView['outward']): Partial<CaseView> {
  if (!outward) return {};
  const { comments, files, ...frame } = outward;
  const counts: unknown = 'counts' in view ? view.counts : undefined;
  const told: object = typeof counts === 'object' && counts !== null ? { counts: { ...counts, comments, files } } : {};
  return { ...frame, ...told };
}
