/** Photos as they go up: made smaller on the phone, so that a bad network carries them. */
import type { Picture } from '../off-line/queue.ts';

const LONGEST_PX = 1_920;
const QUALITY = 0.82;

/** `at`: JSON pointers to where the id belongs. A file that is no picture goes as it is. */
export async function pictureOf(file: File, at: readonly string[]): Promise<Picture> {
  const small = await smaller(file).catch(() => undefined);
  const bytes = new Uint8Array(await (small ?? file).arrayBuffer());
  return { name: small ? `${file.name.replace(/\.\w+$/, '')}.jpg` : file.name, bytes, at };
}

async function smaller(file: File): Promise<Blob | undefined> {
  const seen = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST_PX / Math.max(seen.width, seen.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(seen.width * scale);
  canvas.height = Math.round(seen.height * scale);
  canvas.getContext('2d')?.drawImage(seen, 0, 0, canvas.width, canvas.height);
  seen.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return blob ?? undefined;
}
