/** A plan with its blocks put in, as its parts will stand in a case (steps/outline.ts), each with where it is written. */
import { fieldFault } from '../kernel/errors.ts';
import { PART_ID } from '../kernel/part.ts';
import { isWithin } from '../kernel/people/access.ts';
import type { FieldError, OrgPath } from '../kernel/process.ts';
import type { Plan, PlanNode, PlanStep } from '../kernel/steps/shapes.ts';
import type { Role } from '../roles.ts';

type PlanText = Omit<Plan, 'id'>;
type Nodes = readonly PlanNode[];
type Blocks = NonNullable<Plan['blocks']>;

/** The lists of nodes of a plan as they are written, each with its pointer. */
export const listsOf = ({ of, blocks = {} }: PlanText): { nodes: Nodes; pointer: string }[] => [
  { nodes: of, pointer: '/plan/of' },
  ...Object.entries(blocks).map(([name, nodes]) => ({ nodes, pointer: `/plan/blocks/${name}` })),
];

/** Its steps, each once as it is written. Throws nothing. */
export const stepsIn = (plan: PlanText): PlanStep[] => listsOf(plan).flatMap(({ nodes }) => stepsOf(nodes));

const stepsOf = (nodes: Nodes): PlanStep[] =>
  nodes.flatMap((node) => {
    if (node.node === 'step') return [node];
    return node.node === 'gate' || typeof node.of === 'string' ? [] : stepsOf(node.of);
  });

// ── blocks
/** Blocks that are named and not there, or that stand in themselves. */
export function blockFaults(plan: PlanText): FieldError[] {
  const { blocks = {} } = plan;
  const lists = listsOf(plan);
  const named = lists.flatMap(({ nodes, pointer }) => blocksNamed(nodes, pointer));
  const unknown = named.flatMap(({ name, pointer }) => fieldFault(!Object.hasOwn(blocks, name), pointer, 'unknown'));
  const within = Object.entries(blocks).flatMap(([block, nodes]) =>
    blocksNamed(nodes, `/plan/blocks/${block}`).flatMap(({ name, pointer }) =>
      fieldFault(reaches(blocks, name, block), pointer, 'block-in-itself'),
    ),
  );
  return [...unknown, ...within];
}

function blocksNamed(nodes: Nodes, pointer: string): { name: string; pointer: string }[] {
  return nodes.flatMap((node, at) => {
    if (node.node !== 'group' && node.node !== 'each') return [];
    const here = `${pointer}/${at}/of`;
    return typeof node.of === 'string' ? [{ name: node.of, pointer: here }] : blocksNamed(node.of, here);
  });
}

/** True when `block` stands in the block `from`, or is it. */
function reaches(blocks: Blocks, from: string, block: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === block) return true;
    if (seen.has(name) || !Object.hasOwn(blocks, name)) continue;
    seen.add(name);
    open.push(...blocksNamed(blocks[name] ?? [], '').map((one) => one.name));
  }
  return false;
}

/** True for a plan in which something is empty: it has no parts by which one could see how much of it would stand at its places. */
export const hasEmpty = (plan: PlanText): boolean => listsOf(plan).some(({ nodes }) => isEmpty(nodes));
const isEmpty = (nodes: Nodes): boolean =>
  nodes.length === 0 || nodes.some((node) => 'of' in node && typeof node.of !== 'string' && isEmpty(node.of));

/** How many parts there will be; of a plan whose blocks are sound. Each block is counted once, however often it stands. */
export function partsIn({ of, blocks = {} }: PlanText): number {
  const counted = new Map<string, number>();
  const inBlock = (name: string): number => {
    const count = counted.get(name) ?? inList(blocks[name] ?? []);
    counted.set(name, count);
    return count;
  };
  const inList = (nodes: Nodes): number => nodes.reduce((sum, node) => sum + inNode(node), 0);
  const inNode = (node: PlanNode): number => {
    switch (node.node) {
      case 'group':
        return (node.kind === undefined ? 0 : 1) + inList(node.of);
      case 'each':
        return node.places.length * (1 + (typeof node.of === 'string' ? inBlock(node.of) : inList(node.of)));
      default:
        return 1;
    }
  };
  return inList(of);
}

