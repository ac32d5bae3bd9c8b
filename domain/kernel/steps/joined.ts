/** Several plans as one: each after the one before. */
import type { Outline, OutlineNode } from './shapes.ts';

/**
 * One plan of several, in their order. Of more than one the ids of parts and blocks begin with the place of their plan, `2-address`,
 * so that two of them may name a step alike. Throws nothing.
 */
export function joined(id: string, outlines: readonly Outline[]): Outline {
  const [only] = outlines;
  if (outlines.length === 1 && only) return { ...only, id };
  const parts = outlines.map((one, n) => prefixed(one, `${n + 1}-`));
  const blocks = Object.fromEntries(parts.flatMap((one) => Object.entries(one.blocks ?? {})));
  return { id, ...(Object.keys(blocks).length > 0 ? { blocks } : {}), of: parts.flatMap(({ of }) => of) };
}

function prefixed({ id, blocks = {}, of }: Outline, prefix: string): Outline {
  const named = Object.entries(blocks).map(
    ([name, nodes]) => [`${prefix}${name}`, nodes.map((one) => within(one, prefix))] as const,
  );
  return { id, blocks: Object.fromEntries(named), of: of.map((one) => outside(one, prefix)) };
}

/** What stands at a place: its ids are told apart by that place. Places have ids of their own wherever they stand. */
function within(node: OutlineNode, prefix: string): OutlineNode {
  if (node.node === 'each') return placed(node, prefix);
  return node.node === 'group' ? { ...node, of: node.of.map((one) => within(one, prefix)) } : node;
}

function placed(node: Extract<OutlineNode, { node: 'each' }>, prefix: string): OutlineNode {
  const places = node.places.map((place) => ({ ...place, id: `${prefix}${place.id}` }));
  const of = typeof node.of === 'string' ? `${prefix}${node.of}` : node.of.map((one) => within(one, prefix));
  return { ...node, places, of };
}

function outside(node: OutlineNode, prefix: string): OutlineNode {
  switch (node.node) {
    case 'step': {
      const { choices } = node;
      const own = choices?.map((one) => ({
        ...one,
        ...(one.skips ? { skips: one.skips.map((skipped) => `${prefix}${skipped}`) } : {}),
      }));
      return { ...node, id: `${prefix}${node.id}`, ...(own ? { choices: own } : {}) };
    }
    case 'gate':
      return { ...node, id: `${prefix}${node.id}` };
    case 'group':
      return { ...node, id: `${prefix}${node.id}`, of: node.of.map((one) => outside(one, prefix)) };
    case 'each':
      return placed(node, prefix);
    default:
      return node satisfies never;
  }
}
