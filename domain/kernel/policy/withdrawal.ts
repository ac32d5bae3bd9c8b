/** A version of a register that ends its entry: whoever finds the danger publishes it, so it says nothing else. */
import { fieldFault } from '../errors.ts';
import type { FieldError } from '../process.ts';
import { canonical } from '../record/chain.ts';

type Withdrawable = { withdrawn?: true | undefined; reason?: string | undefined };

/**
 * Why a version that withdraws may not be published; `former`: the version in force. It is refused for nothing but itself, and
 * alters nothing else: nobody else looks at it, and what it said would be what comes back. Empty: it may. Throws nothing.
 */
export const withdrawalFaults = <T extends Withdrawable>(one: T, former: T | null): FieldError[] => [
  ...fieldFault(one.reason === undefined, '/reason', 'required'),
  ...fieldFault(former === null, '/withdrawn', 'not-published'),
  ...fieldFault(former?.withdrawn === true, '/withdrawn', 'withdrawn-before'),
  ...alteredFaults(one, former ?? one),
];

function alteredFaults(one: object, former: object): FieldError[] {
  const [now, before] = [
    new Map<string, unknown>(Object.entries(one)),
    new Map<string, unknown>(Object.entries(former)),
  ];
  return [...new Set([...now.keys(), ...before.keys()])]
    .filter((name) => name !== 'withdrawn' && name !== 'reason')
    .flatMap((name) =>
      fieldFault(canonical(now.get(name)) !== canonical(before.get(name)), `/${name}`, 'withdrawal-only'),
    );
}
