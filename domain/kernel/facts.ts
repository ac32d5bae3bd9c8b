/** What rules are told of registers and other cases, since they look nothing up; and how a command says which of it. */
import type { Scheme, Terms } from '../appraisal/calculus/shapes.ts';
import type { Role } from '../roles.ts';
import type { Heirs, Mandate, MeetingFact, OfferedPolicy, SeatsNow } from './approval/shapes.ts';
import type { Pins, Place } from './pinned.ts';
import type { Outline, StepWords } from './steps/shapes.ts';
import type { FieldError, Grant, Millis, Mode, OrgPath, Tier } from './units.ts';

/**
 * What was looked up in registers and other cases before the command was decided, since `decide` reads nothing: by the
 * client, and what a command calls `fresh` by the turn itself. Absent: not asked for. `null`: asked for and not there (or
 * out of the actor's reach).
 */
export type Facts = {
  /** Of `data.unit`, for an intake. */
  unit?: { orgPath: OrgPath; open: boolean; heir?: string } | null;
  /** Of `data.queue`. */
  queue?: { key: string; orgPath: OrgPath; tier: Tier; open: boolean } | null;
  /** Of `data.person`, `data.reporter` or `data.commander`. */
  person?: {
    id: string;
    active: boolean;
    teams: readonly string[];
    unit?: OrgPath;
    grants?: readonly Grant[];
    /** No role of those who take part in cases: nothing in one can be put into his hands. Absent: he has one, or nobody asked. */
    roleMissing?: true;
    /** He answers for the work of others somewhere: he may command. */
    answers?: true;
  } | null;
  /** Of whom `reader` names, where he is at work: whether he reads the case that the command is given to. */
  reader?: { id: string; reads: boolean } | null;
  /** Of those whom the field `people` names, by id; null: unknown, or out of sight. */
  people?: Readonly<Record<string, Facts['person']>>;
  /** Of his teams. */
  personTiers?: readonly Tier[];
  /** Of `data.successor`, with his grants: parts of a plan are for roles. */
  successor?: Facts['person'];
  /** Of the fields that name other cases, under their names; of a list by place, `incidents/0`, of a field within one `blocks/case`. */
  cases?: Readonly<Record<string, CaseFact | null>>;
  /** Priority by the matrix in force, of `data.impact` and `data.urgency`. */
  priority?: string;
  /**
   * For a resolve: how many other incidents had the same item and category in the last 30 days, and how many the same
   * application and cause code in the branch.
   */
  repeats?: { sameItem: number; sameCause: number };
  /** Fields whose word stands in no register. */
  unknown?: readonly FieldError[];
  /** The pins that the actor's `retarget` would put in force. */
  pins?: Pins;
  /** Approval policies in force for the case, by key. */
  approvals?: Readonly<Record<string, OfferedPolicy>>;
  /** For a `relieve`: who could take the seats of its round of approval. */
  heirs?: Heirs;
  /** The seats of its round of approval, as registers fill them now. */
  seats?: SeatsNow;
  /** Standing delegations of those who sit in its round, or could, that are not over. */
  mandates?: readonly Mandate[];
  /** What those hold now who have named somebody to vote for them in its round; who has gone holds nothing. */
  principals?: Readonly<Record<string, readonly Grant[]>>;
  /** Of `data.meeting`; null: there is none. */
  meeting?: MeetingFact | null;
  /** Why the incident that an `escalate` starts could not be opened; absent: it can. */
  unopenable?: { code: string };
  /** Of `data.items`, by id; what is not in the register is null. */
  items?: Readonly<Record<string, ItemFact | null>>;
  /** Of the organisations that own those items and of `data.customers`: who represents each, nearest upward; none: absent. */
  representatives?: Readonly<Record<OrgPath, readonly string[]>>;
  /** The newest version of the change template that `data.template` or the case names; null also for one of other organisations. */
  template?: OfferedTemplate | null;
  /** The checklist that the command names; null also for one of other organisations. */
  checklist?: OfferedChecklist | null;
  /** Of an inspection: what the meters that the command names showed at the visits before, by line, ascending by time. */
  readings?: Readonly<Record<string, readonly number[]>>;
  /** The risk questionnaire in force for the case. */
  questionnaire?: AskedQuestionnaire & Pinnable;
  /** The change that the case names, as it stands now, whoever may read it; null: there is none. */
  change?: CaseFact | null;
  /** What stands against the window of a change now (domain/changes). */
  conflicts?: readonly FoundConflict[];
  /** Of a release: what stands now against each site of the wave that the command names, or that its site stands in; by site. */
  siteConflicts?: Readonly<Record<string, readonly FoundConflict[]>>;
  /** Of a release: incidents since its wave began, of its application, at the organisations that have its version. */
  incidentsOn?: { count: number; grave: readonly string[] };
  /** Of the actions that the steps of a release name: what they are to it; one that is not there, or not for it, is null or left out. */
  actions?: Readonly<Record<string, ActionFact | null>>;
  /** Of the items of the case what stands by for them in the register, with the versions of both. */
  spares?: readonly SpareFact[];
  /** Of the organisations that the data name, each with whether it takes cases. */
  organisations?: Readonly<Record<OrgPath, { open: boolean } | null>>;
  /** The runbook that the command names, in force for its process and organisation; null also for one withdrawn or of others. */
  runbook?: FoundRunbook | null;
  /** The zone in which the unit, or the case, lies, and the open teams that serve it, the first one first; null: none does. */
  zone?: { id: string; depot?: string; places: readonly Place[] } | null;
  /** Of the skills that the data name, those that are open. */
  skills?: readonly string[];
  /** By skill that the case asks for: who has it now of those who go or would go. */
  skilled?: Readonly<Record<string, readonly string[]>>;
  /** Runbooks in force that cover the case, as a choice is made between them: nearest organisation first, then the narrower. */
  runbooks?: readonly OfferedRunbook[];
  /** Of the files that the data name, by id; null: not there, not the actor's, or about to be collected. */
  files?: Readonly<Record<string, FileFact | null>>;
  /** What comes along of the case that `filesFrom` names; absent: it is not there, or out of the actor's reach. */
  along?: FilesAlong;
  /** What the record says of the finding that `found` names; null: there is none such. */
  found?: FoundFact | null;
  /** Number of the archive that the organisation has of the month that the data name; null: none yet. */
  archived?: string | null;
  /** Of the gap that the command names: its case has the paper by now. */
  paper?: boolean;
  /** The scheme of appraisal that the data name; null: there is none. */
  scheme?: SchemeFact | null;
  /** Of those who speak for the subject of an appraisal: for whom the actor stands in now, by a standing delegation. */
  standsInFor?: readonly string[];
  /** Of the cases that the data name, those in the frozen list of the appraisal: by number, the items in which each counts. Null: it has no list. */
  listed?: Readonly<Record<string, readonly string[]>> | null;
  /** Bytes that the installation allows: of one command's files, and of all files of a case. */
  fileBytes?: { command: number; case: number };
};
/**
 * A scheme, and of the period that the data name: the version that holds for it (null: none was published as it began, or it was
 * withdrawn), and the number of the live appraisal that it has.
 */
