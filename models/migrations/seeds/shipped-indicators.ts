/** The indicators that the product brings along, each as its first version. */
import { shippedIndicators } from '../../../domain/figures/pack/shipped.ts';
import type { Millis } from '../../../domain/kernel/process.ts';
import type { KeptIndicator } from '../../registers/figures/indicator.ts';

/** All, or those of these keys alone. */
export const firstVersions = (now: Millis, keys?: readonly string[]): KeptIndicator[] =>
  shippedIndicators()
    .filter(({ key }) => keys === undefined || keys.includes(key))
    .map(({ key, ...indicator }) => ({
      _id: `${key}@1`,
      indicator: key,
      version: 1,
      ...indicator,
      note: '随产品提供',
      publishedAt: now,
      publishedBy: 'system',
    }));
