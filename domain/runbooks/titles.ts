/** What the parts of a run are called: its steps by the words of the plan, gates by what they ask for, places by their organisations. */
import { listedParts } from '../kernel/steps/listed.ts';
import type { Outline, OutlineNode, StepRule, StepWords } from '../kernel/steps/shapes.ts';
import { lengthWords } from '../kernel/time/length-words.ts';
import type { Millis, OrgPath } from '../kernel/units.ts';
import type { StepText } from './words.ts';

export type Titled = {
  outline: Outline;
  /** By the ids of parts; of a step that nobody has written about the title says no more than its id. */
  steps: ReadonlyMap<string, Pick<StepText, 'title'>>;
  /** Of a release: what its waves are called, where somebody named one. */
  waves?: readonly { id: string; title?: string | undefined }[] | undefined;
  /** Names of the organisations at which it is carried out. */
  places?: ReadonlyMap<OrgPath, string>;
};

/** By the ids of all its parts, in both languages; what stands at a place is called by that place, too. Throws nothing. */
export function titlesOf({ outline, steps, waves = [], places = new Map() }: Titled): ReadonlyMap<string, StepWords> {
  const parts = listedParts(outline);
  const gates = gatesOf(outline);
  const numbers = parts.filter(({ kind }) => kind === 'wave').map(({ id }) => id);
  const nameOf = (path: OrgPath): string => places.get(path) ?? path;
  const bare = (id: string): StepWords => steps.get(id)?.title ?? { zh: `步骤 ${id}`, en: `Step ${id}` };
  const waveWords = (id: string): StepWords => {
    const named = waves.find((one) => one.id === id)?.title;
    const n = numbers.indexOf(id) + 1;
    return { zh: `第 ${n} 批${named ? `（${named}）` : ''}`, en: `Wave ${n}${named ? ` (${named})` : ''}` };
  };
  const titled = parts.map(({ id, kind, in: parent, orgPath, rule }): readonly [string, StepWords] => {
    switch (kind) {
      case 'wave':
        return [id, waveWords(id)];
      case 'gate':
        return [id, gateWords(gates.get(id)?.soakMs, parent === undefined ? undefined : waveWords(parent))];
      case 'check':
        return [id, atPlace(checkWords(gates.get(id), bare), orgPath && nameOf(orgPath))];
      default:
        if (rule) return [id, atPlace(bare(id), orgPath && nameOf(orgPath))];
        return [id, orgPath === undefined ? { zh: id, en: id } : same(nameOf(orgPath))];
    }
  });
  return new Map(titled);
}

const same = (words: string): StepWords => ({ zh: words, en: words });
const atPlace = ({ zh, en }: StepWords, place: string | undefined): StepWords =>
  place === undefined ? { zh, en } : { zh: `${zh}（${place}）`, en: `${en} (${place})` };

function gateWords(soakMs: Millis | undefined, wave: StepWords | undefined): StepWords {
  const of = wave ? { zh: `${wave.zh}的`, en: ` of ${wave.en.replace(/^W/, 'w')}` } : { zh: '', en: '' };
  if (soakMs === undefined) return { zh: `${of.zh}关口：放行`, en: `Gate${of.en}: approval` };
  const [zh, en] = [lengthWords(soakMs, 'zh'), lengthWords(soakMs, 'en')];
  return { zh: `${of.zh}关口：观察 ${zh}后放行`, en: `Gate${of.en}: approval after ${en} of watching` };
}

/** A quality gate asks whether what stands behind it may begin, or whether what was done is good. */
function checkWords(gate: Gate | undefined, title: (id: string) => StepWords): StepWords {
  const { next, former } = gate ?? {};
  if (next !== undefined) {
    const { zh, en } = title(next);
    return { zh: `“${zh}”之前的质检`, en: `Quality gate before “${en}”` };
  }
  if (former === undefined) return { zh: '质检', en: 'Quality gate' };
  const { zh, en } = title(former);
  return { zh: `“${zh}”之后的质检`, en: `Quality gate after “${en}”` };
}

/** The steps beside which a gate stands, by the ids of their parts. */
type Gate = { next?: string | undefined; former?: string | undefined; soakMs?: Millis | undefined };
type Around = { blocks: NonNullable<Outline['blocks']>; prefix: string } & Pick<Gate, 'next' | 'former'>;

function gatesOf({ blocks = {}, of }: Outline): ReadonlyMap<string, Gate> {
  return new Map(inList(of, { blocks, prefix: '' }));
}

type Nodes = readonly OutlineNode[];
/** `next`, `former`: the steps behind and before the list. */
function inList(nodes: Nodes, around: Around): [string, Gate][] {
  return nodes.flatMap((node, at): [string, Gate][] => {
    if (node.node === 'step') return [];
    const ids = (some: Nodes): string[] => stepsIn(some, around);
    const next = ids(nodes.slice(at + 1))[0] ?? around.next;
    const former = ids(nodes.slice(0, at)).at(-1) ?? around.former;
    switch (node.node) {
      case 'gate':
        return [[`${around.prefix}${node.id}`, { next, former, soakMs: node.soakMs }]];
      case 'group': // side by side, each has behind it what stands behind all of them
        return node.order === 'parallel'
          ? node.of.flatMap((one) => inList([one], { ...around, next, former }))
          : inList(node.of, { ...around, next, former });
      case 'each': {
        const { inside, blocks } = blockOf(node, around);
        return node.places.flatMap(({ id }) => inList(inside, { blocks, prefix: `${id}-` }));
      }
      default:
        return node satisfies never;
    }
  });
}

function stepsIn(nodes: Nodes, around: Pick<Around, 'blocks' | 'prefix'>): string[] {
  return nodes.flatMap((node): string[] => {
    switch (node.node) {
      case 'step':
        return [idOf(node, around)];
      case 'gate':
        return [];
      case 'group':
        return stepsIn(node.of, around);
      case 'each': {
        const { inside, blocks } = blockOf(node, around);
        return node.places.flatMap(({ id }) => stepsIn(inside, { blocks, prefix: `${id}-` }));
      }
      default:
        return node satisfies never;
    }
  });
}
const idOf = ({ id }: StepRule, { prefix }: Pick<Around, 'prefix'>): string => `${prefix}${id}`;
/** A block does not stand in itself: so it is asked when a plan is published. */
function blockOf({ of }: Extract<OutlineNode, { node: 'each' }>, { blocks }: Pick<Around, 'blocks'>) {
  if (typeof of !== 'string') return { inside: of, blocks };
  const { [of]: inside = [], ...others } = blocks;
  return { inside, blocks: others };
}
