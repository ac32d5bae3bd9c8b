/** What is sent to the workflow of a case, and what its answer means. */
import { createHash } from 'node:crypto';
import { DomainError } from '../../../domain/kernel/errors.ts';
import type { Actor } from '../../../domain/kernel/process.ts';
import { canonical } from '../../../domain/kernel/record/chain.ts';
import { type Answer, type Ask, isNote } from '../../../domain/kernel/turn.ts';

/** Without what he only reads by: no decision asks for it. */
export const travelling = ({ called: _called, ...actor }: Actor): Actor => actor;

/** What the turn said. Throws what it refused. */
export function accepted(answer: Answer | undefined): { seq: number } {
  if (!answer) throw new Error('the case gave no answer');
  const { seq, refused } = answer;
  if (!refused) return { seq };
  const { code, message, fields = [], params = {} } = refused;
  throw new DomainError(code, message, { fields, params });
}

/** The id stands four times in the history, the keys themselves in the input. */
const ID_LENGTH = 16;
const markOf = (ask: Ask): string => (isNote(ask) ? ask.key : `${ask.key} ${ask.digest}`);

/**
 * What the engine shows of an update, so the command's name comes first; of several it is `sync`. The engine answers a repeated
 * id without looking at what came with it: the digest is part of it, so that another body under the same key reaches the case,
 * which refuses it, and the version judged on, so that what was refused on one version is asked again on the next.
 */
export function updateIdOf(asks: readonly [Ask, ...Ask[]], version: number | string): string {
  const [ask, ...others] = asks;
  const name = others.length > 0 ? 'sync' : isNote(ask) ? ask.note : ask.command;
  return `${name} ${sha256(asks.map(markOf).join(' ')).slice(0, ID_LENGTH)} v${version}`;
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
/** Of the command's type, its part and canonical data. */
export const digestOf = (type: string, data: object, part?: string): string =>
  sha256(canonical({ type, ...(part === undefined ? {} : { part }), data }));
