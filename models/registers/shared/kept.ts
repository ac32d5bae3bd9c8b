/** Registers of what people keep and share: saved views, canned answers, case templates. What each change made of one stands among the versions of registers. */
import { type Connection, Schema, type SchemaDefinition } from 'mongoose';
import type { Shared } from '../../../domain/sharing/scope.ts';
import { flag, integer, schemaOptions, text } from '../../store/fields.ts';
import { modelOf } from '../../store/model-of.ts';

export type KeptShared = Shared & {
  _id: string;
  version?: number;
  /** Differs from that of every other open one of the same scope. */
  name: string;
  order: number;
  /** False: ended; nobody uses it any more. */
  open: boolean;
  sample?: true;
};
/** A list of cases by name: the query that it is asked with, as an address has it. */
export type SavedView = KeptShared & { screen: string; process?: string; query?: string };
/** Texts and a command that people say often. */
export type CannedAnswer = KeptShared & {
  /** Absent: of all. */
  processes?: readonly string[];
  text?: { zh?: string; en?: string };
  command?: { name: string; data: object; into?: string };
};
/** What an intake is begun with. */
export type CaseTemplate = KeptShared & { process: string; intake: string; description?: string; data: object };
export type SharedEntries = { views: SavedView; 'canned-answers': CannedAnswer; 'case-templates': CaseTemplate };
export type SharedName = keyof SharedEntries;

const shared = <T extends KeptShared>(options: ReturnType<typeof schemaOptions>, own: SchemaDefinition) =>
  new Schema<T>(
    {
      _id: text,
      version: Number,
      scope: text,
      owner: String,
      team: String,
      organisation: String,
      orgPath: String,
      name: text,
      order: integer,
      open: flag,
      sample: Boolean,
      ...own,
    } as SchemaDefinition,
    options,
  )
    .index(
      { scope: 1, owner: 1, team: 1, organisation: 1, name: 1 },
      { unique: true, partialFilterExpression: { open: true } },
    )
    .index({ orgPath: 1, _id: 1 });

export const savedViewOf = modelOf<SavedView>(
  'SavedView',
  shared(schemaOptions('views'), { screen: text, process: String, query: String }),
);
export const cannedAnswerOf = modelOf<CannedAnswer>(
  'CannedAnswer',
  shared(schemaOptions('canned-answers'), {
    processes: { type: [String], default: undefined },
    text: Schema.Types.Mixed,
    command: Schema.Types.Mixed,
  }),
);
export const caseTemplateOf = modelOf<CaseTemplate>(
  'CaseTemplate',
  shared(schemaOptions('case-templates'), {
    process: text,
    intake: text,
    description: String,
    data: Schema.Types.Mixed,
  }),
);

/** By the plain driver: what is read is presented as it stands. */
export const sharedIn = <K extends SharedName>(db: Connection, name: K) => db.collection<SharedEntries[K]>(name);
