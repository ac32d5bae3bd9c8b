/** From registers to pins: which versions a new case runs on, and those of an open one out of its references. */
import type { Connection } from 'mongoose';
import type { CalendarSnapshot } from '../../domain/kernel/time/calendar.ts';
import { calendarProblems } from '../../domain/kernel/policy/calendar-rules.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { pinnedKind } from '../../domain/kernel/record/pins.ts';
import type { Millis, OrgPath, PinHashes, PinnedPolicy, PinRefs, Pins, Tier } from '../../domain/kernel/process.ts';
import { approvalPolicyIn, approvalPolicyOf, type KeptApprovalPolicy } from '../../models/registers/approval-policy.ts';
import { calendarOf, type Calendar } from '../../models/registers/calendar.ts';
import {
  changeTemplateIn,
  changeTemplateOf,
  type KeptChangeTemplate,
} from '../../models/registers/changes/change-template.ts';
import {
  type KeptRiskQuestionnaire,
  questionnaireIn,
  riskQuestionnaireOf,
} from '../../models/registers/changes/risk-questionnaire.ts';
import { checklistIn, checklistOf, type KeptChecklist } from '../../models/registers/inspections/checklist.ts';
import { type KeptScheme, schemeIn, schemeOf } from '../../models/registers/appraisals/scheme.ts';
import { type KeptRunbook, runbookIn, runbookOf } from '../../models/registers/runbooks/runbook.ts';
import { hashOf } from '../../models/store/chain.ts';
import { policyOf, type Policy } from '../../models/registers/policy.ts';
import type { Directory } from './directory.ts';
import { contractFor, type InForce, isDraftRef, policyFor, published, refuseFaulty } from './in-force.ts';

type Registers = { db: Connection; directory: Directory };
export type ServedAt = { orgPath: OrgPath; application?: string | undefined };

/** Version of the deciders' rules that new cases get; raised when a rule would refuse or move what was accepted. */
const RULES = 1;
const DESKS: readonly Tier[] = ['L1', 'L2', 'L3'];

type Choice = {
  /** Drafts in the place of what is published, for trials: such pins are of no use to a live case. */
  inForce?: InForce;
  /** When the case is opened; contracts begin and end. */
  at?: Millis;
};

/**
 * Pins for a new case of `process` at `orgPath`: policy and calendars of the contract that covers it, else of the policy
 * of the nearest organisation upward; the desks by routing and their teams' calendars. Throws DomainError
 * 'policy-missing', 'calendar-missing', 'calendar-unusable' or 'draft-unusable' when the registers do not allow for a case.
 */
export async function pinsFor(
  { db, directory }: Registers,
  process: string,
  { orgPath, application }: ServedAt,
  { inForce = published(directory), at = Date.now() }: Choice = {},
): Promise<Pins> {
  const contract = await contractFor(inForce, { orgPath, application, at });
  if (contract) refuseFaulty(inForce, contract._id);
  const [policy, desks] = await Promise.all([
    policyFor(inForce, process, { orgPath, contract }),
    directory.desksFor(orgPath, application),
  ]);
  const hours = contract?.calendars ?? policy.calendars;
  const names: Record<string, string> = { always: 'always', ...hours };
  for (const tier of DESKS) {
    const desk = desks[tier];
    names[`desk-${tier}`] = (desk && (await directory.team(desk.queue))?.calendar) ?? hours.service;
  }
  const calendars: Record<string, string> = {};
  for (const [name, id] of Object.entries(names)) calendars[name] = await calendarInForce(inForce, id);
  for (const ref of [policy._id, ...Object.values(calendars)]) refuseFaulty(inForce, ref);
  const snapshots = await snapshotsOf(db, calendars, inForce.drafted);
  for (const [id, snapshot] of Object.entries(snapshots)) refuseUnusable(id, snapshot);
  const sla = pinnedFrom(policy);
  return {
    rules: RULES,
    calendars,
    snapshots,
    sla,
    ...(contract ? { contract: contract._id } : {}),
    desks,
    hashes: hashesOf({ sla, snapshots }),
  };
}

/** Of the policy and each calendar, what they say: the created event holds it, and so does the chain. */
const hashesOf = ({ sla, snapshots }: Pick<Pins, 'sla' | 'snapshots'>): PinHashes => ({
  [`${sla.id}@${sla.version}`]: hashOfPinned(sla),
  ...Object.fromEntries(Object.entries(snapshots).map(([id, snapshot]) => [id, hashOfPinned(snapshot)])),
});

const HASH_LENGTH = 32;
const hashed = new WeakMap<object, string>();
/** Of calendars, which are large and few, once. */
function hashOfPinned(pinned: object): string {
  const known = hashed.get(pinned);
  if (known !== undefined) return known;
  const hash = hashOf(pinned).slice(0, HASH_LENGTH);
  hashed.set(pinned, hash);
  return hash;
}

