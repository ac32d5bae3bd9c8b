/** Relations between items as data: which kinds may stand in which, and which way a fault goes along. */
import type { ItemRelation } from './item.ts';

/** A fault goes `back` from the target to who names it, `forth` from who names it to the target, both ways, or not at all. */
export const CARRIES = ['back', 'forth', 'both', 'none'] as const;
export type Carries = (typeof CARRIES)[number];

type Title = { zh: string; en: string };
export type RelationRule = { from: readonly string[]; to: readonly string[]; carries: Carries };
export type RelationType = {
  title: Title;
  /** The same, said from the other end. */
  inverse: Title;
  open: boolean;
  /** The first that fits two kinds is theirs. */
  rules: readonly RelationRule[];
};
export type RelationTypes = ReadonlyMap<string, RelationType>;

/** The rule under which an item of kind `from` may name one of kind `to`; undefined: it may not. Throws nothing. */
export const ruleFor = (
  type: Pick<RelationType, 'rules'> | undefined,
  from: string,
  to: string,
): RelationRule | undefined => type?.rules.find((rule) => rule.from.includes(from) && rule.to.includes(to));

const isBack = (carries: Carries | undefined): boolean => carries === 'back' || carries === 'both';
const isForth = (carries: Carries | undefined): boolean => carries === 'forth' || carries === 'both';

/** True when a fault of the target reaches the item that names it. */
export const goesBack = (types: RelationTypes, { type }: ItemRelation, from: string, to: string): boolean =>
  isBack(ruleFor(types.get(type), from, to)?.carries);
/** True when a fault of the item that names reaches the target. */
export const goesForth = (types: RelationTypes, { type }: ItemRelation, from: string, to: string): boolean =>
  isForth(ruleFor(types.get(type), from, to)?.carries);

/** Kinds of which a fault may go `back` to who names them, and types by kind along which one may go `forth`. */
export function mayCarry(types: RelationTypes): {
  back: ReadonlySet<string>;
  forth(kind: string, type: string): boolean;
} {
  const rules = [...types].flatMap(([type, { rules: all }]) => all.map((rule) => ({ type, ...rule })));
  const back = new Set(rules.flatMap(({ carries, to }) => (isBack(carries) ? to : [])));
  const forth = new Set(
    rules.flatMap(({ type, carries, from }) => (isForth(carries) ? from.map((kind) => `${kind} ${type}`) : [])),
  );
  return { back, forth: (kind, type) => forth.has(`${kind} ${type}`) };
}
