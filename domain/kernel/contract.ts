/** Pieces that the contracts of all processes are made of, and the commands that every case takes. Loads zod. */
import { z } from 'zod';
import { CHANNELS, type FieldSpec, type FieldSpecs, RELATIONS } from './own-fields.ts';
import { CASE_NUMBER } from './ids.ts';
import { PART_ID } from './part.ts';
import type { Picked } from './picks/picks.ts';
import { oneLineOf, trimmedOf } from './search/invisible.ts';
import type { CommandOf, CommandSpec, CommandTable } from './process.ts';

// Controls, and what a decoder leaves of bytes that it could not read. Half surrogate pairs are asked for apart: the
// specification shows these patterns, and not every tool that reads it knows classes or halves.
const LINE = String.raw`^[^\u0000-\u001F\u007F-\u009F\uFFFD]*$`;
const TEXT = String.raw`^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFD]*$`;
const [ofLine, ofText, HALF] = [new RegExp(LINE), new RegExp(TEXT), /\p{Cs}/u];
const isLine = (words: string): boolean => ofLine.test(words) && isWritten(words);
/** Field code of a text with a character that nobody writes. */
export const BAD_CHARACTER = 'bad-character';
/**
 * True for what people and programs can have written: no control characters but tab and line ends, no half of a surrogate
 * pair, no U+FFFD, which says that bytes were lost before. The one rule for text at every door, whatever its field.
 */
export const isWritten = (words: string): boolean => ofText.test(words) && !HALF.test(words);

/**
 * A schema is some kilobytes, and a contract asks for the same a hundred times: made once, since nothing changes one
 * (`optional`, `describe` and the like answer another).
 */
function once<T>(make: () => T): () => T {
  let made: { it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}
/** The same for each length, or whatever it is made of. */
function onceEach<K, T>(make: (of: K) => T): (of: K) => T {
  const made = new Map<K, T>();
  return (of) => {
    const schema = made.get(of) ?? make(of);
    made.set(of, schema);
    return schema;
  };
}

/** What a field is chosen from, where its schema says so (picks/picks.ts): of a schema and of all that is made of it. */
export const picked = z.registry<{ pick: Picked }>();
/** The same schema, which says from now on what its value is chosen from. */
export function chosenFrom<T extends z.ZodType>(pick: Picked, schema: T): T {
  picked.add(schema, { pick });
  return schema;
}

/** Before it is normalised, which for a long heap of accents takes the square of its length; what is trimmed has room. */
const bounded = (max: number) =>
  z
    .string()
    .refine((raw) => raw.length <= 2 * max + 1_000, { error: 'too-long', params: { maximum: max }, abort: true });

/**
 * One line, trimmed and NFC, 1 to `max` characters, without control characters. Characters that nobody sees, zero-width ones and
 * marks of writing direction, are left out: what looks alike is alike.
 */
export const line = onceEach((max: number) =>
  bounded(max)
    .normalize('NFC')
    .overwrite(oneLineOf)
    .min(1)
    .max(max)
    .refine(isLine, BAD_CHARACTER)
    .meta({ pattern: LINE }),
);
/** Text of several lines, trimmed of blanks and invisible characters, NFC, 1 to `max` characters; line ends become `\n`. */
export const text = onceEach((max: number) =>
  chosenFrom(
    'text',
    bounded(max)
      .overwrite((raw) => raw.replaceAll('\r\n', '\n'))
      .normalize('NFC')
      .overwrite(trimmedOf)
      .min(1)
      .max(max)
      .refine(isWritten, BAD_CHARACTER)
      .meta({ pattern: TEXT }),
  ),
);
/** Text of one form; `format`: what the form is called where it is refused. */
export const formed = (pattern: RegExp, format: string) => z.string().regex(pattern, format);
/** A day of the calendar, `2026-02-28`. */
export const day = once(() => chosenFrom('day', formed(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'date')));
/**
 * Key of a register entry or a person: no blanks, no operators. In a command it is one that its facts look up or that stands in a
 * register of words; any other says what it names: `keyOf`.
 */
export const key = once(() => formed(KEY, 'key'));
const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** The same, of what it says. */
export const keyOf = onceEach((pick: Picked) => chosenFrom(pick, formed(KEY, 'key')));
/** Path of an organisation, `/dx/donghu/linxi`. */
export const orgPath = once(() =>
  chosenFrom(
    'organisation',
    z.templateLiteral(['/', z.string().regex(/^[a-z0-9-]{1,40}(?:\/[a-z0-9-]{1,40}){0,9}$/)], 'org-path'),
  ),
);
/** A published version of a register's entry, `cn-5x8@3`. */
export const versionRef = once(() => formed(VERSION_REF, 'version-ref'));
const VERSION_REF = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[1-9][0-9]{0,8}$/;
const versionOf = onceEach((pick: Picked) => chosenFrom(pick, formed(VERSION_REF, 'version-ref')));
/** Name of a clock of a case; of a part the part beside: `step~w1-07-3`. */
const clockName = once(() =>
  chosenFrom('clock', formed(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:~[a-z0-9-]{1,32})?$/, 'clock')),
);
/** Id of a part within its case, `w1-07-3`. */
export const partId = once(() => formed(PART_ID, 'part-id'));
/** The same, of a part that is there. */
export const namedPart = once(() => chosenFrom('part', formed(PART_ID, 'part-id')));
/** Case number, `INC-000123`. */
export const caseNumber = once(() => chosenFrom('case', formed(CASE_NUMBER, 'case-number')));
/** SHA-256 of what was shown to whoever gives the command. */
export const shownHash = once(() => chosenFrom('shown-hash', formed(/^[0-9a-f]{64}$/, 'hash')));
/** A real instant with an offset, 1970 to 2100, in RFC 3339; epoch ms after parsing. */
export const instant = once(() =>
  z.iso.datetime({ offset: true }).transform((words, context) => {
    const at = Date.parse(words);
    const outside = at < FIRST ? { minimum: FIRST } : at > LAST ? { maximum: LAST } : undefined;
    if (outside) context.addIssue(outOfRange(outside));
    return at;
  }),
);
/** The same as text, in UTC, which it stays when it is parsed again: for what people edit and read. */
export const instantText = once(() =>
  z.iso
    .datetime({ offset: true })
    .overwrite((words) => (Number.isNaN(Date.parse(words)) ? words : new Date(words).toISOString()))
    .refine((words) => Date.parse(words) >= FIRST && Date.parse(words) <= LAST, 'too-large'),
);
const [FIRST, LAST] = [0, Date.UTC(2101, 0, 1) - 1];
/** The bound in the words of the field. */
function outOfRange(bound: { minimum?: number; maximum?: number }) {
  const params = Object.fromEntries(Object.entries(bound).map(([name, at]) => [name, new Date(at).toISOString()]));
  return { code: 'custom', message: 'minimum' in bound ? 'too-small' : 'too-large', params } as const;
}