/**
 * Whole again: equal to what was pinned, since a published version never changes, and the hashes say so. `drafts`: the store
 * of rehearsals, where versions made of drafts are kept. Throws DomainError 'pin-missing' and 'pin-differs'.
 */
export async function resolvePins(
  db: Connection,
  { rules, sla, contract, calendars, desks, more, hashes }: PinRefs,
  drafts: Connection = db,
): Promise<Pins> {
  const homeOf = (id: string) => (isDraftRef(id) ? drafts : db);
  const ids = [...new Set(Object.values(calendars))].toSorted();
  const [policy, found] = await Promise.all([
    publishedPolicy.read(homeOf(sla), sla),
    Promise.all(ids.map(async (id) => [id, (await publishedCalendar.read(homeOf(id), id)).snapshot] as const)),
  ]);
  const pins: Pins = {
    rules,
    calendars,
    snapshots: Object.fromEntries(found),
    sla: pinnedFrom(policy),
    ...(contract === undefined ? {} : { contract }),
    desks,
    ...(more === undefined ? {} : { more }),
    ...(hashes === undefined ? {} : { hashes }),
  };
  await refuseUnsound(db, more);
  if (hashes)
    refuseEdited(pins, hashes, (ref) =>
      [publishedPolicy, publishedCalendar].forEach(({ forget }) => forget(homeOf(ref), ref)),
    );
  return pins;
}

/** A version that says something else than when it was pinned was edited behind the product's back. */
function refuseEdited(pins: Pins, hashes: PinHashes, forget: (ref: string) => void): void {
  for (const [ref, hash] of Object.entries(hashesOf(pins)))
    if (hashes[ref] !== undefined && hashes[ref] !== hash) {
      forget(ref); // once it is put right it must be read again
      throw new DomainError('pin-differs', `${ref} is not what was pinned`, { params: { ref } });
    }
}

const keptRunbook = keptForEver(async (db, id) => {
  const found = await runbookOf(db).findById(id).lean<KeptRunbook>();
  if (!found) throw missing(id);
  return runbookIn(found);
});
const keptChecklist = keptForEver(async (db, id) => {
  const found = await checklistOf(db).findById(id).lean<KeptChecklist>();
  if (!found) throw missing(id);
  return checklistIn(found);
});
const keptScheme = keptForEver(async (db, id) => {
  const found = await schemeOf(db).findById(id).lean<KeptScheme>();
  if (!found) throw missing(id);
  return schemeIn(found);
});
/** Where what later events pin under a name is kept, and of what its hash is. */
const PINNED_LATER: Readonly<Record<string, Kept<object>>> = {
  approval: keptForEver<object>(async (db, id) => {
    const found = await approvalPolicyOf(db).findById(id).lean<KeptApprovalPolicy>();
    if (!found) throw missing(id);
    return approvalPolicyIn(found);
  }),
  template: keptForEver<object>(async (db, id) => {
    const found = await changeTemplateOf(db).findById(id).lean<KeptChangeTemplate>();
    if (!found) throw missing(id);
    return changeTemplateIn(found);
  }),
  questionnaire: keptForEver<object>(async (db, id) => {
    const found = await riskQuestionnaireOf(db).findById(id).lean<KeptRiskQuestionnaire>();
    if (!found) throw missing(id);
    return questionnaireIn(found);
  }),
  runbook: keptRunbook,
  checklist: keptChecklist,
  scheme: keptScheme,
};

/** `id@version#hash` of what somebody is about to pin. */
export const pinRefOf = (pinned: { id: string; version: number }): string =>
  `${pinned.id}@${pinned.version}#${hashOfPinned(pinned)}`;

type PinnedBeside = NonNullable<PinRefs['more']>;
/** What is pinned beside is there, and says what it said. A plan out of the case's own events is held by its chain. */
async function refuseUnsound(db: Connection, more: PinnedBeside = {}): Promise<void> {
  for (const [name, pinned] of Object.entries(more))
    if (!pinned.startsWith('event:')) await soundly(PINNED_LATER[pinnedKind(name)], db, { name, pinned });
}

/** As it was pinned. Throws 'pin-missing' and 'pin-differs'. */
async function soundly<T extends object>(
  kept: Kept<T> | undefined,
  db: Connection,
  { name, pinned }: { name: string; pinned: string },
): Promise<T> {
  const [ref = '', hash = ''] = pinned.split('#');
  if (!kept) throw missing(`${name}:${ref}`);
  const found = await kept.read(db, ref);
  if (hashOfPinned(found) === hash) return found;
  kept.forget(db, ref); // once it is put right it must be read again
  throw new DomainError('pin-differs', `${ref} is not what was pinned`, { params: { ref } });
}

