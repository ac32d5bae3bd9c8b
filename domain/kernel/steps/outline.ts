/** What a case keeps of the plan of its run, and the parts that stand in it. */
import { invalid } from '../errors.ts';
import { MOST_UNDER_WAY, type PlannedPart } from '../part.ts';
import type { OrgPath } from '../units.ts';
import type { Outline, OutlineNode, Plan, PlanNode, PlanStep, StepRule, UndoRule } from './shapes.ts';

/** The plan without its words, blocks kept as blocks. Throws nothing. */
export function outlineOf({ id, blocks, of }: Plan): Outline {
  const kept = Object.entries(blocks ?? {}).map(([name, nodes]) => [name, nodes.map(ruled)] as const);
  return { id, ...(blocks ? { blocks: Object.fromEntries(kept) } : {}), of: of.map(ruled) };
}

function ruled(node: PlanNode): OutlineNode {
  switch (node.node) {
    case 'gate':
      return node;
    case 'group':
      return { ...node, of: node.of.map(ruled) };
    case 'each':
      return { ...node, of: typeof node.of === 'string' ? node.of : node.of.map(ruled) };
    case 'step': {
      const { title: _title, instruction: _instruction, verify: _verify, undo, choices, ...rule } = node;
      return {
        ...rule,
        ...(undo ? { undo: undoRuled(undo) } : {}),
        ...(choices ? { choices: choices.map(({ title: _called, ...choice }) => choice) } : {}),
      };
    }
    default:
      return node satisfies never;
  }
}

const undoRuled = ({ instruction: _words, ...rule }: NonNullable<PlanStep['undo']>): UndoRule => rule;

/** A part of the plan with its rule, where it is a step. */
export type OutlinedPart = PlannedPart & { rule?: StepRule };
type Where = { blocks: NonNullable<Outline['blocks']>; place?: { id: string; orgPath: OrgPath }; parent?: string };

/**
 * The parts of a plan in its order, for a definition's `planned`: groups with a kind and places before what stands in them, each
 * part with the nearest of those that it stands in, and at a place with that place's organisation. Throws 'invalid-data' for a
 * block that the plan does not have or that stands in itself: so it is asked when a plan is published, or written.
 */
export function partsOfPlan({ blocks = {}, of }: Outline): OutlinedPart[] {
  return of.flatMap((node) => partsOfNode(node, { blocks }));
}

function partsOfNode(node: OutlineNode, where: Where): OutlinedPart[] {
  const { place, parent } = where;
  const around = {
    ...(parent === undefined ? {} : { in: parent }),
    ...(place === undefined ? {} : { orgPath: place.orgPath }),
  };
  const id = 'id' in node && place ? `${place.id}-${node.id}` : 'id' in node ? node.id : '';
  switch (node.node) {
    case 'step':
      return [{ id, kind: 'step', role: node.role, ...around, rule: node }];
    case 'gate':
      return [{ id, kind: node.kind, role: node.role, ...around }];
    case 'group': {
      const inside = node.of.flatMap((one) =>
        partsOfNode(one, node.kind === undefined ? where : { ...where, parent: id }),
      );
      return node.kind === undefined ? inside : [{ id, kind: node.kind, ...around }, ...inside];
    }
    case 'each': {
      const { nodes, blocks } = blockIn(node.of, where.blocks);
      return node.places.flatMap((at) => [
        { id: at.id, kind: node.kind, ...around, orgPath: at.orgPath },
        ...nodes.flatMap((one) => partsOfNode(one, { blocks, place: at, parent: at.id })),
      ]);
    }
    default:
      return node satisfies never;
  }
}

/** The nodes meant, and the blocks that may stand in them: not the same one again. */
function blockIn(of: readonly OutlineNode[] | string, blocks: Where['blocks']) {
  if (typeof of !== 'string') return { nodes: of, blocks };
  const { [of]: nodes, ...others } = blocks;
  if (!nodes) throw invalid(`blocks/${of}`, 'unknown', `The plan has no block ${of}`);
  return { nodes, blocks: others };
}

/** Beside its id, what the record of a step weighs at most (longest status, who had it, attempt), and of any other part. */
const OF_STEP = 75;
const OF_OTHER = 35;
/**
 * Both clocks of a step under way, its limit and the wait for a person, late and told of six times, with who had it (measured:
 * test/domain/release/size.test.ts); and what else a case keeps: fields, two hundred followers, clocks of its own.
 */
const OF_CLOCKS = 1_050;
const OF_CASE = 6_000;

/**
 * Bytes of JSON that state and clocks of a case weigh at most that runs by this plan: beyond MOST_STATE_BYTES it is not to be
 * published. A step that stands at many places is cheap, one that stands once costs some 300 bytes: so about 110 different ones,
 * or some 330 at sixty places. Throws what `partsOfPlan` throws.
 */
export function weightAtMost(outline: Outline): number {
  const records = partsOfPlan(outline).map(({ id, kind }) => id.length + (kind === 'step' ? OF_STEP : OF_OTHER));
  const own = new TextEncoder().encode(JSON.stringify(outline)).length;
  return records.reduce((sum, bytes) => sum + bytes, own) + MOST_UNDER_WAY * OF_CLOCKS + OF_CASE;
}
