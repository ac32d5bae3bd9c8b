/** What `decide` needs from registers and other cases: each command declares it, this one table resolves it. */
import type { Facts } from '../../domain/kernel/facts.ts';
import { itemFacts } from '../changes/named-items.ts';
import { alongFact } from '../files/along.ts';
import { fileFacts } from '../files/file-facts.ts';
import { foundFact } from '../files/found.ts';
import { openSkills, zoneFact } from '../registers/field-work.ts';
import { listedFact } from '../registers/listed.ts';
import { unknownWords } from '../registers/words.ts';
import { type Asking, isOrgPath, needsOf, type Registers, textsIn } from './facts/asked.ts';
import { appraisedFact, archivedFact, caseFacts } from './facts/cases.ts';
import { meetingFact } from './facts/meeting.ts';
import { checklistFact, priorityFact, runbookFacts, templateFact } from './facts/offered.ts';
import {
  heirFact,
  organisationFacts,
  peopleFacts,
  personFact,
  queueFact,
  readerFact,
  tiersOf,
  unitFact,
} from './facts/people.ts';

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

const ifText = async <T>(value: unknown, look: (word: string) => Promise<T>): Promise<T | undefined> =>
  typeof value === 'string' ? await look(value) : undefined;

const seqIn = (data: ReadonlyMap<string, unknown>): number | undefined => {
  const seq = data.get('fromSeq');
  return typeof seq === 'number' ? seq : undefined;
};
