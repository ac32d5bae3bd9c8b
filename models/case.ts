/**
 * One document a case, all processes in one collection: what lists filter, sort and show, and `kase` for guard, verify
 * and rebuild. Read for people through scoped.ts only.
 */
import { Schema } from 'mongoose';
import type { CaseState, Pins, StoredCase } from '../domain/kernel/process.ts';
import { integer, schemaOptions, text } from './fields.ts';
import { modelOf } from './model-of.ts';

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
    },
    queue: String,
    tier: String,
    priority: String,
    application: String,
    waitsFor: [{ type: Mixed }],
    readings: Mixed,
    takenBack: Number,
    dueAt: Number,
    nextWakeUp: Number,
    openedAt: integer,
    updatedAt: integer,
    closedAt: Number,
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
  // 'My work': whoever must act next.
  .index({ 'waitsFor.to.person': 1, dueAt: 1, _id: 1 })
  .index({ 'waitsFor.to.team': 1, dueAt: 1, _id: 1 })
  .index({ 'waitsFor.to.role': 1, 'waitsFor.to.orgPath': 1, dueAt: 1, _id: 1 })
  // The export of histories looks for what has closed.
  .index({ closedAt: 1, _id: 1 }, { partialFilterExpression: { closedAt: { $exists: true } } });

export const caseOf = modelOf<StoredCase>('Case', schema);

/**
 * The case as guard and decide take it, out of its document. Keys and pending effects are the workflow's own and are
 * empty here. `pins`: resolved from `stored.kase.pins`.
 */
export function storedToState<S>({ _id, mode, kase }: StoredCase<S>, pins: Pins): CaseState<S> {
  const { state, clocks, seq, headHash } = kase;
  return { caseId: _id, state, clocks, pins, mode, seq, headHash, keys: {}, pending: [] };
}
