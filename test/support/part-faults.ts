/** What a process that declares parts must have beside: each place that lacks something, by name. */
import { bodyOf } from '../../domain/kernel/contract.ts';
import { namesPart } from '../../domain/kernel/lifecycle.ts';
import { MOST_PARTS, type PartMove } from '../../domain/kernel/part.ts';
import { isKernelParty, isPartParty } from '../../domain/kernel/people/parties.ts';
import type { AnyProcess, CommandTable } from '../../domain/kernel/process.ts';

const fromOf = ({ from }: PartMove) => (from === 'none' ? [] : from);
const toOf = ({ to }: PartMove) => (to === '=' ? [] : to);
const same = (one: readonly string[], other: readonly string[]) =>
  JSON.stringify([...new Set(one)].toSorted()) === JSON.stringify([...new Set(other)].toSorted());

/** Empty for a process that is whole, and for one without parts. */
export function partFaults(process: AnyProcess, commands: CommandTable): string[] {
  return [...kindFaults(process), ...rowFaults(process), ...clockFaults(process), ...contractFaults(process, commands)];
}

function movesOf({ lifecycle }: AnyProcess, kind: string): PartMove[] {
  return lifecycle.flatMap(({ part, also = {} }) => [...(part?.kind === kind ? [part] : []), ...(also[kind] ?? [])]);
}

function kindFaults(process: AnyProcess): string[] {
  const { parts, words } = process;
  const kinds = parts?.kinds ?? {};
  const unsaid = same(Object.keys(kinds), Object.keys(words.parts ?? {}))
    ? []
    : ['words.parts: not the kinds of parts'];
  return [
    ...unsaid,
    ...Object.entries(kinds).flatMap(([kind, { origin, initial, most, inHand = [] }]) => {
      const moves = movesOf(process, kind);
      const { title, statuses = {} } = words.parts?.[kind] ?? {};
      const known = Object.keys(statuses);
      const named = [...initial, ...moves.flatMap((move) => [...fromOf(move), ...toOf(move)])];
      const makers = process.lifecycle.filter(({ part }) => part?.kind === kind && part.from === 'none');
      // Several at once are made by what else a row moves.
      const madeAlong = process.lifecycle.some(({ also }) => also?.[kind]?.some(({ from }) => from === 'none'));
      const isMade = origin === 'command' ? makers.length > 0 || madeAlong : makers.length === 0;
      const texts = [title, ...Object.values(statuses)];
      return [
        ...(same(known, named) ? [] : [`words.parts.${kind}: not the statuses of its rows`]),
        ...(texts.every((text) => text?.zh.trim() && text.en.trim()) ? [] : [`words.parts.${kind}: a word is missing`]),
        ...(initial.length > 0 ? [] : [`parts.${kind}.initial: none`]),
        ...(inHand.every((status) => known.includes(status)) ? [] : [`parts.${kind}.inHand: unknown`]),
        ...(most > 0 && most <= MOST_PARTS ? [] : [`parts.${kind}.most: more than a case may have`]),
        ...(isMade ? [] : [`parts.${kind}.origin: not as its rows make them`]),
      ];
    }),
  ];
}

function rowFaults({ lifecycle, parts, parties = [], organisations = [] }: AnyProcess): string[] {
  const kinds = Object.keys(parts?.kinds ?? {});
  return lifecycle.flatMap(({ command, who, not = [], part, also = {} }) => {
    const named = [...who.flatMap(({ as }) => (as === undefined ? [] : as)).flat(), ...not];
    const strays = named.filter((party) => !isKernelParty(party) && !isPartParty(party) && !parties.includes(party));
    const misplaced = part ? [] : named.filter(isPartParty);
    const unknown = [...(part ? [part.kind] : []), ...Object.keys(also)].filter((kind) => !kinds.includes(kind));
    const elsewhere = who.flatMap(({ at }) => (at === undefined || organisations.includes(at) ? [] : [at]));
    return [
      ...elsewhere.map((name) => `${command}: no organisation ${name}`),
      ...strays.map((party) => `${command}: nobody is ${party}`),
      ...misplaced.map((party) => `${command}: ${party} of no part`),
      ...unknown.map((kind) => `${command}: no kind ${kind}`),
    ];
  });
}

function clockFaults({ clocks, timers, words }: AnyProcess): string[] {
  return Object.entries(clocks.shipped).flatMap(([name, { per, kind }]) => {
    if (per === undefined) return [];
    const statuses = Object.keys(words.parts?.[per]?.statuses ?? {});
    const at = timers[name] ?? [];
    const isTimed = kind !== 'timer' || (at.length > 0 && at.every((status) => statuses.includes(status)));
    return [
      ...(statuses.length > 0 ? [] : [`clocks.${name}: no kind ${per}`]),
      ...(isTimed ? [] : [`onDue.${name}: in no status of a ${per}`]),
    ];
  });
}

function contractFaults(process: AnyProcess, commands: CommandTable): string[] {
  return Object.entries(commands).flatMap(([command, { input }]) => {
    try {
      bodyOf(input, namesPart(process, command));
      return [];
    } catch {
      return [`${command}: its data leave no place for \`part\``];
    }
  });
}
