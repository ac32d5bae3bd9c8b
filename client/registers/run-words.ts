/** The words of the plan that a case runs by, or is to run by, out of the versions that it names. */
import type { Connection } from 'mongoose';
import { checkTitles } from '../../domain/cutover/prechecks.ts';
import type { CaseEvent, OrgPath, PinRefs } from '../../domain/kernel/process.ts';
import type { Running } from '../../domain/kernel/running/shapes.ts';
import { joined } from '../../domain/kernel/steps/joined.ts';
import { listedParts } from '../../domain/kernel/steps/listed.ts';
import { outlineOf } from '../../domain/kernel/steps/outline.ts';
import type { Outline } from '../../domain/kernel/steps/shapes.ts';
import { titlesOf } from '../../domain/runbooks/titles.ts';
import { stepsOfItsOwn, stepsWritten, type StepText } from '../../domain/runbooks/words.ts';
import { bodyOf, casesIn } from '../../models/cases/case.ts';
import { eventsAfter } from '../../models/cases/commit.ts';
import { namesOf } from '../../models/registers/names.ts';
import type { Words } from '../../domain/notice-words.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { type PinnedRunbook, pinnedRunbooks } from './pins.ts';

/** What of the state of a run its words are looked up by. */
type Kept = Pick<Running, 'outline'> & {
  endedAt?: number | undefined;
  /** Of a failover: what is to be authorised. */
  proposal?: { runbooks: readonly { pin: string }[] } | undefined;
  /** Of a release. */
  waves?: readonly { id: string; title?: string | undefined }[];
};
type Planned = { process: string; state: object; pins: Pick<PinRefs, 'more'> };
export type RunWords = {
  runbooks: readonly PinnedRunbook[];
  /** By the ids of parts, what the steps say. */
  steps: ReadonlyMap<string, StepText>;
  /** By the ids of parts, what all of them are called. */
  titles: ReadonlyMap<string, Words>;
  /** The plan that is proposed, of a case that has none yet. */
  proposed?: Outline;
};

/**
 * The runbooks pinned, in the order in which they are run, and what they say; of an open case without a plan those that are
 * proposed, if any. `events`: all of the case, asked for only where it has pinned no runbook, and so wrote its steps itself. Throws
 * DomainError 'pin-missing' and 'pin-differs'.
 */
export async function runWordsOf(
  registers: Connection,
  { process, state, pins }: Planned,
  events: () => Promise<readonly CaseEvent[]>,
): Promise<RunWords> {
  const kept: Kept = state;
  const runbooks = await pinnedRunbooks(registers, kept.outline ? pins.more : proposedIn(kept));
  const plans = runbooks.map(({ plan }) => plan);
  const outline = kept.outline ?? (plans.length > 0 ? joined(process, plans.map(outlineOf)) : undefined);
  const own = kept.outline && runbooks.length === 0 ? stepsOfItsOwn(await events()) : undefined;
  const steps = outline ? stepsWritten(plans, outline, own) : new Map<string, StepText>();
  const titles = outline
    ? titlesOf({ outline, steps, waves: kept.waves, places: await placesIn(registers, outline) })
    : [];
  return {
    runbooks,
    steps,
    titles: new Map([...titles, ...(process === 'cutover' ? checkTitles(state) : [])]),
    ...(outline && !kept.outline ? { proposed: outline } : {}),
  };
}

/** As they would be pinned. */
const proposedIn = ({ endedAt, proposal }: Kept): PinRefs['more'] =>
  endedAt === undefined
    ? Object.fromEntries((proposal?.runbooks ?? []).map(({ pin }, n) => [`runbook-${n + 1}`, pin]))
    : {};

async function placesIn(registers: Connection, outline: Outline): Promise<ReadonlyMap<OrgPath, string>> {
  const paths = [...new Set(listedParts(outline).flatMap(({ orgPath }) => orgPath ?? []))];
  const names = await namesOf(
    registers,
    paths.map((path) => `organisation:${path}`),
  );
  return new Map(paths.flatMap((path) => [[path, names.get(`organisation:${path}`)?.zh ?? path] as const]));
}

const NONE: RunWords = { runbooks: [], steps: new Map(), titles: new Map() };
/** The same of a stored case. Empty for a plan that is not what was pinned: what happened is told all the same. */
export async function storedRunWords(
  { db, registers }: { db: Connection; registers: Connection },
  caseId: string,
): Promise<RunWords> {
  const stored = await casesIn(db).findOne({ _id: caseId });
  if (!stored) return NONE;
  try {
    return await runWordsOf(registers, { process: stored.process, ...bodyOf(stored) }, () => eventsAfter(db, caseId));
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('pin-')) return NONE;
    throw error;
  }
}
