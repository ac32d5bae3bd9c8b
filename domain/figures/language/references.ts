/** What a formula means by another indicator: pinned to a version when it is published, never round to itself. */
import type { Formula, Unit } from './shapes.ts';

/** A published version. `formula`: null of one that was withdrawn. */
export type Indicator = { key: string; version: number; unit: Unit; formula: Formula; withdrawn?: boolean };
/** Versions that are published: one of that number, else the newest; null: there is none. `withdrawn`: by its newest version. */
export type Indicators = (key: string, version?: number) => Indicator | null;

/** Indicators behind one another. */
export const MOST_STEPS = 5;
/** What one formula counts with all that it refers to. */
export const MOST_AGGREGATES = 40;

export type Resolved =
  | { is: 'found'; ref: string; unit: Unit }
  | { is: 'fault'; code: string; params: Readonly<Record<string, unknown>> };

const fault = (code: string, params: Readonly<Record<string, unknown>>): Resolved => ({ is: 'fault', code, params });

/** `first-line` or `first-line@2` in the formula of `self`. Throws nothing. */
export function resolve(ref: string, { indicators, self }: { indicators: Indicators; self?: string }): Resolved {
  const found = byRef(indicators, ref);
  const { key } = refParts(ref);
  if (key === self) return fault('indicator-cycle', { path: [key] });
  if (!found) return fault('unknown-indicator', { indicator: ref });
  if (found.withdrawn) return fault('indicator-withdrawn', { indicator: key });
  const path = self === undefined ? null : pathTo(self, found, indicators);
  if (path) return fault('indicator-cycle', { path });
  if (stepsOf(found, indicators) > MOST_STEPS) return fault('references-too-deep', { most: MOST_STEPS });
  return { is: 'found', ref: `${found.key}@${found.version}`, unit: found.unit };
}

/** Key and version of `first-line@2`. Throws nothing. */
export function refParts(ref: string): { key: string; version?: number } {
  const [key = '', version] = ref.split('@');
  return { key, ...(version === undefined ? {} : { version: Number(version) }) };
}

/** That version of it, else its newest; null: there is none. Throws nothing. */
export const byRef = (indicators: Indicators, ref: string): Indicator | null => {
  const { key, version } = refParts(ref);
  return indicators(key, version);
};

/** Indicators that it names itself, each once. Throws nothing. */
export function refsIn(formula: Formula): string[] {
  if (formula.is === 'indicator') return [formula.ref];
  return 'left' in formula ? [...new Set([...refsIn(formula.left), ...refsIn(formula.right)])] : [];
}

const behind = (one: Indicator, indicators: Indicators): Indicator[] =>
  refsIn(one.formula).flatMap((ref) => byRef(indicators, ref) ?? []);

/** Keys from that indicator to `self`; null: none of what stands behind it is `self`, in whatever version. */
function pathTo(self: string, from: Indicator, indicators: Indicators, seen = new Set<string>()): string[] | null {
  if (from.key === self) return [self];
  const id = `${from.key}@${from.version}`;
  if (seen.has(id)) return null;
  seen.add(id);
  for (const next of behind(from, indicators)) {
    const path = pathTo(self, next, indicators, seen);
    if (path) return [from.key, ...path];
  }
  return null;
}

/** How many stand behind one another, itself among them. What is published has no cycle. */
function stepsOf(one: Indicator, indicators: Indicators, known = new Map<string, number>()): number {
  const id = `${one.key}@${one.version}`;
  const steps =
    known.get(id) ?? 1 + Math.max(0, ...behind(one, indicators).map((next) => stepsOf(next, indicators, known)));
  known.set(id, steps);
  return steps;
}
