/** Files that are saved under the names that the API gives them. */
import { type Query, receive } from './ask.ts';
import { fileNameIn } from './file-name.ts';

/** @throws Refused, so that a refusal is said here and not saved as the file */
export async function download(path: string, query: Query = {}): Promise<void> {
  const response = await receive(path, query);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileNameIn(response.headers.get('content-disposition') ?? '') ?? path.split('/').at(-1) ?? '';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