/** Who reads a comment: everybody who sees the case, or those who work on it. */
export const audience = z.enum(['public', 'internal']);
export const channel = z.enum(CHANNELS);
export const impact = z.enum(['1', '2', '3']);
export const priority = z.enum(['P1', 'P2', 'P3', 'P4']);
export const tier = z.enum(['L1', 'L2', 'L3']);
export const rating = z.strictObject({ score: z.int().min(1).max(5), words: text(1000).optional() });
export const relation = z.enum(RELATIONS);

/** A tag: one line without a comma, by which a list is asked for several. */
export const tag = once(() => line(40).refine((words) => !words.normalize('NFKC').includes(','), BAD_CHARACTER));
const tags = once(() => z.array(tag()).min(1).max(20));

/** Id of a file, as its upload answered it. */
export const fileId = once(() =>
  chosenFrom('file', formed(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'uuid')),
);
/**
 * Files that were uploaded before the command, 1 to `max`, none twice. The command declares the field among its facts
 * (`files`), and its event carries what `namedFiles` answers under the name `files`.
 */
export const fileRefs = onceEach((max: number) =>
  z
    .array(fileId())
    .min(1)
    .max(max)
    .refine((ids) => new Set(ids).size === ids.length, 'duplicate')
    .describe('Ids of files that you uploaded, POST /api/files'),
);
/** So many go with one command. */
export const MOST_FILES_AT_ONCE = 10;
/** The same commands; whatever opens a case takes files, which `created` carries (define-process.ts). */
export const withIntakeFiles = (commands: CommandTable): CommandTable =>
  Object.fromEntries(
    Object.entries(commands).map(([name, spec]) => {
      const { intake: opens, input, facts = {} } = spec;
      if (!opens || !(input instanceof z.ZodObject)) return [name, spec];
      const files = fileRefs(MOST_FILES_AT_ONCE).optional();
      return [
        name,
        { ...spec, facts: { ...facts, files: [...(facts.files ?? []), 'files'] }, input: input.safeExtend({ files }) },
      ];
    }),
  );

/** Inputs that many commands have. */
export const nothing = z.strictObject({});
export const because = z.strictObject({ reason: text(2000) });

