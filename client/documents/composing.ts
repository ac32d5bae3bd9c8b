/** A document as it is to be printed, out of the record of its case up to its version and of what registers call things. */
import type { Connection } from 'mongoose';
import { processOf } from '../../domain/catalogue.ts';
import { documentKindOf } from '../../domain/documents/kinds.ts';
import { blocksOf, laidOut, namesIn } from '../../domain/documents/laid.ts';
import type { MetAt, SeenCase } from '../../domain/documents/model.ts';
import { outwardEvents } from '../../domain/documents/outward.ts';
import type { Printed } from '../../domain/documents/printed.ts';
import { DomainError } from '../../domain/kernel/errors.ts';
import { unwound } from '../../domain/kernel/record/commit.ts';
import type { CaseEvent, CaseState } from '../../domain/kernel/process.ts';
import type { Names, Words } from '../../domain/notice-words.ts';
import { foldStored } from '../../models/cases/folding.ts';
import type { CaseDocument } from '../../models/documents/document.ts';
import { type Meeting, meetingOf } from '../../models/registers/meetings/meeting.ts';
import { namesOf } from '../../models/registers/names.ts';
import { wallClock, wallClockNamed } from '../../platform/zones.ts';
import type { Directory } from '../registers/directory.ts';
import { pinnedChecklist, resolvePins } from '../registers/pins.ts';
import { processOfCase } from '../../domain/processes.ts';
import { templateNamed } from './templates.ts';

type Deps = { db: Connection; directory: Pick<Directory, 'titleOf'> };
type Kase = CaseState<{ status: string }>;

/**
 * The same for the same document, whenever it is asked: of the case only its version counts. Throws RecordBroken where its chain does
 * not hold, DomainError 'pin-missing', 'pin-differs', and 'document-unknown' for a kind that this release does not know.
 */
export async function composed({ db, directory }: Deps, asked: CaseDocument): Promise<Printed> {
  const { caseId, version, headHash, side, locale } = asked;
  const kind = documentKindOf(asked.kind);
  const key = processOfCase(caseId);
  if (!kind || key === null || kind.process !== key)
    throw new DomainError('document-unknown', `No document ${asked.kind}`);
  const process = processOf(key);
  const all: CaseEvent[] = [];
  const kase: Kase | null = await foldStored(db, {
    process,
    caseId,
    upTo: version,
    resolvePins: (refs) => resolvePins(db, refs),
    seen: (commit) => all.push(...unwound(commit).filter(({ seq }) => seq <= version)),
  });
  if (kase?.headHash !== headHash)
    throw new DomainError('record-differs', `${caseId} at ${version} is not what the document was asked of`);
  const template = await templateNamed(db, kind, asked.template);
  const seen: SeenCase = {
    side,
    view: process.view(kase, kase.headAt),
    state: kase.state,
    mode: kase.mode,
    events: side === 'outward' ? outwardEvents(process, all) : all,
    meetings: await meetingsOf(db, kase.state),
    checklist: await pinnedChecklist(db, kase.pins.more),
  };
  const blocks = blocksOf({ kind, template, seen });
  const zone = zoneOf(kase);
  const [ref = ''] = asked.template.split('#');
  return laidOut(
    { kind, template, templateRef: ref, seen, head: { seq: version, hash: headHash }, at: kase.headAt },
    blocks,
    {
      locale,
      clock: (at) => wallClock(at, zone),
      zoned: (at) => wallClockNamed(at, zone),
      names: await namesFor({ db, directory }, namesIn(blocks)),
    },
  );
}

/** Of the service hours that it runs on: those of its organisation. */
const zoneOf = ({ pins: { calendars, snapshots } }: Kase): string => {
  const ref = calendars['service'] ?? calendars['always'];
  return (ref === undefined ? undefined : snapshots[ref])?.zone ?? 'UTC';
};

async function meetingsOf(db: Connection, state: object): Promise<ReadonlyMap<string, MetAt>> {
  const { meetings = [] }: { meetings?: readonly string[] } = state;
  if (meetings.length === 0) return new Map();
  const found = await meetingOf(db)
    .find({ _id: { $in: [...meetings] } })
    .lean<Meeting[]>();
  return new Map(found.map(({ _id, ...meeting }) => [_id, meeting]));
}

const WORDS = ['category', 'cause-code'] as const;
async function namesFor({ db, directory }: Deps, asked: readonly string[]): Promise<Names> {
  const words = WORDS.flatMap((register) =>
    asked.flatMap((one) =>
      one.startsWith(`${register}:`) ? [[register, one.slice(register.length + 1)] as const] : [],
    ),
  );
  const titles = await Promise.all(
    words.map(async ([register, word]): Promise<[string, Words][]> => {
      const title = await directory.titleOf(register, word);
      return title ? [[`${register}:${word}`, title]] : [];
    }),
  );
  return new Map([...(await namesOf(db, asked)), ...titles.flat()]);
}
