/** The registers of people and organisation, as commands and notices ask for them. */
import type { Connection, QueryFilter } from 'mongoose';
import { isRetired } from '../../domain/items/item.ts';
import type { PlacedItem } from '../../domain/items/sight.ts';
import { type OnDuty, onDutyByAny } from '../../domain/dispatch/duty.ts';
import { rostersOf } from '../../models/registers/dispatch/duty-roster.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import { folded } from '../../domain/kernel/search/folded.ts';
import type { Actor, Audience, OrgPath, Pins, Tier } from '../../domain/kernel/process.ts';
import { matrixOf, type Matrix } from '../../models/registers/priority-matrix.ts';
import { approvalPolicyOf, type KeptApprovalPolicy } from '../../models/registers/approval-policy.ts';
import { type KeptRiskQuestionnaire, riskQuestionnaireOf } from '../../models/registers/changes/risk-questionnaire.ts';
import { calendarOf, type Calendar } from '../../models/registers/calendar.ts';
import { contractOf, type Contract } from '../../models/registers/contract.ts';
import type { Item } from '../../models/registers/items/item.ts';
import type { Title } from '../../models/store/fields.ts';
import { newestOfEach } from '../../models/store/newest-version.ts';
import { type Closing, takesCases } from '../../models/registers/closing.ts';
import { organisationOf, type Organisation } from '../../models/registers/organisation.ts';
import { personOf, type Person } from '../../models/registers/person.ts';
import { policyOf, type Policy } from '../../models/registers/policy.ts';
import { teamOf, type Team } from '../../models/registers/team.ts';
import { type Addressees, createAddressees } from './addressees.ts';
import { webhookOf, type Webhook } from '../../models/notices/webhook.ts';
import { createRegisterCache, REGISTERS } from './register-cache.ts';

export type Directory = {
  /** With the grants and teams of now; null when unknown or deactivated. */
  actorOf(personId: string): Promise<Actor | null>;
  person(id: string): Promise<Person | null>;
  /** Queues that somebody of these teams serves: theirs, and those without members for which theirs stand in. */
  servedBy(teams: readonly string[]): Promise<string[]>;
  team(key: string): Promise<Team | null>;
  organisation(path: OrgPath): Promise<Organisation | null>;
  /**
   * Routing: per tier the first organisation from `orgPath` upward that staffs it, and there the team of the
   * application, else the standard one. A tier that nobody staffs is absent.
   */
  desksFor(orgPath: OrgPath, application?: string): Promise<Pins['desks']>;
  /** Never empty while anybody could act: next holder up the organisation, at last the system administrator. */
  peopleFor(audience: Audience): Promise<Addressees>;
  /** By the newest matrix; undefined when it does not know the pair. */
  priorityOf(impact: string | number, urgency: string | number): Promise<string | undefined>;
  /** Of each policy of a process the newest version, the last published first. */
  policiesOf(process: string): Promise<Policy[]>;
  /** Of each contract the newest version, the last published first. */
  contracts(): Promise<Contract[]>;
  /** Of each approval policy of a process the newest version, by key. */
  approvalPoliciesOf(process: string): Promise<KeptApprovalPolicy[]>;
  /** Of each risk questionnaire the newest version, by key. */
  riskQuestionnaires(): Promise<KeptRiskQuestionnaire[]>;
  /** Active people who hold a role at an organisation (`supervisor@/dx`), or anywhere. */
  holders(held: string): Promise<string[]>;
  /** Open webhooks that serve an organisation. */
  webhooks(path: OrgPath): Promise<Pick<Webhook, '_id' | 'carries'>[]>;
  /** Zone of the newest version of a calendar; null when there is none. */
  zoneOf(calendar: string): Promise<string | null>;
  /** `id@version` of the newest version published; null when there is none. */
  newestCalendar(id: string): Promise<string | null>;
  /** True when the register holds `word` and it is open for new cases. */
  knows(register: Vocabulary, word: string): Promise<boolean>;
  /** What people call `word`, open or not; null when the register does not hold it. */
  titleOf(register: Vocabulary, word: string): Promise<Title | null>;
  /** Ids of the entries of a register in whose id or names all `terms` stand (kernel/search/folded.ts). */
  named(register: Searched, terms: readonly string[]): Promise<string[]>;
  /** What the register of items says of one that somebody names now who sees those; read each time, since there are very many. */
  item(id: string, sees: (item: PlacedItem) => boolean): Promise<NamedItem>;
  /** Under what is reported what was reported under a word that is closed; undefined: nothing was named. */
  heirOf(register: Vocabulary, word: string): Promise<string | undefined>;
  /** After a change by this process itself, so that its next request sees it. */
  drop(): void;
  close(): Promise<void>;
};

