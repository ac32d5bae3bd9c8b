/** Seals as they come out of their folder. */
import { isWhole, type Seal, sealFrom } from '../../../models/store/seal.ts';
import type { SealFolder } from '../../../platform/seal-folder.ts';

/** Null when what lies there under that number is no seal. Throws what reading a file throws. */
export const sealIn = async (seals: Pick<SealFolder, 'read'>, number: number): Promise<Seal | null> =>
  sealFrom(await seals.read(number));

/** As sealIn, and null also when content and signature do not agree. */
export async function wholeSealIn(seals: Pick<SealFolder, 'read'>, number: number): Promise<Seal | null> {
  const seal = await sealIn(seals, number);
  return seal && isWhole(seal) ? seal : null;
}
