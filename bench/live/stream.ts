/** A live stream of the API, as a console reads it. */
export type Frame = { event: string; data: unknown };

export async function openStream(
  address: string,
  { path, headers, signal }: { path: string; headers: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array>> {
  const answer = await fetch(`${address}${path}`, { headers, signal });
  if (!answer.ok || !answer.body) throw new Error(`the stream: ${answer.status} ${await answer.text()}`);
  return answer.body;
}

/** Calls `hear` for each frame, until the stream ends. */
export async function follow(body: ReadableStream<Uint8Array>, hear: (frame: Frame) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const frames = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const event = /^event: (\w+)$/m.exec(frame)?.[1];
      if (event !== undefined) hear({ event, data: JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? 'null') });
    }
  }
}
