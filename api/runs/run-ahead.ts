/** A run of which nothing has begun: what would be done, by whom, and how it would go back, for who is to authorise it. */
import { type Ahead, aheadIn } from '../../domain/kernel/running/outlook.ts';
import { plannedIn } from '../../domain/kernel/running/following.ts';
import type { Words } from '../../domain/notice-words.ts';
import { type Role, roles } from '../../domain/roles.ts';
import { type Looked, marksOf, titleOf } from './run-head.ts';
import type { Roster } from './run-people.ts';

/** More nobody reads on a telephone; the plan has all of them. */
const MOST_STEPS = 60;

export type AskedSeen = Roster & { role: { key: Role; title: Words }; orgPath: string; parts: number };
type UndoSeen = { part: string; title: Words; does: 'manual' | 'automatic'; role: Role; budgetMs: number };
export type AheadSeen = { undo: UndoSeen[]; undoBudgetMs: number; asked: AskedSeen[] };

/** The way back, and who would be asked; null: it has begun, has no plan or has ended, or he does not work on it. */
export async function aheadOf(looked: Looked): Promise<(AheadSeen & Pick<Ahead, 'parts'>) | null> {
  const { state, works } = looked;
  const ahead = works && state.endedAt === undefined ? aheadIn(state) : null;
  if (!ahead) return null;
  return {
    parts: ahead.parts,
    undo: undoOf(looked, ahead.undo),
    undoBudgetMs: ahead.undoBudgetMs,
    asked: await Promise.all(ahead.asks.map((one) => askedOf(looked, one))),
  };
}

/** Steps as they are taken back. */
export function undoOf(looked: Looked, ids: readonly string[]): UndoSeen[] {
  const rules = new Map(plannedIn(looked.state).flatMap(({ id, rule }) => (rule ? [[id, rule] as const] : [])));
  return ids.flatMap((id) => {
    const rule = rules.get(id);
    if (!rule?.undo) return [];
    const { kind: does, budgetMs } = rule.undo;
    return [{ part: id, title: titleOf(looked, id), does, role: rule.role, budgetMs }];
  });
}

/** Whoever commands performs nothing. */
async function askedOf({ state, people }: Looked, { role, orgPath = state.unit, parts }: Ahead['asks'][number]) {
  const { commander } = state;
  const roster = await people.roster({ role, orgPath }, commander === undefined ? [] : [commander]);
  return { role: { key: role, title: roles[role].title }, orgPath, parts, ...roster };
}

/** For the night: steps and way back in one language, the first of many steps. */
export async function plannedSeen(looked: Looked, lang: 'zh' | 'en'): Promise<object | null> {
  const ahead = await aheadOf(looked);
  if (!ahead) return null;
  const { parts, undo, ...rest } = ahead;
  return {
    steps: parts.slice(0, MOST_STEPS).map((part) => ({
      part: part.id,
      kind: part.kind,
      title: titleOf(looked, part.id)[lang],
      ...(part.rule ? { does: part.rule.kind, budgetMs: part.rule.budgetMs } : {}),
      role: part.role,
      ...(part.orgPath === undefined ? {} : { orgPath: part.orgPath }),
      ...marksOf(part),
      ...(part.rule?.choices ? { choices: choicesOf(looked, part.id, lang) } : {}),
    })),
    ...(parts.length > MOST_STEPS ? { more: parts.length - MOST_STEPS } : {}),
    undo: undo.map((one) => ({ ...one, title: one.title[lang] })),
    ...rest,
  };
}

const choicesOf = ({ words }: Looked, id: string, lang: 'zh' | 'en') =>
  (words.steps.get(id)?.choices ?? []).map(({ id: choice, title }) => ({ id: choice, title: title[lang] }));