/** `free`: the register holds no items at all, so whatever is named is taken. */
export type NamedItem = { is: 'usable' | 'unknown' | 'free' } | { is: 'retired'; successor?: string };

const TIERS: readonly Tier[] = ['L1', 'L2', 'L3'];
/** Registers that are searched by what their entries are called. */
export type Searched =
  | 'organisations'
  | 'people'
  | 'teams'
  | 'applications'
  | 'calendars'
  | 'policies'
  | 'contracts'
  | 'approval-policies'
  | 'change-templates'
  | 'risk-questionnaires'
  | 'document-templates'
  | 'freezes'
  | 'runbooks'
  | 'matrices'
  | 'categories'
  | 'cause-codes'
  | 'item-kinds'
  | 'item-relations'
  | 'meetings'
  | 'actions'
  | 'runners'
  | 'skills'
  | 'qualifications'
  | 'duty-rosters'
  | 'zones'
  | 'checklists'
  | 'indicators'
  | 'appraisal-schemes'
  | 'inspection-plans'
  | 'returned-parts';
/** Registers of plain words. */
export type Vocabulary = 'application' | 'category' | 'cause-code';
const vocabularies = { application: 'applications', category: 'categories', 'cause-code': 'cause-codes' } as const;

export function createDirectory(db: Connection): Directory {
  const cache = createRegisterCache(db, REGISTERS);
  const person = cache.keep((id) => personOf(db).findById(id).lean<Person>().exec());
  const team = cache.keep((key) => teamOf(db).findById(key).lean<Team>().exec());
  const organisation = cache.keep((path) => organisationOf(db).findById(path).lean<Organisation>().exec());
  const teamsAt = cache.keep((path) => teamsOf(db, path));
  const members = cache.keep((key) => idsOf(db, { teams: key }));
  const holders = cache.keep((word) => holdersOf(db, word));
  const matrix = cache.keep(() =>
    matrixOf(db).findOne({ matrix: 'priority' }).sort({ version: -1 }).lean<Matrix>().exec(),
  );

  const policiesOf = cache.keep((process) => newestPolicies(db, process));
  const contracts = cache.keep(() => newestContracts(db));
  const approvalPoliciesOf = cache.keep((process) => newestApprovalPolicies(db, process));
  const riskQuestionnaires = cache.keep(() => newestQuestionnaires(db));
  const newestCalendar = cache.keep((id) => newestVersion(db, id));
  const webhooks = cache.keep((path) => webhooksAt(db, path));
  const zoneOf = cache.keep((id) => newestZone(db, id));
  const allWords = cache.keep((name) => wordsOf(db, name));
  const names = cache.keep((register) => namesOf(db, register));
  const titles = cache.keep((name) => titlesOf(db, name));

  async function desksFor(orgPath: OrgPath, application?: string): Promise<Pins['desks']> {
    const desks: Pins['desks'] = {};
    for (const path of orgLineOf(orgPath)) {
      const [here, teams] = await Promise.all([organisation(path), teamsAt(path)]);
      if (!here?.open) continue;
      for (const tier of TIERS.filter((one) => !desks[one] && here.tiers.includes(one))) {
        const ofTier = teams.filter((one) => one.tier === tier);
        const own = ofTier.find(({ applications }) => application !== undefined && applications.includes(application));
        const queue = own ?? ofTier.find(({ standard }) => standard);
        if (queue) desks[tier] = { orgPath: path, queue: queue._id };
      }
    }
    return desks;
  }

  const standIns = cache.keep(() => standInsOf(db));
  const led = cache.keep((id) => ledBy(db, id));

  async function servedBy(own: readonly string[]): Promise<string[]> {
    const covered = [...(await standIns('')).entries()].flatMap(([queue, by]) => (own.includes(by) ? [queue] : []));
    return [...own, ...covered.filter((queue) => !own.includes(queue))];
  }

  async function actorFrom({ _id, unit, teams, called = [], grants }: Person): Promise<Actor> {
    const [served, leads] = await Promise.all([servedBy(teams), led(_id).then(servedBy)]);
    return {
      id: _id,
      kind: 'person',
      unit,
      teams: served,
      ...(leads.length > 0 ? { leads } : {}),
      ...(called.length > 0 ? { called } : {}),
      grants,
    };
  }

  const standIn = async (key: string) => (await standIns('')).get(key) ?? null;
  const onDuty = (key: string) => onDutyNow(db, key);
  const readers = { standIn, person, team, organisation, teamsAt, members, onDuty, holders, root: () => topOf(db) };

  return {
    actorOf: async (id) => {
      const found = await person(id);
      return found?.active ? await actorFrom(found) : null;
    },
    person,
    servedBy,
    team,
    organisation,
    desksFor,
    peopleFor: createAddressees(readers),
    priorityOf: async (impact, urgency) => (await matrix('priority'))?.priorities[String(impact)]?.[String(urgency)],
    policiesOf,
    contracts: () => contracts(''),
    approvalPoliciesOf,
    riskQuestionnaires: () => riskQuestionnaires(''),
    holders,
    newestCalendar,
    zoneOf,
    webhooks,
    titleOf: async (register, word) => (await titles(register)).get(word) ?? null,
    named: async (register, terms) =>
      (await names(register)).filter(({ words }) => terms.every((term) => words.includes(term))).map(({ id }) => id),
    knows: async (register, word) => {
      const found = (await allWords(register)).get(word);
      return found !== undefined && takesCases(found, Date.now());
    },
    item: (id, sees) => itemNamed(db, id, sees),
    heirOf: async (register, word) => (await allWords(register)).get(word)?.heir,
    drop: cache.drop,
    close: cache.close,
  };
}

