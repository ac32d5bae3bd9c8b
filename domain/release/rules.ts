/** The rules of a release and what its events do. Pure: time, actor, clocks and looked-up facts come in through ctx. */
import { buildingFolds, buildingRules, create, opened } from './rules-building.ts';
import { waveFolds, waveRules } from './rules-waves.ts';

export const releaseRules = {
  create,
  opened,
  rules: { ...buildingRules, ...waveRules },
  folds: { ...buildingFolds, ...waveFolds },
};
