/** When shapes change: which shape a document has, which schema an event, and how older ones are read. */
import type { AnyProcess, Commit } from '../process.ts';

/** Raised by hand whenever what the kernel itself folds (clocks, pins, common parts) changes its shape. */
const KERNEL_SHAPE = 2;

/** A document of another shape is folded anew from the commits. */
export const shapeOf = ({ shape }: Pick<AnyProcess, 'shape'>): string => `${KERNEL_SHAPE}.${shape}`;

/** The schema that events of this type are written with. */
export const schemaOf = ({ schemas }: Pick<AnyProcess, 'schemas'>, type: string): number =>
  1 + (schemas?.[type]?.length ?? 0);

/** A later release wrote this: whoever read it as it is would be wrong. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

/**
 * The commit with its events as this release reads them; stored commits are never rewritten.
 * @throws NewerSchema naming the first event that a later release wrote
 */
export function upcast<C extends Pick<Commit, 'caseId' | 'seq' | 'events'>>(
  process: Pick<AnyProcess, 'schemas'>,
  commit: C,
): C {
  if (commit.events.every(({ type, schema }) => schema === schemaOf(process, type))) return commit;
  const events = commit.events.map((event, n) => {
    const steps = process.schemas?.[event.type] ?? [];
    if (event.schema > steps.length + 1)
      throw new NewerSchema(`${commit.caseId}:${commit.seq + n} has schema ${event.schema} of ${event.type}`);
    const data = steps.slice(event.schema - 1).reduce((one, step) => step(one), event.data);
    return { ...event, data, schema: steps.length + 1 };
  });
  return { ...commit, events };
}
