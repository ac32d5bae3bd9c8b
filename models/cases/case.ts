/**
 * One document a case, all processes in one collection: what lists filter, sort and show, and `kase`, the case itself,
 * for guard, verify and rebuild. It is a cache of the fold of the commits. Read for people through scoped.ts only.
 */
import { type Connection, Schema } from 'mongoose';
import { clockNamed } from '../../domain/kernel/clocks/clock-names.ts';
import type { Clocks } from '../../domain/kernel/clocks/clocks.ts';
import { pinnedKind, pinRefsOf } from '../../domain/kernel/record/pins.ts';
import type {
  AnyProcess,
  CaseState,
  KaseBody,
  Millis,
  PinRefs,
  Pins,
  StoredCase,
  StoredKase,
} from '../../domain/kernel/process.ts';
import { shapeOf } from '../../domain/kernel/record/shape.ts';
import { integer, schemaOptions, text } from '../store/fields.ts';
import { isDuplicate, modelOf } from '../store/model-of.ts';
import { type RecordKey, recordKeyOf } from '../store/record-key.ts';

const { Mixed } = Schema.Types;

const schema = new Schema<StoredCase>(
  {
    _id: text,
    process: text,
    mode: text,
    version: integer,
    status: text,
    title: String,
    orgPath: text,
    orgLine: [String],
    parties: {
      requester: String,
      unit: String,
      assignee: String,
      commander: String,
      followers: [String],
      reporters: [String],
      hands: [String],
      involved: [String],
    },
    queue: String,
    tier: String,
    priority: String,
    application: String,
    concealed: Boolean,
    tagKeys: { type: [String], default: undefined },
    waitsFor: [{ type: Mixed }],
    readings: Mixed,
    takenBack: Number,
    dueAt: Number,
    nextWakeUp: Number,
    openedAt: integer,
    updatedAt: integer,
    closedAt: Number,
    outward: Mixed,
    kase: Mixed,
  },
  { ...schemaOptions('cases'), discriminatorKey: 'process' },
)
  // Equality, sort, range. Who sees a case: his organisations, his queues, himself, his unit. `_id`: a total order.
  .index({ orgLine: 1, status: 1, dueAt: 1, _id: 1 })
  .index({ orgLine: 1, openedAt: -1, _id: -1 })
  .index({ queue: 1, status: 1, dueAt: 1, _id: 1 })
  .index({ queue: 1, openedAt: -1, _id: -1 })
  .index({ 'parties.requester': 1, openedAt: -1, _id: -1 })
  .index(
    { 'parties.reporters': 1, openedAt: -1, _id: -1 },
    { partialFilterExpression: { 'parties.reporters': { $exists: true } } },
  )
  .index({ 'parties.unit': 1, openedAt: -1, _id: -1 })
  .index({ 'parties.assignee': 1, status: 1, dueAt: 1, _id: 1 })
  // What a person has in hand when he leaves.
  .index({ 'parties.commander': 1 }, { partialFilterExpression: { 'parties.commander': { $exists: true } } })
  .index({ 'parties.followers': 1 }, { partialFilterExpression: { 'parties.followers.0': { $exists: true } } })
  .index(
    { 'parties.involved': 1, openedAt: -1, _id: -1 },
    { partialFilterExpression: { 'parties.involved': { $exists: true } } },
  )
  .index({ 'parties.hands': 1 }, { partialFilterExpression: { 'parties.hands': { $exists: true } } })
  .index({ tagKeys: 1, openedAt: -1, _id: -1 }, { partialFilterExpression: { tagKeys: { $exists: true } } })
  // 'My work': whoever must act next.
  .index({ 'waitsFor.to.person': 1, dueAt: 1, _id: 1 })
  .index({ 'waitsFor.to.team': 1, dueAt: 1, _id: 1 })
  .index({ 'waitsFor.to.role': 1, 'waitsFor.to.orgPath': 1, dueAt: 1, _id: 1 })
  // Whose instant has passed: they are few, and looked for every minute.
  .index({ nextWakeUp: 1, _id: 1 }, { partialFilterExpression: { nextWakeUp: { $gt: 0 } } })
  // Those open, the newest first; the export of histories looks for what has closed.
  .index({ closedAt: 1, openedAt: -1, _id: -1 })
  // Lists over many organisations by another order than the newest first: without these each page sorts all of them.
  .index({ title: 1, _id: 1 })
  .index({ dueAt: 1, _id: 1 })
  .index({ updatedAt: 1, _id: 1 })
  .index({ priority: 1, _id: 1 });

export const caseOf = modelOf<StoredCase>('Case', schema);

type State = { status: string };
type Case = CaseState<State>;

/** What the MAC of a document is over. */
export const signedText = (caseId: string, body: string): string => `${caseId}|${body}`;

/**
 * The document of a case at `at`, never before its newest commit. `effectsFrom`: no effect below that seq is open. Throws
 * before the first event: there is nothing to show.
 */
export function documentOf(
  process: AnyProcess,
  kase: Case,
  { at, effectsFrom, key }: { at: Millis; effectsFrom: number | null; key: RecordKey },
): StoredCase {
  const { caseId, state, clocks, pins, seq, headHash, headAt } = kase;
  const body: KaseBody = { state, clocks, pins: pinRefsOf(pins), seq, headHash, headAt, effectsFrom };
  const words = JSON.stringify(body);
  return documentAround(process, kase, { at, text: words, ...key.sign(signedText(caseId, words)) });
}

