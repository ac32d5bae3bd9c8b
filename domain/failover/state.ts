/** What a failover keeps, and the events that made it. */
import type {
  Base,
  DataOf as DataOfCommand,
  Definition,
  Ended,
  RuleCtx,
  Word as WordOf,
} from '../kernel/definition.ts';
import type { Millis, OrgPath, PinRefs } from '../kernel/process.ts';
import type { RunEvents, Running } from '../kernel/running/shapes.ts';
import type { Outline } from '../kernel/steps/shapes.ts';
import type { FailoverCommand } from './contract.ts';
import type { FailoverParts, FailoverParty, FailoverStatus } from './statuses.ts';
import type { FaultFacts, Scheme, Way } from './tree.ts';

type DataOf<K extends FailoverCommand['type']> = DataOfCommand<FailoverCommand, K>;
/** A runbook as it was proposed: its version, and what pins it. */
export type Proposed = { id: string; ref: string; pin: string; scheme?: string | undefined };
/** What the facts led to. `missing`: schemes for which no runbook is approved here. */
export type Proposal = Way & {
  runbooks: readonly Proposed[];
  missing: readonly Scheme[];
  /** SHA-256, hex, of what is authorised: runbooks by their pins, in their order. */
  planHash: string;
};
type Opening = {
  title: string;
  description: string;
  unit: OrgPath;
  application?: string | undefined;
  items: readonly string[];
  reporter: string;
  faultAt: Millis;
  commander: string;
  /** Recovery time objective of the first of its items, from the fault on. */
  rtoMs?: Millis;
  incident?: string | undefined;
  followUpOf?: string | undefined;
  pinned: PinRefs;
};
type Kept = Running &
  Pick<Opening, 'items' | 'faultAt' | 'rtoMs' | 'incident' | 'followUpOf'> & {
    facts: FaultFacts;
    proposal?: Proposal;
    authorizedAt?: Millis;
    /** Instant at which its users confirmed the service. */
    recoveredAt?: Millis;
    dataLossMs?: Millis;
  };
export type Failover = Omit<Base, 'status' | 'parts'> & Kept & { status: FailoverStatus };

type OwnEvents = {
  created: Opening;
  factsUpdated: { facts: FaultFacts; evidence?: string };
  planProposed: { proposal: Proposal; reason?: string };
  authorized: {
    planHash: string;
    outline: Outline;
    runbooks: readonly Proposed[];
    customerTold: string;
    pinned: Readonly<Record<string, string>>;
  };
  reported: DataOf<'report'>;
  closed: Ended;
  canceled: Ended & { reason: string };
};
export type FailoverEvents = RunEvents & OwnEvents;

export type Rules = Definition<Failover, FailoverCommand, FailoverEvents, FailoverParty, FailoverParts>;
export type Folds = Rules['folds'];
export type RulesCtx = RuleCtx<Failover, FailoverEvents>;
export type Word = WordOf<FailoverEvents>;