/** How an intake, or its correction, says who reports. */
const naming = {
  reporter: key().optional().describe('Who reports it; absent for a requester, who is that himself'),
  caller: line(100).optional().describe('Instead of `reporter`: the name of a caller who has no account'),
  reporterElsewhere: z
    .literal(true)
    .optional()
    .describe('Said twice: the reporter is neither near the unit nor one whom you serve, and is to read the case'),
};
/** The part that a command names stands beside its data, under this name. */
const PART = 'part';
/**
 * The body of a command: its data and, where it is about a part, which one. Throws an Error, a bug of the contract, for data
 * that are no object or have a field of that name.
 */
export function bodyOf(input: z.ZodType, names: 'always' | 'sometimes' | 'never'): z.ZodType {
  if (names === 'never') return input;
  if (!(input instanceof z.ZodObject) || PART in input.shape)
    throw new Error('The data of a command about a part are an object, and `part` is no field of them');
  const part = namedPart().describe('The part that it is about, by its id in the case');
  return input.safeExtend({ [PART]: names === 'always' ? part : part.optional() });
}
/** Of a parsed body: the part that it names, and the data without it. */
export function partIn(body: object, names: 'always' | 'sometimes' | 'never'): { part?: string; data: object } {
  if (names === 'never' || !(PART in body)) return { data: body };
  const { part, ...data } = body;
  return typeof part === 'string' ? { part, data } : { data };
}

/** What somebody reports, whatever it is about. */
export const reported = {
  ...naming,
  unit: orgPath(),
  application: key(),
  title: line(200),
  description: text(8000),
  contact: line(200).optional(),
  followUpOf: caseNumber().optional(),
};
/** The intake that takes it. */
export const intake = {
  intake: true,
  tone: 'primary',
  facts: { unit: 'unit', person: ['reporter'], cases: ['followUpOf'] },
} as const satisfies Omit<CommandSpec, 'title' | 'input'>;

/** What an intake says once and a correction puts right; the preview takes the same. */
export const corrections = {
  application: key().optional(),
  unit: orgPath().optional(),
  ...naming,
  contact: line(200).optional(),
  channel: channel.optional(),
  followUpOf: caseNumber().nullable().optional().describe('null: it follows none'),
};

