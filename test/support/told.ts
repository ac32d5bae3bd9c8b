/** Test support: whom the notices of a story address, and whom they leave out. */
import type { Effect } from '../../domain/kernel/process.ts';
import type { World } from './world.ts';

type Notice = Extract<Effect, { kind: 'notify' }>;

/** Of every notice under this template so far. */
export const addressed = ({ done }: World, template: string): Pick<Notice, 'to' | 'except'>[] =>
  done.flatMap(({ effect }) =>
    effect.kind === 'notify' && effect.template === template
      ? [{ to: effect.to, ...(effect.except === undefined ? {} : { except: effect.except }) }]
      : [],
  );
