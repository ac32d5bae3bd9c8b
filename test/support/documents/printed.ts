/** Test support: documents of cases that are played in a world, laid out as the product does it. */
import { processOf } from '../../../domain/catalogue.ts';
import { documentKindOf } from '../../../domain/documents/kinds.ts';
import { blocksOf, laidOut, type Locale, namesIn } from '../../../domain/documents/laid.ts';
import type { MetAt, SeenCase, Side } from '../../../domain/documents/model.ts';
import { outwardEvents } from '../../../domain/documents/outward.ts';
import type { Checklist } from '../../../domain/inspection/checklist.ts';
import type { Cell, Printed, PrintedSection } from '../../../domain/documents/printed.ts';
import { type DocumentTemplate, shippedTemplate } from '../../../domain/documents/template.ts';
import type { World } from '../world.ts';

type How = {
  side?: Side;
  locale?: Locale;
  template?: Partial<DocumentTemplate>;
  meetings?: ReadonlyMap<string, MetAt>;
  checklist?: Checklist;
};

const clock = (at: number): string => new Date(at).toISOString().slice(0, 16);

/** Names are the keys themselves in brackets, instants ISO. */
export function printedOf(world: World, caseId: string, key: string, how: How = {}): Printed {
  const { side = 'inner', locale = 'zh', template: own = {}, meetings = new Map(), checklist = null } = how;
  const kind = documentKindOf(key);
  if (!kind) throw new Error(`No kind ${key}`);
  const kase = world.kaseOf(caseId);
  const events = world.eventsOf(caseId);
  const process = processOf(kind.process);
  const seen: SeenCase = {
    side,
    view: world.viewOf(caseId),
    state: kase.state,
    mode: kase.mode,
    events: side === 'outward' ? outwardEvents(process, events) : events,
    meetings,
    checklist,
  };
  const template = { ...shippedTemplate(kind), ...own };
  const blocks = blocksOf({ kind, template, seen });
  const names = new Map(namesIn(blocks).map((name) => [name, { zh: `[${name}]`, en: `[${name}]` }]));
  const head = { seq: kase.seq, hash: 'c'.repeat(64) };
  const asked = { kind, template, templateRef: `${key}@1`, seen, head, at: kase.headAt };
  return laidOut(asked, blocks, { locale, names, clock, zoned: (at) => `${clock(at)} (UTC)` });
}

export const sectionOf = ({ sections }: Printed, title: string): PrintedSection | undefined =>
  sections.find((section) => section.title === title);
/** All its words. */
export const wordsIn = (printed: Printed): string => JSON.stringify(printed);
/** As it stands on paper. */
export const textIn = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);
