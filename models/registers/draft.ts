/** Drafts of versioned registers: what an editor has written and nobody runs on yet. One for each entry. */
import { type Connection, Schema } from 'mongoose';
import type { Millis } from '../../domain/kernel/process.ts';
import type { ApprovalPolicySource } from './approval-policy.ts';
import type { CalendarSource } from './calendar.ts';
import type { IndicatorSource } from '../../domain/figures/indicator.ts';
import type { Scheme } from '../../domain/appraisal/calculus/shapes.ts';
import type { Checklist } from '../../domain/inspection/checklist.ts';
import type { ChangeTemplateSource } from './changes/change-template.ts';
import type { ContractSource } from './contract.ts';
import type { FreezeSource } from './freeze.ts';
import type { MatrixSource } from './priority-matrix.ts';
import type { PolicySource } from './policy.ts';
import type { RiskQuestionnaireSource } from './changes/risk-questionnaire.ts';
import type { DocumentTemplate } from '../../domain/documents/template.ts';
import type { RunbookText } from '../../domain/runbooks/runbook.ts';
import { anything, integer, schemaOptions, text } from '../store/fields.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';
import { recordKeyOf } from '../store/record-key.ts';
import { signedRow } from '../store/signed-row.ts';

export type Sources = {
  calendars: CalendarSource;
  policies: PolicySource;
  matrices: MatrixSource;
  contracts: ContractSource;
  'approval-policies': ApprovalPolicySource;
  'change-templates': ChangeTemplateSource;
  'risk-questionnaires': RiskQuestionnaireSource;
  'document-templates': DocumentTemplate;
  freezes: FreezeSource;
  runbooks: RunbookText;
  checklists: Checklist;
  indicators: IndicatorSource;
  'appraisal-schemes': Scheme;
};
export type VersionedName = keyof Sources;
/** `source`: what people edit; the published version is made of it. */
export type DraftOf<K extends VersionedName> = { register: K; source: Sources[K] } & {
  /** `calendars/cn-5x8` */
  _id: string;
  /** Of the entry, without version. */
  id: string;
  /** 1, 2, 3 …: raised by each edit; what `If-Match` names. */
  revision: number;
  /** The version that was in force when it was begun; 0: a new entry. */
  base: number;
  editedAt: Millis;
  editedBy: string;
  /** Whoever has saved it since it was begun; of one that was begun before this was kept, those since. */
  authors?: readonly string[];
};
export type Draft = { [K in VersionedName]: DraftOf<K> }[VersionedName];

const schema = new Schema<Draft>(
  {
    _id: text,
    register: text,
    id: text,
    revision: integer,
    base: integer,
    source: anything,
    editedAt: integer,
    editedBy: text,
    authors: { type: [String], default: undefined },
  },
  schemaOptions('drafts'),
).index({ register: 1, id: 1 });

export const draftOf = modelOf<Draft>('Draft', schema);

export const draftId = (register: VersionedName, id: string): string => `${register}/${id}`;

type Edit = Pick<Draft, 'register' | 'id' | 'base' | 'editedAt' | 'editedBy'> & { source: object };
type Session = Awaited<ReturnType<Connection['startSession']>>;

/**
 * What drafts leave behind: of an entry (`calendars/cn-5x8`) the last revision that it ever had, of a register
 * (`calendars`) how often something of it was published.
 */
type Mark = { _id: string; last: number };
const markSchema = new Schema<Mark>({ _id: String, last: integer }, schemaOptions('draft-marks'));
export const draftMarkOf = modelOf<Mark>('DraftMark', markSchema);

/**
 * Keeps an edit made on revision `seen` (0: there was no draft). A revision names one text for ever: a new draft counts on
 * where the one before it ended. False: somebody else has edited, discarded or begun it meanwhile, and nothing was
 * written.
 */
export async function keepDraft(db: Connection, seen: number, edit: Edit): Promise<boolean> {
  const _id = draftId(edit.register, edit.id);
  if (seen > 0) {
    const { source, editedAt, editedBy } = edit;
    const { matchedCount } = await draftOf(db).updateOne(
      { _id, revision: seen },
      { $set: { source, editedAt, editedBy }, $addToSet: { authors: editedBy }, $inc: { revision: 1 } },
    );
    return matchedCount === 1;
  }
  return await together(db, async (session) => {
    const mark = await draftMarkOf(db).findById(_id).session(session).lean<Mark>();
    const begun = { _id, revision: (mark?.last ?? 0) + 1, authors: [edit.editedBy] };
    const first: { _id: string } = Object.assign(begun, edit);
    await db.collection<{ _id: string }>('drafts').insertOne(first, { session });
    return true;
  });
}

/** False: it is not there in this revision any more. */
export const discardDraft = (db: Connection, draft: Pick<Draft, '_id' | 'revision'>): Promise<boolean> =>
  together(db, (session) => endDraft(db, draft, session));

async function endDraft(
  db: Connection,
  { _id, revision }: Pick<Draft, '_id' | 'revision'>,
  session: Session,
): Promise<boolean> {
  const { deletedCount } = await draftOf(db).deleteOne({ _id, revision }, { session });
  if (deletedCount !== 1) return false;
  await draftMarkOf(db).updateOne({ _id }, { $max: { last: revision } }, { upsert: true, session });
  return true;
}

type Version = { _id: string; version: number };
type Publication = {
  draft: Pick<Draft, '_id' | 'register' | 'id' | 'base' | 'revision'>;
  /** Names the entry in the register's collection: 'calendar'. */
  field: string;
  published: Version;
  /** Throws when what others have published forbids it; no other publication of the register comes between. */
  refuse: (session: Session) => Promise<void>;
};

/**
 * The draft becomes `published`, signed, in one transaction. False, and nothing has changed: the draft was edited meanwhile, or
 * its base is not the newest version any more. Throws what `refuse` throws.
 */
export async function publishDraft(db: Connection, { draft, field, published, refuse }: Publication): Promise<boolean> {
  const { register, id, base } = draft;
  const versions = db.collection<Version>(register);
  const place = { chain: draftId(register, id), version: published.version };
  const row = signedRow(published, place, recordKeyOf(db));
  return await together(db, async (session) => {
    // Two that publish at once meet here: the second begins again when the first is done.
    await draftMarkOf(db).updateOne({ _id: register }, { $inc: { last: 1 } }, { upsert: true, session });
    const newest = await versions.findOne({ [field]: id }, { sort: { version: -1 }, session });
    if ((newest?.version ?? 0) !== base) throw new Lost();
    if (!(await endDraft(db, draft, session))) throw new Lost();
    await refuse(session);
    await versions.insertOne(row, { session });
    return true;
  });
}

/** Undoes what was written so far. */
class Lost extends Error {}

/** All or nothing; false when somebody else was faster. */
async function together(db: Connection, write: (session: Session) => Promise<boolean>): Promise<boolean> {
  const session = await db.startSession();
  try {
    return await session.withTransaction(() => write(session));
  } catch (error) {
    if (error instanceof Lost || isDuplicate(error)) return false;
    throw error;
  } finally {
    await session.endSession();
  }
}
