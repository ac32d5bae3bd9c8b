/** What of its parts a case shows to whom. */
import type { Part, PartKind } from '../part.ts';
import { clockNamed } from '../clocks/clock-names.ts';
import type { ClockReading } from '../clocks/clock-types.ts';
import type { Millis } from '../units.ts';

type Kinds = Readonly<Record<string, PartKind>>;
/** A part as it is shown: own fields as far as its kind declares them. */
export type PartShown = Part & { dueAt?: Millis };

/**
 * The parts as somebody sees them. `works`: he works on the case, or watches over the work; others see neither kinds nor fields
 * that are for those within, nor personal ones. Throws nothing.
 */
export function shownParts(
  kinds: Kinds,
  parts: readonly Part[],
  { works, readings }: { works: boolean; readings: Readonly<Record<string, Pick<ClockReading, 'state' | 'dueAt'>>> },
): PartShown[] {
  const dues = duesOf(readings);
  return parts.flatMap((part) => {
    const { fields = {}, within } = kinds[part.kind] ?? {};
    if (within && !works) return [];
    const { id, kind, in: parent, status, assignees, rev, orgPath, role } = part;
    const kept = new Map<string, unknown>(Object.entries(part));
    const own = Object.entries(fields).flatMap(([name, field]) => {
      const value = kept.get(name);
      return value === undefined || ((field.within || field.personal) && !works) ? [] : [[name, value] as const];
    });
    const dueAt = works ? dues.get(id) : undefined;
    return [
      {
        id,
        kind,
        ...(parent === undefined ? {} : { in: parent }),
        status,
        assignees,
        rev,
        ...(orgPath === undefined ? {} : { orgPath }),
        ...(role === undefined ? {} : { role }),
        ...(dueAt === undefined ? {} : { dueAt }),
        ...Object.fromEntries(own),
      },
    ];
  });
}

/** The earliest deadline of the clocks of each part that run. */
function duesOf(readings: Readonly<Record<string, Pick<ClockReading, 'state' | 'dueAt'>>>): Map<string, Millis> {
  const dues = new Map<string, Millis>();
  for (const [name, { state, dueAt }] of Object.entries(readings)) {
    const { part } = clockNamed(name);
    if (part === undefined || dueAt === null || (state !== 'running' && state !== 'breached')) continue;
    dues.set(part, Math.min(dueAt, dues.get(part) ?? Infinity));
  }
  return dues;
}

/** One page in their order, after the part `after`; null: there is no such part, so that nobody knows where the page begins. */
export function pageOfParts<P extends { id: string }>(
  parts: readonly P[],
  { after, limit }: { after?: string | undefined; limit: number },
): { items: P[]; next: string | null } | null {
  const at = after === undefined ? -1 : parts.findIndex(({ id }) => id === after);
  if (after !== undefined && at < 0) return null;
  const items = parts.slice(at + 1, at + 1 + limit);
  return { items, next: at + 1 + limit < parts.length ? (items.at(-1)?.id ?? null) : null };
}
