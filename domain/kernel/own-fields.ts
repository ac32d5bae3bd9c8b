/**
 * The fields that a process shows beside those of every case, said once: their type, the schema of the API, the store, and
 * what is kept from strangers to the case follow from it. Loads no zod: whatever only decides reads it, too.
 */
export type FieldSpec = {
  is: 'text' | 'texts' | 'whole' | 'instant' | 'yes-no' | 'choice' | 'object' | 'list';
  /** Of a choice: its words. */
  words?: readonly string[];
  /** Of an object, or of each object of a list: its parts. */
  parts?: Readonly<Record<string, FieldSpec>>;
  optional?: true;
  /** May be null. */
  nullable?: true;
  /** Only for those who work on the case, and its requester. */
  personal?: true;
  /** Only for those who work on the case. */
  within?: true;
  /** Of a text or texts: who somebody is. What figures tell of it is for those who may see persons. */
  person?: true;
  /** Of a text: what people wrote, by whose words the case is found. */
  searched?: true;
  /** Lists, counts and exports may be asked by it: a text or a choice by several values, a yes or no by one. */
  filter?: true;
  /** Head of its column in an export. Of an object: its parts say theirs. */
  column?: { zh: string; en: string };
};
export type FieldSpecs = Readonly<Record<string, FieldSpec>>;

type Bare<F extends FieldSpec> = F extends { words: readonly (infer W)[] }
  ? W
  : F extends { parts: infer P extends FieldSpecs }
    ? F['is'] extends 'list'
      ? readonly FieldsOf<P>[]
      : FieldsOf<P>
    : F['is'] extends 'text'
      ? string
      : F['is'] extends 'texts'
        ? readonly string[]
        : F['is'] extends 'whole' | 'instant'
          ? number
          : boolean;
type Value<F extends FieldSpec> = F extends { nullable: true } ? Bare<F> | null : Bare<F>;
type OptionalOf<T extends FieldSpecs> = { [K in keyof T]: T[K] extends { optional: true } ? K : never }[keyof T];
/** The type that the fields say. */
export type FieldsOf<T extends FieldSpecs> = { [K in Exclude<keyof T, OptionalOf<T>>]: Value<T[K]> } & {
  [K in OptionalOf<T>]?: Value<T[K]> | undefined;
};

export const text = { is: 'text' } as const;
/** Several keys or numbers; a list is asked by any of them. */
export const texts = { is: 'texts' } as const;
/** Somebody of the directory, by his key. */
export const onePerson = { is: 'text', person: true } as const;
export const severalPersons = { is: 'texts', person: true } as const;
export const whole = { is: 'whole' } as const;
/** Epoch ms inside, RFC 3339 outside; its name says that it is one. */
export const instant = { is: 'instant' } as const;
export const yesNo = { is: 'yes-no' } as const;
export const choice = <const W extends readonly string[]>(words: W) => ({ is: 'choice', words }) as const;
export const object = <const P extends FieldSpecs>(parts: P) => ({ is: 'object', parts }) as const;
export const list = <const P extends FieldSpecs>(parts: P) => ({ is: 'list', parts }) as const;
export const optional = <const F extends FieldSpec>(field: F) => ({ ...field, optional: true as const });
export const nullable = <const F extends FieldSpec>(field: F) => ({ ...field, nullable: true as const });
export const searched = <const F extends FieldSpec & { is: 'text' }>(field: F) => ({
  ...field,
  searched: true as const,
});
export const filtered = <const F extends FieldSpec>(field: F) => ({ ...field, filter: true as const });
export const column = <const F extends FieldSpec>(zh: string, en: string, field: F) => ({
  ...field,
  column: { zh, en },
});
export const personal = <const F extends FieldSpec>(field: F) => ({ ...field, personal: true as const });
export const within = <const F extends FieldSpec>(field: F) => ({ ...field, within: true as const });

/** By which a report comes in. */
export const CHANNELS = ['phone', 'site', 'plug-in', 'mail'] as const;
/** What every process shows of a report that it keeps. */
export const reportedFields = {
  description: column('描述', 'Description', searched(text)),
  contact: column('联系方式', 'Contact', searched(personal(text))),
  caller: column('来电人', 'Caller', searched(optional(personal(text)))),
} as const;
/** How a case may stand to another. */
export const RELATIONS = ['related', 'duplicate', 'caused-by'] as const;
/** What every process shows of reminders, supervising, links, tags, time spent and its counts; `counts`: its own, beside the common ones. */
export const commonFields = <const P extends FieldSpecs>(counts: P) => ({
  urged: column('催办中', 'Urged', filtered(yesNo)),
  supervised: column('督办中', 'Supervised', filtered(yesNo)),
  supervision: optional(
    within(object({ by: text, instruction: text, due: instant, state: choice(['open', 'answered', 'past']) })),
  ),
  links: optional(list({ number: text, relation: choice(RELATIONS), inward: yesNo })),
  tags: column('标签', 'Tags', optional(within(texts))),
  spentMinutes: column('工时（分钟）', 'Minutes spent', optional(within(whole))),
  worklog: optional(within(list({ entry: whole, person: text, day: text, minutes: whole }))),
  counts: object({ ...counts, urges: whole, comments: whole, links: whole, files: optional(whole) }),
});

/** Names of the fields that only those who work on the case see. */
export const fieldsWithin = (fields: FieldSpecs): string[] =>
  Object.entries(fields).flatMap(([name, field]) => (field.within ? [name] : []));
/** Names of the fields that hold lists: they are shown with one case, and in no list of cases. */
export const listFields = (fields: FieldSpecs): string[] =>
  Object.entries(fields).flatMap(([name, field]) => (field.is === 'list' ? [name] : []));
/** Names of the fields that are kept from strangers to the case. */
export const personalFields = (fields: FieldSpecs): string[] =>
  Object.entries(fields).flatMap(([name, field]) => (field.personal ? [name] : []));