/** The document around a text that is signed already: all that stands beside it follows from the case. */
export function documentAround(
  process: AnyProcess,
  kase: Case,
  { at, ...signed }: { at: Millis } & Pick<StoredKase, 'text' | 'mac' | 'keyId'>,
): StoredCase {
  const { state, clocks, pins, headHash } = kase;
  const kept: StoredKase = {
    ...signed,
    shape: shapeOf(process),
    headHash,
    pinned: pinnedIn(pinRefsOf(pins)),
    comesTo: comesTo(process, state, pins),
    running: runningOf(clocks),
  };
  return { ...process.view(kase, at), kase: kept };
}

/** Versions that the case runs on, by what they are, as registers ask for them. */
function pinnedIn({ sla, calendars, contract, more = {} }: PinRefs): string[] {
  const ids = [...new Set(Object.values(calendars))].toSorted();
  return [
    pinnedWord('sla', sla),
    ...ids.map((id) => pinnedWord('calendar', id)),
    ...(contract === undefined ? [] : [pinnedWord('contract', contract)]),
    ...Object.entries(more).map(([name, ref]) => `${pinnedKind(name)}:${ref.slice(0, refEnd(ref))}`),
  ];
}

/** Where `id@version` ends, before the hash. */
const refEnd = (ref: string): number => (ref.includes('#') ? ref.indexOf('#') : ref.length);

/** How a pinned version is written in `kase.pinned`. */
export const pinnedWord = (
  kind:
    | 'sla'
    | 'calendar'
    | 'contract'
    | 'approval'
    | 'template'
    | 'questionnaire'
    | 'runbook'
    | 'checklist'
    | 'scheme',
  ref: string,
): string => `${kind}:${ref}`;

const comesTo = (process: AnyProcess, state: State, { desks }: Pins): string[] =>
  [...new Set([...Object.values(desks).map(({ queue }) => queue), ...(process.comesTo?.(state) ?? [])])].toSorted();

/** Clocks of parts by their definition: however many run, what is asked is on which calendar. */
function runningOf(clocks: Clocks): StoredKase['running'] {
  const all = Object.entries(clocks).flatMap(([name, { phase, life }]) =>
    phase === 'running' ? [{ clock: clockNamed(name).definition, calendar: life?.calendar ?? null }] : [],
  );
  return [...new Map(all.map((one) => [`${one.clock} ${one.calendar}`, one])).values()];
}

/** As much of a stored case as a command is judged on. */
export type JudgedCase = Pick<StoredCase, '_id' | 'process' | 'mode' | 'version' | 'nextWakeUp'> & {
  kase: Pick<StoredKase, 'text' | 'mac' | 'keyId' | 'shape'>;
};

/** False for one of the release before, which its upgrade had to leave as it was. */
export const isOfNow = ({ kase }: { kase?: { text?: unknown } }): boolean => typeof kase?.text === 'string';

/** What the document keeps of the case itself. Throws when the text is none of ours. */
export function bodyOf({ _id, kase }: { _id: string; kase: Pick<StoredKase, 'text'> }): KaseBody<State> {
  const body: unknown = JSON.parse(kase.text);
  if (isBody(body)) return body;
  throw new Error(`${_id} has no state`);
}

const isBody = (value: unknown): value is KaseBody<State> =>
  typeof value === 'object' && value !== null && 'state' in value && 'pins' in value;

type Signed = { _id: string; kase?: Pick<StoredKase, 'text' | 'mac' | 'keyId'> };
/** Whether the text is what a turn of this store wrote for this case. */
export const signatureIn = ({ _id, kase }: Signed, key: RecordKey): ReturnType<RecordKey['check']> =>
  typeof kase?.text === 'string' ? key.check(signedText(_id, kase.text), kase) : 'missing';

/** True when the text is what a turn of this store wrote for this case. */
export const isGenuine = (document: Signed, key: RecordKey): boolean => signatureIn(document, key) === 'holds';

/** The case as guard and decide take it, out of its document. `pins`: resolved from those of its body. */
export function stateOf({ _id, mode }: Pick<StoredCase, '_id' | 'mode'>, body: KaseBody<State>, pins: Pins): Case {
  const { state, clocks, seq, headHash, headAt } = body;
  return { caseId: _id, state, clocks, pins, mode, seq, headHash, headAt };
}

/** The plain driver: no hydration. */
export const casesIn = (db: Connection) => db.collection<StoredCase>('cases');

/** The newest version wins, whatever the order of arrival; one that no turn wrote never does. */
export async function putDocument(db: Connection, document: StoredCase): Promise<void> {
  const { _id, version } = document;
  for (let round = 1; ; round += 1) {
    try {
      await casesIn(db).replaceOne({ _id, version: { $lt: version } }, document, { upsert: true });
      return;
    } catch (error) {
      // Either a document as new as ours is there (no match, so MongoDB tried to insert), or another FIRST document
      // of this case was inserted at the same moment: the second round finds it and replaces it if it is older.
      if (!isDuplicate(error)) throw error;
      if (round === 2) return await replaceForged(db, document);
    }
  }
}

/** A document that claims to be as new as ours: is it? */
async function replaceForged(db: Connection, document: StoredCase): Promise<void> {
  const { _id, version } = document;
  const there = await casesIn(db).findOne({ _id });
  if (!there || isAsNew(there, document, recordKeyOf(db))) return;
  const { kase }: { kase?: StoredKase } = there;
  const standing = kase?.text === undefined ? { $exists: false } : kase.text;
  await casesIn(db).replaceOne({ _id, version: there.version, 'kase.text': standing }, { ...document, version });
}

function isAsNew(there: StoredCase, { version, kase }: StoredCase, key: RecordKey): boolean {
  if (!isGenuine(there, key)) return false;
  const { seq, headHash } = bodyOf(there);
  return there.version === seq && (seq > version || (seq === version && headHash === kase.headHash));
}
