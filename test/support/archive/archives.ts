/** Test support: the archive of February 2026 of the province, told by the product what its month has. */
import type { Facts } from '../../../domain/kernel/facts.ts';
import type { Actor, Millis } from '../../../domain/kernel/process.ts';
import { RunCase } from '../runs.ts';
import { at, people } from '../sample.ts';

const { archivist, manager, li, zhao, system } = people;

export const HASH = 'ab'.repeat(32);
export const photo = { id: 'scan', name: '签认单.pdf', type: 'application/pdf', size: 90_000, sha256: 'cd'.repeat(32) };
const there = ({ id, teams }: Actor) => ({ id, active: true, teams });
export const facts: Facts = {
  archived: null,
  paper: false,
  files: { scan: photo },
  person: there(zhao),
};
export const wanted = { unit: '/dx', month: '2026-02' } as const;
/** The third working day of March in Shanghai. */
export const THIRD: Millis = at('2026-03-04 00:00');

export const found = {
  attempt: 1,
  gaps: [],
  more: 0,
  filled: [],
  carried: [],
  broken: [],
  moreBroken: 0,
} as const;
export const missing = (count: number, person: string | undefined = li.id) =>
  Array.from({ length: count }, (_, n) => ({
    case: `WO-00000${n + 1}`,
    paper: 'signed-work-order',
    ...(person === undefined ? {} : { person }),
  }));
export const made = {
  attempt: 1,
  manifestHash: HASH,
  sha256: 'ef'.repeat(32),
  size: 1_000,
  entries: 4,
  cases: 2,
  events: 9,
  documents: 1,
  files: 0,
} as const;

/** An archive in a world of its own; the product's reports are given as it gives them. */
export class ArchiveCase extends RunCase {
  constructor(by: Actor = system, data: object = {}, more: Facts = {}) {
    super('archive', by, { ...wanted, ...data }, { ...facts, ...more });
  }
  protected override get begins(): Millis {
    return THIRD;
  }
  collected(cases = 3): this {
    this.give(system, 'noteCollected', { attempt: 1, cases, supplements: 0 });
    return this;
  }
  checked(more: object = {}): string[] {
    return this.give(system, 'noteChecked', { ...found, ...more });
  }
  packed(more: object = {}): this {
    this.give(system, 'notePackaged', { ...made, ...more });
    return this;
  }
  gapsOpen(count = 1): this {
    this.collected().checked({ gaps: missing(count) });
    return this;
  }
  signing(): this {
    this.collected().checked();
    return this.packed();
  }
  sign(by: Actor, manifestHash = HASH): string[] {
    return this.give(by, 'sign', { manifestHash });
  }
  archived(): this {
    this.signing().sign(archivist);
    this.sign(manager);
    return this;
  }
}
