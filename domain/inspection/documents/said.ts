/** What was said in an inspection, out of its events: the case itself keeps no words. For its report. */
import { eventName, textIn } from '../../documents/model.ts';
import type { FileFact } from '../../kernel/facts.ts';
import type { CaseEvent, Millis } from '../../kernel/process.ts';
import type { Inspection, RecordedLine } from '../state.ts';

type Said = Pick<RecordedLine, 'value' | 'note'>;
const fieldsOf = ({ data }: CaseEvent): Readonly<Record<string, unknown>> => ({ ...data });
// oxlint-disable typescript/no-unsafe-type-assertion -- an event of that name has such a list
const linesIn = ({ data }: CaseEvent): readonly RecordedLine[] =>
  'lines' in data ? (data.lines as RecordedLine[]) : [];
const filesIn = ({ data }: CaseEvent): readonly FileFact[] => ('files' in data ? (data.files as FileFact[]) : []);
// oxlint-enable typescript/no-unsafe-type-assertion

/** By line the answer that holds; of two values the first, until somebody chose. Throws nothing. */
export function answersIn(events: readonly CaseEvent[]): ReadonlyMap<string, Said> {
  const answers = new Map<string, Said>();
  for (const event of events) {
    const name = eventName(event);
    if (name === 'itemsRecorded')
      for (const { line, became, ...said } of linesIn(event)) if (became !== 'contested') answers.set(line, said);
    if (name === 'valueChosen' || name === 'itemCorrected') {
      const line = textIn(event, 'part') ?? '';
      const { value, note } = fieldsOf(event);
      answers.set(line, {
        ...(typeof value === 'number' || typeof value === 'string' ? { value } : {}),
        ...(typeof note === 'string' ? { note } : {}),
      });
    }
  }
  return answers;
}

type FindingSaid = { what?: string; remedy?: string; before?: string; after?: string };
const WORDS = ['what', 'remedy', 'before', 'after'] as const;
const ABOUT: readonly string[] = ['findingRaised', 'findingFixed', 'remedyProposed'];

/** By finding what was found and what was said of it last. Throws nothing. */
export function findingsIn(events: readonly CaseEvent[]): ReadonlyMap<string, FindingSaid> {
  const findings = new Map<string, FindingSaid>();
  for (const event of events) {
    if (!ABOUT.includes(eventName(event))) continue;
    const id = textIn(event, 'part') ?? '';
    const said = WORDS.flatMap((field) => {
      const text = textIn(event, field);
      return text === undefined ? [] : [[field, text] as const];
    });
    findings.set(id, { ...findings.get(id), ...Object.fromEntries(said) });
  }
  return findings;
}

/** Each photo once, with the line that it is of, in the order in which they came. Throws nothing. */
export function photosIn(
  events: readonly CaseEvent[],
): (Pick<FileFact, 'name' | 'sha256'> & { line: string; at: Millis })[] {
  return events.flatMap((event) => {
    if (eventName(event) !== 'itemsRecorded') return [];
    const files = new Map(filesIn(event).map((file) => [file.id, file]));
    return linesIn(event).flatMap(({ line, photos = [] }) =>
      photos.flatMap((id) => {
        const file = files.get(id);
        return file ? [{ line, name: file.name, sha256: file.sha256, at: event.at }] : [];
      }),
    );
  });
}

/** `by`: null where silence signed. `record`: the hash that was signed. */
export type SignatureSaid = { side: 'service' | 'customer'; by: string | null; at: Millis; record: string };
/** Those that stand: what was withdrawn or refused before is none. Throws nothing. */
export function signaturesIn({ signed, countersigned }: Inspection, events: readonly CaseEvent[]): SignatureSaid[] {
  const standing = [
    ...(signed ? [{ side: 'service', ...signed } as const] : []),
    ...(countersigned ? [{ side: 'customer', ...countersigned } as const] : []),
  ];
  return standing.map(({ side, by, at }) => {
    const given = events.findLast(
      (event) =>
        (eventName(event) === 'signed' && textIn(event, 'side') === side) ||
        (side === 'customer' && eventName(event) === 'deemedSigned'),
    );
    const isSilent = side === 'customer' && countersigned?.deemed === true;
    return { side, by: isSilent ? null : by, at, record: (given && textIn(given, 'record')) ?? '' };
  });
}
