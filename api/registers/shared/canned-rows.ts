/** The register of canned answers 常用语: texts that people write often, and macros, which are a command with its text. */
import { z } from 'zod';
import { formed, text } from '../../../domain/kernel/contract.ts';
import { fieldFault } from '../../../domain/kernel/errors.ts';
import type { FieldError } from '../../../domain/kernel/process.ts';
import { isProcessKey, type ProcessKey } from '../../../domain/processes.ts';
import { placesIn } from '../../../domain/sharing/places.ts';
import type { CannedAnswer } from '../../../models/registers/shared/kept.ts';
import { processKey, processKeys } from '../../http/schemas.ts';
import { isPlaceOf } from './case-places.ts';
import { presetData, presetFaults, processesWith, specOf, takesText } from './preset.ts';
import { sharedRegister } from './shared-row.ts';

const said = text(4_000).optional();
const places = 'Fields of the case stand in braces, `{title}`, as in the texts of notices';

export const cannedRegister = sharedRegister({
  name: 'canned-answers',
  title: 'Canned answer',
  fields: {
    processes: z
      .array(processKey)
      .min(1)
      .max(processKeys.length)
      .optional()
      .describe('For which it is; absent: for all'),
    text: z.strictObject({ zh: said, en: said }).optional().describe(`In one language or both. ${places}`),
    command: z
      .strictObject({
        name: formed(/^[a-zA-Z]{1,40}$/, 'command'),
        data: presetData
          .default({})
          .describe('What is said with it beforehand; what is missing is said when it is given'),
        into: formed(/^[a-zA-Z]{1,40}$/, 'command')
          .optional()
          .describe('The field of the command that the text goes into'),
      })
      .optional()
      .describe('What is done with it; absent: it is a text for whatever is written'),
  },
  faults: (body) => cannedFaults(body),
});

/** What is wrong with an answer: of what it says, and of the command in each process that it is for. Exported for its tests. */
export function cannedFaults({ processes, text: words, command }: Partial<CannedAnswer>): FieldError[] {
  const named = processes?.filter(isProcessKey);
  const hasText = words?.zh !== undefined || words?.en !== undefined;
  const of = named ?? (command ? processesWith(command.name) : processKeys);
  return [
    ...fieldFault(named !== undefined && new Set(named).size !== named.length, '/processes', 'named-twice'),
    ...fieldFault(!hasText && (words !== undefined || command === undefined), '/text', 'required'),
    ...placeFaults(words, of),
    ...(command ? commandFaults(command, of, hasText) : []),
  ];
}

function placeFaults(words: CannedAnswer['text'], of: readonly ProcessKey[]): FieldError[] {
  return (['zh', 'en'] as const).flatMap((locale) => {
    const unknown = placesIn(words?.[locale] ?? '').filter((place) => !of.some((process) => isPlaceOf(process, place)));
    return unknown.length > 0
      ? [{ pointer: `/text/${locale}`, code: 'unknown-place', params: { places: unknown } }]
      : [];
  });
}

function commandFaults(
  { name, data, into }: NonNullable<CannedAnswer['command']>,
  of: readonly ProcessKey[],
  hasText: boolean,
): FieldError[] {
  const without = of.filter((process) => !specOf(process, name, { intake: false }));
  if (of.length === 0) return [{ pointer: '/command/name', code: 'unknown' }];
  if (without.length > 0) return [{ pointer: '/command/name', code: 'unknown', params: { processes: without } }];
  const specs = of.flatMap((process) => specOf(process, name, { intake: false }) ?? []);
  const faults = specs.flatMap((spec) => presetFaults(spec, data, '/command/data'));
  return [
    ...new Map(faults.map((fault) => [`${fault.pointer} ${fault.code}`, fault])).values(),
    ...fieldFault(hasText && into === undefined, '/command/into', 'required'),
    ...fieldFault(!hasText && into !== undefined, '/command/into', 'no-text'),
    ...fieldFault(into !== undefined && !specs.every((spec) => takesText(spec, into)), '/command/into', 'unknown'),
    ...fieldFault(into !== undefined && Object.hasOwn(data, into), '/command/into', 'said-already'),
  ];
}