export const commonCommands = {
  comment: {
    title: { zh: '留言', en: 'Comment' },
    input: z.strictObject({ text: text(4000), audience }),
  },
  attach: {
    title: { zh: '添加附件', en: 'Attach files' },
    facts: { files: ['files'] },
    input: z.strictObject({ files: fileRefs(MOST_FILES_AT_ONCE), text: text(2000).optional(), audience }),
  },
  amend: {
    title: { zh: '更正', en: 'Amend' },
    needsVersion: true,
    input: z.strictObject({
      fields: z
        .strictObject({
          title: line(200).optional(),
          description: text(8000).optional(),
          contact: line(200).optional(),
          category: key().optional(),
          item: key().optional(),
        })
        .refine((fields) => Object.values(fields).some((value) => value !== undefined), {
          error: 'too-few',
          params: { minimum: 1 },
        }),
    }),
  },
  correct: {
    title: { zh: '改正登记', en: 'Correct what was registered' },
    needsVersion: true,
    facts: { unit: 'unit', person: ['reporter'], cases: ['followUpOf'], fresh: ['pins'] },
    input: z.strictObject({
      ...corrections,
      reason: text(2000),
      policyVersion: versionOf('policy-version')
        .optional()
        .describe('With unit or application: as the preview named it'),
      calendars: z
        .array(versionOf('calendar-version'))
        .min(1)
        .max(20)
        .optional()
        .describe('The calendar versions that it named'),
    }),
  },
  link: {
    title: { zh: '关联', en: 'Link' },
    facts: { cases: ['target'] },
    input: z.strictObject({ target: caseNumber(), relation }),
  },
  unlink: {
    title: { zh: '取消关联', en: 'Unlink' },
    facts: { cases: ['target'] },
    input: z.strictObject({ target: caseNumber() }),
  },
  noteLink: {
    title: { zh: '登记关联', en: 'Note a link' },
    internal: true,
    input: z.strictObject({
      source: caseNumber(),
      relation,
      outward: z.literal(true).optional().describe('It is this case that stands so to the other'),
    }),
  },
  noteFiles: {
    title: { zh: '附件随单转入', en: 'Take over files of another case' },
    internal: true,
    facts: { filesFrom: 'from' },
    input: z.strictObject({
      from: caseNumber(),
      fromSeq: z.int().optional().describe('Those alone that its events from this one on carry'),
      within: z.literal(true).optional().describe('All of them for whoever works on this case'),
    }),
  },
  noteUnlink: {
    title: { zh: '登记取消关联', en: 'Note the end of a link' },
    internal: true,
    input: z.strictObject({ source: caseNumber() }),
  },
  follow: { title: { zh: '关注', en: 'Follow' }, input: nothing },
  unfollow: { title: { zh: '取消关注', en: 'Unfollow' }, input: nothing },
  addWatcher: {
    title: { zh: '请人关注', en: 'Add a watcher' },
    facts: { reader: 'person' },
    input: z.strictObject({ person: key().describe('Who reads the case; he may stop following it himself') }),
  },
  removeWatcher: {
    title: { zh: '移除关注人', en: 'Remove a watcher' },
    input: z.strictObject({ person: keyOf('person') }),
  },
  tag: { title: { zh: '加标签', en: 'Tag' }, input: z.strictObject({ tags: tags() }) },
  untag: { title: { zh: '去标签', en: 'Untag' }, input: z.strictObject({ tags: tags() }) },
  logTime: {
    title: { zh: '登记工时', en: 'Log time' },
    facts: { person: ['on'] },
    input: z.strictObject({
      minutes: z.int().min(1).max(1_440),
      day: day().optional().describe('By the calendars of the case; absent: today'),
      what: line(200).optional(),
      on: key().optional().describe('Whose time it is, said by his supervisor; absent: the own'),
    }),
  },
  correctTime: {
    title: { zh: '更正工时', en: 'Correct time' },
    input: z.strictObject({
      entry: z.int().min(1).max(1_000_000).describe('By its number in the case'),
      minutes: z.int().min(0).max(1_440).describe('As it should have been; 0: it was none'),
      reason: text(500),
    }),
  },
  acknowledge: {
    title: { zh: '确认提醒', en: 'Acknowledge' },
    input: z.strictObject({ clock: clockName(), step: keyOf('ladder-step') }),
  },
  urge: {
    title: { zh: '催办', en: 'Urge' },
    input: z.strictObject({ text: text(1000).optional() }),
  },
  answerUrge: {
    title: { zh: '答复催办', en: 'Answer the urge' },
    input: z.strictObject({ text: text(2000) }),
  },
  supervise: {
    title: { zh: '督办', en: 'Supervise' },
    input: z.strictObject({ instruction: text(2000), due: instant() }),
  },
  answerSupervision: {
    title: { zh: '答复督办', en: 'Answer the supervision' },
    input: z.strictObject({ text: text(2000) }),
  },
  liftSupervision: {
    title: { zh: '解除督办', en: 'Lift the supervision' },
    input: z.strictObject({ text: text(2000).optional() }),
  },
  retarget: {
    title: { zh: '重新定标', en: 'Re-target' },
    facts: { fresh: ['pins'] },
    input: z.strictObject({
      policyVersion: versionOf('policy-version').describe('As the preview named it'),
      calendars: z
        .array(versionOf('calendar-version'))
        .min(1)
        .max(20)
        .describe('The calendar versions that the preview named'),
      reason: text(2000),
    }),
  },
  relieve: {
    title: { zh: '离岗交接', en: 'Relieve' },
    internal: true,
    facts: { successor: 'successor' },
    input: z.strictObject({ person: key(), successor: key().optional(), reason: text(2000) }),
  },
  requeue: {
    title: { zh: '队列移交', en: 'Requeue' },
    internal: true,
    facts: { queue: 'queue', person: ['person'] },
    input: z.strictObject({
      from: key().describe('The queue that was closed'),
      queue: key().describe('Its heir'),
      person: key().optional().describe('Who has the case; he goes on with it as a member of the heir'),
      reason: text(2000),
    }),
  },
} satisfies CommandTable;
export type CommonCommand = CommandOf<typeof commonCommands>;

/** The schema of a process's own fields, as the API shows them. */
export const schemaOfFields = (fields: FieldSpecs): z.ZodObject =>
  z.strictObject(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOfField(field)])));

function schemaOfField(field: FieldSpec): z.ZodType {
  const bare = bareSchema(field);
  const nullable = field.nullable ? bare.nullable() : bare;
  return field.optional ? nullable.optional() : nullable;
}

function bareSchema({ is, words = [], parts = {} }: FieldSpec): z.ZodType {
  switch (is) {
    case 'text':
      return z.string();
    case 'texts':
      return z.array(z.string());
    case 'whole':
    case 'instant':
      return z.int();
    case 'yes-no':
      return z.boolean();
    case 'choice':
      return z.enum(words);
    case 'object':
      return schemaOfFields(parts);
    case 'list':
      return z.array(schemaOfFields(parts));
    default:
      return is satisfies never;
  }
}
