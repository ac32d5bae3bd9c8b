/**
 * What the fields of a command's data are chosen from: a form offers it. Said where each field is declared: by the facts that the
 * command needs, by the words of registers, by its schema (contract.ts: `keyOf`, `chosenFrom`). Loads no zod.
 */
import type { FactNeeds } from '../facts.ts';

export const PICKS = [
  // entries of registers, by key or id
  'action',
  'application',
  'article',
  'catalogue-item',
  'category',
  'cause-code',
  'checklist',
  'item',
  'meeting',
  'organisation',
  'person',
  'queue',
  'role',
  'runbook',
  'scheme',
  'skill',
  'template',
  // versions of them, as a preview names them
  'calendar-version',
  'policy-version',
  // of the case, or of what it shows
  'choice',
  'clock',
  'conflict',
  'ladder-step',
  'part',
  'question',
  'seat',
  'shown-hash',
  'stage',
  // another case; a file that was uploaded
  'case',
  'file',
  // forms of a value
  'cents',
  'day',
  'month',
  'period',
  'points',
  'position',
  'text',
] as const;
export type Picked = (typeof PICKS)[number];
/** Place in the data → what stands there: a JSON pointer in which a star stands for each of a list. */
export type Picks = Readonly<Record<string, Picked>>;

/** Fields whose word must stand in a register, at the top of a command's data or within one of `WORDS_WITHIN`. */
export const REGISTER_WORDS = {
  application: 'application',
  category: 'category',
  causeCode: 'cause-code',
} as const satisfies Record<string, Picked>;
/** The configuration item, likewise. */
export const ITEM_WORD = 'item';
/** Fields that hold such words within: what `amend` changes, and the incident that a finding starts. */
export const WORDS_WITHIN = ['fields', 'serviceHurt'] as const;

/** What the command's facts look up, by the field that names it; `blocks/case` stands within another field. */
function byFacts(needs: FactNeeds): Readonly<Record<string, Picked>> {
  const { unit, zone, archived, queue, person = [], successor, people, skills, cases = [], filesFrom } = needs;
  const { reader, partOf, found, meeting, items, checklist, scheme, template, runbook, files = [] } = needs;
  const rows: readonly (readonly [Picked, readonly (string | undefined)[]])[] = [
    ['organisation', [unit, zone, archived?.unit]],
    ['queue', [queue]],
    ['person', [...person, successor, people, reader]],
    ['skill', [skills]],
    ['case', [...cases, filesFrom, partOf?.case, found?.case]],
    ['part', [partOf?.part, found?.part]],
    ['meeting', [meeting]],
    ['item', [items]],
    ['checklist', [checklist]],
    ['scheme', [scheme?.scheme]],
    ['template', [template === 'named' ? 'template' : undefined]],
    ['runbook', [runbook]],
    ['file', files],
  ];
  return Object.fromEntries(
    rows.flatMap(([pick, fields]) => fields.flatMap((field) => (field ? [[field, pick]] : []))),
  );
}

const byWords: Readonly<Record<string, Picked>> = { ...REGISTER_WORDS, [ITEM_WORD]: 'item' };

/**
 * What stands at `place` by the facts of its command or the words of registers; undefined: neither says. Entries of a list, and
 * the person of each of several, are what its field names.
 */
export function pickBy(needs: FactNeeds, place: string): Picked | undefined {
  const field = place.slice(1).replace(/(?:\/\*)?(?:\/person)?$/, '');
  const facts = byFacts(needs);
  const named = Object.hasOwn(facts, field) ? facts[field] : undefined;
  const [last = '', within, ...more] = field.split('/').toReversed();
  const isWord = more.length === 0 && (within === undefined || WORDS_WITHIN.some((one) => one === within));
  return named ?? (isWord && Object.hasOwn(byWords, last) ? byWords[last] : undefined);
}
