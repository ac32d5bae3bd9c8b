/** Where what its reporter says is what a case waits for. */
import type { AnyDefinition, Base } from '../definition.ts';

type Frame = Pick<AnyDefinition, 'lifecycle' | 'waitsForWords'>;

/** The process's own rows for a comment: from where, and where that leads. */
export const waitingRows = (lifecycle: AnyDefinition['lifecycle']): AnyDefinition['lifecycle'] =>
  lifecycle.filter(({ command }) => command === 'comment');

/** True while what its reporter says is what the case waits for. */
export const waitsForWords = (definition: Frame, state: Base): boolean =>
  definition.waitsForWords?.(state) ??
  waitingRows(definition.lifecycle).some(({ from }) => from.includes(state.status));