/**
 * The runbooks that a case has pinned, in the order in which it runs them, each as it was pinned; none that it wrote itself. Throws
 * DomainError 'pin-missing' and 'pin-differs'.
 */
export async function pinnedRunbooks(db: Connection, more: PinnedBeside = {}): Promise<PinnedRunbook[]> {
  const pins = Object.entries(more).filter(
    ([name, pinned]) => pinnedKind(name) === 'runbook' && !pinned.startsWith('event:'),
  );
  const inOrder = pins.toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  return await Promise.all(
    inOrder.map(async ([name, pin]) => ({ ...(await soundly(keptRunbook, db, { name, pinned: pin })), pin })),
  );
}
/** `pin`: `id@version#hash`. */
export type PinnedRunbook = ReturnType<typeof runbookIn> & { pin: string };
/** The checklist that a case has pinned, as it was pinned; null: it has none. Throws 'pin-missing' and 'pin-differs'. */
export const pinnedChecklist = async (db: Connection, { checklist }: PinnedBeside = {}) =>
  checklist === undefined ? null : await soundly(keptChecklist, db, { name: 'checklist', pinned: checklist });
/** `runbook-3` → 3. */
const placeOf = (name: string): number => Number(/-([0-9]+)$/.exec(name)?.[1] ?? 1);

/** Each snapshot once, by `id@version`. */
async function snapshotsOf(
  db: Connection,
  calendars: Pins['calendars'],
  drafted: InForce['drafted'] = {},
): Promise<Record<string, CalendarSnapshot>> {
  const ids = [...new Set(Object.values(calendars))].toSorted();
  const found = await Promise.all(
    ids.map(async (id) => [id, drafted[id] ?? (await publishedCalendar.read(db, id)).snapshot] as const),
  );
  return Object.fromEntries(found);
}

const pinned = new WeakMap<Policy, PinnedPolicy>();
/** One object for each that is kept in memory, so that its hash is taken once. */
function pinnedFrom(from: Policy): PinnedPolicy {
  const { policy, version, clocks, terms, silent } = from;
  const made = pinned.get(from) ?? {
    id: policy,
    version,
    clocks,
    terms,
    ...(silent === undefined ? {} : { silent }),
  };
  pinned.set(from, made);
  return made;
}

async function calendarInForce(inForce: InForce, id: string): Promise<string> {
  const found = await inForce.calendar(id);
  if (found === null) throw new DomainError('calendar-missing', `No calendar ${id} is published`);
  return found;
}

const usable = new WeakSet<CalendarSnapshot>();
/** Nothing of the kind gets published; but a register may have been edited behind the product's back. */
function refuseUnusable(id: string, snapshot: CalendarSnapshot): void {
  if (usable.has(snapshot)) return;
  if (calendarProblems(snapshot).length > 0)
    throw new DomainError('calendar-unusable', `No deadline can be computed on ${id}`, { params: { calendar: id } });
  usable.add(snapshot);
}

const publishedPolicy = keptForEver(async (db, id) => {
  const found = await policyOf(db).findById(id).lean<Policy>();
  if (!found) throw missing(id);
  return found;
});
const publishedCalendar = keptForEver(async (db, id) => {
  const found = await calendarOf(db).findById(id).lean<Calendar>();
  if (!found) throw missing(id);
  return found;
});

const missing = (ref: string): DomainError =>
  new DomainError('pin-missing', `${ref} is pinned and not there`, { params: { ref } });

/** Versions of each kind that are kept of a store; cases in use run on far fewer. */
const MOST_KEPT = 500;

type Kept<T> = { read: (db: Connection, id: string) => Promise<T>; forget: (db: Connection, id: string) => void };
/** A published version never changes, so it is read once, and again when it was long out of use. */
function keptForEver<T>(read: (db: Connection, id: string) => Promise<T>): Kept<T> {
  const stores = new WeakMap<Connection, Map<string, Promise<T>>>(); // in order of use, the oldest first
  const storeOf = (db: Connection) => {
    const store = stores.get(db) ?? new Map<string, Promise<T>>();
    stores.set(db, store);
    return store;
  };
  return {
    read(db: Connection, id: string): Promise<T> {
      const store = storeOf(db);
      const reading = store.get(id) ?? read(db, id);
      store.delete(id);
      store.set(id, reading);
      reading.catch(() => store.delete(id));
      const [oldest] = store.keys();
      if (store.size > MOST_KEPT && oldest !== undefined) store.delete(oldest);
      return reading;
    },
    forget: (db: Connection, id: string): void => void storeOf(db).delete(id),
  };
}
