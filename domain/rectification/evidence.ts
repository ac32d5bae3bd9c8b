/** What shows how it was and how it is: photos and papers beside the words, and what an accident cannot be submitted without. */
import { namedFiles } from '../kernel/common/files.ts';
import { DomainError, fieldFault } from '../kernel/errors.ts';
import type { FileFact } from '../kernel/facts.ts';
import type { Rectification, Rules } from './state.ts';
import { isAccident } from './whom.ts';

export const isPhoto = ({ type }: FileFact): boolean => type.startsWith('image/');

/** With a photo of how it was, if one of these is one. Throws nothing. */
export const photographed = (state: Rectification, { files = [] }: { files?: readonly FileFact[] }): Rectification =>
  files.some(isPhoto) ? { ...state, photographed: true } : state;

/**
 * One file may show both. Of an accident there is a photo of how it is, and one of how it was, unless there is one already. Throws
 * 'evidence-missing' with what is missing, and what `namedFiles` throws.
 */
export const submit: Rules['rules']['submit'] = (data, state, ctx) => {
  const { filesBefore = [], filesAfter = [] } = data;
  const { files: had } = state.common;
  const [before, after] = [
    namedFiles({ field: 'filesBefore', ids: filesBefore, had }, ctx),
    namedFiles({ field: 'filesAfter', ids: filesAfter, had }, ctx),
  ];
  const missing = isAccident(state)
    ? [
        ...fieldFault(!state.photographed && !before.some(isPhoto), '/filesBefore', 'evidence-missing'),
        ...fieldFault(!after.some(isPhoto), '/filesAfter', 'evidence-missing'),
      ]
    : [];
  if (missing.length > 0)
    throw new DomainError('evidence-missing', 'An accident is put right with a photo of how it was and of how it is', {
      fields: missing,
    });
  const all = [...new Set([...filesBefore, ...filesAfter])];
  const files = namedFiles({ field: 'filesAfter', ids: all, had }, ctx); // together they are one command's
  return [{ type: 'submitted', data: { ...data, ...(files.length > 0 ? { files } : {}) } }];
};