/** Past every cache: an hour begins for all at once. */
async function onDutyNow(db: Connection, team: string): Promise<OnDuty> {
  const now = Date.now();
  return onDutyByAny(await rostersOf(db, team, { from: now, until: now + 1 }), now);
}

/** Open teams that nobody serves → the one that does: of the same tier, the nearest upward, the standard one first. */
async function standInsOf(db: Connection): Promise<ReadonlyMap<string, string>> {
  const [teams, staffed] = await Promise.all([
    teamOf(db).find({ open: true }).sort({ standard: -1, _id: 1 }).lean<Team[]>(),
    personOf(db).distinct('teams', { active: true }),
  ]);
  const has = new Set(staffed);
  const serving = teams.filter(({ _id }) => has.has(_id));
  const nearest = ({ orgPath, tier }: Team) =>
    orgLineOf(orgPath).flatMap((path) => serving.find((one) => one.orgPath === path && one.tier === tier) ?? [])[0];
  return new Map(
    teams.flatMap((team) => {
      const other = has.has(team._id) ? undefined : nearest(team);
      return other ? [[team._id, other._id] as const] : [];
    }),
  );
}

const ledBy = async (db: Connection, id: string): Promise<string[]> =>
  (await teamOf(db).find({ lead: id, open: true }, { _id: 1 }).sort({ _id: 1 }).lean<{ _id: string }[]>()).map(
    ({ _id }) => _id,
  );

async function topOf(db: Connection): Promise<OrgPath> {
  const top = await organisationOf(db)
    .findOne({ line: { $size: 1 } })
    .sort({ _id: 1 })
    .lean<Organisation>();
  return top?._id ?? '/';
}

const teamsOf = (db: Connection, path: string): Promise<Team[]> =>
  teamOf(db)
    .find({ orgPath: `/${path.slice(1)}`, open: true })
    .sort({ _id: 1 })
    .lean<Team[]>()
    .exec();

const idsOf = async (db: Connection, filter: QueryFilter<Person>): Promise<string[]> =>
  (
    await personOf(db)
      .find({ ...filter, active: true }, { _id: 1 })
      .sort({ _id: 1 })
      .lean<{ _id: string }[]>()
  ).map(({ _id }) => _id);

/** Active people who hold a role at an organisation (`supervisor@/dx`), or anywhere, as they stand in the store. */
export const holdersOf = (db: Connection, held: string): Promise<string[]> => idsOf(db, heldBy(held));

const lastPublishedFirst = { $sort: { publishedAt: -1, version: -1, _id: 1 } } as const;

/** A policy stays with its process. */
const newestPolicies = (db: Connection, process: string): Promise<Policy[]> =>
  policyOf(db)
    .aggregate<Policy>([...newestOfEach('policy'), { $match: { process } }, lastPublishedFirst])
    .exec();

