/** What was found wrong with a file, in the words of a refusal. */
import { DomainError } from '../../domain/kernel/errors.ts';
import { DamagedFile } from '../../platform/files/byte-reader.ts';
import { EmptyFile, OtherKind } from '../../platform/files/cleaned.ts';
import type { Kind } from '../../platform/files/media-type.ts';
import { PositionStays } from '../../platform/images/heif.ts';
import { MOST_PIXELS, TooManyPixels } from '../../platform/images/size.ts';

/** `error` itself where it says nothing of the file. */
export function asRefusal(error: unknown, allowed: readonly Kind[]): unknown {
  if (error instanceof OtherKind) {
    const params = { found: error.found, allowed };
    return new DomainError('file-kind', `By its bytes ${error.message}: its name counts for nothing`, { params });
  }
  if (error instanceof EmptyFile) return new DomainError('file-empty', 'There is nothing in it');
  if (error instanceof DamagedFile) return new DomainError('file-damaged', `The picture is damaged: ${error.message}`);
  if (error instanceof TooManyPixels)
    return new DomainError('too-many-pixels', error.message, { params: { maximum: MOST_PIXELS } });
  if (error instanceof PositionStays)
    return new DomainError(
      'position-stays',
      'Where it was taken could not be left out of this picture: send it as JPEG',
    );
  return error;
}