export type SchemeFact = Pick<Scheme, 'orgPath' | 'period' | 'firstMonth'> & {
  offered: (Pinnable & { ref: string; title: string; terms: Terms } & Pick<Scheme, 'subject' | 'judge'>) | null;
  appraised?: string;
};
/** A file as the event that takes it carries it. `sha256`: of the stored bytes, in hex; `size`: bytes. */
export type FileFact = {
  id: string;
  name: string;
  /** Media type, by its bytes. */
  type: string;
  size: number;
  sha256: string;
  /** No scanner has looked at it: none answered, and the installation admits such files. */
  unscanned?: true;
};
/** Files of a case as its events carry them: those that all see who see it, and those for whoever works on it. */
export type FilesAlong = { files: readonly FileFact[]; within: readonly FileFact[] };
/** A finding of an inspection: what was found, the remedy agreed on, what was answered on its line, the photos of that. */
export type FoundFact = { what: string; remedy?: string; said?: string; files: readonly FileFact[] };
/** A runbook in force. `hash`: of what this version says, which stands in its pin and which whoever lets it run was shown. */
export type OfferedRunbook = Pinnable & {
  /** `id@version` */
  ref: string;
  hash: string;
  title: StepWords;
  scheme?: string;
  /** Whose it is. */
  orgPath: OrgPath;
  /** Where it is asked for, by the turn alone: facts that the client looks up stay in the history. */
  outline?: Outline;
};
/** The same, as a run is made of it. */
export type FoundRunbook = OfferedRunbook & {
  outline: Outline;
  /** It is not for the application of the case. */
  otherApplication?: true;
  /** Items of the case that it is not for. */
  uncovered: readonly string[];
};
/** Of a device in the register: its operating system and the databases on it; absent: it does not say. */
export type DeviceVersions = { os?: string; database?: string };
/** A spare in the register, and the item for which it stands by. */
export type SpareFact = { item: string; spare: string; live: DeviceVersions; standby: DeviceVersions };
/** `closed`: code of why an attempt of it would not be begun; absent: it would. */
export type ActionFact = { closed?: string };
/** Who owns a configuration item, the service that it is part of, and whether it may still be changed. */
export type ItemFact = {
  orgPath: OrgPath;
  service?: string | undefined;
  isRetired: boolean;
  /** Key of its kind. */
  kind?: string | undefined;
  /** Its recovery time objective; absent: none is agreed. */
  rtoMs?: Millis | undefined;
};
/** `pin`: what pins a version, `id@version#hash`. */
export type Pinnable = { pin: string };
/** A version of a change template, as it stands to the change that asks; domain/change/standard says what comes of it. */
export type OfferedTemplate = Pinnable & {
  /** `id@version` */
  ref: string;
  /** New changes are made of it in `[from, until)`. */
  from: Millis;
  until: Millis;
  withdrawn?: true;
  title: string;
  description: string;
  plan: PlanTemplate;
  /** It is not for the application of the change. */
  otherApplication?: true;
  /** Items of the change that it is not for. */
  uncovered: readonly string[];
};
/** What a plan says that is made of a template. */
export type PlanTemplate = {
  steps: readonly {
    id: string;
    title: string;
    instruction: string;
    verify?: string | undefined;
    undo?: string | undefined;
    noUndo?: string | undefined;
    minutes: number;
  }[];
  consequences: string;
  outageMinutes: number;
  backOut: string;
  backOutMinutes: number;
  testEvidence: string;
};
/** The newest version of a checklist. */
export type OfferedChecklist = Pinnable & {
  /** `id@version` */
  ref: string;
  ways: readonly string[];
  lines: readonly AskedLine[];
  withdrawn?: true;
};
/** A line of a checklist as an answer to it is judged, without its words. */
export type AskedLine = {
  id: string;
  is: 'state' | 'number' | 'text' | 'choice';
  /** Of a number: both inclusive. */
  min?: number;
  max?: number;
  /** Of a choice: their ids, and those that mean a finding. */
  choices?: readonly string[];
  abnormal?: readonly string[];
  /** When it asks for a photo; absent: never. */
  photo?: 'always' | 'abnormal';
  /** Of a number: it is compared with the readings before; `counting`: of a meter that never runs back. */
  meter?: 'reading' | 'counting';
  /** Of a line that the plan has beside its checklist, where nobody could look its words up. */
  title?: { zh: string; en: string };
};
/** A version of a risk questionnaire as assessors answer it; `assessors`: the role that alone gives an assessment, by its name. */
export type AskedQuestionnaire = {
  /** `id@version` */
  ref: string;
  questions: readonly { key: string; weight: number }[];
  medium: number;
  high: number;
  assessors?: Readonly<Partial<Record<string, Role>>> | undefined;
};
/** One thing that stands against a window; domain/changes/conflicts.ts says which there are. */
export type FoundConflict = {
  /** Kind, item and with whom: the same conflict has the same key whenever it is found. */
  key: string;
  kind: string;
  severity: 'block' | 'warn';
  waivable: boolean;
  item?: string;
  with?: string;
  from: Millis;
  until: Millis;
  why: { code: string };
};
export type CaseFact = {
  caseId: string;
  process: string;
  status: string;
  /** Absent: looked up by a release that did not say it. */
  mode?: Mode;
  open: boolean;
  orgPath: OrgPath;
  requester?: string;
  queue?: string;
  queueOrg?: OrgPath;
  tier?: Tier;
  parent?: string;
  /** Of a call: the incident that it became or joined. */
  incident?: string;
  /** Of an incident: the one that took it over. */
  mergedInto?: string;
  closedAt?: Millis;
  priority?: string;
  /** Of an incident: how many reported it, and how many children it has. */
  reporters?: number;
  children?: number;
  /** Of a change: how many incidents are held for it. */
  awaitedBy?: number;
  /** Of a change: its window as it stands, what it alters (of `change` alone), and the cutover by which it is carried out. */
  window?: { from: Millis; until: Millis };
  items?: readonly string[];
  cutover?: string;
  /** An open rectification that keeps it shut: as a whole, else a step of it. */
  shutBy?: string;
  /** Of the part that the command names beside it; null: it has none such. */
  part?: { kind: string } | null;
  /** Of the case that a command names with a part: roles that the actor holds on its line of organisations. */
  held?: readonly Role[];
};
/** Which facts a command needs, by the names of its fields; one table resolves them (client/cases/facts.ts, what is fresh in turn-registers.ts). */
export type FactNeeds = {
  unit?: string;
  queue?: string;
  /** The first of these fields that is given names the person. */
  person?: readonly string[];
  successor?: string;
  /** The field that names who is to read what happens on the case. */
  reader?: string;
  /** The field that names several persons, by id or `[{ person }]`. */
  people?: string;
  /** The field that names the unit whose zone is asked for. */
  zone?: string;
  /** The field that names skills. */
  skills?: string;
  /** Fields that name another case, or several; `blocks/case` stands within another field. */
  cases?: readonly string[];
  /** The field that names cases of the frozen list of the appraisal. */
  listed?: string;
  /** The field that names a part of one of these cases: the fact of that one says what kind it is of. */
  partOf?: { case: string; part: string };
  /** Priority by the matrix in force, of the fields `impact` and `urgency`. */
  priority?: true;
  /** Looked up in the turn, not by the client: they may move between the two. */
  fresh?: readonly (
    | 'repeats'
    | 'pins'
    | 'unopenable'
    | 'approvals'
    | 'heirs'
    | 'seats'
    | 'mandates'
    | 'principals'
    | 'conflicts'
    | 'siteConflicts'
    | 'incidentsOn'
    | 'actions'
    | 'spares'
    | 'template'
    | 'questionnaire'
    | 'runbook'
    | 'runbooks'
    | 'change'
    | 'zone'
    | 'skilled'
    | 'readings'
    | 'paper'
    | 'standsInFor'
  )[];
  /** The field that names a meeting; of those whom `data.decisions` name what they hold comes with it. */
  meeting?: string;
  /** The field that names configuration items; who owns and who represents them comes with it. */
  items?: string;
  /** The field whose entries name organisations. */
  organisations?: string;
  /** The field that names a checklist. */
  checklist?: string;
  /** The fields that name an organisation and a month of which there may be an archive. */
  archived?: { unit: string; month: string };
  /** The fields that name a scheme of appraisal and a period. */
  scheme?: { scheme: string; period: string };
  /** The change template that the field `template` names, or that the case is made of. */
  template?: 'named' | 'own';
  /** The field that names a runbook. Called fresh it is looked up by the turn alone, but of an intake, whose turn looks nothing up. */
  runbook?: string;
  /** Those that cover the case; called fresh likewise, and only then with their outlines. */
  runbooks?: true | 'outlined';
  /** Fields that name files, each by a list of ids. */
  files?: readonly string[];
  /** The field that names a case whose files come along: as they lie, no byte of them is copied. */
  filesFrom?: string;
  /** The fields that name an inspection and a finding of it: its words stand in the record alone. */
  found?: { case: string; part: string };
};
