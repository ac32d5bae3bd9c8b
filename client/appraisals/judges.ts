/** Whether anybody could judge by a scheme who is not judged by it. */
import { judgesItself } from '../../domain/appraisal/whom.ts';
import type { Scheme } from '../../domain/appraisal/calculus/shapes.ts';
import { fieldFault } from '../../domain/kernel/errors.ts';
import { orgLineOf } from '../../domain/kernel/people/access.ts';
import type { Actor, FieldError, Role } from '../../domain/kernel/process.ts';
import type { Directory } from '../registers/directory.ts';

type Deps = { directory: Pick<Directory, 'holders' | 'actorOf'> };

/**
 * Faults where everybody who could score, or everybody who could publish and sign, belongs to whoever is judged. Where nobody holds such
 * a role yet there is none: whoever comes may be another. Throws when the store is away.
 */
export async function judgeFaults({ directory }: Deps, scheme: Scheme): Promise<FieldError[]> {
  const [appraisers, chiefs] = await Promise.all(
    (['appraiser', 'chief-appraiser'] as const).map((role) => holding(directory, role, scheme)),
  );
  const groups = [[...(appraisers ?? []), ...(chiefs ?? [])], chiefs ?? []];
  return fieldFault(
    groups.some((judges) => judgesItself(scheme, judges)),
    '/judge',
    'judges-itself',
  );
}

async function holding(directory: Deps['directory'], role: Role, { judge }: Scheme): Promise<Actor[]> {
  const found = await Promise.all(orgLineOf(judge).map((path) => directory.holders(`${role}@${path}`)));
  const actors = await Promise.all([...new Set(found.flat())].map((id) => directory.actorOf(id)));
  return actors.filter((one) => one !== null);
}
