/** How a shipped indicator is written down: in both languages, without a target, which a contract says. */
import type { IndicatorScope, IndicatorSource } from '../indicator.ts';
import type { Unit } from '../language/shapes.ts';

export type Shipped = Omit<IndicatorSource, 'organisations'> & { key: string };
type Words = readonly [zh: string, en: string];

/** Asked for an organisation, a team, a person and a service. */
export const OF_ALL: readonly IndicatorScope[] = ['organisation', 'team', 'person', 'service'];
/** What no single person or team answers for. */
export const OF_PLACES: readonly IndicatorScope[] = ['organisation', 'service'];

type Rest = {
  unit: Unit;
  better?: IndicatorSource['better'];
  scopes: readonly IndicatorScope[];
  formula: string;
};

export const shipped = (key: string, name: Words, description: Words, { better, ...rest }: Rest): Shipped => ({
  key,
  name: { zh: name[0], en: name[1] },
  description: { zh: description[0], en: description[1] },
  ...rest,
  ...(better ? { better } : {}),
});
