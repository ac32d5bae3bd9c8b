import type { Image, Tampering } from '../image.ts';
import type { Random } from '../random.ts';

/** Pure: reckons on what the owner of the database sees. Throws when the world lacks what it takes. */
export type Kind = (image: Image, random: Random) => Tampering;
