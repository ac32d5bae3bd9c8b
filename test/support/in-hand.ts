/** Test support: cases of any process as its scripted paths bring them about, for what all processes have. */
import type { Actor } from '../../domain/kernel/process.ts';
import type { ProcessKey } from '../../domain/processes.ts';
import { given, MORNING, type Story } from './given.ts';
import { type Path, paths } from './paths.ts';
import { people } from './sample.ts';
import { World } from './world.ts';

/** The story of a path, step by step, in a world of its own. */
export function* stepsOf(key: ProcessKey, { name, steps: [first, ...left] }: Path): Generator<Story> {
  if (typeof first !== 'object') throw new Error(`${key}, ${name}: the first step opens the case`);
  const story = given(key, { stage: new World(MORNING) }).when(...first);
  yield story;
  for (const step of left) yield typeof step === 'number' ? story.fastForward(step) : story.when(...step);
}

/** The case of a path as the path leaves it. */
export function played(key: ProcessKey, path: Path): Story {
  const last = [...stepsOf(key, path)].at(-1);
  if (!last) throw new Error(`${key}, ${path.name}: nothing happens`);
  return last;
}

/** The first case of the paths that somebody has in hand, and who that is. */
export function inHand(key: ProcessKey): { story: Story; hands: Actor } {
  for (const path of paths[key])
    for (const story of stepsOf(key, path)) {
      const { assignee } = story.stage.viewOf(story.caseId).parties;
      const hands = Object.values<Actor>(people).find(({ id }) => id === assignee);
      if (hands) return { story, hands };
    }
  throw new Error(`${key}: in no path does anybody have it in hand`);
}
