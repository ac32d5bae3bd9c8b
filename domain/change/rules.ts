/** The rules of a change and what its events do, put together. Pure: time, actor, clocks and looked-up facts come in through ctx. */
import { authorizingFolds, authorizingRules } from './rules-authorizing.ts';
import { implementingFolds, implementingRules } from './rules-implementing.ts';
import { toldFolds, toldRules } from './rules-told.ts';
import { create, opened, planningFolds, planningRules } from './rules-planning.ts';

export const changeRules = {
  create,
  opened,
  rules: { ...planningRules, ...authorizingRules, ...implementingRules, ...toldRules },
  folds: { ...planningFolds, ...authorizingFolds, ...implementingFolds, ...toldFolds },
};
