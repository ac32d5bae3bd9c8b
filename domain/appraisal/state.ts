/** What an appraisal keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { FileFact } from '../kernel/facts.ts';
import type { PartsOf, PartTouch } from '../kernel/part.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { Line } from './calculus/penalty.ts';
import type { Breaches, FrozenFigure, Subject, Terms } from './calculus/shapes.ts';
import type { AppraisalCommand } from './contract.ts';
import type { AppraisalParts, AppraisalParty, AppraisalStatus, DECISIONS, Scripted } from './statuses.ts';

export type DataOf<K extends AppraisalCommand['type']> = DataOfCommand<AppraisalCommand, K>;
type Taking<D> = Omit<D, 'files'> & { files?: readonly FileFact[] };

type Opening = {
  title: string;
  description: string;
  unit: OrgPath;
  /** Who opened it by hand; absent: the calendar. */
  reporter?: string | undefined;
  scheme: string;
  period: string;
  /** `[from, until)` of the period by the clock on the wall of `zone`. */
  from: Millis;
  until: Millis;
  zone: string;
  /** When its figures are frozen. */
  freezeAt: Millis;
  subject: Subject;
  judging: OrgPath;
  drill?: true | undefined;
  scripted?: Scripted | undefined;
  pinned: PinRefs;
};
/** Of all items and clauses together. `score`: hundredths of a point of 100; null: no item counts. `penalty`: cents. */
export type Totals = { score: number | null; penalty: number; lines: readonly Line[] };
export type Side = 'judge' | 'subject';
type Sign = { by: string; at: Millis };
/**
 * `value`: its figure, as digits. `points`: hundredths, as scored; absent: it is left out. `adjusted`: what it scores
 * instead; `relief`: cents taken off what is owed for it; `first`: who scored it. `disputed`: cases that its dispute names;
 * `answered`: who answered that.
 */
type ItemKept = {
  value?: string;
  cases?: number;
  points?: number;
  adjusted?: number;
  relief?: number;
  first?: string;
  disputed?: readonly string[];
  answered?: string;
  rectification?: string;
};
type Kept = Omit<Opening, 'title' | 'description' | 'unit' | 'reporter' | 'pinned'> & {
  /** Of collecting: each begins anew, and what an earlier one reports counts no more. */
  attempt: number;
  /** It is being collected. */
  begun?: true;
  stuck?: string;
  /** `id@version` of its scheme, and what of it is reckoned with; absent before the first event is followed by the next. */
  schemeRef?: string;
  terms?: Terms;
  breaches?: Breaches;
  list?: { hash: string; rows: number };
  totals?: Totals;
  /** Everybody who has judged it in any way, each once. */
  judges: readonly string[];
  /** Everybody who has said anything for the subject, each once: whatever he becomes, he judges nothing of it. */
  spoke?: readonly string[];
  disputesOver?: true;
  appealsOver?: true;
  statementHash?: string;
  accepted?: { by: string; at: Millis; silence?: true };
  signed?: Partial<Record<Side, Sign>>;
  /** The person who is judged has left: a supervisor speaks for him. */
  subjectGone?: true;
  /** Its owner wants it voided. */
  voiding?: { by: string; reason: string };
  proposed?: true;
  parts?: PartsOf<AppraisalParts, { item: ItemKept }>;
};
export type Appraisal = Omit<Base, 'status' | 'parts'> & Kept & { status: AppraisalStatus };

type Answer = PartTouch & {
  decision: (typeof DECISIONS)[number];
  reason: string;
  files?: readonly FileFact[];
  /** Of the disputed cases those that count no more. */
  excluded?: readonly string[];
};
export type ProposedLine = { item: string; target?: number | undefined; weight?: number | undefined; reason: string };
export type AppraisalEvents = {
  created: Opening;
  schemePinned: { scheme: string; terms: Terms; pinned: { scheme: string } };
  /** A judge looks after it from now on. */
  taken: object;
  /** The figures are folded, the how manieth time. */
  collectingBegun: { attempt: number; reason?: string };
  stuck: { code: string };
  /** `points`: by computed item; null: left out. */
  frozen: PartTouch & {
    figures: readonly FrozenFigure[];
    points: Readonly<Record<string, number | null>>;
    breaches: Breaches;
    list: { hash: string; rows: number };
    indicators: readonly string[];
    zone: string;
  };
  scored: PartTouch & Taking<DataOf<'score'>>;
  published: Totals & { currency: string };
  disputed: PartTouch & Taking<DataOf<'dispute'>>;
  disputeAnswered: Answer;
  /** A line of its own: what was frozen or scored stays as it was. `from`: hundredths before. */
  adjustmentAdded: PartTouch & Totals & { from?: number; points?: number; relief?: number; reason: string };
  appealed: PartTouch & Taking<DataOf<'appeal'>>;
  appealDecided: Answer;
  /** Nothing more may be disputed, or appealed against. */
  windowClosed: { window: 'dispute' | 'appeal' };
  accepted: Totals & { statementHash: string };
  acceptedBySilence: Totals & { by: 'silence'; statementHash: string };
  signed: { side: Side; statementHash: string };
  statementIssued: Totals & { statementHash: string; currency: string };
  voidAsked: { reason: string };
  criteriaProposed: { lines: readonly ProposedLine[] };
  archived: Ended & { statementHash: string };
  voided: Ended & { reason: string };
};

export type Rules = Definition<Appraisal, AppraisalCommand, AppraisalEvents, AppraisalParty, AppraisalParts>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Appraisal, AppraisalEvents>;
export type Word = WordOf<AppraisalEvents>;
