import { DomainError } from '../../../domain/kernel/errors.ts';

/** What `work` answers; where it is refused, the code and its parameters, and of bad data each field with its code. */
export function refusal(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, params, fields } = error;
    return fields.length > 0 ? fields.map((one) => `${one.pointer} ${one.code}`).join() : [code, params];
  }
}