// ── at their places
type Place = { id: string; orgPath: OrgPath };
/** Groups without a part too, since a scope is named by its id. */
type Placed = { id: string; pointer: string; role?: Role; orgPath: OrgPath };
type At = { pointer: string; blocks: Blocks; orgPath: OrgPath; place?: Place };

function placedIn(nodes: Nodes, at: At): Placed[] {
  return nodes.flatMap((node, n) => placedNode(node, { ...at, pointer: `${at.pointer}/${n}` }));
}

function placedNode(node: PlanNode, at: At): Placed[] {
  const { pointer, blocks, place } = at;
  const id = 'id' in node ? (place ? `${place.id}-${node.id}` : node.id) : '';
  const own = { id, pointer: `${pointer}/id`, orgPath: place?.orgPath ?? at.orgPath };
  switch (node.node) {
    case 'step':
    case 'gate':
      return [{ ...own, role: node.role }];
    case 'group':
      return [own, ...placedIn(node.of, { ...at, pointer: `${pointer}/of` })];
    case 'each': {
      const { of } = node;
      const body = typeof of === 'string' ? (blocks[of] ?? []) : of;
      const below = typeof of === 'string' ? `/plan/blocks/${of}` : `${pointer}/of`;
      return node.places.flatMap((one, n) => [
        { id: one.id, pointer: `${pointer}/places/${n}/id`, orgPath: one.orgPath },
        ...placedIn(body, { ...at, pointer: below, place: one }),
      ]);
    }
    default:
      return node satisfies never;
  }
}

const placedOf = ({ of, blocks = {} }: PlanText, orgPath: OrgPath): Placed[] =>
  placedIn(of, { pointer: '/plan/of', blocks, orgPath });

/** Of each role of a step or gate, where it is written and at which organisation it is looked for; each once. */
export function rolesPlaced(plan: PlanText, orgPath: OrgPath): { pointer: string; role: Role; orgPath: OrgPath }[] {
  const all = placedOf(plan, orgPath).flatMap(({ pointer, role, orgPath: at }) =>
    role === undefined ? [] : [{ pointer: pointer.replace(/\/id$/, '/role'), role, orgPath: at }],
  );
  return [...new Map(all.map((one) => [`${one.pointer} ${one.orgPath}`, one] as const)).values()];
}

/** Organisations of the plan's places, with where they are written. */
export function placesIn(plan: PlanText): { pointer: string; orgPath: OrgPath }[] {
  return listsOf(plan).flatMap(({ nodes, pointer }) => placesOf(nodes, pointer));
}

function placesOf(nodes: Nodes, pointer: string): { pointer: string; orgPath: OrgPath }[] {
  return nodes.flatMap((node, n) => {
    if (node.node !== 'group' && node.node !== 'each') return [];
    const here = `${pointer}/${n}`;
    const own = node.node === 'each' ? node.places : [];
    return [
      ...own.map(({ orgPath }, at) => ({ pointer: `${here}/places/${at}/orgPath`, orgPath })),
      ...(typeof node.of === 'string' ? [] : placesOf(node.of, `${here}/of`)),
    ];
  });
}

/**
 * Ids that come twice or are too long once joined with their place, and places that are not the runbook's. `before`: what may
 * stand before each, too.
 */
export function placedFaults(plan: PlanText, orgPath: OrgPath, before = ''): FieldError[] {
  const seen = new Set<string>();
  const told = new Set<string>();
  const once = (pointer: string, code: string, id: string): FieldError[] => {
    if (told.has(`${pointer} ${code}`)) return []; // a node that stands at many places is written once
    told.add(`${pointer} ${code}`);
    return [{ pointer, code, params: { id } }];
  };
  const ids = placedOf(plan, orgPath).flatMap(({ id, pointer }) => {
    const isTaken = seen.has(id);
    seen.add(id);
    return [
      ...(isTaken ? once(pointer, 'already-named', id) : []),
      ...(PART_ID.test(`${before}${id}`) ? [] : once(pointer, 'too-long', id)),
    ];
  });
  const outside = placesIn(plan).flatMap(({ pointer, orgPath: at }) =>
    fieldFault(!isWithin(at, orgPath), pointer, 'not-within'),
  );
  return [...ids, ...outside];
}