const newestApprovalPolicies = (db: Connection, process: string): Promise<KeptApprovalPolicy[]> =>
  approvalPolicyOf(db)
    .aggregate<KeptApprovalPolicy>([...newestOfEach('approvalPolicy'), { $match: { process } }, { $sort: { _id: 1 } }])
    .exec();

const newestQuestionnaires = (db: Connection): Promise<KeptRiskQuestionnaire[]> =>
  riskQuestionnaireOf(db)
    .aggregate<KeptRiskQuestionnaire>([...newestOfEach('riskQuestionnaire'), { $sort: { _id: 1 } }])
    .exec();

const newestContracts = (db: Connection): Promise<Contract[]> =>
  contractOf(db)
    .aggregate<Contract>([...newestOfEach('contract'), lastPublishedFirst])
    .exec();

async function webhooksAt(db: Connection, path: string): Promise<Pick<Webhook, '_id' | 'carries'>[]> {
  const line = orgLineOf(`/${path.slice(1)}`);
  const all = await webhookOf(db)
    .find({ open: true }, { carries: 1, organisations: 1 })
    .sort({ _id: 1 })
    .lean<Webhook[]>();
  return all.filter(
    ({ organisations }) => organisations.length === 0 || organisations.some((one) => line.includes(one)),
  );
}

async function newestZone(db: Connection, calendar: string): Promise<string | null> {
  const found = await calendarOf(db).findOne({ calendar }, { snapshot: 1 }).sort({ version: -1 }).lean<Calendar>();
  return found?.snapshot.zone ?? null;
}

type Word = Closing & { _id: string; open: boolean };
async function wordsOf(db: Connection, register: string): Promise<ReadonlyMap<string, Word>> {
  if (!isVocabulary(register)) return new Map();
  const projection = { open: 1, closesAt: 1, heir: 1 };
  const words = await db.collection<Word>(vocabularies[register]).find({}, { projection }).toArray();
  return new Map(words.map((word) => [word._id, word]));
}

type Named = { _id: string; name?: string; title?: string | Title };

/** What entries are called, as it is compared. How to reach a person is not among it. */
async function namesOf(db: Connection, register: string): Promise<{ id: string; words: string }[]> {
  const rows = await db
    .collection<Named>(register)
    .find({}, { projection: { name: 1, title: 1 } })
    .toArray();
  return rows.map(({ _id, name = '', title = '' }) => {
    const titles = typeof title === 'string' ? [title] : [title.zh, title.en];
    return { id: _id, words: folded([_id, name, ...titles].join(' ')) };
  });
}

async function titlesOf(db: Connection, register: string): Promise<ReadonlyMap<string, Title>> {
  if (!isVocabulary(register)) return new Map();
  const words = await db
    .collection<{ _id: string; title: Title }>(vocabularies[register])
    .find({}, { projection: { title: 1 } })
    .toArray();
  return new Map(words.map(({ _id, title }) => [_id, title]));
}

const NAMED = { status: 1, retiresAt: 1, successor: 1, orgPath: 1, maintainers: 1, teams: 1 } as const;
async function itemNamed(db: Connection, id: string, sees: (item: PlacedItem) => boolean): Promise<NamedItem> {
  const items = db.collection<Item>('items');
  const found = await items.findOne({ _id: id }, { projection: NAMED });
  if (found && !sees(found)) return { is: 'unknown' };
  if (!found) return { is: (await items.findOne({}, { projection: { _id: 1 } })) ? 'unknown' : 'free' };
  if (!isRetired(found, Date.now())) return { is: 'usable' };
  return { is: 'retired', ...(found.successor === undefined ? {} : { successor: found.successor }) };
}

const isVocabulary = (word: string): word is Vocabulary => Object.hasOwn(vocabularies, word);

async function newestVersion(db: Connection, calendar: string): Promise<string | null> {
  const found = await calendarOf(db).findOne({ calendar }, { _id: 1 }).sort({ version: -1 }).lean<{ _id: string }>();
  return found?._id ?? null;
}

/** `role@/path`, or a role wherever it is held. */
function heldBy(word: string): QueryFilter<Person> {
  const [role = '', path] = word.split('@');
  return path === undefined ? { 'grants.role': role } : { grants: { $elemMatch: { role, orgPath: path } } };
}
